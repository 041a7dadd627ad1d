using System.Net;
using System.Text;
using EFCore.DynamoDb.FunctionalTests.Local;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Query;

/// <summary>Alone in the process, since it looks at the memory of all of it.</summary>
[CollectionDefinition(nameof(GroupMemoryTests), DisableParallelization = true)]
public class GroupMemoryCollection;

/// <summary>
/// What groups hold in memory: of aggregates the groups and the page under way, whatever the number of items. The pages are made here, a megabyte each, and at two
/// of them far apart everything that is alive is measured.
/// </summary>
[Collection(nameof(GroupMemoryTests))]
public class GroupMemoryTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    private const int ItemsOfPage = 1000;

    private static readonly string Items = string.Join(
        ',',
        Enumerable.Range(0, ItemsOfPage).Select(
            i => $$$"""{"Id":{"S":"i{{{i}}}"},"City":{"S":"c{{{i % 10}}}"},"Km":{"N":"{{{i}}}"},"Note":{"S":"{{{new string('x', 900)}}}"}}"""));

    [Fact]
    public async Task A_grouped_sum_over_200000_items_holds_no_more_than_two_pages_and_the_groups()
    {
        await using var connection = local.Connect();
        var pages = new Pages(200);
        connection.Faults.Otherwise = pages.AnswerAsync;
        await using var db = new TrafficContext(connection);

        var sums = await db.Trips.AllowScan().GroupBy(t => t.City).Select(g => new { g.Key, Km = g.Sum(t => t.Km), Trips = g.Count() }).ToListAsync();

        Assert.Equal(10, sums.Count);
        Assert.Equal(200 * ItemsOfPage, sums.Sum(s => s.Trips));
        Assert.Equal(200L * Enumerable.Range(0, ItemsOfPage).Sum(), sums.Sum(s => s.Km));
        Assert.Equal(200, pages.Sent);
        Assert.InRange(pages.Growth, long.MinValue, 2L * Items.Length);
    }

    [Fact]
    public async Task Where_rows_of_groups_are_asked_for_the_same_measure_sees_that_they_are_kept()
    {
        await using var connection = local.Connect();
        var pages = new Pages(40);
        connection.Faults.Otherwise = pages.AnswerAsync;
        await using var db = new TrafficContext(connection);

        var longest = await db.Trips.AllowScan().GroupBy(t => t.City).Select(g => g.OrderByDescending(t => t.Km).First().Id).ToListAsync();

        Assert.Equal(10, longest.Count);
        Assert.InRange(pages.Growth, 10L * Items.Length, long.MaxValue);
    }

    /// <summary>Answers scans, and measures what is alive when the tenth page and the last one are asked for.</summary>
    private sealed class Pages(int count)
    {
        private long _before;

        public int Sent { get; private set; }

        public long Growth { get; private set; }

        public Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, RequestFaults.Send send, CancellationToken cancellationToken)
        {
            if (++Sent == 10)
            {
                _before = GC.GetTotalMemory(forceFullCollection: true);
            }

            if (Sent == count)
            {
                Growth = GC.GetTotalMemory(forceFullCollection: true) - _before;
            }

            var next = Sent < count ? $$$""","LastEvaluatedKey":{"Id":{"S":"p{{{Sent}}}"}}""" : string.Empty;
            return Task.FromResult(
                new HttpResponseMessage(HttpStatusCode.OK)
                {
                    Content = new StringContent($$"""{"Count":{{ItemsOfPage}},"ScannedCount":{{ItemsOfPage}},"Items":[{{Items}}]{{next}}}""", Encoding.UTF8, "application/x-amz-json-1.0"),
                });
        }
    }

    private sealed class TrafficContext(LocalConnection connection) : LocalContext(connection, o => o.MaxBufferedRows(1_000_000))
    {
        public DbSet<Trip> Trips => Set<Trip>();

        protected override void OnModelCreating(ModelBuilder modelBuilder)
            => modelBuilder.Entity<Trip>(b => b.HasPartitionKey(t => t.Id));
    }

    private sealed class Trip
    {
        public required string Id { get; set; }

        public string? City { get; set; }

        public long Km { get; set; }

        public string? Note { get; set; }
    }
}
