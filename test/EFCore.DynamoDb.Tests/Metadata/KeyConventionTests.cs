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
}
