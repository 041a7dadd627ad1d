using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EFCore.DynamoDb.Tests.Metadata;

public class KeyConventionTests
{
    [Fact]
    public void Partition_and_sort_key_make_the_primary_key()
    {
        var type = Build<Order>(b => b.Entity<Order>(e =>
        {
            e.HasPartitionKey(o => o.Customer);
            e.HasSortKey(o => o.CreatedAt);
        }));

        Assert.Equal(["Customer", "CreatedAt"], KeyOf(type));
    }

    [Fact]
    public void Sort_key_may_be_named_first()
    {
        var type = Build<Order>(b => b.Entity<Order>(e =>
        {
            e.HasSortKey(o => o.CreatedAt);
            e.HasPartitionKey(o => o.Customer);
        }));

        Assert.Equal(["Customer", "CreatedAt"], KeyOf(type));
    }

    [Fact]
    public void Sort_key_alone_goes_with_the_discovered_partition_key()
    {
        var type = Build<Order>(b => b.Entity<Order>().HasSortKey(o => o.CreatedAt));

        Assert.Equal(["Id", "CreatedAt"], KeyOf(type));
    }

    [Fact]
    public void HasKey_names_partition_then_sort_key()
    {
        var type = Build<Order>(b => b.Entity<Order>().HasKey(o => new { o.Customer, o.CreatedAt }));

        Assert.Equal("Customer", type.GetPartitionKeyProperty()!.Name);
        Assert.Equal("CreatedAt", type.GetSortKeyProperty()!.Name);
    }

    [Fact]
    public void Id_is_the_partition_key_by_convention()
    {
        var type = Build<Order>(b => b.Entity<Order>());

        Assert.Equal("Id", type.GetPartitionKeyProperty()!.Name);
        Assert.Null(type.GetSortKeyProperty());
    }

    [Fact]
    public void Shadow_properties_serve_as_keys_even_when_declared_later()
    {
        var type = Build<Order>(b => b.Entity<Order>(e =>
        {
            e.HasPartitionKey("Tenant");
            e.HasSortKey("Line");
            e.Property<string>("Tenant");
            e.Property<int>("Line");
        }));

        Assert.Equal(["Tenant", "Line"], KeyOf(type));
    }

    [Fact]
    public void Named_key_wins_over_the_key_attribute()
    {
        var type = Build<Attributed>(b => b.Entity<Attributed>().HasPartitionKey(e => e.Other));

        Assert.Equal(["Other"], KeyOf(type));
    }

    [Fact]
    public void Key_attribute_stays_the_partition_key_under_a_named_sort_key()
    {
        var type = Build<Attributed>(b => b.Entity<Attributed>(e =>
        {
            e.HasSortKey(a => a.Other);
            e.Property<int>("Extra"); // runs the key conventions once more
        }));

        Assert.Equal(["Code", "Other"], KeyOf(type));
    }

    [Fact]
    public void A_property_of_the_name_that_EF_Core_looks_for_is_the_discriminator_even_in_a_key()
    {
        var type = Build<Flyer>(b =>
        {
            b.Entity<Flyer>().HasKey(f => new { f.Id, f.Discriminator });
            b.Entity<Pegasus>();
        });

        Assert.Equal("Discriminator", type.FindDiscriminatorProperty()!.Name);
        Assert.Null(type.FindProperty("$type"));
    }

    [Fact]
    public void Attributes_name_the_key()
    {
        var type = Build<KeyAttributes>(b => b.Entity<KeyAttributes>());

        Assert.Equal(["Partition", "Sort"], KeyOf(type));
        Assert.Equal("Partition", type.GetPartitionKeyProperty()!.Name);
        Assert.Equal("Sort", type.GetSortKeyProperty()!.Name);
    }

    [Fact]
    public void Explicit_configuration_wins_over_attributes()
    {
        var type = Build<KeyAttributes>(b => b.Entity<KeyAttributes>().HasPartitionKey(k => k.Id));

        Assert.Equal(["Id", "Sort"], KeyOf(type));
    }

    [Fact]
    public void Sort_key_attribute_goes_with_the_key_attribute_in_either_order()
    {
        Assert.Equal(["Code", "At"], KeyOf(Build<KeyThenSort>(b => b.Entity<KeyThenSort>())));
        Assert.Equal(["Code", "At"], KeyOf(Build<SortThenKey>(b => b.Entity<SortThenKey>())));
    }

    [Fact]
    public void PrimaryKey_attribute_is_partition_then_sort_key()
    {
        var type = Build<PrimaryKeyed>(b => b.Entity<PrimaryKeyed>());

        Assert.Equal("Tenant", type.GetPartitionKeyProperty()!.Name);
        Assert.Equal("Number", type.GetSortKeyProperty()!.Name);
    }

    [Fact]
    public void Explicit_configuration_wins_over_the_PrimaryKey_attribute()
    {
        var type = Build<PrimaryKeyed>(b => b.Entity<PrimaryKeyed>().HasPartitionKey(e => e.Other));

        Assert.Equal(["Other"], KeyOf(type));
    }

    [Fact]
    public void Attributes_of_a_mapped_base_class_name_the_key_of_the_hierarchy()
    {
        foreach (var derivedFirst in new[] { false, true })
        {
            var model = ModelOnly.Build(b =>
            {
                if (derivedFirst)
                {
                    b.Entity<DerivedKeyAttributes>();
                    b.Entity<KeyAttributes>();
                }
                else
                {
                    b.Entity<KeyAttributes>();
                    b.Entity<DerivedKeyAttributes>();
                }
            });

            var derived = model.FindEntityType(typeof(DerivedKeyAttributes))!;
            Assert.Same(model.FindEntityType(typeof(KeyAttributes)), derived.BaseType);
            Assert.Equal(["Partition", "Sort"], KeyOf(derived));
            Assert.Equal("Partition", derived.GetPartitionKeyPropertyName());
        }
    }

    [Fact]
    public void Attributes_of_an_unmapped_base_class_name_the_key()
        => Assert.Equal(["Partition", "Sort"], KeyOf(Build<DerivedKeyAttributes>(b => b.Entity<DerivedKeyAttributes>())));

    [Fact]
    public void Type_name_and_Id_is_the_partition_key_by_convention()
        => Assert.Equal(["LedgerId"], KeyOf(Build<Ledger>(b => b.Entity<Ledger>())));

    [Theory]
    [InlineData(typeof(Guid), ValueGenerated.OnAdd)]
    [InlineData(typeof(int), ValueGenerated.Never)]
    [InlineData(typeof(long), ValueGenerated.Never)]
    [InlineData(typeof(string), ValueGenerated.Never)]
    public void Only_Guid_keys_are_generated(Type type, ValueGenerated expected)
    {
        var model = ModelOnly.Build(b => b.Entity("Keyed", e =>
        {
            e.Property(type, "Key");
            e.HasPartitionKey("Key");
        }));

        Assert.Equal(expected, model.FindEntityType("Keyed")!.FindProperty("Key")!.ValueGenerated);
    }

    [Fact]
    public void A_Guid_that_is_one_of_two_keys_is_not_generated()
    {
        var type = Build<Order>(b => b.Entity<Order>().HasSortKey(o => o.CreatedAt));

        Assert.Equal(ValueGenerated.Never, type.FindProperty("Id")!.ValueGenerated);
    }

    [Fact]
    public void Foreign_keys_make_no_indexes()
    {
        var model = ModelOnly.Build(b =>
        {
            b.Entity<Ledger>();
            b.Entity<Order>().HasOne<Ledger>().WithMany().HasForeignKey("LedgerId");
        });

        Assert.Empty(model.GetEntityTypes().SelectMany(e => e.GetIndexes()));
    }

    private static IEntityType Build<T>(Action<ModelBuilder> configure)
        => ModelOnly.Build(configure).FindEntityType(typeof(T))!;

    private static IEnumerable<string> KeyOf(IEntityType type)
        => type.FindPrimaryKey()!.Properties.Select(p => p.Name);

    private sealed class Order
    {
        public Guid Id { get; set; }

        public string Customer { get; set; } = "";

        public DateTime CreatedAt { get; set; }
    }

    private sealed class Attributed
    {
        public string Id { get; set; } = "";

        [Key]
        public string Code { get; set; } = "";

        public string Other { get; set; } = "";
    }

    private class KeyAttributes
    {
        public string Id { get; set; } = "";

        [SortKey]
        public int Sort { get; set; }

        [PartitionKey]
        public string Partition { get; set; } = "";
    }

    private sealed class DerivedKeyAttributes : KeyAttributes;

    private sealed class KeyThenSort
    {
        [Key]
        public string Code { get; set; } = "";

        public string Id { get; set; } = "";

        [SortKey]
        public DateTime At { get; set; }
    }

    private sealed class SortThenKey
    {
        [SortKey]
        public DateTime At { get; set; }

        public string Id { get; set; } = "";

        [Key]
        public string Code { get; set; } = "";
    }

    [PrimaryKey(nameof(Tenant), nameof(Number))]
    private sealed class PrimaryKeyed
    {
        public string Tenant { get; set; } = "";

        public int Number { get; set; }

        public string Other { get; set; } = "";
    }

    private sealed class Ledger
    {
        public string LedgerId { get; set; } = "";
    }

    private class Flyer
    {
        public string Id { get; set; } = "";

        public string Discriminator { get; set; } = "";
    }

    private sealed class Pegasus : Flyer;
}
