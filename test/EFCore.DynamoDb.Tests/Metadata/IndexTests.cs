using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Metadata;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EFCore.DynamoDb.Tests.Metadata;

public class IndexTests
{
    [Fact]
    public void Gsi_has_its_own_keys()
    {
        var index = IndexOf(e => e.HasGsi("by_status", o => o.Status, o => o.Total));

        Assert.Equal(DynamoDbIndexKind.Gsi, index.Kind);
        Assert.Equal([new KeyAttribute("Status", DynamoDbAttributeType.S)], index.Key.Partition);
        Assert.Equal([new KeyAttribute("Total", DynamoDbAttributeType.N)], index.Key.Sort);
    }

    [Fact]
    public void Gsi_keys_take_several_properties_each()
    {
        var index = IndexOf(e => e.HasGsi("by_place", o => new { o.Country, o.City }, o => new { o.Status, o.Total }));

        Assert.Equal(["Country", "City"], index.Key.Partition.Select(k => k.Name));
        Assert.Equal(["Status", "Total"], index.Key.Sort.Select(k => k.Name));
    }

    [Fact]
    public void Gsi_may_have_no_sort_key()
    {
        var index = IndexOf(e => e.HasGsi("by_place", o => new { o.Country, o.City }));

        Assert.Equal(["Country", "City"], index.Key.Partition.Select(k => k.Name));
        Assert.Empty(index.Key.Sort);
    }

    [Fact]
    public void Gsi_takes_names_of_shadow_properties()
    {
        var index = IndexOf(e =>
        {
            e.Property<string>("Tenant").HasAttributeName("t");
            e.HasGsi("by_tenant", "Tenant", "Status");
        });

        Assert.Equal(["t"], index.Key.Partition.Select(k => k.Name));
        Assert.Equal(["Status"], index.Key.Sort.Select(k => k.Name));
    }

    [Fact]
    public void Untyped_builders_make_the_same_indexes()
    {
        var type = typeof(Order);
        var model = ModelOnly.Build(b => b.Entity(type, e =>
        {
            e.HasPartitionKey("Customer").HasSortKey("Number").ToTable("orders");
            e.HasGsi("by_status", "Status", "Total").ProjectKeysOnly();
            e.HasGsi("by_place", ["Country", "City"]).IsSparse();
            e.HasLsi("by_total", "Total").ProjectIncluding("City");
        }));

        Assert.Equal(
            ["by_place Gsi Country,City| All", "by_status Gsi Status|Total KeysOnly", "by_total Lsi Customer|Total Include"],
            model.GetTables().Single().Indexes.Select(Describe));
    }

    [Fact]
    public void Lsi_has_the_partition_key_of_the_table()
    {
        var index = IndexOf(e => e.HasLsi("by_total", o => o.Total));

        Assert.Equal(DynamoDbIndexKind.Lsi, index.Kind);
        Assert.Equal(["Customer"], index.Key.Partition.Select(k => k.Name));
        Assert.Equal(["Total"], index.Key.Sort.Select(k => k.Name));
    }

    [Fact]
    public void Indexes_project_everything_by_default()
    {
        var index = IndexOf(e => e.HasGsi("by_status", o => o.Status));

        Assert.Equal(DynamoDbProjection.All, index.Projection);
        Assert.True(index.Projects("whatever"));
        Assert.Empty(index.IncludedAttributes);
    }

    [Fact]
    public void Keys_only_projects_the_keys_of_index_and_table()
    {
        var index = IndexOf(e => e.HasGsi("by_status", o => o.Status).ProjectKeysOnly());

        Assert.Equal(["Customer", "Number", "Status"], index.ProjectedAttributes!.Order());
        Assert.False(index.Projects("Total"));
    }

    [Fact]
    public void Including_projects_named_attributes_besides_the_keys()
    {
        var index = IndexOf(e =>
        {
            e.Property(o => o.City).HasAttributeName("town");
            e.HasGsi("by_status", o => o.Status).ProjectIncluding(o => new { o.Total, o.City, o.Number });
        });

        Assert.Equal(DynamoDbProjection.Include, index.Projection);
        Assert.Equal(["Total", "town"], index.IncludedAttributes); // Number is a key of the table
        Assert.Equal(["Customer", "Number", "Status", "Total", "town"], index.ProjectedAttributes!.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Including_just_keys_is_keys_only()
    {
        var index = IndexOf(e => e.HasGsi("by_status", o => o.Status).ProjectIncluding(o => o.Number));

        Assert.Equal(DynamoDbProjection.KeysOnly, index.Projection);
        Assert.Empty(index.IncludedAttributes);
    }

    [Fact]
    public void A_later_projection_replaces_an_earlier_one()
    {
        var index = IndexOf(e => e.HasGsi("by_status", o => o.Status).ProjectIncluding(o => o.Total).ProjectAll());

        Assert.Equal(DynamoDbProjection.All, index.Projection);
        Assert.Null(index.ProjectedAttributes);
        Assert.Empty(index.IncludedAttributes);
    }

    [Fact]
    public void Throughputs_and_sparseness_reach_the_table_model()
    {
        var index = IndexOf(e =>
        {
            e.ToTable("orders", t => t.HasProvisionedThroughput(10, 5));
            e.HasGsi("by_status", o => o.Status).HasProvisionedThroughput(3, 2).HasWarmThroughput(13000, 5000).IsSparse();
        });

        Assert.Equal(new Throughput(3, 2), index.ProvisionedThroughput);
        Assert.Equal(new Throughput(13000, 5000), index.WarmThroughput);
        Assert.Null(index.OnDemandThroughput);
        Assert.True(index.IsSparse);
    }

    [Fact]
    public void On_demand_throughput_of_an_index_may_limit_one_side()
        => Assert.Equal(
            new Throughput(null, 100),
            IndexOf(e => e.HasGsi("by_status", o => o.Status).HasOnDemandThroughput(maxWrite: 100)).OnDemandThroughput);

    [Fact]
    public void A_gsi_of_a_provisioned_table_is_provisioned_as_the_table()
    {
        var table = ModelOnly.Build(b => b.Entity<Order>(e =>
        {
            e.HasKey(o => new { o.Customer, o.Number });
            e.ToTable(t => t.HasProvisionedThroughput(10, 5));
            e.HasGsi("by_status", o => o.Status);
            e.HasLsi("by_total", o => o.Total);
        })).GetTables().Single();

        Assert.Equal(new Throughput(10, 5), table.FindIndex("by_status")!.ProvisionedThroughput);
        Assert.Null(table.FindIndex("by_total")!.ProvisionedThroughput);
    }

    [Fact]
    public void Indexes_are_read_through_EFs_metadata()
    {
        var type = ModelOnly.Build(b => b.Entity<Order>(e =>
        {
            e.HasKey(o => new { o.Customer, o.Number });
            e.HasGsi("by_status", o => o.Status, o => o.Total).ProjectIncluding(o => o.City).IsSparse()
                .HasOnDemandThroughput(1000, 500);
            e.HasLsi("by_total", o => o.Total).ProjectKeysOnly();
        })).FindEntityType(typeof(Order))!;

        var gsi = type.FindIndex("by_status")!;
        Assert.Equal(DynamoDbIndexKind.Gsi, gsi.GetIndexKind());
        Assert.Equal(["Status", "Total"], gsi.Properties.Select(p => p.Name));
        Assert.Equal(1, gsi.GetPartitionKeyCount());
        Assert.Equal(DynamoDbProjection.Include, gsi.GetProjection());
        Assert.Equal(["City"], gsi.GetIncludedProperties());
        Assert.True(gsi.GetIsSparse());
        Assert.Equal((1000, 500), gsi.GetOnDemandThroughput());
        Assert.Null(gsi.GetProvisionedThroughput());

        var lsi = type.FindIndex("by_total")!;
        Assert.Equal(DynamoDbIndexKind.Lsi, lsi.GetIndexKind());
        Assert.Equal(["Total"], lsi.Properties.Select(p => p.Name));
        Assert.Equal(DynamoDbProjection.KeysOnly, lsi.GetProjection());
        Assert.False(lsi.GetIsSparse());
    }

    [Fact]
    public void Attributes_make_indexes()
        => Assert.Equal(
            [
                "by_place Gsi Country,City|Status,Total All",
                "by_status Gsi Status| KeysOnly",
                "by_total Lsi Customer|Total Include",
            ],
            ModelOnly.Build(b => b.Entity<Attributed>()).GetTables().Single().Indexes.OrderBy(i => i.Name).Select(Describe));

    [Fact]
    public void Attributes_tell_projection_and_sparseness()
    {
        var type = ModelOnly.Build(b => b.Entity<Attributed>()).FindEntityType(typeof(Attributed))!;

        Assert.True(type.FindIndex("by_status")!.GetIsSparse());
        Assert.Equal(["City"], type.FindIndex("by_total")!.GetIncludedProperties());
    }

    [Fact]
    public void An_explicit_index_takes_the_place_of_an_attributes()
    {
        var index = ModelOnly.Build(b => b.Entity<Attributed>().HasGsi("by_status", a => a.City))
            .GetTables().Single().FindIndex("by_status")!;

        Assert.Equal("by_status Gsi City| All", Describe(index));
        Assert.False(index.IsSparse);
    }

    [Fact]
    public void Attributes_of_base_classes_count_once()
    {
        var model = ModelOnly.Build(b =>
        {
            b.Entity<Attributed>();
            b.Entity<DerivedAttributed>();
        });

        Assert.Equal(
            ["by_extra", "by_place", "by_status", "by_total"], model.GetTables().Single().Indexes.Select(i => i.Name).Order());
        Assert.Equal(
            ["by_extra"], model.FindEntityType(typeof(DerivedAttributed))!.GetDeclaredIndexes().Select(i => i.Name));
        Assert.Equal(
            ["by_extra", "by_place", "by_status", "by_total"],
            ModelOnly.Build(b => b.Entity<DerivedAttributed>()).GetTables().Single().Indexes.Select(i => i.Name).Order());
    }

    [Fact]
    public void Types_that_share_a_table_share_its_indexes_and_what_they_include()
    {
        var table = ModelOnly.Build(b =>
        {
            b.Entity<Order>(e =>
            {
                e.ToTable("shop").HasKey(o => new { o.Customer, o.Number });
                e.HasGsi("gsi1", o => o.Status).ProjectIncluding(o => o.Total);
            });
            b.Entity<Attributed>(e =>
            {
                e.ToTable("shop");
                e.HasGsi("gsi1", o => o.Status).ProjectIncluding(o => o.City);
            });
        }).GetTables().Single();

        // Types come in the order of their names.
        Assert.Equal(["City", "Total"], table.FindIndex("gsi1")!.IncludedAttributes);
        Assert.Equal(4, table.Indexes.Count);
    }

    [Fact]
    public void An_index_of_a_root_may_include_properties_of_derived_types()
    {
        var index = ModelOnly.Build(b =>
        {
            b.Entity<Attributed>().HasGsi("by_city", a => a.City).ProjectIncluding(nameof(DerivedAttributed.Extra));
            b.Entity<DerivedAttributed>();
        }).GetTables().Single().FindIndex("by_city")!;

        Assert.Equal(["Extra"], index.IncludedAttributes);
    }

    private static IndexModel IndexOf(Action<Microsoft.EntityFrameworkCore.Metadata.Builders.EntityTypeBuilder<Order>> configure)
        => ModelOnly.Build(b => b.Entity<Order>(e =>
        {
            e.HasKey(o => new { o.Customer, o.Number });
            configure(e);
        })).GetTables().Single().Indexes.Single();

    private static string Describe(IndexModel index)
        => $"{index.Name} {index.Kind} {string.Join(',', index.Key.Partition.Select(k => k.Name))}"
            + $"|{string.Join(',', index.Key.Sort.Select(k => k.Name))} {index.Projection}";

    private sealed class Order
    {
        public string Customer { get; set; } = "";

        public int Number { get; set; }

        public string? Status { get; set; }

        public decimal Total { get; set; }

        public string? Country { get; set; }

        public string? City { get; set; }
    }

    [Gsi("by_status", nameof(Status), KeysOnly = true, IsSparse = true)]
    [Gsi("by_place", [nameof(Country), nameof(City)], [nameof(Status), nameof(Total)])]
    [Lsi("by_total", nameof(Total), Including = [nameof(City)])]
    private class Attributed
    {
        [PartitionKey]
        public string Customer { get; set; } = "";

        [SortKey]
        public int Number { get; set; }

        public string? Status { get; set; }

        public decimal Total { get; set; }

        public string? Country { get; set; }

        public string? City { get; set; }
    }

    [Gsi("by_extra", nameof(Extra))]
    private sealed class DerivedAttributed : Attributed
    {
        public string? Extra { get; set; }
    }
}
