using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.FunctionalTests.Query;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Related;

/// <summary>Joins ask for the keys of the outer rows, each once.</summary>
public class JoinTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    [Fact]
    public async Task A_join_by_the_whole_key_reads_a_chunk_of_keys_in_one_request()
    {
        await using var connection = local.Connect();
        await connection.ArrangeLibraryAsync();
        await using var db = new LibraryContext(connection);

        var rows = await db.Books.Where(b => b.AuthorId == "a")
            .Join(db.Publishers, b => b.PublisherId, p => p.Id, (b, p) => new { b.Title, p.City })
            .ToListAsync();

        Assert.Equal([("Ants", "Wien"), ("Apes", "Bern")], rows.Select(r => (r.Title, r.City)));
        Assert.Equal(2, connection.Recorder.Texts.Count);
        Assert.Contains("BatchGetItem", connection.Recorder.Texts[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_left_join_keeps_rows_without_another()
    {
        await using var connection = local.Connect();
        await connection.ArrangeLibraryAsync();
        await using var db = new LibraryContext(connection);

        var rows = await (
            from b in db.Books.Where(b => b.AuthorId == "a")
            join p in db.Publishers on b.PublisherId equals p.Id into ps
            from p in ps.DefaultIfEmpty()
            select new { b.Title, City = p == null ? null : p.City, Publisher = p }).ToListAsync();

        Assert.Equal(["Ants Wien", "Apes Bern", "Asps "], rows.Select(r => $"{r.Title} {r.City}"));
        Assert.Null(rows[2].Publisher);
        Assert.Equal(2, connection.Recorder.Texts.Count);
    }

    [Fact]
    public async Task A_navigation_in_a_predicate_is_a_lookup()
    {
        await using var connection = local.Connect();
        await connection.ArrangeLibraryAsync();
        await using var db = new LibraryContext(connection);

        var titles = await db.Books.Where(b => b.Publisher!.City == "Wien" && b.AuthorId == "a").OrderBy(b => b.Author.Name).Select(b => b.Title).ToListAsync();

        Assert.Equal(["Ants"], titles);
    }

    [Fact]
    public async Task Subqueries_that_want_the_same_rows_read_them_once()
    {
        await using var connection = local.Connect();
        await connection.ArrangeLibraryAsync();
        await using var db = new LibraryContext(connection);
        var pages = 100;

        var author = await db.Authors.Where(a => a.Id == "a")
            .Select(
                a => new
                {
                    a.Name,
                    Books = a.Books.Count(),
                    Pages = a.Books.Sum(b => b.Pages),
                    Longest = a.Books.OrderByDescending(b => b.Pages).Select(b => b.Title).First(),
                    Long = a.Books.Count(b => b.Pages > pages),
                    AreLong = a.Books.Where(b => b.Pages > pages).Select(b => b.Title).ToList(),
                })
            .SingleAsync();

        var books = await db.Books.Where(b => b.AuthorId == "a").ToListAsync();
        Assert.Equal((3, books.Sum(b => b.Pages), books.Count(b => b.Pages > pages)), (author.Books, author.Pages, author.Long));
        Assert.Equal(books.MaxBy(b => b.Pages)!.Title, author.Longest);
        Assert.Equal(books.Where(b => b.Pages > pages).Select(b => b.Title), author.AreLong);
        Assert.Equal(
            [
                """GetItem Authors {Id: "a"} projection: Id, Name""",
                """Query Books key: AuthorId = "a" """.TrimEnd(),
                """Query Books key: AuthorId = "a" filter: Pages > 100""",
            ],
            connection.Recorder.Texts.Take(3));
        Assert.Equal(4, connection.Recorder.Texts.Count);
    }

    [Fact]
    public async Task Subqueries_over_collections_read_a_partition_for_each_row()
    {
        await using var connection = local.Connect();
        await connection.ArrangeLibraryAsync();
        await using var db = new LibraryContext(connection);

        var names = await db.Authors.Where(a => (a.Id == "a" || a.Id == "b" || a.Id == "c") && a.Books.Any(b => b.Pages > 150)).Select(a => a.Name).ToListAsync();
        Assert.Equal(["Anna", "Ben"], names.Order());

        var counts = await db.Authors.Where(a => a.Id == "a").Select(a => new { a.Name, Count = a.Books.Count, Pages = a.Books.Sum(b => b.Pages), First = a.Books.OrderBy(b => b.Title).Select(b => b.Title).FirstOrDefault() }).SingleAsync();
        Assert.Equal(("Anna", 3, 650, "Ants"), (counts.Name, counts.Count, counts.Pages, counts.First));
    }

    [Fact]
    public async Task Includes()
    {
        await using var connection = local.Connect();
        await connection.ArrangeLibraryAsync();
        await using var db = new LibraryContext(connection);

        var author = await db.Authors.Include(a => a.Books).ThenInclude(b => b.Chapters).Include(a => a.Books).ThenInclude(b => b.Publisher).SingleAsync(a => a.Id == "a");
        Assert.Equal(["Ants", "Apes", "Asps"], author.Books.Select(b => b.Title));
        Assert.Equal(["Hills", "Legs"], author.Books[0].Chapters.Select(c => c.Heading).Order());
        Assert.Same(author, author.Books[0].Author);
        Assert.Equal("Bern", author.Books[1].Publisher!.City);
        Assert.True(db.Entry(author).Collection(a => a.Books).IsLoaded);

        db.ChangeTracker.Clear();
        author = await db.Authors.AsNoTracking().Include(a => a.Books.Where(b => b.Pages > 100).OrderByDescending(b => b.Pages).Take(1)).ThenInclude(b => b.Publisher).SingleAsync(a => a.Id == "a");
        Assert.Equal(["Asps"], author.Books.Select(b => b.Title));
        Assert.Same(author, author.Books[0].Author);

        var book = await db.Books.Include(b => b.Author).Include(b => b.Publisher).FirstAsync(b => b.AuthorId == "a" && b.Number == 2);
        Assert.Equal(("Anna", "Bern"), (book.Author.Name, book.Publisher!.City));
    }

    [Fact]
    public async Task Skip_navigations()
    {
        await using var connection = local.Connect();
        await connection.ArrangeLibraryAsync();
        await using var db = new LibraryContext(connection);
        var label = await db.Labels.Include(l => l.Books).SingleAsync(l => l.Id == "funny");
        Assert.Equal(["Ants", "Bees"], label.Books.Select(b => b.Title).Order());
        await using var db2 = new LibraryContext(connection);
        label = await db2.Labels.AsNoTracking().Include(l => l.Books).SingleAsync(l => l.Id == "funny");
        Assert.Equal(["Ants", "Bees"], label.Books.Select(b => b.Title).Order());
        Assert.Equal(1, await db.Labels.Where(l => l.Id == "short").Select(l => l.Books.Count).SingleAsync());
    }
}
