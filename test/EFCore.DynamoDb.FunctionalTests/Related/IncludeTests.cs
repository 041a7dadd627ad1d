using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.FunctionalTests.Query;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace EFCore.DynamoDb.FunctionalTests.Related;

/// <summary>What the entities look like after Include, explicit and lazy loading.</summary>
public class IncludeTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    [Theory]
    [InlineData(QueryTrackingBehavior.TrackAll)]
    [InlineData(QueryTrackingBehavior.NoTracking)]
    [InlineData(QueryTrackingBehavior.NoTrackingWithIdentityResolution)]
    public async Task Both_sides_of_every_navigation_are_set(QueryTrackingBehavior tracking)
    {
        await using var connection = local.Connect();
        await connection.ArrangeLibraryAsync();
        await using var db = new LibraryContext(connection);

        var authors = await db.Authors.AsTracking(tracking).Where(a => a.Id == "a" || a.Id == "b" || a.Id == "c")
            .Include(a => a.Books).ThenInclude(b => b.Publisher)
            .Include(a => a.Books).ThenInclude(b => b.Labels)
            .Include(a => a.Books).ThenInclude(b => b.Chapters)
            .ToListAsync();

        authors.Sort((x, y) => string.CompareOrdinal(x.Id, y.Id));
        Assert.Equal([3, 1, 0], authors.Select(a => a.Books.Count));
        Assert.All(authors, a => Assert.All(a.Books, b => Assert.Same(a, b.Author)));
        var (ants, bees) = (authors[0].Books.Single(b => b.Number == 1), authors[1].Books[0]);
        Assert.Equal("Wien", ants.Publisher!.City);
        Assert.Equal(tracking != QueryTrackingBehavior.NoTracking, ReferenceEquals(ants.Publisher, bees.Publisher));
        Assert.Equal(["funny", "short"], ants.Labels.Select(l => l.Id).Order());
        Assert.Equal(["Hills", "Legs"], ants.Chapters.Select(c => c.Heading).Order());
        Assert.Null(authors[0].Books.Single(b => b.Number == 3).Publisher);
        Assert.Equal(tracking == QueryTrackingBehavior.TrackAll ? 17 : 0, db.ChangeTracker.Entries().Count());

        // 3 authors, 3 partitions of books, a batch of 2 publishers; of 4 books labels and chapters by index, whose labels come in one batch.
        Assert.Equal(1 + 3 + 1 + 4 + 4 + 1, connection.Recorder.Texts.Count(t => !t.Contains("fetch", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_entity_that_stands_twice_in_a_result_has_what_it_includes_once()
    {
        await using var connection = local.Connect();
        await connection.ArrangeLibraryAsync();
        await using var db = new LibraryContext(connection);

        var authors = await db.Authors.AsNoTracking().Where(a => a.Id == "a").Include(a => a.Books).ThenInclude(b => b.Chapters)
            .Select(a => new { First = a, Second = a }).SingleAsync();
        var book = await db.Books.AsNoTracking().Where(b => b.AuthorId == "a" && b.Number == 1).Include(b => b.Author)
            .Select(b => new { First = b, Second = b }).SingleAsync();

        Assert.Same(authors.First, authors.Second);
        Assert.Equal([1, 2, 3], authors.First.Books.Select(b => b.Number));
        Assert.Equal(2, authors.First.Books[0].Chapters.Count);
        Assert.Same(book.First, book.Second);
        Assert.Same(book.First, Assert.Single(book.First.Author.Books));
    }

    [Fact]
    public async Task An_include_of_what_is_tracked_already_joins_it()
    {
        await using var connection = local.Connect();
        await connection.ArrangeLibraryAsync();
        await using var db = new LibraryContext(connection);
        var author = await db.Authors.SingleAsync(a => a.Id == "a");
        author.Name = "changed";

        var book = await db.Books.Include(b => b.Author).SingleAsync(b => b.AuthorId == "a" && b.Number == 1);

        Assert.Same(author, book.Author);
        Assert.Equal("changed", book.Author.Name);
        Assert.Equal(EntityState.Modified, db.Entry(author).State);
        Assert.Equal([book], author.Books);
    }

    [Fact]
    public async Task Explicit_loading_counts_and_loads_by_key()
    {
        await using var connection = local.Connect();
        await connection.ArrangeLibraryAsync();
        await using var db = new LibraryContext(connection);
        var author = await db.Authors.SingleAsync(a => a.Id == "a");
        connection.Recorder.Clear();

        Assert.Equal(2, await db.Entry(author).Collection(a => a.Books).Query().CountAsync(b => b.Pages > 100));
        await db.Entry(author).Collection(a => a.Books).LoadAsync();
        await db.Entry(author.Books[0]).Collection(b => b.Labels).LoadAsync();
        await db.Entry(author.Books[1]).Reference(b => b.Publisher).LoadAsync();

        Assert.Equal(3, author.Books.Count);
        Assert.Equal(2, author.Books[0].Labels.Count);
        Assert.Equal("Bern", author.Books[1].Publisher!.City);
        Assert.DoesNotContain(connection.Recorder.Texts, t => t.StartsWith("Scan", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Entities_and_collections_are_results_of_their_own()
    {
        await using var connection = local.Connect();
        await connection.ArrangeLibraryAsync();
        await using var db = new LibraryContext(connection);

        var row = await db.Authors.Where(a => a.Id == "a")
            .Select(a => new { a, Thick = a.Books.Where(b => b.Pages > 200).ToList(), Longest = a.Books.OrderByDescending(b => b.Pages).FirstOrDefault(), None = a.Books.FirstOrDefault(b => b.Pages > 999) })
            .SingleAsync();

        Assert.Equal(["Apes", "Asps"], row.Thick.Select(b => b.Title));
        Assert.Equal("Asps", row.Longest!.Title);
        Assert.Null(row.None);
        Assert.Same(row.Longest, row.Thick[1]);
        Assert.Same(row.a, row.Longest.Author);
    }

    [Fact]
    public async Task Deletes_cascade_by_the_change_tracker()
    {
        await using var connection = local.Connect();
        await connection.ArrangeLibraryAsync();
        await using var db = new LibraryContext(connection);
        var author = await db.Authors.Include(a => a.Books).ThenInclude(b => b.Chapters).SingleAsync(a => a.Id == "b");
        connection.Recorder.Clear();

        db.Remove(author);
        Assert.Equal(3, await db.SaveChangesAsync());

        Assert.Equal(0, await db.Books.CountAsync(b => b.AuthorId == "b"));
    }

    [Fact]
    public async Task Navigations_that_are_always_included_and_those_that_load_when_they_are_read()
    {
        await using var connection = local.Connect();
        await connection.ArrangeAsync(
            new TreeContext(connection),
            new Node { Id = "root" }, new Node { Id = "left", ParentId = "root" }, new Node { Id = "right", ParentId = "root" }, new Node { Id = "leaf", ParentId = "left" },
            new Mark { Id = 1, NodeId = "leaf" });
        await using var db = new TreeContext(connection, b => b.ConfigureWarnings(w => w.Log(DynamoDbEventId.SyncNotSupported)));

        var mark = await db.Marks.SingleAsync(m => m.Id == 1);
        Assert.Equal("leaf", mark.Node.Id);
        Assert.Equal(2, connection.Recorder.Texts.Count);
        connection.Recorder.Clear();

        var leaf = await db.Nodes.Include(n => n.Parent).ThenInclude(n => n!.Parent).SingleAsync(n => n.Id == "leaf");
        Assert.Same(mark.Node, leaf);
        Assert.Equal("root", leaf.Parent!.Parent!.Id);
        Assert.Equal(3, connection.Recorder.Texts.Count);

        // When they are read: the children of the root.
        var root = leaf.Parent.Parent;
        Assert.Equal(["left", "right"], root.Children.Select(c => c.Id).Order());
        Assert.Equal(4, connection.Recorder.Texts.Count);
        Assert.Contains("ByParent", connection.Recorder.Texts[^1], StringComparison.Ordinal);
    }

    private sealed class TreeContext(LocalConnection connection, Action<DbContextOptionsBuilder>? configure = null)
        : LocalContext(connection, null, configure)
    {
        public DbSet<Node> Nodes => Set<Node>();

        public DbSet<Mark> Marks => Set<Mark>();

        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            modelBuilder.Entity<Mark>(
                b =>
                {
                    b.HasPartitionKey(m => m.Id);
                    b.Navigation(m => m.Node).AutoInclude();
                });
            modelBuilder.Entity<Node>(
                b =>
                {
                    b.HasPartitionKey(n => n.Id);
                    b.HasGsi("ByParent", n => n.ParentId);
                    b.HasOne(n => n.Parent).WithMany(n => n.Children).HasForeignKey(n => n.ParentId);
                });
        }
    }

    private sealed class Mark
    {
        public int Id { get; set; }

        public string NodeId { get; set; } = null!;

        public Node Node { get; set; } = null!;
    }

    private sealed class Node
    {
        private readonly ILazyLoader? _loader;
        private ICollection<Node>? _children;

        public Node()
        {
        }

        public Node(ILazyLoader loader)
            => _loader = loader;

        public string Id { get; set; } = null!;

        public string? ParentId { get; set; }

        public Node? Parent { get; set; }

        public ICollection<Node> Children
        {
            get => _loader?.Load(this, ref _children) ?? (_children ??= []);
            set => _children = value;
        }
    }
}
