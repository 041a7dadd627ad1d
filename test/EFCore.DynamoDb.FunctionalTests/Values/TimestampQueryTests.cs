using System.Linq.Expressions;
using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Values;

public class Reading
{
    public string Sensor { get; set; } = "s";

    public DateTime At { get; set; }

    public DateTimeOffset? Confirmed { get; set; }

    public DateTime Plain { get; set; }

    public DateOnly Day { get; set; }
}

/// <summary>Unix timestamps and formats as keys and in conditions: compared at the stored precision, by the server and by the client.</summary>
public class TimestampQueryTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    private static readonly DateTime Start = new(1969, 12, 31, 23, 59, 58, DateTimeKind.Utc);

    public static TheoryData<TimestampUnit> Units
        => new(Enum.GetValues<TimestampUnit>());

    [Theory]
    [MemberData(nameof(Units))]
    public async Task Every_unit_serves_as_sort_key_as_index_key_and_in_filters(TimestampUnit unit)
    {
        await using var connection = local.Connect();
        await using var db = await ReadingContext.CreateAsync(connection, unit);
        var step = Step(unit);
        var inside = TimeSpan.FromTicks(step.Ticks * 2 / 3); // Between two values that the attribute can hold, where there is anything between.
        var times = Enumerable.Range(0, 5).Select(i => DateTime.UnixEpoch + ((i - 2) * step)).ToList();
        db.AddRange(times.Select((t, i) => new Reading { At = t + inside, Plain = t, Confirmed = i == 4 ? null : new DateTimeOffset(t + inside).ToOffset(TimeSpan.FromHours(3)) }));
        await db.SaveChangesAsync();
        db.ChangeTracker.Clear();
        connection.Recorder.Clear();
        var number = Number(unit, times[1]);
        var operand = times[1] + inside;
        var offset = new DateTimeOffset(operand).ToOffset(TimeSpan.FromHours(-5));

        // The operand is as precise as the attribute: equal to what was saved from it.
        await ExpectAsync(r => r.Sensor == "s" && r.At == operand, [1], $"GetItem Readings {{Sensor: \"s\", At: {number}}}");
        await ExpectAsync(r => r.Sensor == "s" && r.At < operand, [0], $"Query Readings key: Sensor = \"s\" AND At < {number}");
        await ExpectAsync(r => r.Sensor == "s" && r.At >= operand, [1, 2, 3, 4], $"Query Readings key: Sensor = \"s\" AND At >= {number}");
        await ExpectAsync(r => r.Confirmed == offset, [1], $"Query Readings index=ByConfirmed key: Confirmed = {number}");
        await ExpectAsync(
            r => r.Sensor == "s" && r.Confirmed > offset, [2, 3], $"Query Readings index=BySensorAndConfirmed key: Sensor = \"s\" AND Confirmed > {number}");
        DateTime[] some = [operand, times[3]];
        await ExpectAsync(
            r => r.Sensor == "s" && some.Contains(r.Plain), [1, 3],
            $"Query Readings key: Sensor = \"s\" filter: Plain IN ({number}, {Number(unit, times[3])})");
        await ExpectAsync(
            r => r.Sensor == "s" && r.Plain.CompareTo(operand) <= 0 && r.Plain != times[0], [1],
            $"Query Readings key: Sensor = \"s\" filter: Plain <= {number} AND Plain <> {Number(unit, times[0])}");

        // What is computed of it is the client's.
        await ExpectAsync(r => r.Sensor == "s" && r.At.AddDays(1) > operand.AddDays(1), [2, 3, 4], "Query Readings key: Sensor = \"s\"");

        connection.Recorder.Clear();
        Assert.Equal(Floor(operand, step), (await db.FindAsync<Reading>("s", operand))!.At);
        Assert.Equal($"GetItem Readings {{Sensor: \"s\", At: {number}}}", connection.Recorder.Single.ToString());
        Assert.Equal(
            times.Select(t => Floor(t + inside, step)).Reverse(), await db.Readings.Where(r => r.Sensor == "s").OrderByDescending(r => r.At).Select(r => r.At).ToListAsync());

        async Task ExpectAsync(Expression<Func<Reading, bool>> predicate, int[] positions, string request)
        {
            connection.Recorder.Clear();
            await using var scanning = ReadingContext.Of(connection, unit, o => o.UsePlanner(false).AllowScans());
            var expected = positions.Select(p => Floor(times[p] + inside, step));
            Assert.Equal(expected, (await db.Readings.AsNoTracking().Where(predicate).ToListAsync()).Select(r => r.At).Order());
            Assert.Equal(request, connection.Recorder.Single.ToString());

            // The client alone gives the same.
            Assert.Equal(expected, (await scanning.Readings.AsNoTracking().Where(predicate).ToListAsync()).Select(r => r.At).Order());
            Assert.Equal("Scan Readings", connection.Recorder.Texts[^1]);
        }
    }

    [Fact]
    public async Task Times_in_one_unit_are_one_item()
    {
        await using var connection = local.Connect();
        await using var db = await ReadingContext.CreateAsync(connection, TimestampUnit.Seconds);
        var reading = new Reading { At = Start.AddMilliseconds(250) };
        db.Add(reading);
        await db.SaveChangesAsync();

        Assert.Equal(Start, reading.At);
        Assert.Throws<InvalidOperationException>(() => db.Add(new Reading { At = Start.AddMilliseconds(750) }));
        Assert.Same(reading, await db.Readings.SingleAsync(r => r.Sensor == "s" && r.At == Start.AddMilliseconds(999)));
        reading.Plain = Start;
        await db.SaveChangesAsync();
        db.Remove(reading);
        await db.SaveChangesAsync();
        Assert.Empty(await connection.StoredItemsAsync("Readings"));
    }

    [Fact]
    public async Task Now_is_compared_at_the_stored_precision_too()
    {
        await using var connection = local.Connect();
        await using var db = await ReadingContext.CreateAsync(connection, TimestampUnit.Seconds);
        db.AddRange(new Reading { At = DateTime.UtcNow.AddHours(-1) }, new Reading { At = DateTime.UtcNow.AddHours(1) });
        await db.SaveChangesAsync();
        connection.Recorder.Clear();

        Assert.Equal(1, await db.Readings.CountAsync(r => r.Sensor == "s" && r.At <= DateTime.UtcNow));
        Assert.Equal(1, await db.Readings.CountAsync(r => r.Sensor == "s" && r.At > DateTime.Now));

        Assert.All(connection.Recorder.Texts, text => Assert.Matches("^Query Readings key: Sensor = \"s\" AND At (<=|>) [0-9]{10} count$", text));
    }

    [Fact]
    public async Task A_format_that_keeps_the_order_serves_ranges()
    {
        await using var connection = local.Connect();
        await using var db = await ReadingContext.CreateAsync(connection, TimestampUnit.Seconds);
        db.AddRange(Enumerable.Range(0, 40).Select(i => new Reading { At = Start.AddDays(i), Day = new DateOnly(2024, 1, 20).AddDays(i) }));
        await db.SaveChangesAsync();
        connection.Recorder.Clear();
        var from = new DateOnly(2024, 2, 1);

        Assert.Equal(28, await db.Readings.CountAsync(r => r.Sensor == "s" && r.Day >= from));

        Assert.Equal("""Query Readings index=ByDay key: Sensor = "s" AND Day >= "20240201" count""", connection.Recorder.Single.ToString());
    }

    private static TimeSpan Step(TimestampUnit unit)
        => unit switch
        {
            TimestampUnit.Seconds => TimeSpan.FromSeconds(1),
            TimestampUnit.Milliseconds => TimeSpan.FromMilliseconds(1),
            TimestampUnit.Microseconds => TimeSpan.FromMicroseconds(1),
            _ => TimeSpan.FromTicks(1),
        };

    private static DateTime Floor(DateTime time, TimeSpan step)
        => new(time.Ticks - (time.Ticks % step.Ticks), DateTimeKind.Utc);

    private static long Number(TimestampUnit unit, DateTime time)
        => (time - DateTime.UnixEpoch).Ticks / Step(unit).Ticks * (unit == TimestampUnit.Nanoseconds ? 100 : 1);

    /// <summary>One class for each unit, because EF keeps one model for each class of contexts.</summary>
    private abstract class ReadingContext(LocalConnection connection, TimestampUnit unit, Action<DynamoDbDbContextOptionsBuilder>? options) : DbContext
    {
        public DbSet<Reading> Readings => Set<Reading>();

        public static ReadingContext Of(LocalConnection connection, TimestampUnit unit, Action<DynamoDbDbContextOptionsBuilder>? options = null)
            => unit switch
            {
                TimestampUnit.Seconds => new InSeconds(connection, options),
                TimestampUnit.Milliseconds => new InMilliseconds(connection, options),
                TimestampUnit.Microseconds => new InMicroseconds(connection, options),
                _ => new InNanoseconds(connection, options),
            };

        public static async Task<ReadingContext> CreateAsync(LocalConnection connection, TimestampUnit unit)
        {
            var context = Of(connection, unit);
            await context.Database.EnsureCreatedAsync();
            connection.Recorder.Clear();
            return context;
        }

        protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder)
            => optionsBuilder.UseLocal(connection, options);

        protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
        {
            configurationBuilder.Properties<DateTime>().HaveUnixTimestamp(unit);
            configurationBuilder.Properties<DateTimeOffset>().HaveUnixTimestamp(unit);
        }

        protected override void OnModelCreating(ModelBuilder modelBuilder)
            => modelBuilder.Entity<Reading>(b =>
            {
                b.HasPartitionKey(r => r.Sensor);
                b.HasSortKey(r => r.At);
                b.HasGsi("ByConfirmed", r => r.Confirmed);
                b.HasGsi("BySensorAndConfirmed", r => r.Sensor, r => r.Confirmed);
                b.HasLsi("ByDay", r => r.Day);
                b.Property(r => r.Day).HasIsoFormat("yyyyMMdd");
            });

        private sealed class InSeconds(LocalConnection connection, Action<DynamoDbDbContextOptionsBuilder>? options)
            : ReadingContext(connection, TimestampUnit.Seconds, options);

        private sealed class InMilliseconds(LocalConnection connection, Action<DynamoDbDbContextOptionsBuilder>? options)
            : ReadingContext(connection, TimestampUnit.Milliseconds, options);

        private sealed class InMicroseconds(LocalConnection connection, Action<DynamoDbDbContextOptionsBuilder>? options)
            : ReadingContext(connection, TimestampUnit.Microseconds, options);

        private sealed class InNanoseconds(LocalConnection connection, Action<DynamoDbDbContextOptionsBuilder>? options)
            : ReadingContext(connection, TimestampUnit.Nanoseconds, options);
    }
}
