using System.Linq.Expressions;
using EFCore.DynamoDb.Infrastructure;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Storage;
using EFCore.DynamoDb.Update;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.ChangeTracking.Internal;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Storage.Json;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Microsoft.EntityFrameworkCore.ValueGeneration.Internal;

namespace EFCore.DynamoDb.Tests.Update;

/// <summary>From entries of a context, which sends nothing, to what the planner is told of them.</summary>
public class EntryReaderTests
{
    [Fact]
    public void An_added_entity_becomes_its_item_with_the_key_first_and_without_nulls()
    {
        using var db = new ThingContext();
        db.Add(new Thing { Number = 7, Id = "a", Name = null, Maybe = 3, Flag = true });

        var write = Assert.Single(Read(db));

        Assert.Equal((EntryAction.Insert, "Thing", 0), (write.Action, write.Name, write.Position));
        Assert.Equal("Id=a, Number=7, Flag=True, Kind=2, Maybe=3, Version=1", Text(write.Item!));
        Assert.Equal("Id=a, Number=7", Text(write.Key));
    }

    [Fact]
    public void A_marked_entity_is_an_upsert()
    {
        using var db = new ThingContext();
        db.Add(new Thing { Id = "a" });

        Assert.Equal(EntryAction.Upsert, Assert.Single(Read(db, upsert: true)).Action);
    }

    [Fact]
    public void Nulls_are_stored_when_the_option_says_so_but_not_in_keys_of_indexes()
    {
        using var db = new ThingContext();
        db.Add(new Thing { Id = "a" });

        var item = Assert.Single(Read(db, nullStorage: DynamoDbNullStorage.Null)).Item!;

        Assert.Equal(DynamoDbAttributeType.Null, item.Find("Name").Type);
        Assert.Equal(DynamoDbAttributeType.Null, item.Find("Maybe").Type);
        Assert.True(item.Find("Category").IsMissing);
    }

    [Fact]
    public void A_modified_entity_tells_its_changes_its_next_version_and_the_version_that_was_read()
    {
        using var db = new ThingContext();
        var thing = new Thing { Id = "a", Number = 7, Name = "x", Maybe = 3, Version = 5 };
        db.Attach(thing);
        thing.Name = "y";
        thing.Maybe = null;

        var write = Assert.Single(Read(db));

        Assert.Equal(EntryAction.Modify, write.Action);
        Assert.Equal(["Maybe=", "Name=y", "Version=6"], write.Changes.Select(c => $"{c.Attribute}={(c.Value.IsMissing ? "" : c.Value.AsText())}"));
        Assert.Equal([new TokenGuard("Version", ItemValue.Number(5), false)], write.Tokens);
    }

    [Fact]
    public void A_version_of_zero_may_be_missing_in_the_store()
    {
        using var db = new ThingContext();
        db.Remove(new Thing { Id = "a" });

        var write = Assert.Single(Read(db));

        Assert.Equal(EntryAction.Delete, write.Action);
        Assert.Equal([new TokenGuard("Version", ItemValue.Number(0), true)], write.Tokens);
    }

    [Fact]
    public void A_row_version_that_alone_was_touched_is_no_change()
    {
        using var db = new ThingContext();
        var thing = new Thing { Id = "a", Version = 5 };
        db.Attach(thing);
        thing.Version = 9;

        Assert.Empty(Assert.Single(Read(db)).Changes);
    }

    [Fact]
    public void Reading_changes_nothing_in_the_entry_and_what_was_made_is_told_apart()
    {
        using var db = new ThingContext();
        var thing = new Thing { Id = "a" };
        db.Add(thing);

        var reader = Reader(db);
        reader.Read();

        Assert.Equal(0, thing.Version);
        var saved = Assert.Single(reader.SavedValues);
        Assert.Equal(("Version", 1L, true), (saved.Property.Name, saved.Value, saved.IsGenerated));
    }

    [Fact]
    public void A_lossy_value_is_taken_over_as_it_is_stored()
    {
        using var db = new ThingContext();
        var thing = new Thing { Id = "a", Rounded = 17 };
        db.Add(thing);

        var reader = Reader(db);
        var item = reader.Read()[0].Item!;

        Assert.Equal("1", item.Find("Rounded").AsText());
        var saved = Assert.Single(reader.SavedValues, s => !s.IsGenerated);
        Assert.Equal(("Rounded", 10), (saved.Property.Name, saved.Value));
        saved.ApplyTo(Entry(db, thing));
        Assert.Equal(10, thing.Rounded);
        Assert.Equal(EntityState.Added, db.Entry(thing).State);
    }

    [Fact]
    public void A_lossy_value_that_lost_nothing_is_left_alone()
    {
        using var db = new ThingContext();
        db.Add(new Thing { Id = "a", Rounded = 20 });

        var reader = Reader(db);
        reader.Read();

        Assert.DoesNotContain(reader.SavedValues, s => !s.IsGenerated);
    }

    [Theory]
    [InlineData("", null, "The value of the property 'Thing.Id' is empty")]
    [InlineData("a", "", "The value of the property 'Thing.Category' is empty, and DynamoDB takes no empty value for a key attribute of the index 'ByCategory'")]
    [InlineData("2049", null, "The value of the property 'Thing.Id' takes 2,049 bytes, and DynamoDB allows 2,048")]
    [InlineData("a", "2049", "The value of the property 'Thing.Category' takes 2,049 bytes")]
    public void A_value_that_no_key_can_have_is_an_error_with_its_property(string id, string? category, string message)
    {
        using var db = new ThingContext();
        db.Add(new Thing { Id = Sized(id)!, Category = Sized(category) });

        var exception = Assert.Throws<WritePlanException>(() => Read(db));

        Assert.StartsWith(message, exception.Message, StringComparison.Ordinal);
        Assert.Equal([0], exception.Entries);

        static string? Sized(string? text)
            => text == "2049" ? new string('x', 2049) : text;
    }

    [Fact]
    public void The_longest_keys_pass_and_bytes_are_counted_not_characters()
    {
        using var db = new ThingContext();
        db.Add(new Thing { Id = new string('é', 1024), Category = new string('x', 2048) });
        Assert.Single(Read(db));

        db.Add(new Thing { Id = new string('é', 1024) + "x" });
        Assert.Throws<WritePlanException>(() => Read(db));
    }

    [Fact]
    public void A_sort_key_may_take_1024_bytes()
    {
        using var db = new ThingContext();
        db.Add(new Sorted { Id = "a", Sort = new string('x', 1024) });
        Assert.Single(Read(db));

        db.Add(new Sorted { Id = "b", Sort = new string('x', 1025) });
        var exception = Assert.Throws<WritePlanException>(() => Read(db));

        Assert.Contains("'Sorted.Sort' takes 1,025 bytes, and DynamoDB allows 1,024", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_that_cannot_be_written_is_an_error_with_its_property_and_cause()
    {
        using var db = new ThingContext();
        db.Add(new Thing { Id = "a", Name = "throw" });

        var exception = Assert.Throws<WritePlanException>(() => Read(db));

        Assert.Equal("The value of the property 'Thing.Name' cannot be stored: Not this one.", exception.Message);
        Assert.IsType<FormatException>(exception.InnerException);
    }

    [Fact]
    public void A_key_that_its_converter_changes_is_an_error()
    {
        using var db = new ThingContext();
        db.Add(new Lowered { Id = "abc" });
        Assert.Single(Read(db));

        db.Add(new Lowered { Id = "ABD" });
        var exception = Assert.Throws<WritePlanException>(() => Read(db));

        Assert.Contains("'Lowered.Id' is another one when it is read back", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_temporary_value_is_an_error()
    {
        using var db = new ThingContext();
        db.Add(new Numbered());

        var exception = Assert.Throws<WritePlanException>(() => Read(db));

        Assert.Contains("'Numbered.Id' has only a temporary value", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_replaced_entity_carries_the_tokens_of_the_one_that_was_deleted()
    {
        using var db = new ThingContext();
        var old = new Thing { Id = "a", Version = 5 };
        db.Attach(old);
        db.Remove(old);
        db.Add(new Thing { Id = "a" });

        var write = Assert.Single(Read(db));

        Assert.Equal(EntryAction.Replace, write.Action);
        Assert.Equal([new TokenGuard("Version", ItemValue.Number(5), false)], write.Tokens);
    }

    private static IReadOnlyList<EntryWrite> Read(
        DbContext db, bool upsert = false, DynamoDbNullStorage nullStorage = DynamoDbNullStorage.Absent)
        => Reader(db, upsert, nullStorage).Read();

    private static EntryReader Reader(
        DbContext db, bool upsert = false, DynamoDbNullStorage nullStorage = DynamoDbNullStorage.Absent)
    {
        db.ChangeTracker.DetectChanges();
        return new EntryReader(db.GetService<IStateManager>().GetEntriesToSave(cascadeChanges: true), _ => upsert, nullStorage);
    }

    private static InternalEntityEntry Entry(DbContext db, object entity)
        => ((IInfrastructure<InternalEntityEntry>)db.Entry(entity)).Instance;

    private static string Text(ItemMap map)
        => string.Join(", ", map.Select(a => $"{a.Key}={(a.Value.Type == DynamoDbAttributeType.Bool ? a.Value.AsBool().ToString() : a.Value.AsText())}"));

    private enum Kind
    {
        Small,
        Medium,
        Large,
    }

    private sealed class Thing
    {
        public required string Id { get; set; }

        public int Number { get; set; }

        public string? Name { get; set; }

        public int? Maybe { get; set; }

        public bool? Flag { get; set; }

        public Kind? Kind { get; set; } = EntryReaderTests.Kind.Large;

        public int? Rounded { get; set; }

        public string? Category { get; set; }

        public long Version { get; set; }
    }

    private sealed class Numbered
    {
        public int Id { get; set; }
    }

    private sealed class Sorted
    {
        public required string Id { get; set; }

        public required string Sort { get; set; }
    }

    private sealed class Lowered
    {
        public required string Id { get; set; }
    }

    private sealed class ThingContext : DbContext
    {
        protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder)
            => optionsBuilder.UseDynamoDb(o => o.ServiceUrl("http://127.0.0.1:1"));

        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            modelBuilder.Entity<Thing>(b =>
            {
                b.HasPartitionKey(t => t.Id);
                b.HasSortKey(t => t.Number);
                b.HasGsi("ByCategory", t => t.Category);
                b.Property(t => t.Version).IsRowVersion();
                b.Property(t => t.Name).HasConversion(name => name == "throw" ? Refuse() : name, name => name);
                b.Property(t => t.Rounded).Metadata.SetTypeMapping(new TensMapping());
            });
            modelBuilder.Entity<Numbered>().Property(n => n.Id).ValueGeneratedOnAdd().HasValueGenerator<TemporaryIntValueGenerator>();
            modelBuilder.Entity<Sorted>().HasKey(s => new { s.Id, s.Sort });
            modelBuilder.Entity<Lowered>().Property(l => l.Id).HasConversion(
                id => new string(id.Select(char.ToLowerInvariant).ToArray()), id => id);
        }

        private static string Refuse()
            => throw new FormatException("Not this one.");
    }

    /// <summary>An int that loses its last digit.</summary>
    private sealed class TensMapping : DynamoDbTypeMapping
    {
        public TensMapping()
            : base(
                new CoreTypeMappingParameters(
                    typeof(int), comparer: new ValueComparer<int>((l, r) => l / 10 == r / 10, v => v / 10)),
                DynamoDbAttributeType.N)
        {
        }

        private TensMapping(CoreTypeMappingParameters parameters)
            : base(parameters, DynamoDbAttributeType.N)
        {
        }

        public override bool KeepsOrder
            => true;

        public override bool IsLossy
            => true;

        public override CoreTypeMapping WithComposedConverter(
            ValueConverter? converter,
            ValueComparer? comparer = null,
            ValueComparer? keyComparer = null,
            CoreTypeMapping? elementMapping = null,
            JsonValueReaderWriter? jsonValueReaderWriter = null)
            => Clone(Parameters.WithComposedConverter(converter, comparer, keyComparer, elementMapping, jsonValueReaderWriter));

        protected override CoreTypeMapping Clone(CoreTypeMappingParameters parameters)
            => new TensMapping(parameters);

        private protected override Expression CreateProviderReadExpression(Expression item, Expression ordinal)
            => Expression.Multiply(
                Expression.Call(item, typeof(Item).GetMethod(nameof(Item.GetInt32))!, ordinal), Expression.Constant(10));

        private protected override Expression CreateProviderWriteExpression(Expression value)
            => Expression.Call(
                typeof(ItemValue).GetMethod(nameof(ItemValue.Number), [typeof(long)])!,
                Expression.Convert(Expression.Divide(value, Expression.Constant(10)), typeof(long)));
    }
}
