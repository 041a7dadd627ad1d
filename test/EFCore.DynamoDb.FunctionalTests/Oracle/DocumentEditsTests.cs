using System.Globalization;
using Amazon.DynamoDBv2.Model;
using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.Update;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Xunit.Abstractions;

namespace EFCore.DynamoDb.FunctionalTests.Oracle;

/// <summary>
/// Random edits of entities full of documents, saved in random ways: after each save a fresh context reads what the tracked objects hold, what nobody mapped
/// is still there, and the requests are as large as the change. EDIT_STEPS sets how many saves per seed, EDIT_SEED repeats one.
/// </summary>
public class DocumentEditsTests(DynamoDbLocalFixture local, ITestOutputHelper output) : IClassFixture<DynamoDbLocalFixture>
{
    private static readonly int Steps = int.Parse(Environment.GetEnvironmentVariable("EDIT_STEPS") ?? "60", CultureInfo.InvariantCulture);

    public static TheoryData<int, string> Seeds
    {
        get
        {
            int[] seeds = Environment.GetEnvironmentVariable("EDIT_SEED") is { Length: > 0 } seed
                ? [int.Parse(seed, CultureInfo.InvariantCulture)]
                : [1, Random.Shared.Next(2, int.MaxValue)];
            var data = new TheoryData<int, string>();
            foreach (var one in seeds)
            {
                data.Add(one, "complex");
                data.Add(one, "complex, with a token");
                data.Add(one, "owned");
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task After_random_edits_the_store_holds_what_the_objects_hold(int seed, string model)
    {
        output.WriteLine($"EDIT_SEED={seed}");
        await using var connection = local.Connect();
        await using var run = new EditedParcels(connection, new Random(seed), model);
        await run.StartAsync();
        for (var step = 0; step < Steps; step++)
        {
            try
            {
                await run.StepAsync();
            }
            catch (Exception e)
            {
                throw new InvalidOperationException(
                    $"EDIT_SEED={seed} {model}, step {step}: {run.What}\n"
                        + string.Join('\n', connection.Recorder.Texts.Select(t => t.Length > 1500 ? t[..1500] + "..." : t)) + "\n" + e.Message,
                    e);
            }
        }

        output.WriteLine($"{run.Saves} saves of {run.Edits} edits in {run.Requests} requests of {run.Bytes} bytes");
    }
}

/// <summary>The entities that are edited, and what is expected of the store.</summary>
internal sealed class EditedParcels(LocalConnection connection, Random random, string model) : IAsyncDisposable
{
    private readonly bool _isOwned = model == "owned";
    private readonly bool _isVersioned = model.Contains("token", StringComparison.Ordinal);
    private const string Stranger = "stranger";
    private readonly RandomEdits _edits = new(random);
    private readonly Dictionary<(string, int), HashSet<string>> _strangers = [];
    private ParcelContext _db = null!;
    private List<Parcel> _parcels = [];

    /// <summary>What the current step does.</summary>
    public string What { get; private set; } = "";

    public int Saves { get; private set; }

    public int Edits { get; private set; }

    public int Requests { get; private set; }

    public int Bytes { get; private set; }

    public async Task StartAsync()
    {
        _db = Context();
        await _db.Database.EnsureCreatedAsync();
        for (var i = 0; i < 3; i++)
        {
            Add();
        }

        // One of them is large, so that a request that grows with the item is seen.
        _parcels[0].Pieces = [.. Enumerable.Range(0, 60).Select(_ => RandomObjects.Object<Piece>(random))];
        await _db.SaveChangesAsync();
        await WriteStrangersAsync();
    }

    public async Task StepAsync()
    {
        switch (random.Next(10))
        {
            case 0:
                What = "read anew, ";
                await ReadAsync();
                break;
            case 1 when model == "complex":
                await DetachedAsync();
                return;
            default:
                What = "";
                break;
        }

        var allowed = 0;
        var entities = new HashSet<Parcel>();
        var lists = new List<object>();
        for (var i = random.Next(1, 5); i > 0; i--)
        {
            if (random.Next(15) == 0)
            {
                allowed += Add();
            }
            else if (random.Next(25) == 0 && _parcels.Count > 2)
            {
                var deleted = _parcels[random.Next(1, _parcels.Count)];
                What += $"delete {Key(deleted)}; ";
                _parcels.Remove(deleted);
                _strangers.Remove(Key(deleted));
                _db.Remove(deleted);
                allowed += 300;
            }
            else
            {
                var parcel = _parcels[random.Next(2) == 0 ? 0 : random.Next(_parcels.Count)];
                var edit = Edit(parcel);
                entities.Add(parcel);
                allowed += 1500 + (6 * edit.Size);
                lists.AddRange(edit.List is { } list ? [list] : []);
            }
        }

        // A list whose elements have moved may be written whole, with what else was done to it.
        allowed += lists.Distinct().Sum(l => 6 * DeepText.Of(l).Length);
        if (lists.Count > 0)
        {
            allowed += entities.Sum(e => 6 * DeepText.Of(e.Pieces).Length);
        }

        connection.Recorder.Clear();
        switch (random.Next(10))
        {
            case 0:
                What += "the first attempt fails, ";
                foreach (var operation in (string[])["PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems"])
                {
                    connection.Faults.Fail(operation, "ValidationException");
                }

                if (await Record.ExceptionAsync(() => _db.SaveChangesAsync()) is { } failure)
                {
                    Assert.IsAssignableFrom<DbUpdateException>(failure);

                    // What an owned document owns cannot be replaced a second time before it is saved: so it is with every provider of EF Core.
                    What += _isOwned ? "then again" : "then " + Edit(_parcels[0]).Name;
                }

                connection.Faults.Clear();
                connection.Recorder.Clear();
                await _db.SaveChangesAsync();
                break;

            case 1 when _isVersioned:
                What += "another writer's version, ";
                await connection.CreateUnrecordedClient().UpdateItemAsync(
                    new UpdateItemRequest
                    {
                        TableName = connection.TableNamePrefix + "Parcels",
                        Key = KeyOf(_parcels[0]),
                        UpdateExpression = "ADD Version :one",
                        ExpressionAttributeValues = new() { [":one"] = new() { N = "1" } },
                    });
                try
                {
                    await _db.SaveChangesAsync();
                    var key = $"{{Owner: \"{_parcels[0].Owner}\", Number: {_parcels[0].Number}}}";
                    Assert.DoesNotContain(connection.Recorder.Texts, t => t.Contains(key, StringComparison.Ordinal));
                    await ReadAsync();
                }
                catch (DynamoDbUpdateConcurrencyException conflict)
                {
                    foreach (var entry in conflict.Entries)
                    {
                        var stored = (await entry.GetDatabaseValuesAsync())!;
                        entry.Property("Version").OriginalValue = stored["Version"];
                    }

                    await _db.SaveChangesAsync();
                }

                break;

            default:
                await _db.SaveChangesAsync();
                Assert.True(connection.Recorder.Requests.Count <= 1, "More than one request.");
                var sent = connection.Recorder.Requests.Sum(r => r.Body.GetRawText().Length);
                Assert.True(sent <= allowed, $"{sent} bytes sent for changes of {allowed}.");
                Requests += connection.Recorder.Requests.Count;
                Bytes += sent;
                break;
        }

        Saves++;
        await CheckAsync();
        connection.Recorder.Clear();
        await _db.SaveChangesAsync();
        Assert.Empty(connection.Recorder.Texts);
        await WriteStrangersAsync();
    }

    public async ValueTask DisposeAsync()
        => await _db.DisposeAsync();

    /// <summary>What came from elsewhere is attached and changed, or is all marked as changed.</summary>
    private async Task DetachedAsync()
    {
        var i = random.Next(_parcels.Count);
        var copy = RandomObjects.Copy(_parcels[i]);
        await using var db = Context();
        connection.Recorder.Clear();
        if (random.Next(2) == 0)
        {
            What = "attach, ";
            db.Attach(copy);
            Edit(copy);
            Edit(copy);
        }
        else
        {
            What = "update, ";
            Edit(copy);
            Edit(copy);
            db.Update(copy);
        }

        await db.SaveChangesAsync();
        Saves++;
        _parcels[i] = copy;
        await CheckAsync();
        await ReadAsync();
        await WriteStrangersAsync();
    }

    private RandomEdit Edit(Parcel parcel)
    {
        var edit = _edits.Edit(parcel);
        What += $"{Key(parcel)} {edit.Name}; ";
        Edits++;
        return edit;
    }

    private int Add()
    {
        Parcel parcel;
        do
        {
            parcel = RandomObjects.Parcel(random);
        }
        while (_parcels.Any(p => Key(p) == Key(parcel)) || _db.ChangeTracker.Entries<Parcel>().Any(e => Key(e.Entity) == Key(parcel)));

        parcel.Note = new string('n', 5000);
        _parcels.Add(parcel);
        _db.Add(parcel);
        What += $"add {Key(parcel)}; ";
        return 6 * DeepText.Of(parcel).Length;
    }

    private async Task ReadAsync()
    {
        await _db.DisposeAsync();
        _db = Context();
        _parcels = [.. (await _db.Set<Parcel>().ToListAsync()).OrderByDescending(p => p.Pieces.Count)];
    }

    private async Task CheckAsync()
    {
        await using var fresh = Context();
        var read = (await fresh.Set<Parcel>().ToListAsync()).ToDictionary(Key, DeepText.Of);
        foreach (var parcel in _parcels)
        {
            Assert.Equal(DeepText.Of(parcel), read.GetValueOrDefault(Key(parcel)));
        }

        Assert.Equal(_parcels.Count, read.Count);
        Assert.False(fresh.ChangeTracker.HasChanges());
        foreach (var item in await connection.StoredItemsAsync("Parcels"))
        {
            var parcel = _parcels.Single(p => Key(p) == (item["Owner"].S, int.Parse(item["Number"].N, CultureInfo.InvariantCulture)));
            foreach (var place in _strangers.GetValueOrDefault(Key(parcel)) ?? [])
            {
                // With a document that is null, what others wrote in it is gone.
                if (MapOf(item, place) is { } map)
                {
                    Assert.True(map.ContainsKey(Stranger), $"What a stranger wrote in '{place}' of {Key(parcel)} is lost.");
                }
            }
        }
    }

    /// <summary>Somebody else writes attributes that the model does not know, into the item and into its maps.</summary>
    private async Task WriteStrangersAsync()
    {
        using var client = connection.CreateUnrecordedClient();
        foreach (var parcel in _parcels)
        {
            var places = new HashSet<string> { "", "Home", "Home.Area", "Start" };
            places.UnionWith(parcel.Away is null ? [] : ["Away", "Away.Area"]);
            places.UnionWith(parcel.Goal is null ? [] : ["Goal"]);
            places.UnionWith(parcel.Home.Boss is null ? [] : ["Home.Boss"]);
            places.UnionWith(parcel is Crate { Depot: not null } ? ["Depot"] : []);
            if (_strangers.GetValueOrDefault(Key(parcel))?.SetEquals(places) != true)
            {
                await client.UpdateItemAsync(
                    new UpdateItemRequest
                    {
                        TableName = connection.TableNamePrefix + "Parcels",
                        Key = KeyOf(parcel),
                        UpdateExpression = "SET " + string.Join(", ", places.Select(p => (p.Length == 0 ? "" : "#" + p + ".") + Stranger + " = :s")),
                        ExpressionAttributeNames = places.Where(p => p.Length > 0).Select(p => p.Split('.')[0]).Distinct().ToDictionary(n => "#" + n),
                        ExpressionAttributeValues = new() { [":s"] = new("kept") },
                    });
                _strangers[Key(parcel)] = places;
            }
        }
    }

    private ParcelContext Context()
        => _isVersioned ? new VersionedParcelContext(connection) : _isOwned ? new OwnedParcelContext(connection) : new ParcelContext(connection);

    private static Dictionary<string, AttributeValue>? MapOf(Dictionary<string, AttributeValue> item, string place)
    {
        foreach (var name in place.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!item.TryGetValue(name, out var value) || value.M is null)
            {
                return null;
            }

            item = value.M;
        }

        return item;
    }

    private static (string, int) Key(Parcel parcel)
        => (parcel.Owner, parcel.Number);

    private static Dictionary<string, AttributeValue> KeyOf(Parcel parcel)
        => new()
        {
            [nameof(Parcel.Owner)] = new(parcel.Owner),
            [nameof(Parcel.Number)] = new() { N = parcel.Number.ToString(CultureInfo.InvariantCulture) },
        };
}
