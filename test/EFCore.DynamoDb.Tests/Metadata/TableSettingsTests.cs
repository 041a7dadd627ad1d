using System.ComponentModel.DataAnnotations.Schema;
using EFCore.DynamoDb.Metadata;
using EFCore.DynamoDb.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EFCore.DynamoDb.Tests.Metadata;

public class TableSettingsTests
{
    [Fact]
    public void Tables_are_paid_per_request_by_default()
    {
        var table = TableOf(_ => { });

        Assert.Equal(DynamoDbBillingMode.OnDemand, table.BillingMode);
        Assert.Null(table.ProvisionedThroughput);
        Assert.Null(table.OnDemandThroughput);
        Assert.Null(table.WarmThroughput);
        Assert.Null(table.TimeToLiveAttribute);
    }

    [Fact]
    public void A_provisioned_throughput_makes_a_table_provisioned()
    {
        var table = TableOf(e => e.ToTable("sessions", t => t.HasProvisionedThroughput(5, 6).HasWarmThroughput(write: 4000)));

        Assert.Equal("sessions", table.Name);
        Assert.Equal(DynamoDbBillingMode.Provisioned, table.BillingMode);
        Assert.Equal(new Throughput(5, 6), table.ProvisionedThroughput);
        Assert.Equal(new Throughput(null, 4000), table.WarmThroughput);
    }

    [Fact]
    public void On_demand_throughput_has_maxima()
        => Assert.Equal(
            new Throughput(40, null),
            TableOf(e => e.ToTable(t => t.HasBillingMode(DynamoDbBillingMode.OnDemand).HasOnDemandThroughput(40))).OnDemandThroughput);

    [Fact]
    public void Settings_are_read_through_EFs_metadata()
    {
        var type = ModelOnly.Build(b => b.Entity<Session>(e =>
        {
            e.ToTable("sessions", t => t.HasProvisionedThroughput(5, 6).HasWarmThroughput(12000, 4000));
            e.HasTimeToLive(s => s.ExpiresAt);
        })).FindEntityType(typeof(Session))!;

        Assert.Equal("sessions", type.GetTableName());
        Assert.Equal(DynamoDbBillingMode.Provisioned, type.GetBillingMode());
        Assert.Equal((5, 6), type.GetProvisionedThroughput());
        Assert.Equal((12000, 4000), type.GetWarmThroughput());
        Assert.Null(type.GetOnDemandThroughput());
        Assert.Equal("ExpiresAt", type.GetTimeToLiveProperty()!.Name);
    }

    [Fact]
    public void One_of_the_types_that_share_a_table_says_its_settings()
    {
        var table = ModelOnly.Build(b =>
        {
            b.Entity<Session>().ToTable("shared");
            b.Entity<Token>().ToTable("shared", t => t.HasProvisionedThroughput(2, 1));
        }).GetTables().Single();

        Assert.Equal(new Throughput(2, 1), table.ProvisionedThroughput);
    }

    [Theory]
    [InlineData(nameof(Session.ExpiresAt))]
    [InlineData(nameof(Session.ExpiresUtc))]
    public void Time_to_live_stores_times_in_seconds(string property)
    {
        var type = ModelOnly.Build(b => b.Entity<Session>().HasTimeToLive(property)).FindEntityType(typeof(Session))!;

        Assert.Equal(TimestampUnit.Seconds, type.FindProperty(property)![MappingAnnotationNames.UnixTimestamp]);
        Assert.Equal(property, type.GetTable().TimeToLiveAttribute);
    }

    [Fact]
    public void Time_to_live_takes_seconds_as_numbers()
    {
        var type = ModelOnly.Build(b => b.Entity<Session>(e =>
        {
            e.Property(s => s.ExpiresEpoch).HasAttributeName("ttl");
            e.HasTimeToLive(s => s.ExpiresEpoch);
        })).FindEntityType(typeof(Session))!;

        Assert.Null(type.FindProperty(nameof(Session.ExpiresEpoch))![MappingAnnotationNames.UnixTimestamp]);
        Assert.Equal("ttl", type.GetTable().TimeToLiveAttribute);
    }

    [Fact]
    public void Table_and_Column_attributes_name_table_and_attribute()
    {
        var type = ModelOnly.Build(new NamedContext(_ => { })).FindEntityType(typeof(Named))!;

        Assert.Equal("named-things", type.GetTableName());
        Assert.Equal("pk", type.FindProperty(nameof(Named.Id))!.GetAttributeName());
    }

    [Fact]
    public void Explicit_names_win_over_attributes()
    {
        var type = ModelOnly.Build(new NamedContext(b => b.Entity<Named>(e =>
        {
            e.ToTable("explicit");
            e.Property(n => n.Id).HasAttributeName("key");
        }))).FindEntityType(typeof(Named))!;

        Assert.Equal("explicit", type.GetTableName());
        Assert.Equal("key", type.FindProperty(nameof(Named.Id))!.GetAttributeName());
    }

    [Fact]
    public void A_derived_types_table_is_its_roots()
    {
        var model = ModelOnly.Build(b =>
        {
            b.Entity<DerivedNamed>();
            b.Entity<Named>().ToTable("root");
        });

        Assert.Equal("root", model.FindEntityType(typeof(DerivedNamed))!.GetTableName());
        Assert.Single(model.GetTables());
    }

    [Fact]
    public void A_table_attribute_is_inherited_from_an_unmapped_base_class()
        => Assert.Equal(
            "named-things", ModelOnly.Build(b => b.Entity<DerivedNamed>()).FindEntityType(typeof(DerivedNamed))!.GetTableName());

    private static TableModel TableOf(Action<Microsoft.EntityFrameworkCore.Metadata.Builders.EntityTypeBuilder<Session>> configure)
        => ModelOnly.Build(b => b.Entity(configure)).GetTables().Single();

    private sealed class NamedContext(Action<ModelBuilder> configure) : ModelOnly.ModelContext(configure)
    {
        public DbSet<Named> Names => Set<Named>();
    }

    private sealed class Session
    {
        public string Id { get; set; } = "";

        public DateTimeOffset? ExpiresAt { get; set; }

        public DateTime ExpiresUtc { get; set; }

        public long ExpiresEpoch { get; set; }
    }

    private sealed class Token
    {
        public string Id { get; set; } = "";
    }

    [Table("named-things")]
    private class Named
    {
        [Column("pk")]
        public string Id { get; set; } = "";
    }

    private sealed class DerivedNamed : Named;
}
