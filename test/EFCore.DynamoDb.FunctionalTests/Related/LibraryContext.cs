using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.FunctionalTests.Query;
using EFCore.DynamoDb.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Related;

/// <summary>Tables of their own, related in every way: by partition key, by index, by no key at all, to itself, many to many.</summary>
public sealed class LibraryContext(LocalConnection connection, Action<DynamoDbDbContextOptionsBuilder>? options = null) : LocalContext(connection, options)
{
    public DbSet<Author> Authors => Set<Author>();

    public DbSet<Book> Books => Set<Book>();

    public DbSet<Chapter> Chapters => Set<Chapter>();

    public DbSet<Publisher> Publishers => Set<Publisher>();

    public DbSet<Review> Reviews => Set<Review>();

    public DbSet<Label> Labels => Set<Label>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Author>(b => b.HasPartitionKey(a => a.Id));
        modelBuilder.Entity<Publisher>(b => b.HasPartitionKey(p => p.Id));
        modelBuilder.Entity<Label>(b => b.HasPartitionKey(l => l.Id));
        modelBuilder.Entity<Book>(
            b =>
            {
                b.HasPartitionKey(x => x.AuthorId);
                b.HasSortKey(x => x.Number);
                b.HasGsi("ByPublisher", x => x.PublisherId, x => x.Number);
                b.HasOne(x => x.Author).WithMany(a => a.Books).HasForeignKey(x => x.AuthorId);
                b.HasOne(x => x.Publisher).WithMany(p => p.Books).HasForeignKey(x => x.PublisherId);
                b.HasMany(x => x.Labels).WithMany(l => l.Books).UsingEntity<BookLabel>(
                    j => j.HasOne<Label>().WithMany().HasForeignKey(x => x.LabelId),
                    j => j.HasOne<Book>().WithMany().HasForeignKey(x => new { x.AuthorId, x.Number }));
            });
        modelBuilder.Entity<BookLabel>(
            b =>
            {
                b.HasPartitionKey(x => x.Key);
                b.HasSortKey(x => x.LabelId);
                b.HasGsi("ByLabel", x => x.LabelId);
                b.HasGsi("ByBook", x => x.AuthorId, x => x.Number);
            });
        modelBuilder.Entity<Chapter>(
            b =>
            {
                b.HasPartitionKey(c => c.Id);
                b.HasGsi("ByBook", c => c.AuthorId, c => c.BookNumber);
                b.HasOne(c => c.Book).WithMany(x => x.Chapters).HasForeignKey(c => new { c.AuthorId, c.BookNumber });
            });
        modelBuilder.Entity<Review>(
            b =>
            {
                b.HasPartitionKey(r => r.Id);
                b.HasOne(r => r.Author).WithMany(a => a.Reviews).HasForeignKey(r => r.AuthorId);
            });
    }
}

public class Author
{
    public string Id { get; set; } = null!;

    public string Name { get; set; } = null!;

    public List<Book> Books { get; } = [];

    public HashSet<Review> Reviews { get; } = [];
}

public class Publisher
{
    public int Id { get; set; }

    public string City { get; set; } = null!;

    public ICollection<Book> Books { get; set; } = null!;
}

public class Book
{
    public string AuthorId { get; set; } = null!;

    public int Number { get; set; }

    public string Title { get; set; } = null!;

    public int Pages { get; set; }

    public int? PublisherId { get; set; }

    public Author Author { get; set; } = null!;

    public Publisher? Publisher { get; set; }

    public List<Chapter> Chapters { get; } = [];

    public List<Label> Labels { get; } = [];
}

public class Chapter
{
    public int Id { get; set; }

    public string AuthorId { get; set; } = null!;

    public int BookNumber { get; set; }

    public string Heading { get; set; } = null!;

    public Book Book { get; set; } = null!;
}

public class Review
{
    public int Id { get; set; }

    public string AuthorId { get; set; } = null!;

    public int Stars { get; set; }

    public Author Author { get; set; } = null!;
}

public class Label
{
    public string Id { get; set; } = null!;

    public List<Book> Books { get; } = [];
}

public class BookLabel
{
    public string Key { get; set; } = null!;

    public string AuthorId { get; set; } = null!;

    public int Number { get; set; }

    public string LabelId { get; set; } = null!;
}

internal static class Library
{
    /// <summary>Three authors of whom one has no books; four books by two publishers, one by none; chapters, reviews and labels.</summary>
    public static async Task ArrangeLibraryAsync(this LocalConnection connection)
        => await connection.ArrangeAsync(new LibraryContext(connection, o => o.AllowScans()), Rows());

    public static IEnumerable<object> Rows()
    {
        yield return new Author { Id = "a", Name = "Anna" };
        yield return new Author { Id = "b", Name = "Ben" };
        yield return new Author { Id = "c", Name = "Cleo" };
        yield return new Publisher { Id = 1, City = "Wien" };
        yield return new Publisher { Id = 2, City = "Bern" };
        yield return new Publisher { Id = 3, City = "Rom" };
        yield return new Book { AuthorId = "a", Number = 1, Title = "Ants", Pages = 100, PublisherId = 1 };
        yield return new Book { AuthorId = "a", Number = 2, Title = "Apes", Pages = 250, PublisherId = 2 };
        yield return new Book { AuthorId = "a", Number = 3, Title = "Asps", Pages = 300 };
        yield return new Book { AuthorId = "b", Number = 1, Title = "Bees", Pages = 200, PublisherId = 1 };
        yield return new Chapter { Id = 11, AuthorId = "a", BookNumber = 1, Heading = "Legs" };
        yield return new Chapter { Id = 12, AuthorId = "a", BookNumber = 1, Heading = "Hills" };
        yield return new Chapter { Id = 21, AuthorId = "b", BookNumber = 1, Heading = "Wings" };
        yield return new Review { Id = 1, AuthorId = "a", Stars = 5 };
        yield return new Review { Id = 2, AuthorId = "a", Stars = 3 };
        yield return new Review { Id = 3, AuthorId = "b", Stars = 4 };
        yield return new Label { Id = "short" };
        yield return new Label { Id = "funny" };
        yield return new BookLabel { Key = "a1", AuthorId = "a", Number = 1, LabelId = "short" };
        yield return new BookLabel { Key = "a1", AuthorId = "a", Number = 1, LabelId = "funny" };
        yield return new BookLabel { Key = "b1", AuthorId = "b", Number = 1, LabelId = "funny" };
    }
}
