using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.FunctionalTests.Query;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Related;

/// <summary>Pages of entities with what belongs to them.</summary>
public class PagesOfRelatedTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Included_entities_come_with_their_page(bool isTracking)
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection);
        var query = db.Books.Include(b => b.Chapters).Include(b => b.Publisher).Where(b => b.AuthorId == "a").OrderBy(b => b.Number);

        var pages = new List<DynamoDbPage<Book>>();
        do
        {
            pages.Add(await (isTracking ? query : query.AsNoTracking()).ToPageAsync(3, pages.LastOrDefault()?.Cursor));
        }
        while (pages[^1].HasMore);

        Assert.Equal([3, 3, 1], pages.Select(p => p.Count));
        Assert.Equal(Enumerable.Range(0, 7), pages.SelectMany(p => p.Items).Select(b => b.Number));
        Assert.All(pages.SelectMany(p => p.Items), b => Assert.Equal(b.Number % 3, b.Chapters.Count));
        Assert.All(pages.SelectMany(p => p.Items), b => Assert.Equal(b.Number % 2 == 0 ? null : "Bern", b.Publisher?.City));
        Assert.Equal([4, 4, 4], connection.Recorder.Requests.Where(r => r.TableName == "Books" && r.Operation == "Query").Select(r => r.Limit));
    }

    [Fact]
    public async Task A_condition_on_related_entities_fills_pages()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection);
        var query = db.Books.AsNoTracking().Where(b => b.AuthorId == "a" && b.Publisher!.City == "Bern").Select(b => b.Number);

        var first = await query.ToPageAsync(2);
        var second = await query.ToPageAsync(2, first.Cursor);

        Assert.Equal([1, 3], first.Items);
        Assert.Equal([5], second.Items);
        Assert.False(second.HasMore);
        Assert.Equal([[1, 3], [5]], await query.AsPages(2).Select(p => p.Items.ToArray()).ToListAsync());
    }

    [Fact]
    public async Task An_entity_that_is_compared_by_its_key_is_part_of_the_cursor()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection);
        var publisher = new Publisher { Id = 1 };
        var query = db.Books.AsNoTracking().Where(b => b.AuthorId == "a" && b.Publisher == publisher).Select(b => b.Number);
        var cursor = (await query.ToPageAsync(1)).Cursor;

        Assert.Equal([3], (await query.ToPageAsync(1, cursor)).Items);
        publisher = new Publisher { Id = 2 };
        await Assert.ThrowsAsync<DynamoDbCursorException>(() => query.ToPageAsync(1, cursor));
    }

    [Fact]
    public async Task One_row_for_each_of_several_has_no_place_of_its_own()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection);

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(
            () => db.Books.Where(b => b.AuthorId == "a").SelectMany(b => b.Chapters).Select(c => c.Heading).ToPageAsync(2));
        Assert.StartsWith("'SelectMany' before", exception.Message, StringComparison.Ordinal);
        exception = await Assert.ThrowsAsync<InvalidOperationException>(
            () => db.Books.Where(b => b.AuthorId == "a").OrderBy(b => b.Publisher!.City).Select(b => b.Number).ToPageAsync(2));
        Assert.Contains("order", exception.Message, StringComparison.Ordinal);
    }

    private static async Task<LibraryContext> ArrangeAsync(LocalConnection connection)
    {
        await connection.ArrangeAsync(
            new LibraryContext(connection),
            [
                new Author { Id = "a", Name = "A" },
                new Publisher { Id = 1, City = "Bern" },
                .. Enumerable.Range(0, 7).Select(n => new Book { AuthorId = "a", Number = n, Title = $"t{n}", Pages = n, PublisherId = n % 2 == 0 ? null : 1 }),
                .. Enumerable.Range(0, 7).SelectMany(
                    n => Enumerable.Range(0, n % 3).Select(c => new Chapter { Id = (10 * n) + c + 1, AuthorId = "a", BookNumber = n, Heading = $"h{c}" })),
            ]);
        return new LibraryContext(connection);
    }
}
