using EFCore.DynamoDb.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EFCore.DynamoDb.Tests.Metadata;

public class IndexValidationTests
{
    [Fact]
    public void Relational_indexes_say_what_to_use()
    {
        Assert.Equal(DynamoDbStrings.PlainIndex("Order", "A, B"), ErrorOf(e => e.HasIndex(o => new { o.A, o.B })));
        Assert.Equal(DynamoDbStrings.PlainIndex("Indexed", "Name"), ModelOnly.ErrorOf(b => b.Entity<Indexed>()));
        Assert.Equal(DynamoDbStrings.UniqueIndex("Order", "A"), ErrorOf(e => e.HasIndex(o => o.A).IsUnique()));
        Assert.Equal(DynamoDbStrings.UniqueIndex("Order", "A"), ErrorOf(e => e.HasGsi("by_a", o => o.A).IsUnique()));
        Assert.Equal(DynamoDbStrings.DescendingIndex("Order", "by_a"), ErrorOf(e => e.HasGsi("by_a", o => o.A).IsDescending()));
    }

    [Theory]
    [InlineData("ab")]
    [InlineData("by status")]
    [InlineData("by_größe")]
    public void Index_names_outside_DynamoDBs_rules_are_refused(string name)
        => Assert.Equal(DynamoDbStrings.IndexName(name, "Order"), ErrorOf(e => e.HasGsi(name, o => o.A)));

    [Fact]
    public void Names_are_unique_over_both_kinds()
    {
        Assert.Equal(
            DynamoDbStrings.DuplicateIndex("dup", "Order"),
            ErrorOf(e =>
            {
                e.HasGsi("dup", o => o.A);
                e.HasLsi("dup", o => o.A);
            }));
        Assert.Equal(
            DynamoDbStrings.DuplicateIndex("dup", "Order"),
            ErrorOf(e =>
            {
                e.HasGsi("dup", o => o.A);
                e.HasGsi("dup", o => o.B);
            }));
        Assert.Equal(DynamoDbStrings.DuplicateIndex("dup", "Twice"), ModelOnly.ErrorOf(b => b.Entity<Twice>()));
    }

    [Fact]
    public void Siblings_of_a_hierarchy_must_declare_an_index_alike()
        => Assert.Equal(
            DynamoDbStrings.IndexesDiffer("Order", "by_extra", "BigOrder", "SmallOrder", "keys"),
            ModelOnly.ErrorOf(b =>
            {
                b.Entity<Order>();
                b.Entity<BigOrder>().HasGsi("by_extra", o => o.Crane);
                b.Entity<SmallOrder>().HasGsi("by_extra", o => o.Envelope);
            }));

    [Fact]
    public void Types_that_share_a_table_must_declare_an_index_alike()
    {
        Assert.Equal("kinds", DifferenceOf(e => e.HasLsi("gsi1", i => i.A), e => e.HasGsi("gsi1", o => o.A)));
        Assert.Equal("keys", DifferenceOf(e => e.HasGsi("gsi1", i => i.A), e => e.HasGsi("gsi1", o => o.B)));
        Assert.Equal("keys", DifferenceOf(e => e.HasGsi("gsi1", i => i.A), e => e.HasGsi("gsi1", o => o.A, o => o.B)));
        Assert.Equal(
            "projections", DifferenceOf(e => e.HasGsi("gsi1", i => i.A), e => e.HasGsi("gsi1", o => o.A).ProjectKeysOnly()));
        Assert.Equal(
            "throughputs",
            DifferenceOf(
                e => e.HasGsi("gsi1", i => i.A).HasOnDemandThroughput(5), e => e.HasGsi("gsi1", o => o.A).HasOnDemandThroughput(6)));

        static string DifferenceOf(Action<EntityTypeBuilder<Invoice>> invoice, Action<EntityTypeBuilder<Order>> order)
        {
            var error = ModelOnly.ErrorOf(b =>
            {
                b.Entity<Order>(e =>
                {
                    e.ToTable("shop").HasKey(o => new { o.Id, o.Number });
                    order(e);
                });
                b.Entity<Invoice>(e =>
                {
                    e.ToTable("shop").HasKey(i => new { i.Id, i.Number });
                    invoice(e);
                });
            });
            return new[] { "kinds", "keys", "projections", "throughputs" }
                .Single(what => error == DynamoDbStrings.IndexesDiffer("shop", "gsi1", "Invoice", "Order", what));
        }
    }

    [Fact]
    public void Key_attributes_have_one_type_in_all_types_of_a_table()
    {
        Assert.Equal(
            DynamoDbStrings.KeyAttributeTypes("shop", "A", "Invoice.Number", "N", "Order.A", "S"),
            ModelOnly.ErrorOf(b =>
            {
                b.Entity<Order>().ToTable("shop").HasGsi("by_a", o => o.A);
                b.Entity<Invoice>(e =>
                {
                    e.ToTable("shop").Ignore(i => i.A);
                    e.Property(i => i.Number).HasAttributeName("A");
                });
            }));
        Assert.NotNull(ModelOnly.Build(b =>
        {
            // No key: the discriminator tells which type it is.
            b.Entity<Order>().ToTable("shop");
            b.Entity<Invoice>(e =>
            {
                e.ToTable("shop").Ignore(i => i.A);
                e.Property(i => i.Number).HasAttributeName("A");
            });
        }));
    }

    [Fact]
    public void Unknown_properties_are_refused()
    {
        Assert.Contains("'Missing' cannot be added to the type 'Order'", ErrorOf(e => e.HasGsi("by_a", "Missing")), StringComparison.Ordinal);
        Assert.Equal(
            DynamoDbStrings.UnknownIndexProperty("by_missing", "Misspelt", "Missing"), ModelOnly.ErrorOf(b => b.Entity<Misspelt>()));
        Assert.Equal(
            DynamoDbStrings.UnknownIncludedProperty("by_a", "Order", "Missing"),
            ErrorOf(e => e.HasGsi("by_a", o => o.A).ProjectIncluding("A", "Missing")));
        Assert.Equal(
            DynamoDbStrings.NothingIncluded("by_a", "Order"), ErrorOf(e => e.HasGsi("by_a", o => o.A).ProjectIncluding([])));
        Assert.Equal(
            DynamoDbStrings.KeysOnlyAndIncluding("by_name", "BothProjections"), ModelOnly.ErrorOf(b => b.Entity<BothProjections>()));
    }

    [Fact]
    public void Names_of_included_attributes_have_at_most_255_bytes()
        => Assert.Equal(
            DynamoDbStrings.IncludedAttributeName("by_a", "Order", "B", new string('b', 256)),
            ErrorOf(e =>
            {
                e.Property(o => o.B).HasAttributeName(new string('b', 256));
                e.HasGsi("by_a", o => o.A).ProjectIncluding(o => o.B);
            }));

    [Fact]
    public void Keys_of_global_indexes_have_at_most_4_attributes_each()
    {
        Assert.NotNull(ModelOnly.Build(b => b.Entity<Order>().HasGsi("by_all", ["A", "B", "C", "D"], ["E", "F", "Id", "Number"])));
        Assert.Equal(
            DynamoDbStrings.GsiKeyCount("by_all", "Order"), ErrorOf(e => e.HasGsi("by_all", ["A", "B", "C", "D", "E"])));
        Assert.Equal(
            DynamoDbStrings.GsiKeyCount("by_all", "Order"), ErrorOf(e => e.HasGsi("by_all", ["A"], ["B", "C", "D", "E", "F"])));
    }

    [Fact]
    public void A_key_has_an_attribute_once()
    {
        Assert.Equal(
            DynamoDbStrings.SameIndexKeyTwice("by_id", "Order", "Id"),
            ErrorOf(e =>
            {
                e.HasSortKey(o => o.Number);
                e.HasLsi("by_id", o => o.Id);
            }));
    }

    [Fact]
    public void Local_indexes_need_a_table_with_a_sort_key()
        => Assert.Equal(DynamoDbStrings.LsiWithoutSortKey("by_a", "Order", "Order"), ErrorOf(e => e.HasLsi("by_a", o => o.A)));

    [Fact]
    public void Local_indexes_have_one_sort_key_property_and_no_throughput()
    {
        Assert.StartsWith(
            DynamoDbStrings.LsiSortKeyCount("by_a", "Order"),
            Assert.Throws<ArgumentException>(() => ModelOnly.Build(b => b.Entity<Order>().HasLsi("by_a", o => new { o.A, o.B }))).Message,
            StringComparison.Ordinal);
        Assert.Equal(
            DynamoDbStrings.LsiThroughput("by_a", "Order"),
            ErrorOf(e =>
            {
                e.HasSortKey(o => o.Number);
                e.HasLsi("by_a", o => o.A).HasWarmThroughput(100);
            }));
    }

    [Fact]
    public void A_table_has_at_most_20_global_and_5_local_indexes()
    {
        Assert.NotNull(ModelOnly.Build(b => b.Entity<Order>(Global(20))));
        Assert.Equal(DynamoDbStrings.TooManyGsis("Order", 21), ErrorOf(Global(21)));
        Assert.NotNull(ModelOnly.Build(b => b.Entity<Order>(Local(5))));
        Assert.Equal(DynamoDbStrings.TooManyLsis("Order", 6), ErrorOf(Local(6)));

        static Action<EntityTypeBuilder<Order>> Global(int count)
            => e =>
            {
                for (var i = 0; i < count; i++)
                {
                    e.HasGsi($"gsi{i}", o => o.A);
                }
            };

        static Action<EntityTypeBuilder<Order>> Local(int count)
            => e =>
            {
                e.HasSortKey(o => o.Number);
                for (var i = 0; i < count; i++)
                {
                    e.HasLsi($"lsi{i}", o => o.A);
                }
            };
    }

    [Fact]
    public void Indexes_include_at_most_20_attributes_each_and_100_in_all()
    {
        Assert.NotNull(ModelOnly.Build(b => b.Entity<Order>(Including(5, 20))));
        Assert.Equal(DynamoDbStrings.TooManyIncluded("gsi0", "Order", 21), ErrorOf(Including(1, 21)));
        Assert.Equal(DynamoDbStrings.TooManyIncludedInTable("Order", 114), ErrorOf(Including(6, 19)));

        static Action<EntityTypeBuilder<Order>> Including(int indexes, int attributes)
            => e =>
            {
                string[] names = [.. Enumerable.Range(0, attributes).Select(i => $"Extra{i}")];
                foreach (var name in names)
                {
                    e.Property<string>(name);
                }

                for (var i = 0; i < indexes; i++)
                {
                    e.HasGsi($"gsi{i}", o => o.A).ProjectIncluding(names);
                }
            };
    }

    private static string ErrorOf(Action<EntityTypeBuilder<Order>> configure)
        => ModelOnly.ErrorOf(b => b.Entity(configure));

    private class Order
    {
        public string Id { get; set; } = "";

        public int Number { get; set; }

        public string? A { get; set; }

        public string? B { get; set; }

        public string? C { get; set; }

        public string? D { get; set; }

        public string? E { get; set; }

        public string? F { get; set; }
    }

    private sealed class BigOrder : Order
    {
        public string? Crane { get; set; }
    }

    private sealed class SmallOrder : Order
    {
        public string? Envelope { get; set; }
    }

    private sealed class Invoice
    {
        public string Id { get; set; } = "";

        public int Number { get; set; }

        public string? A { get; set; }
    }

    [Index(nameof(Name))]
    private sealed class Indexed
    {
        public string Id { get; set; } = "";

        public string? Name { get; set; }
    }

    [Gsi("dup", nameof(Name))]
    [Gsi("dup", nameof(Id))]
    private sealed class Twice
    {
        public string Id { get; set; } = "";

        public string? Name { get; set; }
    }

    [Gsi("by_missing", "Missing")]
    private sealed class Misspelt
    {
        public string Id { get; set; } = "";
    }

    [Gsi("by_name", nameof(Name), KeysOnly = true, Including = ["Id"])]
    private sealed class BothProjections
    {
        public string Id { get; set; } = "";

        public string? Name { get; set; }
    }
}
