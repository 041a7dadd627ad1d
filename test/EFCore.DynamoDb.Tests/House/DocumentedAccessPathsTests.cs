using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.Tests.House;

/// <summary>The table of examples in docs/access-paths.md: each line is a query of this file, letter by letter, and the request that it becomes.</summary>
public class DocumentedAccessPathsTests
{
    [Fact]
    public void The_examples_become_the_requests_that_the_document_shows()
    {
        using var db = new Shop();
        var (from, to) = (new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc), new DateTime(2026, 2, 1, 0, 0, 0, DateTimeKind.Utc));
        var now = from;
        string[] ids = ["a", "b"];
        string[] one = ["a"];
        string[] none = [];

        AssertDocumented(
            Line(db.Products.Where(p => p.ProductId == "42")),
            Line(db.Orders.Where(o => o.CustomerId == "42" && o.CreatedAt == from)),
            Line(db.Orders.Where(o => o.CustomerId == "42" && o.CreatedAt == from && o.Status == "Paid")),
            Line(db.Products.Where(p => ids.Contains(p.ProductId))),
            Line(db.Products.Where(p => one.Contains(p.ProductId))),
            Line(db.Products.Where(p => none.Contains(p.ProductId))),
            Line(db.Orders.Where(o => o.CustomerId == "42")),
            Line(db.Orders.Where(o => ids.Contains(o.CustomerId)).OrderByDescending(o => o.CreatedAt).Take(20)),
            Line(db.Orders.Where(o => o.CustomerId == "42").OrderByDescending(o => o.CreatedAt).Take(10)),
            Line(db.Orders.Where(o => o.CustomerId == "42").OrderBy(o => o.CreatedAt).Skip(20).Take(10)),
            Line(db.Orders.Where(o => o.CustomerId == "42" && o.Status == "Open").Take(10)),
            Line(db.Orders.Where(o => o.CustomerId == "42" && o.CreatedAt >= from && o.CreatedAt <= to).Select(o => new { o.CreatedAt, o.Total })),
            Line(db.Readings.Where(r => r.DeviceId == "d" && r.At >= 10 && r.At < 20 && r.Severity >= 3).Select(r => new { r.At, r.Temperature })),
            Line(db.Enrollments.Where(e => e.StudentId == "s" && e.CourseId.StartsWith("DB-"))),
            Line(db.Orders.Where(o => o.CustomerId == "42").OrderByDescending(o => o.Total).Take(5)),
            Line(db.Orders.Where(o => o.CustomerId == "42").OrderBy(o => o.Rating).Take(5)),
            Line(db.Orders.Where(o => o.CustomerId == "42" && o.Note!.EndsWith("!"))),
            Line(db.Orders.Where(o => o.CustomerId == "42" || o.OpenCustomerId == "42").Take(10)),
            Line(db.Orders.Where(o => o.OpenCustomerId == "42").OrderBy(o => o.CreatedAt)),
            Line(db.Orders.WithIndex("Open").AllowScan()),
            Line(db.Orders.Where(o => o.Status == "Shipped" && o.CreatedAt >= from).Select(o => new { o.CreatedAt, o.Total })),
            Line(db.Orders.Where(o => o.Status == "Shipped").OrderByDescending(o => o.CreatedAt).Take(5)),
            Line(db.Enrollments.Where(e => e.CourseId == "c")),
            Line(db.Sessions.Where(s => s.SessionId == "s" && s.ExpiresAt > now)),
            Line(db.Sessions.Where(s => s.UserId == "u" && s.ExpiresAt > now)),
            Line(db.Tickets.Where(t => t.TicketId == "t")),
            Line(db.Tickets.Where(t => t.Priority == 1)),
            Line(db.Events.Where(e => e.StreamId == "s" && e.Version > 5).OrderBy(e => e.Version).WithConsistentRead()),
            Line(db.Orders.Where(o => o.Rating == 5).AllowScan()));
    }

    /// <summary>A line of the table: the query as it stands here, and the request as <c>ToQueryString</c> has it, with the names of the times for their values.</summary>
    private static string Line(IQueryable query, [CallerArgumentExpression(nameof(query))] string text = "")
    {
        var request = query.ToQueryString()
            .Replace("\"2026-01-01T00:00:00.0000000Z\"", "from", StringComparison.Ordinal)
            .Replace("\"2026-02-01T00:00:00.0000000Z\"", "to", StringComparison.Ordinal)
            .Replace("1767225600", "now", StringComparison.Ordinal)
            .Split('\n')
            .Where(line => !line.StartsWith("not used", StringComparison.Ordinal))
            .Select(line => $"`{line.Trim()}`");
        return $"| `{text.Replace("|", "\\|", StringComparison.Ordinal)}` | {string.Join("<br>", request)} |";
    }

    private static void AssertDocumented(params string[] lines)
    {
        var document = File.ReadAllLines(Path.Combine(Repository.Root, "docs", "access-paths.md")).ToHashSet();
        Assert.True(lines.All(document.Contains), "docs/access-paths.md should have these lines:\n" + string.Join('\n', lines));
    }

    /// <summary>The model of the document.</summary>
    private sealed class Shop : DbContext
    {
        public string TenantId { get; } = "acme";

        public DbSet<Order> Orders => Set<Order>();

        public DbSet<Product> Products => Set<Product>();

        public DbSet<Session> Sessions => Set<Session>();

        public DbSet<Reading> Readings => Set<Reading>();

        public DbSet<Enrollment> Enrollments => Set<Enrollment>();

        public DbSet<Ticket> Tickets => Set<Ticket>();

        public DbSet<StoredEvent> Events => Set<StoredEvent>();

        protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder)
            => optionsBuilder.UseDynamoDb("http://127.0.0.1:1");

        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            modelBuilder.Entity<Order>(b =>
            {
                b.HasPartitionKey(o => o.CustomerId);
                b.HasSortKey(o => o.CreatedAt);
                b.HasGsi("Open", o => o.OpenCustomerId, o => o.CreatedAt).IsSparse();
                b.HasGsi("ByStatus", o => o.Status, o => o.CreatedAt).ProjectIncluding(o => o.Total);
                b.HasLsi("ByTotal", o => o.Total).ProjectKeysOnly();
            });
            modelBuilder.Entity<Product>().HasPartitionKey(p => p.ProductId);
            modelBuilder.Entity<Session>(b =>
            {
                b.HasPartitionKey(s => s.SessionId);
                b.HasGsi("ByUser", s => s.UserId);
                b.HasTimeToLive(s => s.ExpiresAt);
            });
            modelBuilder.Entity<Reading>().HasKey(r => new { r.DeviceId, r.At });
            modelBuilder.Entity<Enrollment>(b =>
            {
                b.HasPartitionKey(e => e.StudentId);
                b.HasSortKey(e => e.CourseId);
                b.HasGsi("Inverted", e => e.CourseId, e => e.StudentId);
            });
            modelBuilder.Entity<Ticket>(b =>
            {
                b.HasPartitionKey(t => t.TenantId);
                b.HasSortKey(t => t.TicketId);
                b.HasQueryFilter(t => t.TenantId == TenantId);
            });
            modelBuilder.Entity<StoredEvent>().HasKey(e => new { e.StreamId, e.Version });
        }
    }

    private sealed class Order
    {
        public required string CustomerId { get; set; }

        public DateTime CreatedAt { get; set; }

        public string? OpenCustomerId { get; set; }

        public required string Status { get; set; }

        public decimal Total { get; set; }

        public string? Note { get; set; }

        public int? Rating { get; set; }
    }

    private sealed class Product
    {
        public required string ProductId { get; set; }
    }

    private sealed class Session
    {
        public required string SessionId { get; set; }

        public required string UserId { get; set; }

        public DateTime ExpiresAt { get; set; }
    }

    private sealed class Reading
    {
        public required string DeviceId { get; set; }

        public long At { get; set; }

        public int Severity { get; set; }

        public double Temperature { get; set; }
    }

    private sealed class Enrollment
    {
        public required string StudentId { get; set; }

        public required string CourseId { get; set; }
    }

    private sealed class Ticket
    {
        public required string TenantId { get; set; }

        public required string TicketId { get; set; }

        public int Priority { get; set; }
    }

    private sealed class StoredEvent
    {
        public required string StreamId { get; set; }

        public long Version { get; set; }
    }
}
