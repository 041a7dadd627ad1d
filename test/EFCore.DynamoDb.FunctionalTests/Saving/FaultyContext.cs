using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.FunctionalTests.Query;
using EFCore.DynamoDb.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Saving;

/// <summary>One of the three ways to be changed: by a row version, by counting, by nothing but being there.</summary>
internal abstract class Thing
{
    public required string Owner { get; set; }

    public required int Number { get; set; }

    /// <summary>A copy that no context tracks.</summary>
    public Thing Copy()
        => (Thing)MemberwiseClone();

    /// <summary>What the item is, when it is this.</summary>
    public abstract string Expected { get; }

    /// <summary>The same after it has been saved once; not what the tracked instance takes from the answers.</summary>
    /// <param name="version">The row version that it gets, where it has one.</param>
    public string ExpectedWith(long version)
    {
        var copy = Copy();
        if (copy is Lot lot)
        {
            lot.Version = version;
        }

        return copy.Expected;
    }
}

internal sealed class Lot : Thing
{
    public decimal Total { get; set; }

    public string? Note { get; set; }

    /// <summary>A row version.</summary>
    public long Version { get; set; }

    public override string Expected
        => string.Create(CultureInfo.InvariantCulture, $"{Number} Lot {Total} {Note} {Version}");
}

internal sealed class Tally : Thing
{
    /// <summary>An atomic counter.</summary>
    public long Count { get; set; }

    public string? Label { get; set; }

    public override string Expected
        => string.Create(CultureInfo.InvariantCulture, $"{Number} Tally {Count} {Label}");
}

internal sealed class Memo : Thing
{
    public string? Text { get; set; }

    public override string Expected
        => string.Create(CultureInfo.InvariantCulture, $"{Number} Memo {Text}");
}

/// <summary>Things that are saved while the server misbehaves. Each test, and each run of one, has an owner of its own.</summary>
internal sealed class FaultyContext(LocalConnection connection, Action<DynamoDbDbContextOptionsBuilder>? options = null) : LocalContext(connection, options)
{
    public DbSet<Thing> Things => Set<Thing>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Thing>(b =>
        {
            b.ToTable("Things");
            b.HasPartitionKey(t => t.Owner);
            b.HasSortKey(t => t.Number);
        });
        modelBuilder.Entity<Lot>().Property(l => l.Version).IsRowVersion();
        modelBuilder.Entity<Tally>().Property(t => t.Count).IsAtomicCounter();
        modelBuilder.Entity<Memo>();
    }

    /// <summary>The same instances that are in the store, by a request that no fault meets.</summary>
    public static async Task PutAsync(IAmazonDynamoDB client, LocalConnection connection, IReadOnlyCollection<Thing> things)
    {
        if (things.Count > 0)
        {
            await client.BatchWriteItemAsync(new BatchWriteItemRequest
            {
                RequestItems = new()
                {
                    [connection.TableNamePrefix + "Things"] = [.. things.Select(t => new WriteRequest(new PutRequest(ItemOf(t))))],
                },
            });
        }
    }

    /// <summary>What is stored of one owner, as <see cref="Thing.Expected" /> has it.</summary>
    public static async Task<IReadOnlyList<string>> StoredAsync(IAmazonDynamoDB client, LocalConnection connection, string owner)
    {
        var answer = await client.QueryAsync(new QueryRequest
        {
            TableName = connection.TableNamePrefix + "Things",
            KeyConditionExpression = "#o = :o",
            ExpressionAttributeNames = new() { ["#o"] = "Owner" },
            ExpressionAttributeValues = new() { [":o"] = new(owner) },
            ConsistentRead = true,
        });
        return [.. answer.Items.Select(TextOf)];
    }

    /// <summary>What counts as saved is stored; what does not is as before, unless an answer was lost.</summary>
    public async Task AssertConsistentAsync(
        IAmazonDynamoDB client, LocalConnection connection, string owner, Dictionary<int, Thing> before, bool mayBeDone)
    {
        var stored = (await StoredAsync(client, connection, owner)).ToDictionary(text => int.Parse(text.Split(' ')[0], CultureInfo.InvariantCulture));
        var pending = new HashSet<int>();
        foreach (var entry in ChangeTracker.Entries<Thing>())
        {
            if (entry.State == EntityState.Unchanged)
            {
                Assert.Equal(entry.Entity.Expected, stored[entry.Entity.Number]);
            }
            else
            {
                pending.Add(entry.Entity.Number);
            }
        }

        Assert.NotEmpty(pending);
        foreach (var number in pending.Where(_ => !mayBeDone))
        {
            Assert.Equal(before.GetValueOrDefault(number)?.Expected, stored.GetValueOrDefault(number));
        }
    }

    /// <summary>The owner has nothing any more.</summary>
    public static Task ForgetAsync(IAmazonDynamoDB client, LocalConnection connection, string owner, IEnumerable<int> numbers)
        => client.BatchWriteItemAsync(new BatchWriteItemRequest
        {
            RequestItems = new()
            {
                [connection.TableNamePrefix + "Things"] =
                [
                    .. numbers.Select(n => new WriteRequest(new DeleteRequest(
                        new() { ["Owner"] = new(owner), ["Number"] = new() { N = n.ToString(CultureInfo.InvariantCulture) } }))),
                ],
            },
        });

    private static string TextOf(Dictionary<string, AttributeValue> item)
        => item["$type"].S switch
        {
            "Lot" => $"{item["Number"].N} Lot {item["Total"].N} {item.GetValueOrDefault("Note")?.S} {item["Version"].N}",
            "Tally" => $"{item["Number"].N} Tally {item["Count"].N} {item.GetValueOrDefault("Label")?.S}",
            _ => $"{item["Number"].N} Memo {item.GetValueOrDefault("Text")?.S}",
        };

    private static Dictionary<string, AttributeValue> ItemOf(Thing thing)
    {
        var item = new Dictionary<string, AttributeValue>
        {
            ["Owner"] = new(thing.Owner),
            ["Number"] = Number(thing.Number),
            ["$type"] = new(thing.GetType().Name),
        };
        switch (thing)
        {
            case Lot lot:
                item["Total"] = Number(lot.Total);
                item["Version"] = Number(lot.Version);
                Text(item, "Note", lot.Note);
                break;
            case Tally tally:
                item["Count"] = Number(tally.Count);
                Text(item, "Label", tally.Label);
                break;
            case Memo memo:
                Text(item, "Text", memo.Text);
                break;
        }

        return item;
    }

    private static AttributeValue Number(decimal number)
        => new() { N = number.ToString(CultureInfo.InvariantCulture) };

    private static void Text(Dictionary<string, AttributeValue> item, string name, string? text)
    {
        if (text is not null)
        {
            item[name] = new(text);
        }
    }
}
