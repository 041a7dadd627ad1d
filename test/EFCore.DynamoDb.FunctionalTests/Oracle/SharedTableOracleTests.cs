using EFCore.DynamoDb.FunctionalTests.Local;
using Microsoft.EntityFrameworkCore;
using Xunit.Abstractions;

namespace EFCore.DynamoDb.FunctionalTests.Oracle;

/// <summary>
/// Random queries with includes, navigations and joins over types that share a table by key templates, between random edits that move keys too: all answers are
/// those of LINQ to Objects. ORACLE_SEED repeats one, RELATED_STEPS says how many steps.
/// </summary>
public class SharedTableOracleTests(DynamoDbLocalFixture local, ITestOutputHelper output) : IClassFixture<DynamoDbLocalFixture>
{
    private static readonly string[] Ids = ["a", "b#", "c%", "d", "\U0001F600"];
    private static readonly string?[] Cities = ["Bern", "Ba#sel", null];
    private static readonly string[] Rooms = ["1", "1#2", "x"];
    private const int Known = 7;

    private static readonly DateOnly Start = new(2026, 1, 1);

    public static TheoryData<int> Seeds
        => Environment.GetEnvironmentVariable("ORACLE_SEED") is { Length: > 0 } seed
            ? [int.Parse(seed, System.Globalization.CultureInfo.InvariantCulture)]
            : [Known, Random.Shared.Next(Known + 1, int.MaxValue)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Random_queries_and_edits_over_related_types_of_one_table(int seed)
    {
        output.WriteLine($"ORACLE_SEED={seed}");
        var random = new Random(seed);
        var steps = int.TryParse(Environment.GetEnvironmentVariable("RELATED_STEPS"), out var wanted) ? wanted : 120;
        var hotel = new Hotel(random);
        await using var connection = local.Connect();
        await using (var arrange = new SharedTableModel(connection))
        {
            await arrange.Database.EnsureCreatedAsync();
        }

        for (var step = 0; step < steps; step++)
        {
            try
            {
                await using var db = new SharedTableModel(connection, o => o.AllowScans());
                if (step < 20 || random.Next(4) == 0)
                {
                    await hotel.EditAsync(db);
                }
                else
                {
                    await hotel.AskAsync(db);
                }
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"ORACLE_SEED={seed} step {step} {hotel.Last}: {exception.Message}", exception);
            }
        }

        if (seed != Known)
        {
            // Of other seeds nobody knows what they come upon.
            return;
        }

        Assert.Contains(connection.Recorder.Requests, r => r.Operation == "TransactWriteItems");
        Assert.Contains(connection.Recorder.Texts, t => t.StartsWith("Query Hotel index=ByCity", StringComparison.Ordinal));
    }

    /// <summary>What the table should hold, and random questions about it.</summary>
    private sealed class Hotel(Random random)
    {
        private readonly List<Guest> _guests = [];

        public string Last { get; private set; } = "";

        private IEnumerable<Stay> Stays => _guests.SelectMany(g => g.Stays);

        private IEnumerable<Extra> Extras => Stays.SelectMany(s => s.Extras);

        public async Task EditAsync(SharedTableModel db)
        {
            var stay = Pick(Stays);
            switch (random.Next(8))
            {
                case 0 or 1 when _guests.Count < Ids.Length:
                    Last = "guest";
                    var guest = new Guest { GuestId = Ids.Except(_guests.Select(g => g.GuestId)).First(), Name = Text(), Age = random.Next(90) };
                    db.Add(new Guest { GuestId = guest.GuestId, Name = guest.Name, Age = guest.Age });
                    _guests.Add(guest);
                    break;

                case 2 or 3 when Pick(_guests) is { } owner && FreeKey(owner) is var (from, room):
                    Last = "stay";
                    var added = new Stay { GuestId = owner.GuestId, From = from, Room = room, City = Cities[random.Next(3)], Price = random.Next(100), Guest = owner };
                    owner.Stays.Add(added);
                    db.Add(new Stay { GuestId = owner.GuestId, From = from, Room = room, City = added.City, Price = added.Price });
                    break;

                case 4 when stay is not null:
                    Last = "extra";
                    var extra = new Extra
                    {
                        GuestId = stay.GuestId, From = stay.From, Room = stay.Room, Number = stay.Extras.Count == 0 ? 0 : stay.Extras.Max(e => e.Number) + 1, Name = Text(),
                        Count = random.Next(5), Stay = stay,
                    };
                    stay.Extras.Add(extra);
                    db.Add(new Extra { GuestId = extra.GuestId, From = extra.From, Room = extra.Room, Number = extra.Number, Name = extra.Name, Count = extra.Count });
                    break;

                case 5 when Stays.FirstOrDefault(s => s.Extras.Count == 0) is { Guest: { } host } movable && FreeKey(host) is var (from, room):
                    Last = "move";
                    var moved = (await db.Stays.FindAsync(movable.GuestId, movable.From, movable.Room))!;
                    db.Entry(moved).AllowKeyChange(s => (s.From, s.Room, s.Price) = (from, room, 77));
                    (movable.From, movable.Room, movable.Price) = (from, room, 77);
                    break;

                case 6 when stay is not null:
                    Last = "change";
                    var changed = (await db.Stays.FindAsync(stay.GuestId, stay.From, stay.Room))!;
                    changed.City = stay.City = Cities[random.Next(3)];
                    changed.Price = stay.Price = random.Next(100);
                    break;

                case 7 when Pick(Extras) is { Stay: { } holder } gone:
                    Last = "delete";
                    db.Remove((await db.Extras.FindAsync(gone.GuestId, gone.From, gone.Room, gone.Number))!);
                    holder.Extras.Remove(gone);
                    break;
            }

            await db.SaveChangesAsync();
        }

        public async Task AskAsync(SharedTableModel db)
        {
            var id = Ids[random.Next(Ids.Length)];
            var city = Cities[random.Next(3)];
            var day = Start.AddDays(random.Next(6));
            var price = random.Next(100);
            var count = random.Next(3);
            switch (random.Next(14))
            {
                case 0:
                    await CheckAsync("include", db.Guests.Include(g => g.Stays), _guests, g => $"{g}: {Texts(g.Stays)}");
                    break;

                case 1:
                    await CheckAsync(
                        "include of one", db.Guests.Include(g => g.Stays).ThenInclude(s => s.Extras).Where(g => g.GuestId == id),
                        _guests.Where(g => g.GuestId == id), g => $"{g}: {Texts(g.Stays.Select(s => $"{s} [{Texts(s.Extras)}]"))}");
                    break;

                case 2:
                    await CheckAsync(
                        "include filtered",
                        db.Guests.AsNoTracking().Include(g => g.Stays.Where(s => s.From >= day && s.Price > price).OrderByDescending(s => s.From).ThenBy(s => s.Room).Take(count + 1)),
                        _guests,
                        g => $"{g}: {Texts(g.Stays)}",
                        g => $"{g}: {Texts(g.Stays.Where(s => s.From >= day && s.Price > price).OrderByDescending(s => s.From).ThenBy(s => s.Room, StringComparer.Ordinal).Take(count + 1))}");
                    break;

                case 3:
                    await CheckAsync("reference", db.Stays.Include(s => s.Guest).Where(s => s.City == city), Stays.Where(s => s.City == city), s => $"{s}: {s.Guest}");
                    break;

                case 4:
                    await CheckAsync(
                        "reference of reference", db.Extras.AsNoTracking().Include(e => e.Stay!.Guest).Where(e => e.Count >= count), Extras.Where(e => e.Count >= count),
                        e => $"{e}: {e.Stay}: {e.Stay!.Guest}");
                    break;

                case 5:
                    await CheckAsync(
                        "any", db.Guests.Where(g => g.Stays.Any(s => s.City == city && s.Price > price)), _guests.Where(g => g.Stays.Any(s => s.City == city && s.Price > price)),
                        g => $"{g}");
                    break;

                case 6:
                    await CheckAsync(
                        "counts",
                        db.Guests.Select(g => new { g.GuestId, Stays = g.Stays.Count, Late = g.Stays.Count(s => s.From >= day), Sum = g.Stays.Sum(s => s.Price) }),
                        _guests.Select(g => new { g.GuestId, Stays = g.Stays.Count, Late = g.Stays.Count(s => s.From >= day), Sum = g.Stays.Sum(s => s.Price) }), x => $"{x}");
                    break;

                case 7:
                    await CheckAsync(
                        "navigation in predicate", db.Stays.Where(s => s.Guest!.Age > price && s.From >= day), Stays.Where(s => s.Guest!.Age > price && s.From >= day), s => $"{s}");
                    break;

                case 8:
                    await CheckAsync(
                        "join",
                        db.Stays.Where(s => s.GuestId == id).Join(db.Guests, s => s.GuestId, g => g.GuestId, (s, g) => new { s.Room, s.From, g.Name }),
                        Stays.Where(s => s.GuestId == id).Select(s => new { s.Room, s.From, s.Guest!.Name }), x => $"{x}");
                    break;

                case 9:
                    await CheckAsync(
                        "collections", db.Stays.Where(s => s.GuestId == id && s.From >= day).Select(s => new { s.Room, s.From, Extras = s.Extras.OrderBy(e => e.Number).Select(e => e.Name).ToList() }),
                        Stays.Where(s => s.GuestId == id && s.From >= day).Select(s => new { s.Room, s.From, Extras = s.Extras.OrderBy(e => e.Number).Select(e => e.Name).ToList() }),
                        x => $"{x.Room} {x.From:O} {string.Join(',', x.Extras)}");
                    break;

                case 10:
                    await CheckAsync(
                        "index", db.Stays.Where(s => s.City == "Bern" && s.From > day), Stays.Where(s => s.City == "Bern" && s.From > day), s => $"{s}");
                    break;

                case 11:
                    await CheckAsync(
                        "flattened", db.Guests.Where(g => g.GuestId != id).SelectMany(g => g.Stays, (g, s) => new { g.Name, s.Room, s.Price }),
                        _guests.Where(g => g.GuestId != id).SelectMany(g => g.Stays, (g, s) => new { g.Name, s.Room, s.Price }), x => $"{x}");
                    break;

                case 12:
                    await CheckAsync(
                        "groups", db.Stays.GroupBy(s => s.City).Select(g => new { g.Key, N = g.Count(), Sum = g.Sum(s => s.Price) }),
                        Stays.GroupBy(s => s.City).Select(g => new { g.Key, N = g.Count(), Sum = g.Sum(s => s.Price) }), x => $"{x}");
                    break;

                default:
                    Last = $"item collection of {id}";
                    var found = await db.Guests.ItemCollection(id).ToListAsync();
                    var expected = _guests.Where(g => g.GuestId == id).SelectMany(g => g.Stays.Cast<object>().Append(g));
                    Assert.Equal(expected.Select(e => $"{e}").Order(StringComparer.Ordinal), found.Select(e => $"{e}").Order(StringComparer.Ordinal));
                    break;
            }
        }

        private Task CheckAsync<T>(string name, IQueryable<T> query, IEnumerable<T> expected, Func<T, string> text)
            => CheckAsync(name, query, expected, text, text);

        private async Task CheckAsync<T>(string name, IQueryable<T> query, IEnumerable<T> expected, Func<T, string> text, Func<T, string> expectedText)
        {
            Last = $"{name}: {query.Expression}";
            var actual = await query.ToListAsync();
            Assert.Equal(expected.Select(expectedText).Order(StringComparer.Ordinal), actual.Select(text).Order(StringComparer.Ordinal));
        }

        private static string Texts<T>(IEnumerable<T> values)
            => string.Join(" | ", values.Select(v => $"{v}").Order(StringComparer.Ordinal));

        private (DateOnly From, string Room)? FreeKey(Guest guest)
        {
            var key = (From: Start.AddDays(random.Next(6)), Room: Rooms[random.Next(Rooms.Length)]);
            return guest.Stays.Exists(s => s.From == key.From && s.Room == key.Room) ? null : key;
        }

        private T? Pick<T>(IEnumerable<T> values)
            where T : class
        {
            var list = values.ToList();
            return list.Count == 0 ? null : list[random.Next(list.Count)];
        }

        private string? Text()
            => random.Next(4) == 0 ? null : $"n{random.Next(5)}";
    }
}
