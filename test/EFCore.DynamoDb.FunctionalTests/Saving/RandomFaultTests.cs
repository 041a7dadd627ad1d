using System.Globalization;
using System.Net;
using EFCore.DynamoDb.FunctionalTests.Local;
using Microsoft.EntityFrameworkCore;
using Xunit.Abstractions;

namespace EFCore.DynamoDb.FunctionalTests.Saving;

/// <summary>
/// Random saves under random faults, each from a seed of its own: what a save reports done is stored, what it reports failed is not, a save after it finishes the
/// work. DYNAMODB_FAULT_RUNS sets how many runs there are, DYNAMODB_FAULT_SEED where they begin.
/// </summary>
public class RandomFaultTests(DynamoDbLocalFixture local, ITestOutputHelper output) : IClassFixture<DynamoDbLocalFixture>
{
    private static readonly AutoTransactionBehavior[] Behaviors =
        [AutoTransactionBehavior.WhenNeeded, AutoTransactionBehavior.Always, AutoTransactionBehavior.Never];

    private static readonly string[] Operations = ["PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems", "BatchWriteItem"];

    [Fact]
    public async Task No_fault_loses_or_doubles_a_write()
    {
        await using var connection = local.Connect();
        await using (await ShopContext.CreateAsync(connection))
        {
        }

        var expected = new Dictionary<long, Order>();
        var first = Setting("DYNAMODB_FAULT_SEED", Environment.TickCount & 0xFFFF);
        for (var seed = first; seed < first + Setting("DYNAMODB_FAULT_RUNS", 600); seed++)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {seed}"));
            await RunAsync(connection, new Random(seed), expected);
        }
    }

    private static async Task RunAsync(LocalConnection connection, Random random, Dictionary<long, Order> expected)
    {
        await using var db = ShopContext.Create(connection);
        db.Database.AutoTransactionBehavior = Behaviors[random.Next(Behaviors.Length)];
        var after = new Dictionary<long, Order?>();
        foreach (var number in Enumerable.Range(0, 12).OrderBy(_ => random.Next()).Take(random.Next(1, 7)))
        {
            after.Add(number, Change(db, random, number, expected.GetValueOrDefault(number)));
        }

        var isFatal = AddFaults(connection.Faults, random);
        using var cancellation = new CancellationTokenSource();
        if (random.Next(6) == 0)
        {
            connection.Faults.Before(
                Operations[random.Next(Operations.Length)],
                () =>
                {
                    cancellation.Cancel();
                    return Task.CompletedTask;
                });
        }

        try
        {
            await db.SaveChangesAsync(cancellation.Token);
        }
        catch (Exception exception) when (exception is DbUpdateException or OperationCanceledException)
        {
            Assert.True(isFatal || cancellation.IsCancellationRequested, exception.ToString());
            Assert.Contains(db.ChangeTracker.Entries(), e => e.State is EntityState.Added or EntityState.Modified or EntityState.Deleted);
            connection.Faults.Clear();

            // A cancelled request may have been done all the same; the tracker knows no more than the store says.
            await AgreeAsync(connection, db);
            await db.SaveChangesAsync();
        }

        connection.Faults.Clear();
        foreach (var (number, order) in after)
        {
            if (order is null)
            {
                expected.Remove(number);
            }
            else
            {
                expected[number] = order;
            }
        }

        Assert.All(db.ChangeTracker.Entries(), e => Assert.Equal(EntityState.Unchanged, e.State));
        var stored = (await connection.StoredItemsAsync("Orders"))
            .Select(i => (i["Number"].N, i["Total"].N, i.GetValueOrDefault("Note")?.S))
            .Order();
        Assert.Equal(
            expected.Values.Select(o => (
                o.Number.ToString(CultureInfo.InvariantCulture), o.Total.ToString(CultureInfo.InvariantCulture), o.Note)).Order(),
            stored);
    }

    /// <summary>Queues one change of the order; what it is to be afterwards.</summary>
    private static Order? Change(ShopContext db, Random random, long number, Order? before)
    {
        var wanted = new Order { CustomerId = "ann", Number = number, Total = random.Next(100), Note = random.Next(2) == 0 ? null : "n" };
        if (before is null)
        {
            db.Add(Copy(wanted));
            return Remember(wanted, db);
        }

        if (random.Next(4) == 0)
        {
            db.Remove(Copy(before));
            return null;
        }

        if (random.Next(4) == 0)
        {
            db.Upsert(Copy(wanted));
            return Remember(wanted, db);
        }

        var tracked = db.Attach(Copy(before)).Entity;
        (tracked.Total, tracked.Note) = (before.Total + 1, wanted.Note);
        return tracked;
    }

    /// <summary>The tracked instance, which gets its version when it is saved.</summary>
    private static Order Remember(Order wanted, ShopContext db)
        => db.Orders.Local.Single(o => o.Number == wanted.Number);

    private static Order Copy(Order order)
        => new() { CustomerId = order.CustomerId, Number = order.Number, Total = order.Total, Note = order.Note, Version = order.Version };

    private static bool AddFaults(RequestFaults faults, Random random)
    {
        var isFatal = false;
        for (var i = random.Next(3); i > 0; i--)
        {
            var operation = Operations[random.Next(Operations.Length)];
            switch (random.Next(7))
            {
                case 0:
                    faults.Throttle(operation);
                    break;
                case 1:
                    faults.Drop(operation);
                    break;
                case 2:
                    faults.DropAnswer(operation);
                    break;
                case 3:
                    faults.Fail(operation, "InternalServerError", status: HttpStatusCode.InternalServerError);
                    break;
                case 4:
                    faults.Fail("UpdateItem", "TransactionConflictException");
                    break;
                case 5:
                    faults.LeaveUnprocessed("BatchWriteItem", random.Next(4));
                    break;
                default:
                    faults.Fail(operation, "AccessDeniedException");
                    isFatal = true;
                    break;
            }
        }

        return isFatal;
    }

    /// <summary>What is stored already, though nobody heard of it, need not be saved again.</summary>
    private static async Task AgreeAsync(LocalConnection connection, ShopContext db)
    {
        var stored = (await connection.StoredItemsAsync("Orders")).ToDictionary(i => i["Number"].N);
        foreach (var entry in db.ChangeTracker.Entries<Order>().ToList())
        {
            var order = entry.Entity;
            var item = stored.GetValueOrDefault(order.Number.ToString(CultureInfo.InvariantCulture));
            switch (entry.State)
            {
                case EntityState.Deleted when item is null:
                    entry.State = EntityState.Detached;
                    break;
                case EntityState.Added or EntityState.Modified when item is not null
                    && item["Total"].N == order.Total.ToString(CultureInfo.InvariantCulture)
                    && item.GetValueOrDefault("Note")?.S == order.Note
                    && item["Version"].N != entry.OriginalValues.GetValue<long>(nameof(Order.Version)).ToString(CultureInfo.InvariantCulture):
                    order.Version = long.Parse(item["Version"].N, CultureInfo.InvariantCulture);

                    // Or EF would take the change back.
                    entry.OriginalValues.SetValues(entry.CurrentValues);
                    entry.State = EntityState.Unchanged;
                    break;
            }
        }
    }

    private static int Setting(string name, int otherwise)
        => int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}
