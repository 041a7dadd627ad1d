using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Oracle;

/// <summary>
/// Many property types and indexes of every kind; a number as partition key; no sort key and indexes that lack items and attributes; a hierarchy in one table;
/// two types that have nothing in common but their table and the attribute that one of them indexes.
/// </summary>
internal sealed class OracleContext(LocalConnection connection, Action<DynamoDbDbContextOptionsBuilder>? options = null) : DbContext
{
    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder)
        => optionsBuilder
            .UseMemoryCache(ModelsAndQueries.Cache)
            .UseLocal(
                connection,
                o =>
                {
                    o.AllowScans();
                    options?.Invoke(o);
                });

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Thing>(
            b =>
            {
                b.HasPartitionKey(o => o.Owner);
                b.HasSortKey(o => o.Number);
                b.HasGsi("ByKind", o => o.Kind, o => o.Weight);
                b.HasGsi("ByTag", o => o.Tag).ProjectIncluding(o => new { o.Level, o.Title });
                b.HasGsi("ByLevel", o => o.Level, o => o.Title).ProjectKeysOnly();
                b.HasLsi("OfOwnerByWeight", o => o.Weight);
                b.HasLsi("OfOwnerByTitle", o => o.Title).ProjectKeysOnly();
                b.HasLsi("OfOwnerByMade", o => o.Made);
                b.Property(o => o.Made).HasUnixTimestamp(TimestampUnit.Seconds);
                b.Property(o => o.Mood).HasConversion<string>();
                b.HasGsi("ByDay", o => o.Day, o => o.Made);
            });
        modelBuilder.Entity<Line>(
            b =>
            {
                b.HasPartitionKey(l => l.Page);
                b.HasSortKey(l => l.Text);
                b.HasGsi("ByText", l => l.Text, l => l.Page);
            });
        modelBuilder.Entity<Shape>(
            b =>
            {
                b.ToTable("Shapes");
                b.HasPartitionKey(s => s.Board);
                b.HasSortKey(s => s.Name);
                b.HasGsi("ByColour", s => s.Colour, s => s.Name);
            });
        modelBuilder.Entity<Memo>(
            b =>
            {
                b.ToTable("Memos");
                b.HasPartitionKey("PK", n => $"N#{n.Folder}");
                b.HasSortKey("SK", n => $"MEMO#{n.At:O}#{n.Rank:D3}#{n.Title}");
                b.HasKeyTemplate("G1", n => $"S#{n.Status}#{n.Rank}");
                b.HasKeyTemplate("G1S", n => $"{n.Title}#{n.At:yyyy-MM-dd}");
                b.HasGsi("ByStatus", "G1", "G1S").ProjectKeysOnly();
                b.HasKeyTemplate("G2S", n => $"{n.Rank:D3}{n.At:O}");
                b.HasGsi("ByTitle", "Title", "G2S");
                b.HasGsi("Inverted", "SK", "PK");
            });
        modelBuilder.Entity<Sticker>(
            b =>
            {
                b.ToTable("Memos");
                b.HasPartitionKey("PK", l => $"N#{l.Folder}");
                b.HasSortKey("SK", l => $"STICKER#{l.Title}");
                b.HasKeyTemplate("G2S", l => $"{l.Text}");
                b.HasGsi("ByTitle", "Title", "G2S");
            });
        modelBuilder.Entity<Circle>();
        modelBuilder.Entity<Square>().HasGsi("BySide", s => s.Side, s => s.Name);
        modelBuilder.Entity<Cube>();
        modelBuilder.Entity<Note>(
            b =>
            {
                b.HasPartitionKey(n => n.Id);
                b.HasGsi("ByAuthor", n => n.Author, n => n.Rank);
                b.HasGsi("ByKind", n => n.Kind, n => n.At).ProjectIncluding(n => n.Rank);
                b.HasGsi("ByStars", n => n.Stars).ProjectKeysOnly();
            });
        modelBuilder.Entity<Book>(
            b =>
            {
                b.ToTable("Shelf");
                b.HasPartitionKey(s => s.Room);
                b.HasSortKey(s => s.Code);
                b.HasGsi("ByWriter", s => s.Writer, s => s.Year).ProjectIncluding(s => s.Pages);
                b.HasLsi("ByYear", s => s.Year).ProjectKeysOnly();
            });
        modelBuilder.Entity<Magazine>(
            b =>
            {
                b.ToTable("Shelf");
                b.HasPartitionKey(s => s.Room);
                b.HasSortKey(s => s.Code);
            });
    }
}

internal sealed class Note
{
    public required string Id { get; set; }

    public string? Author { get; set; }

    public required string Kind { get; set; }

    public int Rank { get; set; }

    public int? Stars { get; set; }

    public DateTime At { get; set; }

    public string? Text { get; set; }

    public bool IsPinned { get; set; }
}

internal sealed class Book
{
    public int Room { get; set; }

    public required string Code { get; set; }

    public string? Writer { get; set; }

    public int Year { get; set; }

    public int? Pages { get; set; }

    public string? Title { get; set; }
}

internal sealed class Magazine
{
    public int Room { get; set; }

    public required string Code { get; set; }

    /// <summary>An attribute that the index of books has for its key.</summary>
    public string? Writer { get; set; }

    public int Year { get; set; }

    public int? Issue { get; set; }
}

internal sealed class Thing
{
    public required string Owner { get; set; }

    public int Number { get; set; }

    public required string Kind { get; set; }

    public int Weight { get; set; }

    public string? Title { get; set; }

    public string? Tag { get; set; }

    public int? Level { get; set; }

    public long Size { get; set; }

    public bool IsOpen { get; set; }

    public bool? IsKnown { get; set; }

    public decimal Price { get; set; }

    public double? Ratio { get; set; }

    public byte[]? Seal { get; set; }

    public DateTime Made { get; set; }

    public DateTimeOffset? Seen { get; set; }

    public DateOnly Day { get; set; }

    public TimeSpan? Took { get; set; }

    public Guid? Mark { get; set; }

    public Colour Colour { get; set; }

    public Colour? Mood { get; set; }
}

internal enum Colour
{
    Red,
    Green,
    Blue,
}

/// <summary>Keys made by templates, beside items of another type in the same partitions and indexes.</summary>
internal sealed class Memo
{
    public required string Folder { get; set; }

    public DateOnly At { get; set; }

    public int Rank { get; set; }

    public required string Title { get; set; }

    public string? Status { get; set; }

    public long Size { get; set; }
}

internal sealed class Sticker
{
    public required string Folder { get; set; }

    public required string Title { get; set; }

    public required string Text { get; set; }
}

internal sealed class Line
{
    public int Page { get; set; }

    public required string Text { get; set; }

    public string? Note { get; set; }

    public long? Count { get; set; }
}

internal abstract class Shape
{
    public int Board { get; set; }

    public required string Name { get; set; }

    public string? Colour { get; set; }
}

internal sealed class Circle : Shape
{
    public int Radius { get; set; }
}

internal class Square : Shape
{
    public int? Side { get; set; }
}

internal sealed class Cube : Square
{
    public bool IsHollow { get; set; }
}
