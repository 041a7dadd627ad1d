using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EFCore.DynamoDb.FunctionalTests.Query;

/// <summary>HideExpired: items that have expired and are still there are left out, by the clock of the context.</summary>
public class HideExpiredTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);

    [Fact]
    public async Task Queries_leave_out_what_has_expired_on_the_server()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection, Now.AddMilliseconds(500));

        Assert.Equal(["later", "never", "soon"], await db.Visits.Where(v => v.UserId == "u").OrderBy(v => v.Id).Select(v => v.Id).ToListAsync());
        Assert.Equal(3, await db.Visits.CountAsync(v => v.UserId == "u"));
        Assert.Null(await db.Visits.SingleOrDefaultAsync(v => v.UserId == "u" && v.Id == "now"));
        Assert.NotNull(await db.Visits.SingleOrDefaultAsync(v => v.UserId == "u" && v.Id == "soon"));
        Assert.Null(await db.Visits.FindAsync("u", "gone"));

        connection.AssertSent(
            """Query Visits key: UserId = "u" filter: IsHidden <> true AND NOT (ExpiresAt <= 1800000000) projection: Id""",
            """Query Visits key: UserId = "u" filter: IsHidden <> true AND NOT (ExpiresAt <= 1800000000) count""",
            """GetItem Visits {UserId: "u", Id: "now"}""",
            """GetItem Visits {UserId: "u", Id: "soon"}""",
            """GetItem Visits {UserId: "u", Id: "gone"}""");
    }

    [Fact]
    public async Task Finding_many_leaves_them_out_and_reading_keys_does_not()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection, Now);

        Assert.Equal(["soon", null, null], (await db.Visits.FindManyAsync([db.Visits.Key("u", "soon"), db.Visits.Key("u", "now"), db.Visits.Key("u", "hidden")])).Select(v => v?.Id));
        Assert.Equal(["now", "hidden"], (await db.Database.BatchGetAsync([db.Visits.Key("u", "now"), db.Visits.Key("u", "hidden")])).Select(v => v?.Id));
        Assert.Equal(2, connection.Recorder.Requests.Count);
    }

    [Fact]
    public async Task Ignoring_the_filter_by_its_name_lets_them_through_and_leaves_other_filters()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection, Now);

        Assert.Equal(
            ["gone", "later", "never", "now", "soon"],
            await db.Visits.IgnoreQueryFilters([DynamoDbQueryFilters.Expired]).Where(v => v.UserId == "u").Select(v => v.Id).ToListAsync());
        Assert.Equal(
            ["hidden", "later", "never", "soon"],
            await db.Visits.IgnoreQueryFilters(["Hidden"]).Where(v => v.UserId == "u").Select(v => v.Id).ToListAsync());
        Assert.Equal(6, await db.Visits.IgnoreQueryFilters().CountAsync(v => v.UserId == "u"));

        connection.AssertSent(
            """Query Visits key: UserId = "u" filter: IsHidden <> true projection: Id""",
            """Query Visits key: UserId = "u" filter: NOT (ExpiresAt <= 1800000000) projection: Id""",
            """Query Visits key: UserId = "u" count""");
    }

    [Fact]
    public async Task The_clock_is_looked_at_at_each_execution()
    {
        await using var connection = local.Connect();
        var clock = new Clock(Now.AddYears(-1));
        await using var db = await ArrangeAsync(connection, clock);
        var compiled = EF.CompileAsyncQuery((VisitContext c) => c.Visits.Where(v => v.UserId == "u").Select(v => v.Id));

        Assert.Equal(["gone", "later", "never", "now", "soon"], await compiled(db).ToListAsync());
        Assert.Equal(5, await db.Visits.CountAsync(v => v.UserId == "u"));
        clock.Time = Now.AddHours(2);
        Assert.Equal(["later", "never"], await compiled(db).ToListAsync());
        Assert.Equal(2, await db.Visits.CountAsync(v => v.UserId == "u"));
        clock.Time = Now.AddYears(10);
        Assert.Equal(["never"], await compiled(db).ToListAsync());
    }

    [Fact]
    public async Task A_cursor_is_good_when_time_has_gone_on()
    {
        await using var connection = local.Connect();
        var clock = new Clock(Now);
        await using var db = await ArrangeAsync(connection, clock);
        var query = db.Visits.Where(v => v.UserId == "u").OrderBy(v => v.Id).Select(v => v.Id);

        var page = await query.ToPageAsync(1);
        clock.Time = Now.AddMinutes(1);

        Assert.Equal("later", Assert.Single(page.Items));
        Assert.Equal(["never"], (await query.ToPageAsync(5, page.Cursor)).Items);
    }

    [Fact]
    public async Task Bulk_updates_and_deletes_leave_out_what_has_expired()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection, Now);

        Assert.Equal(0, await db.Visits.Where(v => v.UserId == "u" && v.Id == "gone").ExecuteUpdateAsync(s => s.SetProperty(v => v.IsHidden, false)));
        Assert.Equal(3, await db.Visits.Where(v => v.UserId == "u").ExecuteDeleteAsync());
        Assert.Equal(["gone", "hidden", "now"], await db.Visits.IgnoreQueryFilters().Where(v => v.UserId == "u").Select(v => v.Id).ToListAsync());
    }

    [Fact]
    public async Task Without_it_expired_items_are_visible()
    {
        await using var connection = local.Connect();
        await using (await ArrangeAsync(connection, Now))
        {
        }

        await using var db = new VisitContext(connection, new Clock(Now), hides: false);

        Assert.Equal(["gone", "hidden", "later", "never", "now", "soon"], await db.Visits.Where(v => v.UserId == "u").Select(v => v.Id).ToListAsync());
    }

    [Fact]
    public async Task Times_of_every_type_expire()
    {
        await using var connection = local.Connect();
        await connection.ArrangeAsync(
            new TimesContext(connection),
            new[] { -1, 0, 1 }.SelectMany(
                s => new object[]
                {
                    new Of<DateTime>($"{s}", Now.UtcDateTime.AddSeconds(s)), new Of<DateTimeOffset>($"{s}", Now.AddSeconds(s)),
                    new Of<long>($"{s}", Now.ToUnixTimeSeconds() + s), new Of<int>($"{s}", (int)Now.ToUnixTimeSeconds() + s),
                    new Of<int?>($"{s}", (int)Now.ToUnixTimeSeconds() + s), new Of<DateTime?>($"{s}", s < 0 ? null : Now.UtcDateTime.AddSeconds(s)),
                }));
        await using var db = new TimesContext(connection);
        await using var scanned = new TimesContext(connection, Arranging.Scanned);

        foreach (var context in new[] { db, scanned })
        {
            Assert.Equal(["1"], await Ids<DateTime>(context));
            Assert.Equal(["1"], await Ids<DateTimeOffset>(context));
            Assert.Equal(["1"], await Ids<long>(context));
            Assert.Equal(["1"], await Ids<int>(context));
            Assert.Equal(["1"], await Ids<int?>(context));
            Assert.Equal(["-1", "1"], await Ids<DateTime?>(context));
        }

        Assert.Equal(6, connection.Recorder.Requests.Take(6).Count(r => r.Filter?.Contains("NOT (ExpiresAt <= 1800000000)", StringComparison.Ordinal) == true));

        static Task<List<string>> Ids<T>(TimesContext context)
            => context.Set<Of<T>>().AllowScan().Select(o => o.Id).OrderBy(i => i).ToListAsync();
    }

    [Fact]
    public async Task The_clock_is_that_of_the_application_where_the_options_name_none()
    {
        await using var connection = local.Connect();
        await using (await ArrangeAsync(connection, Now))
        {
        }

        var services = new ServiceCollection().AddSingleton<TimeProvider>(new Clock(Now.AddYears(10)))
            .AddDbContext<VisitsOfApplication>(o => o.UseLocal(connection)).BuildServiceProvider();
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<VisitsOfApplication>();
        await using var machine = new VisitContext(connection, clock: null);

        Assert.Equal(["hidden", "never"], await db.Visits.Where(v => v.UserId == "u").Select(v => v.Id).ToListAsync());
        Assert.Equal(
            DateTimeOffset.UtcNow < Now ? ["gone", "later", "never", "now", "soon"] : ["never"],
            await machine.Visits.Where(v => v.UserId == "u").Select(v => v.Id).ToListAsync());
    }

    [Fact]
    public async Task What_stands_against_it_is_an_error_of_the_model()
    {
        await using var connection = local.Connect();

        Refused(b => b.Entity<Visit>(e => { Keys(e); e.HideExpired(); }), "has no time to live");
        Refused(b => b.Entity<Visit>(e => { Keys(e); e.HideExpired().HasTimeToLive(v => v.ExpiresAt).HasQueryFilter(v => !v.IsHidden); }), "give the other one a name");
        Refused(
            b =>
            {
                b.Entity<Visit>(e => { Keys(e); e.HasTimeToLive(v => v.ExpiresAt); });
                b.Entity<Stay>().HideExpired();
            },
            "for 'Visit'");

        void Refused(Action<ModelBuilder> model, string reason)
        {
            using var db = new ModelContext(connection, model);
            Assert.Contains(reason, Assert.Throws<InvalidOperationException>(() => db.Model).Message, StringComparison.Ordinal);
        }

        static void Keys(Microsoft.EntityFrameworkCore.Metadata.Builders.EntityTypeBuilder<Visit> e)
            => e.HasKey(v => new { v.UserId, v.Id });
    }

    private static Task<VisitContext> ArrangeAsync(LocalConnection connection, DateTimeOffset now)
        => ArrangeAsync(connection, new Clock(now));

    private static async Task<VisitContext> ArrangeAsync(LocalConnection connection, Clock clock)
    {
        await connection.ArrangeAsync(
            new VisitContext(connection, clock),
            new Visit { UserId = "u", Id = "gone", ExpiresAt = Now.UtcDateTime.AddDays(-1) },
            new Visit { UserId = "u", Id = "now", ExpiresAt = Now.UtcDateTime },
            new Visit { UserId = "u", Id = "soon", ExpiresAt = Now.UtcDateTime.AddSeconds(1) },
            new Visit { UserId = "u", Id = "later", ExpiresAt = Now.UtcDateTime.AddYears(1) },
            new Visit { UserId = "u", Id = "never" },
            new Visit { UserId = "u", Id = "hidden", IsHidden = true });
        return new VisitContext(connection, clock);
    }

    private sealed class Clock(DateTimeOffset time) : TimeProvider
    {
        public DateTimeOffset Time { get; set; } = time;

        public override DateTimeOffset GetUtcNow()
            => Time;
    }

    private sealed class VisitContext(LocalConnection connection, Clock? clock, bool hides = true)
        : LocalContext(connection, o => _ = clock is null ? o : o.UseTimeProvider(clock), hides ? null : _ => { })
    {
        public DbSet<Visit> Visits => Set<Visit>();

        protected override void OnModelCreating(ModelBuilder modelBuilder)
            => modelBuilder.Entity<Visit>(
                b =>
                {
                    b.ToTable("Visits").HasKey(v => new { v.UserId, v.Id });
                    b.HideExpired(hides).HasTimeToLive(v => v.ExpiresAt);
                    if (hides)
                    {
                        b.HasQueryFilter("Hidden", v => !v.IsHidden);
                    }
                });
    }

    private sealed class VisitsOfApplication(DbContextOptions<VisitsOfApplication> options) : DbContext(options)
    {
        public DbSet<Visit> Visits => Set<Visit>();

        protected override void OnModelCreating(ModelBuilder modelBuilder)
            => modelBuilder.Entity<Visit>(
                b =>
                {
                    b.ToTable("Visits").HasKey(v => new { v.UserId, v.Id });
                    b.HasTimeToLive(v => v.ExpiresAt).HideExpired();
                });
    }

    private sealed class TimesContext(LocalConnection connection, Action<DynamoDbDbContextOptionsBuilder>? options = null)
        : LocalContext(connection, o => (options ?? (_ => { })).Invoke(o.UseTimeProvider(new Clock(Now))))
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            Add<DateTime>(modelBuilder);
            Add<DateTimeOffset>(modelBuilder);
            Add<long>(modelBuilder);
            Add<int>(modelBuilder);
            Add<int?>(modelBuilder);
            Add<DateTime?>(modelBuilder);
        }

        private static void Add<T>(ModelBuilder modelBuilder)
            => modelBuilder.Entity<Of<T>>(
                b =>
                {
                    b.ToTable("Of" + (Nullable.GetUnderlyingType(typeof(T)) is { } value ? value.Name + "OrNull" : typeof(T).Name)).HasKey(o => o.Id);
                    b.HasTimeToLive(o => o.ExpiresAt).HideExpired();
                });
    }

    private sealed class ModelContext(LocalConnection connection, Action<ModelBuilder> model) : LocalContext(connection, null, _ => { })
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
            => model(modelBuilder);
    }

    private class Visit
    {
        public required string UserId { get; set; }

        public required string Id { get; set; }

        public DateTime? ExpiresAt { get; set; }

        public bool IsHidden { get; set; }
    }

    private sealed class Stay : Visit;

    private sealed class Of<T>(string id, T expiresAt)
    {
        public string Id { get; set; } = id;

        public T ExpiresAt { get; set; } = expiresAt;
    }
}
