using System.ComponentModel.DataAnnotations;
using System.ComponentModel.DataAnnotations.Schema;
using EFCore.DynamoDb.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ValueGeneration;

namespace EFCore.DynamoDb.Tests.Metadata;

public class KeyValidationTests
{
    [Fact]
    public void A_type_without_a_key_is_refused()
        => Assert.Equal(
            "The entity type 'Keyless' has no partition key: name one with HasPartitionKey or [PartitionKey], or call a property 'Id'.",
            ModelOnly.ErrorOf(b => b.Entity<Keyless>()));

    [Fact]
    public void A_class_that_a_property_refers_to_is_told_what_it_may_be()
        => Assert.Equal(
            DynamoDbStrings.NoPartitionKeyOfPart("Address", "Customer", "Home"), ModelOnly.ErrorOf(b => b.Entity<Customer>()));

    [Fact]
    public void HasNoKey_is_refused()
        => Assert.Equal(DynamoDbStrings.NoKeyless("Keyless"), ModelOnly.ErrorOf(b => b.Entity<Keyless>().HasNoKey()));

    [Fact]
    public void A_sort_key_without_a_partition_key_is_refused()
        => Assert.Equal(
            DynamoDbStrings.NoPartitionKey("Keyless"), ModelOnly.ErrorOf(b => b.Entity<Keyless>().HasSortKey(k => k.Number)));

    [Fact]
    public void Unknown_key_properties_are_refused()
    {
        Assert.Equal(
            DynamoDbStrings.UnknownKeyProperty("Thing", "Cod", "partition"),
            ModelOnly.ErrorOf(b => b.Entity<Thing>().HasPartitionKey("Cod")));
        Assert.Equal(
            DynamoDbStrings.UnknownKeyProperty("Thing", "Cod", "sort"), ModelOnly.ErrorOf(b => b.Entity<Thing>().HasSortKey("Cod")));
    }

    [Fact]
    public void HasKey_must_not_contradict_the_tables_key()
    {
        Assert.Equal(
            DynamoDbStrings.KeyContradiction("Thing", "Id", "Code"),
            ModelOnly.ErrorOf(b => b.Entity<Thing>(e =>
            {
                e.HasKey(t => t.Id);
                e.HasPartitionKey(t => t.Code);
            })));
        Assert.Equal(
            DynamoDbStrings.KeyContradiction("Thing", "Id", "Id, Code"),
            ModelOnly.ErrorOf(b => b.Entity<Thing>(e =>
            {
                e.HasKey(t => t.Id);
                e.HasSortKey(t => t.Code);
            })));
        Assert.Equal(
            DynamoDbStrings.KeyContradiction("Thing", "Code, Id", "Id, Code"),
            ModelOnly.ErrorOf(b => b.Entity<Thing>(e =>
            {
                e.HasPartitionKey(t => t.Id).HasSortKey(t => t.Code);
                e.HasKey(t => new { t.Code, t.Id });
            })));
        Assert.Equal(
            DynamoDbStrings.KeyContradiction("Thing", "Code, Id", "Id, Code"),
            ModelOnly.ErrorOf(b => b.Entity<Thing>(e =>
            {
                e.HasPartitionKey(t => t.Id);
                e.HasKey(t => new { t.Code, t.Id });
            })));
    }

    [Fact]
    public void HasKey_may_say_the_same_as_the_tables_key()
        => Assert.Equal(
            ["Code", "Id"],
            ModelOnly.Build(b => b.Entity<Thing>(e =>
            {
                e.HasKey(t => new { t.Code, t.Id });
                e.HasPartitionKey(t => t.Code).HasSortKey(t => t.Id);
            })).FindEntityType(typeof(Thing))!.FindPrimaryKey()!.Properties.Select(p => p.Name));

    [Fact]
    public void Key_and_PartitionKey_attributes_must_not_contradict()
        => Assert.Equal(
            DynamoDbStrings.KeyContradiction("TwoMinds", "Id", "Code"), ModelOnly.ErrorOf(b => b.Entity<TwoMinds>()));

    [Fact]
    public void Two_partition_or_sort_key_attributes_are_refused()
    {
        Assert.Equal(
            DynamoDbStrings.SeveralPartitionKeys("TwoPartitions", "A", "B"), ModelOnly.ErrorOf(b => b.Entity<TwoPartitions>()));
        Assert.Equal(DynamoDbStrings.SeveralSortKeys("TwoSorts", "A", "B"), ModelOnly.ErrorOf(b => b.Entity<TwoSorts>()));
    }

    [Fact]
    public void One_property_cannot_be_both_keys()
        => Assert.Equal(
            DynamoDbStrings.SameKeyTwice("Thing", "Code"),
            ModelOnly.ErrorOf(b => b.Entity<Thing>().HasPartitionKey(t => t.Code).HasSortKey(t => t.Code)));

    [Fact]
    public void Keys_of_three_properties_have_a_template_unless_the_model_says_otherwise()
    {
        var type = ModelOnly.Build(b => b.Entity<Thing>().HasKey(t => new { t.Id, t.Code, t.Number })).FindEntityType(typeof(Thing))!;
        Assert.Equal("Id", type.GetPartitionKeyPropertyName());
        Assert.Equal("Code#Number", type.GetSortKeyPropertyName());
        Assert.Equal("{Code}#{Number}", type.FindProperty("Code#Number")!.GetKeyTemplate());

        Assert.Equal(
            DynamoDbStrings.KeyOfSeveralProperties("Thing", "Id, Code, Number"),
            ModelOnly.ErrorOf(b => b.Entity<Thing>().HasSortKey(t => t.Number).HasKey(t => new { t.Id, t.Code, t.Number })));
    }

    [Fact]
    public void A_key_is_named_on_the_root()
    {
        Assert.Equal(
            DynamoDbStrings.KeyNotOnRoot("SpecialThing", "Thing"),
            ModelOnly.ErrorOf(b =>
            {
                b.Entity<Thing>();
                b.Entity<SpecialThing>().HasPartitionKey(t => t.Code);
            }));
        Assert.Equal(
            DynamoDbStrings.TableNotOnRoot("SpecialThing", "Thing"),
            ModelOnly.ErrorOf(b =>
            {
                b.Entity<Thing>();
                b.Entity<SpecialThing>().ToTable("special");
            }));
    }

    [Fact]
    public void Nullable_table_keys_are_required_as_EF_Core_has_it()
    {
        var model = ModelOnly.Build(b => b.Entity<Nullables>().HasPartitionKey(n => n.Number));

        Assert.False(Assert.Single(model.FindEntityType(typeof(Nullables))!.FindPrimaryKey()!.Properties).IsNullable);
    }

    [Fact]
    public void Nullable_index_keys_are_allowed()
        => Assert.NotNull(ModelOnly.Build(b => b.Entity<Nullables>().HasGsi("by_number", n => n.Number)));

    [Fact]
    public void Keys_are_stored_as_S_N_or_B()
    {
        Assert.Equal(
            DynamoDbStrings.KeyType("Nullables", "Flag", "bool", DynamoDbStrings.ThisTable("Nullables")),
            ModelOnly.ErrorOf(b => b.Entity<Nullables>().HasKey(n => n.Flag)));
        Assert.Equal(
            DynamoDbStrings.KeyType("Nullables", "Flag", "bool", DynamoDbStrings.ThisIndex("by_flag")),
            ModelOnly.ErrorOf(b => b.Entity<Nullables>().HasGsi("by_flag", n => n.Flag)));
    }

    [Fact]
    public void Numbers_are_not_generated()
    {
        Assert.Equal(
            DynamoDbStrings.GeneratedValue("Thing", "Number", "int"),
            ModelOnly.ErrorOf(b => b.Entity<Thing>().Property(t => t.Number).ValueGeneratedOnAdd()));
        Assert.Equal(
            DynamoDbStrings.GeneratedValue("Identity", "Id", "long"), ModelOnly.ErrorOf(b => b.Entity<Identity>()));
    }

    [Fact]
    public void Numbers_may_have_a_generator_of_the_application()
        => Assert.NotNull(ModelOnly.Build(
            b => b.Entity<Thing>().Property(t => t.Number).ValueGeneratedOnAdd().HasValueGenerator<Counter>()));

    [Fact]
    public void Values_are_not_computed()
        => Assert.Equal(
            DynamoDbStrings.ComputedValue("Thing", "Number"),
            ModelOnly.ErrorOf(b => b.Entity<Thing>().Property(t => t.Number).ValueGeneratedOnAddOrUpdate()));

    [Fact]
    public void Row_versions_are_numbers_or_Guids()
    {
        Assert.NotNull(ModelOnly.Build(b => b.Entity<Thing>().Property(t => t.Number).IsRowVersion()));
        Assert.Equal(
            DynamoDbStrings.RowVersionType("Stamped", "Version", "byte[]"), ModelOnly.ErrorOf(b => b.Entity<Stamped>()));
    }

    [Fact]
    public void A_property_without_a_form_says_what_to_do()
        => Assert.Equal(
            DynamoDbStrings.PropertyNotMapped("Tagged", "Link", "Version"), ModelOnly.ErrorOf(b => b.Entity<Tagged>().Property(t => t.Link)));

    [Fact]
    public void Alternate_keys_and_foreign_keys_may_be_in_the_model()
    {
        var model = ModelOnly.Build(b =>
        {
            b.Entity<Customer>().Ignore(c => c.Home).HasAlternateKey(c => c.Email);
            b.Entity<Thing>().HasOne<Customer>().WithMany().HasForeignKey(t => t.Code).HasPrincipalKey(c => c.Email);
        });

        Assert.Single(model.FindEntityType(typeof(Thing))!.GetForeignKeys());
    }

    [Fact]
    public void Query_filters_may_be_in_the_model()
        => Assert.Single(
            ModelOnly.Build(b => b.Entity<Thing>().HasQueryFilter(t => t.Number > 0)).FindEntityType(typeof(Thing))!
                .GetDeclaredQueryFilters());

    private sealed class Keyless
    {
        public int Number { get; set; }
    }

    private class Thing
    {
        public string Id { get; set; } = "";

        public string Code { get; set; } = "";

        public int Number { get; set; }
    }

    private sealed class SpecialThing : Thing;

    private sealed class Customer
    {
        public string Id { get; set; } = "";

        public string Email { get; set; } = "";

        public Address Home { get; set; } = new();
    }

    private sealed class Address
    {
        public string? Street { get; set; }
    }

    private sealed class TwoMinds
    {
        [Key]
        public string Id { get; set; } = "";

        [PartitionKey]
        public string Code { get; set; } = "";
    }

    private sealed class TwoPartitions
    {
        [PartitionKey]
        public string A { get; set; } = "";

        [PartitionKey]
        public string B { get; set; } = "";
    }

    private sealed class TwoSorts
    {
        public string Id { get; set; } = "";

        [SortKey]
        public string A { get; set; } = "";

        [SortKey]
        public string B { get; set; } = "";
    }

    private sealed class Nullables
    {
        public string Id { get; set; } = "";

        public int? Number { get; set; }

        public string? Text { get; set; }

        public bool Flag { get; set; }
    }

    private sealed class Identity
    {
        [DatabaseGenerated(DatabaseGeneratedOption.Identity)]
        public long Id { get; set; }
    }

    private sealed class Stamped
    {
        public string Id { get; set; } = "";

        [Timestamp]
        public byte[] Version { get; set; } = [];
    }

    private sealed class Tagged
    {
        public string Id { get; set; } = "";

        public Version? Link { get; set; }
    }

    private sealed class Counter : ValueGenerator<int>
    {
        private int _last;

        public override bool GeneratesTemporaryValues => false;

        public override int Next(Microsoft.EntityFrameworkCore.ChangeTracking.EntityEntry entry) => ++_last;
    }
}
