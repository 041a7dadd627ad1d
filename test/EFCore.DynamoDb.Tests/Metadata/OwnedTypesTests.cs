using System.ComponentModel.DataAnnotations;
using System.ComponentModel.DataAnnotations.Schema;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Metadata;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EFCore.DynamoDb.Tests.Metadata;

/// <summary>Owned types are documents of their owner's item: they have no table, and the keys that EF gives them are not stored.</summary>
public class OwnedTypesTests
{
    [Fact]
    public void They_have_no_table_and_are_maps_and_lists_of_their_owners_layout()
    {
        var model = ModelOnly.Build(Configure);
        var order = model.FindEntityType(typeof(Order))!;
        var lines = order.FindNavigation(nameof(Order.Lines))!;
        var options = lines.TargetEntityType.FindNavigation(nameof(Line.Options))!;

        Assert.Equal("Order", Assert.Single(model.GetTables()).Name);
        Assert.Equal(["Id", "Home", "Lines", "Notes"], order.GetLayout().Layout.Names());
        Assert.Equal(["Sku", "opts"], order.GetLayout().NestedLayoutOf(lines).Names());
        Assert.Equal(["Text"], order.GetLayout().NestedLayoutOf(options).Names());
        Assert.Same(order, options.TargetEntityType.GetItemType());
    }

    [Fact]
    public void The_key_of_an_element_is_its_position_unless_it_has_one_of_its_own()
    {
        var model = ModelOnly.Build(Configure);
        var order = model.FindEntityType(typeof(Order))!;
        var line = order.FindNavigation(nameof(Order.Lines))!.TargetEntityType;
        var option = line.FindNavigation(nameof(Line.Options))!.TargetEntityType;
        var note = order.FindNavigation(nameof(Order.Notes))!.TargetEntityType;

        Assert.Equal("Id", line.FindPositionKey()!.Name);
        Assert.Equal(ValueGenerated.OnAdd, line.FindPositionKey()!.ValueGenerated);
        Assert.Equal(["LineOrderId", "LineId", "Id"], option.FindPrimaryKey()!.Properties.Select(p => p.Name));
        Assert.Equal("Id", option.FindPositionKey()!.Name);
        Assert.All(option.FindPrimaryKey()!.Properties, p => Assert.False(p.IsStored()));
        Assert.Null(note.FindPositionKey());
        Assert.True(note.FindProperty(nameof(Note.Id))!.IsStored());
        Assert.Equal(line.FindProperty("OrderId"), ((IProperty)option.FindProperty("LineOrderId")!.FindOwnerProperty()!));
    }

    [Fact]
    public void Their_attributes_are_named_by_the_options()
    {
        var model = ModelOnly.Build(Configure, naming: DynamoDbAttributeNaming.CamelCase);
        var order = model.FindEntityType(typeof(Order))!;

        Assert.Equal(["id", "home", "lines", "notes"], order.GetLayout().Layout.Names());
        Assert.Equal(["sku", "opts"], order.GetLayout().NestedLayoutOf(order.FindNavigation(nameof(Order.Lines))!).Names());
    }

    [Fact]
    public void What_is_said_of_tables_cannot_be_said_of_them()
    {
        Assert.Equal(DynamoDbStrings.OwnedSetting("Tabled", "TableName"), ModelOnly.ErrorOf(b => b.Entity<Owner>().OwnsOne(o => o.Tabled)));
        Assert.Equal(DynamoDbStrings.OwnedSetting("Keyed", "PartitionKey"), ModelOnly.ErrorOf(b => b.Entity<Owner>().OwnsOne(o => o.Keyed)));
        Assert.Equal(
            DynamoDbStrings.OwnedIndex("Plain", "Text"),
            ModelOnly.ErrorOf(b => b.Entity<Owner>().OwnsOne(o => o.Plain, p => p.HasIndex(x => x.Text))));
    }

    [Fact]
    public void Their_key_is_their_owners()
    {
        Assert.Contains(
            "must be that of 'Owner'", ModelOnly.ErrorOf(b => b.Entity<Owner>().OwnsOne(o => o.Plain, p => p.HasKey("OwnerId", nameof(Plain.Text)))), StringComparison.Ordinal);
        ModelOnly.Build(b => b.Entity<Owner>().OwnsMany(o => o.Plains, p => p.HasKey(x => x.Text)));
        ModelOnly.Build(b => b.Entity<Owner>().OwnsMany(o => o.Plains, p => p.HasKey("OwnerId", nameof(Plain.Text))));
    }

    [Fact]
    public void Row_versions_inside_tokens_in_lists_and_doubled_attributes_are_refused()
    {
        ModelOnly.Build(b => b.Entity<Owner>().OwnsOne(o => o.Versioned));
        Assert.Equal(
            DynamoDbStrings.TokenInDocument("Versioned", "Version", "Owner"),
            ModelOnly.ErrorOf(b => b.Entity<Owner>().OwnsOne(o => o.Versioned, v => v.Property(x => x.Version).IsRowVersion())));
        Assert.Equal(
            DynamoDbStrings.TokenInDocument("Plain", "Text", "Owner"),
            ModelOnly.ErrorOf(b => b.Entity<Owner>().OwnsMany(o => o.Plains, p => p.Property(x => x.Text).IsConcurrencyToken())));
        Assert.Equal(
            DynamoDbStrings.SameAttributeTwice("Owner", "Id", "Plain", "Id"),
            ModelOnly.ErrorOf(b => b.Entity<Owner>().OwnsOne(o => o.Plain, p => p.HasAttributeName("Id"))));
    }

    private static void Configure(ModelBuilder modelBuilder)
        => modelBuilder.Entity<Order>(b =>
        {
            b.OwnsOne(o => o.Home);
            b.OwnsMany(o => o.Lines, l => l.OwnsMany(x => x.Options).HasAttributeName("opts"));
            b.OwnsMany(o => o.Notes);
        });

    private sealed class Order
    {
        public string Id { get; set; } = "";

        public Plain? Home { get; set; }

        public List<Line> Lines { get; } = [];

        public List<Note> Notes { get; } = [];
    }

    private sealed class Line
    {
        public string Sku { get; set; } = "";

        public List<Plain> Options { get; } = [];
    }

    private sealed class Note
    {
        public Guid Id { get; set; }

        public string Text { get; set; } = "";
    }

    private sealed class Owner
    {
        public string Id { get; set; } = "";

        [NotMapped]
        public Tabled? Tabled { get; set; }

        [NotMapped]
        public Keyed? Keyed { get; set; }

        [NotMapped]
        public Plain? Plain { get; set; }

        [NotMapped]
        public Versioned? Versioned { get; set; }

        [NotMapped]
        public List<Plain> Plains { get; } = [];
    }

    [Table("own")]
    private sealed class Tabled
    {
        public string Text { get; set; } = "";
    }

    private sealed class Keyed
    {
        [PartitionKey]
        public string Text { get; set; } = "";
    }

    private sealed class Plain
    {
        public string Text { get; set; } = "";
    }

    private sealed class Versioned
    {
        [ConcurrencyCheck]
        public int Version { get; set; }
    }
}

internal static class LayoutNames
{
    public static IEnumerable<string> Names(this EFCore.DynamoDb.Items.ItemLayout layout)
        => Enumerable.Range(0, layout.Count).Select(layout.NameOf);
}
