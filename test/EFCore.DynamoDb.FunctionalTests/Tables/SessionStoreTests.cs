using EFCore.DynamoDb.FunctionalTests.Local;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Tables;

/// <summary>A store of sessions that expire: read while valid, touched while valid, all valid ones of a user. What has expired is there until it is swept.</summary>
public class SessionStoreTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    // Far ahead, since DynamoDB Local sweeps too.
    private static readonly DateTimeOffset Now = new(2096, 1, 2, 12, 0, 0, 500, TimeSpan.Zero);

    private const long NowSeconds = 3976344000;

    [Fact]
    public async Task A_session_is_read_while_it_is_valid()
    {
        await using var connection = local.Connect();
        await using var context = await CreateAsync(connection);

        Assert.NotNull(await FindAsync("valid"));
        Assert.Null(await FindAsync("expired"));
        Assert.Null(await FindAsync("this second"));
        Assert.NotNull(await FindAsync("next second"));
        Assert.Null(await FindAsync("endless"));
        Assert.Null(await FindAsync("none"));

        Assert.Equal(6, connection.Recorder.Texts.Count);
        Assert.Equal("""GetItem Logins {SessionId: "valid"}""", connection.Recorder.Texts[0]);
        Assert.All(connection.Recorder.Requests, r => Assert.Equal("GetItem", r.Operation));

        Task<Login?> FindAsync(string id)
            => context.Set<Login>().SingleOrDefaultAsync(s => s.SessionId == id && s.ExpiresAt > Now);
    }

    [Fact]
    public async Task A_session_is_touched_while_it_is_valid_in_one_request()
    {
        await using var connection = local.Connect();
        await using var context = await CreateAsync(connection);
        var until = Now + TimeSpan.FromHours(1);

        Assert.Equal(1, await TouchAsync("valid"));
        Assert.Equal(0, await TouchAsync("expired"));
        Assert.Equal(0, await TouchAsync("this second"));
        Assert.Equal(0, await TouchAsync("none"));

        Assert.Equal(
            $$"""UpdateItem Logins {SessionId: "valid"} SET ExpiresAt = {{NowSeconds + 3600}} if: ExpiresAt > {{NowSeconds}} on failure: ALL_OLD""",
            connection.Recorder.Texts[0]);
        Assert.Equal(4, connection.Recorder.Texts.Count);
        var touched = await connection.StoredItemAsync("Logins", new() { ["SessionId"] = new("valid") });
        Assert.Equal($"{NowSeconds + 3600}", touched!["ExpiresAt"].N);
        Assert.Null(await connection.StoredItemAsync("Logins", new() { ["SessionId"] = new("none") }));

        Task<int> TouchAsync(string id)
            => context.Set<Login>().Where(s => s.SessionId == id && s.ExpiresAt > Now)
                .ExecuteUpdateAsync(s => s.SetProperty(x => x.ExpiresAt, until));
    }

    [Fact]
    public async Task The_valid_sessions_of_a_user_come_from_the_index_and_a_filter()
    {
        await using var connection = local.Connect();
        await using var context = await CreateAsync(connection);

        var ids = await context.Set<Login>().Where(s => s.UserId == "u" && s.ExpiresAt > Now).Select(s => s.SessionId).ToListAsync();

        Assert.Equal(["next second", "valid"], ids.Order());
        Assert.Equal(
            $"""Query Logins index=ByUser key: UserId = "u" filter: ExpiresAt > {NowSeconds} projection: SessionId""", connection.Recorder.Single.ToString());
    }

    private static async Task<TablesContext> CreateAsync(LocalConnection connection)
    {
        var context = new TablesContext(connection, model => model.Entity<Login>(b =>
        {
            b.ToTable("Logins", t => t.HasTag("data", "transient"));
            b.HasKey(s => s.SessionId);
            b.HasGsi("ByUser", s => s.UserId);
            b.HasTimeToLive(s => s.ExpiresAt);
        }));
        await context.Database.EnsureCreatedAsync();
        context.AddRange(
            new Login { SessionId = "valid", UserId = "u", ExpiresAt = Now + TimeSpan.FromMinutes(5) },
            new Login { SessionId = "expired", UserId = "u", ExpiresAt = Now - TimeSpan.FromMinutes(5) },
            // Stored as the whole second that has begun before now.
            new Login { SessionId = "this second", UserId = "u", ExpiresAt = Now + TimeSpan.FromMilliseconds(400) },
            new Login { SessionId = "next second", UserId = "u", ExpiresAt = Now + TimeSpan.FromMilliseconds(600) },
            new Login { SessionId = "endless", UserId = "u" },
            new Login { SessionId = "stranger", UserId = "v", ExpiresAt = Now + TimeSpan.FromMinutes(5) });
        await context.SaveChangesAsync();
        context.ChangeTracker.Clear();
        connection.Recorder.Clear();
        return context;
    }

    private sealed class Login
    {
        public string SessionId { get; set; } = "";

        public string UserId { get; set; } = "";

        public DateTimeOffset? ExpiresAt { get; set; }
    }
}
