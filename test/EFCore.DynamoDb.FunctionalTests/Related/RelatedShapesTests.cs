using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.FunctionalTests.Query;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Related;

/// <summary>Every way to speak of another source gives LINQ's answer, planned and with the planner off.</summary>
public partial class RelatedShapesTests(RelatedShapesTests.Fixture fixture) : IClassFixture<RelatedShapesTests.Fixture>
{
    public sealed class Fixture : IAsyncLifetime
    {
        public DynamoDbLocalFixture Local { get; } = new();

        public LocalConnection Connection { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            await ((IAsyncLifetime)Local).InitializeAsync();
            Connection = Local.Connect();
            await Connection.ArrangeLibraryAsync();
        }

        public async Task DisposeAsync()
        {
            await Connection.DisposeAsync();
            await ((IAsyncLifetime)Local).DisposeAsync();
        }
    }

    /// <summary>The sets of a context, or lists of objects.</summary>
    internal sealed record Shelf(
        IQueryable<Author> Authors, IQueryable<Book> Books, IQueryable<Chapter> Chapters, IQueryable<Publisher> Publishers, IQueryable<Review> Reviews, IQueryable<Label> Labels);

    private static readonly Dictionary<string, Func<Shelf, IQueryable<string?>>> Queries = new()
    {
        ["join"] = s => s.Books.Join(s.Authors, b => b.AuthorId, a => a.Id, (b, a) => a.Name + b.Title),
        ["join on a nullable key"] = s => s.Books.Join(s.Publishers, b => b.PublisherId, p => p.Id, (b, p) => b.Title + p.City),
        ["join of filtered sources"] = s => s.Books.Where(b => b.Pages > 100).Join(s.Publishers.Where(p => p.City != "Wien"), b => b.PublisherId, p => p.Id, (b, p) => b.Title + p.City),
        ["join on two values"] = s => s.Books.Join(s.Chapters, b => new { b.AuthorId, N = b.Number }, c => new { c.AuthorId, N = c.BookNumber }, (b, c) => b.Title + c.Heading),
        ["join on what is no key"] = s => s.Books.Join(s.Reviews, b => b.AuthorId, r => r.AuthorId, (b, r) => b.Title + r.Stars),
        ["join on a computed value"] = s => s.Books.Join(s.Reviews, b => b.Number + 2, r => r.Stars, (b, r) => b.Title + r.AuthorId),
        ["three joins"] = s => from b in s.Books join a in s.Authors on b.AuthorId equals a.Id join p in s.Publishers on b.PublisherId equals p.Id where a.Name != "x" orderby p.City, b.Title select a.Name + b.Title + p.City,
        ["join, then filter of the outer"] = s => s.Books.Join(s.Authors, b => b.AuthorId, a => a.Id, (b, a) => new { b, a }).Where(x => x.b.AuthorId == "a" && x.a.Name == "Anna").Select(x => x.b.Title),
        ["join to a projection"] = s => s.Books.Join(s.Authors.Select(a => new { a.Id, Upper = a.Name.ToUpper() }), b => b.AuthorId, a => a.Id, (b, a) => a.Upper + b.Title),
        ["left join"] = s => s.Books.LeftJoin(s.Publishers, b => b.PublisherId, p => p.Id, (b, p) => b.Title + (p == null ? "-" : p.City)),
        ["left join by group join"] = s => from b in s.Books join p in s.Publishers on b.PublisherId equals p.Id into ps from p in ps.DefaultIfEmpty() select b.Title + (p == null ? "-" : p.City),
        ["left join to many"] = s => s.Authors.LeftJoin(s.Books, a => a.Id, b => b.AuthorId, (a, b) => a.Name + (b == null ? "-" : b.Title)),
        ["left join then filter on null"] = s => s.Authors.LeftJoin(s.Books, a => a.Id, b => b.AuthorId, (a, b) => new { a, b }).Where(x => x.b == null).Select(x => x.a.Name),
        ["right join"] = s => s.Books.RightJoin(s.Publishers, b => b.PublisherId, p => p.Id, (b, p) => (b == null ? "-" : b.Title) + p.City),
        ["group join"] = s => s.Authors.GroupJoin(s.Books, a => a.Id, b => b.AuthorId, (a, bs) => a.Name + bs.Count()),
        ["group join with more"] = s => s.Authors.GroupJoin(s.Books, a => a.Id, b => b.AuthorId, (a, bs) => new { a.Name, Pages = bs.Where(b => b.Pages > 100).Sum(b => b.Pages) }).Where(x => x.Pages > 0).Select(x => x.Name + x.Pages),
        ["cross join"] = s => s.Authors.SelectMany(a => s.Publishers, (a, p) => a.Name + p.City),
        ["cross join from"] = s => from a in s.Authors from p in s.Publishers where a.Id == "a" && p.Id < 3 select a.Name + p.City,
        ["correlated from"] = s => from a in s.Authors from b in s.Books.Where(b => b.AuthorId == a.Id) select a.Name + b.Title,
        ["correlated from with default"] = s => from a in s.Authors from b in s.Books.Where(b => b.AuthorId == a.Id).DefaultIfEmpty() select a.Name + (b == null ? "-" : b.Title),
        ["from a navigation"] = s => s.Authors.SelectMany(a => a.Books).Select(b => b.Title),
        ["from a navigation, both"] = s => s.Authors.SelectMany(a => a.Books.Where(b => b.Pages > 150), (a, b) => a.Name + b.Title),
        ["from two navigations"] = s => s.Authors.SelectMany(a => a.Books).SelectMany(b => b.Chapters).Select(c => c.Heading),
        ["from with take"] = s => from a in s.Authors from b in s.Books.Where(b => b.AuthorId == a.Id).OrderByDescending(b => b.Pages).Take(1) select a.Name + b.Title,
        ["any"] = s => s.Authors.Where(a => a.Books.Any()).Select(a => a.Name),
        ["any with predicate"] = s => s.Authors.Where(a => a.Books.Any(b => b.Pages > 250)).Select(a => a.Name),
        ["not any"] = s => s.Authors.Where(a => !a.Books.Any()).Select(a => a.Name),
        ["all"] = s => s.Authors.Where(a => a.Books.All(b => b.Pages < 300)).Select(a => a.Name),
        ["any of another set"] = s => s.Authors.Where(a => s.Books.Any(b => b.AuthorId == a.Id && b.Pages > 250)).Select(a => a.Name),
        ["any with a correlated comparison"] = s => s.Books.Where(b => s.Books.Any(o => o.AuthorId == b.AuthorId && o.Pages > b.Pages)).Select(b => b.Title),
        ["nested any"] = s => s.Authors.Where(a => a.Books.Any(b => b.Chapters.Any(c => c.Heading.StartsWith("L")))).Select(a => a.Name),
        ["nested any of both"] = s => s.Authors.Where(a => a.Books.Any(b => b.Chapters.Any(c => c.AuthorId == a.Id && c.Id > 12))).Select(a => a.Name),
        ["count"] = s => s.Authors.Where(a => a.Books.Count == 3).Select(a => a.Name),
        ["count with predicate"] = s => s.Authors.Select(a => a.Name + a.Books.Count(b => b.Pages >= 200)),
        ["sums"] = s => s.Authors.Select(a => a.Name + a.Books.Sum(b => b.Pages) + a.Reviews.Count),
        ["max"] = s => s.Authors.Where(a => a.Books.Any()).Select(a => a.Name + a.Books.Max(b => b.Pages)),
        ["nullable max"] = s => s.Authors.Select(a => a.Name + a.Books.Max(b => (int?)b.Pages)),
        ["average"] = s => s.Authors.Where(a => a.Reviews.Average(r => (double?)r.Stars) > 3.5).Select(a => a.Name),
        ["first value"] = s => s.Authors.Select(a => a.Name + a.Books.OrderByDescending(b => b.Pages).Select(b => b.Title).FirstOrDefault()),
        ["first of a value type"] = s => s.Authors.Select(a => a.Name + a.Books.OrderByDescending(b => b.Pages).Select(b => b.Pages).FirstOrDefault()),
        ["member of first"] = s => s.Authors.Where(a => a.Books.Any()).Select(a => a.Name + a.Books.OrderBy(b => b.Pages).First().Title),
        ["filter by member of first"] = s => s.Authors.Where(a => a.Books.OrderBy(b => b.Pages).Select(b => b.Title).FirstOrDefault() == "Ants").Select(a => a.Name),
        ["order by count"] = s => s.Authors.OrderByDescending(a => a.Books.Count).ThenBy(a => a.Reviews.Count).Select(a => a.Name),
        ["order, then by a navigation"] = s => s.Books.OrderBy(b => b.Author.Name).ThenByDescending(b => b.Chapters.Count).ThenBy(b => b.Title).Select(b => b.Title),
        ["reference in a predicate"] = s => s.Books.Where(b => b.Author.Name == "Anna").Select(b => b.Title),
        ["optional reference in a predicate"] = s => s.Books.Where(b => b.Publisher != null && b.Publisher.City == "Wien").Select(b => b.Title),
        ["optional reference is null"] = s => s.Books.Where(b => b.Publisher == null).Select(b => b.Title),
        ["reference of a reference"] = s => s.Chapters.Where(c => c.Book.Author.Name == "Anna").Select(c => c.Heading + c.Book.Title),
        ["collection of a reference"] = s => s.Reviews.Select(r => r.Id + r.Author.Name + r.Author.Books.Count),
        ["contains"] = s => s.Books.Where(b => s.Publishers.Where(p => p.City == "Wien").Select(p => (int?)p.Id).Contains(b.PublisherId)).Select(b => b.Title),
        ["contains of one table key"] = s => s.Books.Where(b => s.Authors.Where(a => a.Name != "Ben").Select(a => a.Id).Contains(b.AuthorId)).Select(b => b.Title),
        ["not contains"] = s => s.Authors.Where(a => !s.Books.Select(b => b.AuthorId).Contains(a.Id)).Select(a => a.Name),
        ["uncorrelated maximum"] = s => s.Books.Where(b => b.Pages == s.Books.Max(o => o.Pages)).Select(b => b.Title),
        ["uncorrelated first"] = s => s.Books.Where(b => b.Pages > s.Books.OrderBy(o => o.Title).First().Pages).Select(b => b.Title),
        ["uncorrelated any"] = s => s.Authors.Where(a => s.Books.Any(b => b.Pages > 1000) || a.Id == "b").Select(a => a.Name),
        ["uncorrelated take"] = s => s.Books.Where(b => s.Publishers.OrderByDescending(p => p.Id).Take(2).Any(p => p.Id == b.PublisherId)).Select(b => b.Title),
        ["many to many"] = s => s.Books.Where(b => b.Labels.Any(l => l.Id == "short")).Select(b => b.Title),
        ["many to many, counted"] = s => s.Labels.Select(l => l.Id + l.Books.Count + l.Books.Max(b => b.Title)),
        ["many to many, flat"] = s => s.Labels.SelectMany(l => l.Books, (l, b) => l.Id + b.Title),
        ["projected collection"] = s => s.Authors.Select(a => new { a.Name, Titles = a.Books.OrderBy(b => b.Title).Select(b => b.Title).ToList() }).Select(x => x.Name),
        ["distinct of a navigation"] = s => s.Books.Select(b => b.Author.Name).Distinct(),
        ["distinct in a subquery"] = s => s.Authors.Select(a => a.Name + a.Books.Select(b => b.PublisherId).Distinct().Count()),
        ["group by a navigation"] = s => s.Books.GroupBy(b => b.Author.Name).Select(g => g.Key + g.Count()),
        ["group by after join"] = s => s.Books.Join(s.Authors, b => b.AuthorId, a => a.Id, (b, a) => new { b.Pages, a.Name }).GroupBy(x => x.Name).Select(g => g.Key + g.Sum(x => x.Pages)),
        ["conditional subquery"] = s => s.Authors.Select(a => a.Books.Count > 1 ? a.Name : "few"),
        ["subquery on a subquery"] = s => s.Authors.Where(a => a.Books.Where(b => b.Pages > 100).Where(b => b.PublisherId != null).Any()).Select(a => a.Name),
        ["siblings"] = s => s.Books.Select(b => b.Title + b.Author.Books.Count(o => o.Pages > b.Pages)),
        ["skip and take after a join"] = s => s.Books.Join(s.Authors, b => b.AuthorId, a => a.Id, (b, a) => new { b, a }).OrderBy(x => x.b.Title).Skip(1).Take(2).Select(x => x.a.Name + x.b.Title),
        ["order before a join"] = s => s.Books.OrderBy(b => b.Title).Take(2).Join(s.Authors, b => b.AuthorId, a => a.Id, (b, a) => a.Name + b.Title),
        ["join to ordered and taken"] = s => s.Books.Join(s.Authors.OrderByDescending(a => a.Name).Take(2), b => b.AuthorId, a => a.Id, (b, a) => a.Name + b.Title),
        ["join to a distinct"] = s => s.Authors.Join(s.Books.Select(b => b.AuthorId).Distinct(), a => a.Id, b => b, (a, b) => a.Name),
        ["join to groups"] = s => s.Authors.Join(s.Books.GroupBy(b => b.AuthorId).Select(g => new { g.Key, N = g.Count() }), a => a.Id, g => g.Key, (a, g) => a.Name + g.N),
        ["self join"] = s => s.Books.Join(s.Books, b => b.PublisherId, o => o.PublisherId, (b, o) => b.Title + o.Title),
        ["let"] = s => from a in s.Authors let n = a.Books.Count where n > 0 orderby n select a.Name + n,
    };

    public static TheoryData<string> Names
        => [.. Queries.Keys, .. OfPicksAndGroups.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_answer_is_that_of_LINQ(string name)
    {
        var query = Queries.GetValueOrDefault(name) ?? OfPicksAndGroups[name];
        var expected = query(Objects()).ToList();
        await using var planned = new LibraryContext(fixture.Connection, o => o.AllowScans());
        await using var scanned = new LibraryContext(fixture.Connection, Arranging.Scanned);

        AssertSame(expected, await query(Sets(planned)).ToListAsync(), name);
        AssertSame(expected, await query(Sets(scanned)).ToListAsync(), name);
    }

    private static void AssertSame(List<string?> expected, List<string?> actual, string name)
    {
        var ordered = name.StartsWith("order", StringComparison.Ordinal) || name.StartsWith("skip", StringComparison.Ordinal);
        if (!ordered)
        {
            expected.Sort(StringComparer.Ordinal);
            actual.Sort(StringComparer.Ordinal);
        }

        Assert.Equal(expected, actual);
    }

    private static Shelf Sets(LibraryContext db)
        => new(db.Authors, db.Books, db.Chapters, db.Publishers, db.Reviews, db.Labels);

    internal static Shelf Objects()
    {
        var rows = Library.Rows().ToList();
        var (authors, books, chapters) = (rows.OfType<Author>().ToList(), rows.OfType<Book>().ToList(), rows.OfType<Chapter>().ToList());
        var (publishers, reviews, labels) = (rows.OfType<Publisher>().ToList(), rows.OfType<Review>().ToList(), rows.OfType<Label>().ToList());
        foreach (var book in books)
        {
            book.Author = authors.Single(a => a.Id == book.AuthorId);
            book.Author.Books.Add(book);
            book.Publisher = publishers.SingleOrDefault(p => p.Id == book.PublisherId);
            book.Chapters.AddRange(chapters.Where(c => c.AuthorId == book.AuthorId && c.BookNumber == book.Number));
            book.Chapters.ForEach(c => c.Book = book);
            book.Labels.AddRange(rows.OfType<BookLabel>().Where(l => l.AuthorId == book.AuthorId && l.Number == book.Number).Select(l => labels.Single(x => x.Id == l.LabelId)));
            book.Labels.ForEach(l => l.Books.Add(book));
        }

        foreach (var review in reviews)
        {
            review.Author = authors.Single(a => a.Id == review.AuthorId);
            review.Author.Reviews.Add(review);
        }

        return new Shelf(authors.AsQueryable(), books.AsQueryable(), chapters.AsQueryable(), publishers.AsQueryable(), reviews.AsQueryable(), labels.AsQueryable());
    }
}
