using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Metadata;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;

namespace EFCore.DynamoDb.Tests.Metadata;

public class MetadataApiTests
{
    [Fact]
    public void Tables_of_a_model_can_be_read()
    {
        var model = ModelOnly.Build(b => b.Entity<Order>(e =>
        {
            e.ToTable("orders", t => t.HasProvisionedThroughput(1, 1));
            e.HasPartitionKey(o => o.Customer).HasSortKey(o => o.Number).HasTimeToLive(o => o.Expires);
            e.HasGsi("by_status", o => o.Status).ProjectIncluding(o => o.Expires);
        }));

        var table = Assert.Single(model.GetDynamoTables());
        Assert.Equal("orders", table.Name);
        Assert.Equal(("Customer", DynamoDbAttributeType.S), (table.PartitionKey.Name, table.PartitionKey.Type));
        Assert.Equal(("Number", DynamoDbAttributeType.N), (table.SortKey!.Value.Name, table.SortKey.Value.Type));
        Assert.Same(model.FindEntityType(typeof(Order)), Assert.Single(table.EntityTypes));
        Assert.Equal("Expires", table.TimeToLiveAttribute);
        Assert.Null(table.DiscriminatorAttribute);
        Assert.Equal(DynamoDbBillingMode.Provisioned, table.BillingMode);

        var index = Assert.Single(table.Indexes);
        Assert.Equal("by_status", index.Name);
        Assert.Equal(DynamoDbIndexKind.Gsi, index.Kind);
        Assert.Equal(["Status"], index.PartitionKey.Select(k => k.Name));
        Assert.Empty(index.SortKey);
        Assert.Equal(DynamoDbProjection.Include, index.Projection);
        Assert.Equal(["Expires"], index.IncludedAttributes);
    }

    [Fact]
    public void Mutable_metadata_is_explicit_configuration()
    {
        var type = ModelOnly.Build(b =>
        {
            var order = b.Entity<Order>().Metadata;
            order.SetTableName("orders");
            order.SetPartitionKeyPropertyName(nameof(Order.Customer));
            order.SetSortKeyPropertyName(nameof(Order.Number));
            order.SetTimeToLivePropertyName(nameof(Order.Expires));
            order.SetOnDemandThroughput(100, null);
            order.FindProperty(nameof(Order.Status))!.SetAttributeName("s");
            var index = order.AddIndex(order.FindProperty(nameof(Order.Status))!, "by_status");
            index.SetIndexKind(DynamoDbIndexKind.Gsi);
            index.SetProjection(DynamoDbProjection.Include);
            index.SetIncludedProperties([nameof(Order.Expires)]);
            index.SetIsSparse(true);
            index.SetWarmThroughput(12000, null);
        }).FindEntityType(typeof(Order))!;

        Assert.Equal("orders", type.GetTableName());
        Assert.Equal(["Customer", "Number"], type.FindPrimaryKey()!.Properties.Select(p => p.Name));
        Assert.Equal("Expires", type.GetTimeToLivePropertyName());
        Assert.Equal((100, null), type.GetOnDemandThroughput());
        Assert.Equal("s", type.FindProperty("Status")!.GetAttributeName());
        var index = type.GetTable().FindIndex("by_status")!;
        Assert.Equal(["Expires"], index.IncludedAttributes);
        Assert.True(index.IsSparse);
        Assert.Equal(new Throughput(12000, null), index.WarmThroughput);
    }

    [Fact]
    public void Conventions_of_the_application_give_way_to_explicit_configuration()
    {
        var model = ModelOnly.Build(new ConventionContext(b =>
        {
            b.Entity<Order>(e =>
            {
                e.ToTable("explicit").HasPartitionKey(o => o.Customer);
                e.Property(o => o.Status).HasAttributeName("explicit");
            });
            b.Entity<Item>();
        }));

        var order = model.FindEntityType(typeof(Order))!;
        Assert.Equal("explicit", order.GetTableName());
        Assert.Equal(["Customer"], order.FindPrimaryKey()!.Properties.Select(p => p.Name));
        Assert.Equal("explicit", order.FindProperty("Status")!.GetAttributeName());

        var item = model.FindEntityType(typeof(Item))!;
        Assert.Equal("t-item", item.GetTableName());
        Assert.Equal(["Status"], item.FindPrimaryKey()!.Properties.Select(p => p.Name));
        Assert.Equal("a-Status", item.FindProperty("Status")!.GetAttributeName());
    }

    [Fact]
    public void Configuration_sources_are_told()
        => ModelOnly.Build(new ConventionContext(b =>
        {
            var type = (IConventionEntityType)b.Entity<Order>().Metadata;
            Assert.Null(type.GetSortKeyPropertyNameConfigurationSource());
            Assert.Equal(ConfigurationSource.Convention, type.GetPartitionKeyPropertyNameConfigurationSource());
            Assert.Equal(ConfigurationSource.Convention, type.GetTableNameConfigurationSource());
            b.Entity<Order>().ToTable("orders").HasPartitionKey(o => o.Customer).HasSortKey(o => o.Number);
            Assert.Equal(ConfigurationSource.Explicit, type.GetTableNameConfigurationSource());
            Assert.Equal(ConfigurationSource.Explicit, type.GetPartitionKeyPropertyNameConfigurationSource());
            Assert.Equal(ConfigurationSource.Explicit, type.GetSortKeyPropertyNameConfigurationSource());
            Assert.False(type.Builder.CanSetTable("other"));
            Assert.False(type.Builder.CanSetPartitionKey("Status"));
            Assert.False(type.Builder.CanSetSortKey("Status"));
            Assert.Null(type.Builder.HasSortKey("Status", fromDataAnnotation: true));
        }));

    private sealed class ConventionContext(Action<ModelBuilder> configure) : ModelOnly.ModelContext(configure)
    {
        protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
            => configurationBuilder.Conventions.Add(_ => new HouseConvention());
    }

    private sealed class HouseConvention : IEntityTypeAddedConvention, IModelFinalizingConvention
    {
        public void ProcessEntityTypeAdded(
            IConventionEntityTypeBuilder entityTypeBuilder, IConventionContext<IConventionEntityTypeBuilder> context)
            => entityTypeBuilder.ToTable("t-" + entityTypeBuilder.Metadata.ShortName().ToLowerInvariant())
                ?.HasPartitionKey(nameof(Order.Status));

        public void ProcessModelFinalizing(IConventionModelBuilder modelBuilder, IConventionContext<IConventionModelBuilder> context)
        {
            foreach (var property in modelBuilder.Metadata.GetEntityTypes().SelectMany(e => e.GetDeclaredProperties()))
            {
                property.Builder.HasAttributeName("a-" + property.Name);
            }
        }
    }

    private sealed class Order
    {
        public string Customer { get; set; } = "";

        public int Number { get; set; }

        public string Status { get; set; } = "";

        public long Expires { get; set; }
    }

    private sealed class Item
    {
        public string Status { get; set; } = "";
    }
}
