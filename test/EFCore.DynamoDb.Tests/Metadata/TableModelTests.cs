using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Metadata;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EFCore.DynamoDb.Tests.Metadata;

public class TableModelTests
{
    [Fact]
    public void Table_has_the_key_attributes_of_its_type()
    {
        var table = Assert.Single(ModelOnly.Build(b => b.Entity<Reading>(e =>
        {
            e.ToTable("readings");
            e.HasPartitionKey(r => r.Device);
            e.HasSortKey(r => r.Number);
            e.Property(r => r.Device).HasAttributeName("pk");
        })).GetTables());

        Assert.Equal("readings", table.Name);
        Assert.Equal([new KeyAttribute("pk", DynamoDbAttributeType.S)], table.Key.Partition);
        Assert.Equal([new KeyAttribute("Number", DynamoDbAttributeType.N)], table.Key.Sort);
        Assert.Null(table.DiscriminatorAttribute);
    }

    [Fact]
    public void Key_attributes_hold_integers_where_all_types_of_the_table_store_integers_in_them()
    {
        using var context = new MeasuringContext();
        var tables = context.Model.GetTables().ToDictionary(t => t.Name);

        Assert.Equal([("Name", false), ("Number", true)], tables["measured"].Key.All.Select(k => (k.Name, k.HoldsIntegers)));
        Assert.Equal(
            [("At", true), ("Day", true), ("Weight", false)],
            tables["measured"].Indexes.Select(i => i.Key.Sort[0]).Select(k => (k.Name, k.HoldsIntegers)).Order());
        Assert.Equal([("Name", false), ("Weight", false)], tables["shared"].Key.All.Select(k => (k.Name, k.HoldsIntegers)));
    }

    [Fact]
    public void Read_only_model_and_design_time_model_each_have_tables_of_their_own_types()
    {
        Action<ModelBuilder> configure = b => b.Entity<Reading>().HasPartitionKey(r => r.Device);
        foreach (var designTime in new[] { false, true })
        {
            var model = ModelOnly.Build(configure, designTime);
            var type = model.FindEntityType(typeof(Reading))!;

            Assert.Same(type.GetTable(), Assert.Single(model.GetTables()));
            Assert.Same(type, Assert.Single(type.GetTable().EntityTypes));
            Assert.Same(type.GetLayout(), type.GetLayout());
        }
    }

    [Fact]
    public void Tables_that_were_asked_for_during_validation_are_not_those_of_the_read_only_model()
    {
        var model = ModelOnly.Build(new CuriousContext());

        Assert.Same(model.FindEntityType(typeof(Reading)), Assert.Single(Assert.Single(model.GetTables()).EntityTypes));
    }

    [Fact]
    public void A_many_to_many_relationship_has_a_table_of_its_own()
    {
        var model = ModelOnly.Build(b =>
        {
            b.Entity<Animal>(e => e.HasKey(a => a.Name));
            b.Entity<Cat>();
            b.Entity<Reading>(e =>
            {
                e.HasKey(r => r.Device);
                e.HasMany<Animal>().WithMany();
            });
        });

        var join = model.GetTables().Single(t => t.Name == "AnimalReading");
        Assert.Equal(["AnimalName", "ReadingDevice"], join.Key.All.Select(k => k.Name));
        Assert.Equal(3, model.GetTables().Count);
    }

    [Fact]
    public void A_property_of_another_table_has_no_ordinal()
    {
        var model = ModelOnly.Build(b =>
        {
            b.Entity<Reading>().HasPartitionKey(r => r.Device);
            b.Entity<Meter>().HasPartitionKey(r => r.Device);
        });
        var property = model.FindEntityType(typeof(Meter))!.FindProperty("Number")!;

        Assert.Equal(
            DynamoDbStrings.NotStored("Meter", "Number", "Reading"),
            Assert.Throws<InvalidOperationException>(
                () => model.FindEntityType(typeof(Reading))!.GetLayout().OrdinalOf(property)).Message);
    }

    [Fact]
    public void Hierarchy_is_one_table_with_one_layout_and_a_discriminator()
    {
        var model = ModelOnly.Build(b =>
        {
            b.Entity<Animal>().HasPartitionKey(a => a.Name);
            b.Entity<Cat>();
            b.Entity<Dog>();
        });
        var (animal, cat) = (model.FindEntityType(typeof(Animal))!, model.FindEntityType(typeof(Cat))!);
        var layout = cat.GetLayout();

        Assert.Equal("$type", animal.GetTable().DiscriminatorAttribute);
        Assert.Same(layout, animal.GetLayout());
        Assert.Equal(["Name", "$type", "Lives", "Trick"], Enumerable.Range(0, layout.Layout.Count).Select(layout.Layout.NameOf));
        Assert.Equal([0], layout.Layout.KeyOrdinals);
        Assert.Equal(1, layout.DiscriminatorOrdinal);
        Assert.Equal(2, layout.OrdinalOf(cat.FindProperty("Lives")!));
        Assert.Equal("Cat", cat.GetDiscriminatorValue());
    }

    [Fact]
    public void Types_that_share_a_table_get_a_discriminator_each()
    {
        var model = ModelOnly.Build(b =>
        {
            b.Entity<Reading>(e => e.ToTable("shop").HasPartitionKey(r => r.Device).HasSortKey(r => r.Number));
            b.Entity<Meter>(e => e.ToTable("shop").HasPartitionKey(r => r.Device).HasSortKey(r => r.Number));
        });

        var table = Assert.Single(model.GetTables());
        Assert.Equal("$type", table.DiscriminatorAttribute);
        Assert.Equal(["Meter", "Reading"], table.EntityTypes.Select(e => (string)e.GetDiscriminatorValue()!).Order());
    }

    [Fact]
    public void Table_is_named_after_the_set_and_else_after_the_type()
    {
        var model = ModelOnly.Build(new SetContext());

        Assert.Equal("Readings", model.FindEntityType(typeof(Reading))!.GetTableName());
        Assert.Equal("Meter", model.FindEntityType(typeof(Meter))!.GetTableName());
    }

    [Theory]
    [InlineData(DynamoDbAttributeNaming.CamelCase, "gsi1Pk", "urlPath")]
    [InlineData(DynamoDbAttributeNaming.SnakeCase, "gsi1_pk", "url_path")]
    public void Attributes_are_named_by_the_option_unless_the_model_names_them(
        DynamoDbAttributeNaming naming, string gsi1Pk, string urlPath)
    {
        var layout = ModelOnly.Build(
            b =>
            {
                b.Entity<Named>(e =>
                {
                    e.HasKey(n => n.ID);
                    e.Property(n => n.ID).HasAttributeName("PK");
                });
                b.Entity<DerivedNamed>();
            },
            naming: naming).FindEntityType(typeof(Named))!.GetLayout().Layout;

        Assert.Equal(["PK", "$type", gsi1Pk, urlPath], Enumerable.Range(0, layout.Count).Select(layout.NameOf));
    }

    private class Named
    {
        public string ID { get; set; } = "";

        public string? Gsi1Pk { get; set; }
    }

    private sealed class DerivedNamed : Named
    {
        public string? URLPath { get; set; }
    }

    private sealed class CuriousContext() : ModelOnly.ModelContext(b => b.Entity<Reading>().HasPartitionKey(r => r.Device))
    {
        protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder)
        {
            base.OnConfiguring(optionsBuilder);
            optionsBuilder.ReplaceService<IModelValidator, CuriousValidator>();
        }
    }

    private sealed class CuriousValidator : IModelValidator
    {
        public void Validate(IModel model, IDiagnosticsLogger<DbLoggerCategory.Model.Validation> logger)
            => Assert.Same(model.FindEntityType(typeof(Reading)), Assert.Single(Assert.Single(model.GetTables()).EntityTypes));
    }

    private sealed class SetContext() : ModelOnly.ModelContext(b =>
    {
        b.Entity<Reading>().HasPartitionKey(r => r.Device);
        b.Entity<Meter>().HasPartitionKey(r => r.Device);
    })
    {
        public DbSet<Reading> Readings => Set<Reading>();
    }

    /// <summary>With the provider's own mappings.</summary>
    private sealed class MeasuringContext : DbContext
    {
        protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder)
            => optionsBuilder.UseDynamoDb("http://127.0.0.1:1");

        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            modelBuilder.Entity<Measured>(e =>
            {
                e.ToTable("measured").HasKey(m => new { m.Name, m.Number });
                e.HasLsi("by_day", m => m.Day);
                e.HasLsi("by_weight", m => m.Weight);
                e.HasLsi("by_time", m => m.At);
                e.Property(m => m.At).HasUnixTimestamp(TimestampUnit.Milliseconds);
            });
            modelBuilder.Entity<Counted>(e =>
            {
                e.ToTable("shared").HasKey(c => new { c.Name, c.Count });
                e.Property(c => c.Count).HasAttributeName("Weight");
            });
            modelBuilder.Entity<Weighed>().ToTable("shared").HasKey(m => new { m.Name, m.Weight });
        }
    }

    private sealed class Measured
    {
        public string Name { get; set; } = "";

        public long Number { get; set; }

        public DayOfWeek Day { get; set; }

        public decimal Weight { get; set; }

        public DateTime At { get; set; }
    }

    private sealed class Counted
    {
        public string Name { get; set; } = "";

        public int Count { get; set; }
    }

    private sealed class Weighed
    {
        public string Name { get; set; } = "";

        public decimal Weight { get; set; }
    }

    private sealed class Reading
    {
        public string Device { get; set; } = "";

        public int Number { get; set; }
    }

    private sealed class Meter
    {
        public string Device { get; set; } = "";

        public int Number { get; set; }
    }

    private abstract class Animal
    {
        public string Name { get; set; } = "";
    }

    private sealed class Cat : Animal
    {
        public int Lives { get; set; }
    }

    private sealed class Dog : Animal
    {
        public string? Trick { get; set; }
    }
}
