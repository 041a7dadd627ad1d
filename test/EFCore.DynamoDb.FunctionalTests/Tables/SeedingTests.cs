using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.FunctionalTests.Local;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace EFCore.DynamoDb.FunctionalTests.Tables;

/// <summary>HasData and UseSeeding.</summary>
public class SeedingTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    [Fact]
    public async Task Data_of_the_model_is_put_into_new_tables_in_batches_of_25()
    {
        await using var connection = local.Connect();
        await using var context = new TablesContext(connection, model => WithCustomers(model, 30));

        Assert.True(await context.Database.EnsureCreatedAsync());

        var batches = connection.Recorder.Requests.Where(r => r.Operation == "BatchWriteItem").ToList();
        Assert.Equal([5, 25], batches.Select(b => b.Body.GetProperty("RequestItems").EnumerateObject().Single().Value.GetArrayLength()).Order());
        Assert.Equal(4, connection.Recorder.Requests.Count);
        Assert.Equal(
            Enumerable.Range(0, 30).Select(i => $"{i:00}: Name {i}"),
            (await connection.StoredItemsAsync("Customers")).Select(c => $"{c["Id"].S}: {c["Name"].S}").Order());
        Assert.Empty(context.ChangeTracker.Entries());
    }

    [Fact]
    public async Task What_a_batch_leaves_undone_is_put_again_and_nothing_else()
    {
        await using var connection = local.Connect();
        await using var context = new TablesContext(connection, model => WithCustomers(model, 20));
        connection.Faults.LeaveUnprocessed("BatchWriteItem", processed: 3);

        await context.Database.EnsureCreatedAsync();

        var batches = connection.Recorder.Requests.Where(r => r.Operation == "BatchWriteItem").Select(KeysOf).ToList();
        Assert.Equal(2, batches.Count);
        Assert.Equal(20, batches[0].Count);
        Assert.Equal(batches[0].Skip(3), batches[1]);
        Assert.Equal(batches[0], (await connection.StoredItemsAsync("Customers")).Select(c => c["Id"].S).Order());
    }

    [Fact]
    public async Task Data_that_DynamoDB_does_not_take_is_an_error_that_names_the_table()
    {
        await using var connection = local.Connect();
        await using var context = new TablesContext(connection, model => WithCustomers(model, 2));
        connection.Faults.Fail("BatchWriteItem", "AccessDeniedException", "You may not.");

        var exception = await Assert.ThrowsAnyAsync<DbUpdateException>(() => context.Database.EnsureCreatedAsync());

        Assert.Contains("'Customers'", exception.Message, StringComparison.Ordinal);
        Assert.Contains("You may not.", exception.Message, StringComparison.Ordinal);
        Assert.Equal(["00", "01"], exception.Entries.Select(e => ((Customer)e.Entity).Id));
    }

    [Fact]
    public async Task Data_of_several_tables_goes_in_the_same_batch()
    {
        await using var connection = local.Connect();
        await using var context = new TablesContext(connection, model =>
        {
            WithCustomers(model, 2);
            model.Entity<Order>().HasData(new Order { CustomerId = "00", Number = 1 });
        });

        await context.Database.EnsureCreatedAsync();

        var batch = Assert.Single(connection.Recorder.Requests, r => r.Operation == "BatchWriteItem");
        Assert.Equal(
            [$"{connection.TableNamePrefix}Customers 2", $"{connection.TableNamePrefix}Orders 1"],
            batch.Body.GetProperty("RequestItems").EnumerateObject().Select(t => $"{t.Name} {t.Value.GetArrayLength()}").Order());
    }

    [Fact]
    public async Task Data_is_stored_as_a_save_would_store_it()
    {
        await using var connection = local.Connect();
        await using var context = new TablesContext(connection, model =>
        {
            model.Entity<Session>(b =>
            {
                b.Property(s => s.Version).IsRowVersion();
                b.Property(s => s.ExpiresAt).HasUnixTimestamp(TimestampUnit.Milliseconds);
                b.Property<string>("Shadow");
            });
            model.Entity<GuestSession>().HasData(
                new { Id = "a", Name = "Ann", ExpiresAt = DateTime.UnixEpoch.AddSeconds(1), Version = 0L, Shadow = "s" });
        });

        await context.Database.EnsureCreatedAsync();
        var guest = await context.FindAsync<GuestSession>("a");
        guest!.Name = "Anna";
        await context.SaveChangesAsync();

        Assert.Equal(
            [
                """PutItem Sessions {Id: "a", $type: "GuestSession", ExpiresAt: 1000, Shadow: "s", Version: 1, Name: "Ann"}""",
                """GetItem Sessions {Id: "a"}""",
                """UpdateItem Sessions {Id: "a"} SET Name = "Anna", Version = 2 if: Version = 1 on failure: ALL_OLD""",
            ],
            connection.Recorder.Texts.Where(t => !t.Contains("Table ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Only_tables_that_were_made_get_data()
    {
        await using var connection = local.Connect();
        await using (var before = new TablesContext(connection, model => model.Entity<Customer>()))
        {
            await before.Database.EnsureCreatedAsync();
        }

        await using var context = new TablesContext(connection, model =>
        {
            model.Entity<Customer>(b =>
            {
                b.HasData(new Customer { Id = "a" });
                b.HasGsi("ByName", c => c.Name);
            });
            model.Entity<Order>().HasData(new Order { CustomerId = "a", Number = 1, Status = "Open", Total = 7 });
        });
        connection.Recorder.Clear();

        Assert.True(await context.Database.EnsureCreatedAsync());

        Assert.Equal(
            ["""PutItem Orders {CustomerId: "a", Number: 1, ExpiresAt: 0, Status: "Open", Total: 7}"""],
            connection.Recorder.Texts.Where(t => !t.Contains("Table ", StringComparison.Ordinal)));
        Assert.Empty(await connection.StoredItemsAsync("Customers"));
    }

    [Fact]
    public async Task The_seeding_method_runs_each_time_after_the_tables_and_is_told_whether_anything_was_made()
    {
        await using var connection = local.Connect();
        await using var context = new TablesContext(
            connection,
            model => model.Entity<Customer>().HasData(new Customer { Id = "model" }),
            o => o.UseAsyncSeeding(async (c, created, cancellationToken) =>
            {
                if (created)
                {
                    c.AddRange(new Customer { Id = "a", Name = "Ann" }, new Customer { Id = "b", Name = "Bob" });
                    await c.SaveChangesAsync(cancellationToken);
                }
                else
                {
                    await c.FindAsync<Customer>(["nobody"], cancellationToken);
                }
            }));

        await context.Database.EnsureCreatedAsync();
        Assert.Equal(
            ["DescribeTable", "CreateTable", "PutItem", "TransactWriteItems"], connection.Recorder.Requests.Select(r => r.Operation));

        connection.Recorder.Clear();
        await context.Database.EnsureCreatedAsync();
        Assert.Equal(["DescribeTable Customers", """GetItem Customers {Id: "nobody"}"""], connection.Recorder.Texts);

        Assert.Equal(["a", "b", "model"], (await connection.StoredItemsAsync("Customers")).Select(c => c["Id"].S).Order());
    }

    [Fact]
    public async Task A_synchronous_call_seeds_with_the_synchronous_method()
    {
        await using var connection = local.Connect();
        await using var context = new TablesContext(
            connection,
            model => model.Entity<Customer>(),
            o => o
                .UseSeeding((c, created) =>
                {
                    c.Add(new Customer { Id = "a", Name = $"{created}" });
                    c.SaveChanges();
                })
                .UseAsyncSeeding((_, _, _) => throw new InvalidOperationException("Not this one."))
                .ConfigureWarnings(w => w.Log(DynamoDbEventId.SyncNotSupported)));

        context.Database.EnsureCreated();

        Assert.Equal("True", Assert.Single(await connection.StoredItemsAsync("Customers"))["Name"].S);
    }

    [Fact]
    public async Task A_seeding_method_of_the_other_kind_alone_is_an_error_before_anything_is_made()
    {
        await using var connection = local.Connect();
        await using var onlySync = new TablesContext(connection, model => model.Entity<Customer>(), o => o.UseSeeding((_, _) => { }));
        await using var onlyAsync = new TablesContext(
            connection,
            model => model.Entity<Customer>(),
            o => o.UseAsyncSeeding((_, _, _) => Task.CompletedTask).ConfigureWarnings(w => w.Log(DynamoDbEventId.SyncNotSupported)));

        Assert.Equal(
            CoreStrings.MissingAsyncSeeder,
            (await Assert.ThrowsAsync<InvalidOperationException>(() => onlySync.Database.EnsureCreatedAsync())).Message);
        Assert.Equal(
            CoreStrings.MissingSeeder, Assert.Throws<InvalidOperationException>(() => onlyAsync.Database.EnsureCreated()).Message);
        Assert.Empty(connection.Recorder.Requests);
    }

    private static List<string> KeysOf(RecordedRequest batch)
        => [.. batch.Body.GetProperty("RequestItems").EnumerateObject().Single().Value.EnumerateArray()
            .Select(write => write.GetProperty("PutRequest").GetProperty("Item").GetProperty("Id").GetProperty("S").GetString()!)];

    private static void WithCustomers(ModelBuilder model, int count)
        => model.Entity<Customer>().HasData(Enumerable.Range(0, count).Select(i => new Customer { Id = $"{i:00}", Name = $"Name {i}" }));
}
