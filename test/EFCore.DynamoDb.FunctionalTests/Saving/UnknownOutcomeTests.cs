using System.Net;
using Amazon.DynamoDBv2;
using Amazon.Runtime;
using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.Update;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Saving;

/// <summary>Writes whose answer was lost: what may be sent again is, and recognised; what may not is reported as unknown; with IdempotentWrites it is done once.</summary>
public class UnknownOutcomeTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    [Fact]
    public async Task An_increment_whose_answer_was_lost_is_not_sent_again_and_reported_as_unknown()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        await SeedAsync(connection, db);
        connection.Faults.DropAnswer("UpdateItem");

        var exception = await Assert.ThrowsAsync<DynamoDbUnknownOutcomeException>(() => IncrementAsync(db));

        Assert.IsType<HttpRequestException>(exception.InnerException);
        Assert.Single(connection.Recorder.Requests);
        Assert.Equal("2", await AgeAsync(connection));
    }

    [Fact]
    public async Task An_increment_that_got_an_internal_error_is_not_sent_again_either()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        await SeedAsync(connection, db);
        connection.Faults.Fail("UpdateItem", "InternalServerError", status: HttpStatusCode.InternalServerError);

        await Assert.ThrowsAsync<DynamoDbUnknownOutcomeException>(() => IncrementAsync(db));

        Assert.Single(connection.Recorder.Requests);
    }

    [Fact]
    public async Task An_increment_that_was_throttled_or_never_left_is_sent_again_by_the_SDK()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        await SeedAsync(connection, db);
        connection.Faults.Throttle("UpdateItem").Drop("UpdateItem", nth: 2);

        Assert.Equal(1, await IncrementAsync(db));

        Assert.Equal(3, connection.Recorder.Requests.Count);
        Assert.Equal("2", await AgeAsync(connection));
    }

    [Fact]
    public async Task Setting_a_value_is_sent_again()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        await SeedAsync(connection, db);
        connection.Faults.DropAnswer("UpdateItem");

        Assert.Equal(1, await db.People.Where(p => p.Id == "ann").ExecuteUpdateAsync(s => s.SetProperty(p => p.Age, 9)));

        Assert.Equal(2, connection.Recorder.Requests.Count);
        Assert.Equal("9", await AgeAsync(connection));
    }

    [Fact]
    public async Task A_staged_decrement_with_a_condition_is_unknown_and_its_entities_stay_as_they_are()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        await SeedAsync(connection, db);
        connection.Faults.DropAnswer("UpdateItem");
        db.People.StageUpdate("ann", s => s.SetProperty(p => p.Age, p => p.Age - 1)).When(p => p.Age >= 1);

        await Assert.ThrowsAsync<DynamoDbUnknownOutcomeException>(() => db.SaveChangesAsync());

        Assert.Single(connection.Recorder.Requests);
        Assert.Equal("0", await AgeAsync(connection));
    }

    [Fact]
    public async Task With_IdempotentWrites_the_increment_is_done_once_and_known()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, b => b.UseDynamoDb(o => o.IdempotentWrites()));
        await SeedAsync(connection, db);
        connection.Faults.DropAnswer("TransactWriteItems");

        Assert.Equal(1, await IncrementAsync(db));

        Assert.Equal(["TransactWriteItems", "TransactWriteItems"], connection.Recorder.Requests.Select(r => r.Operation));
        Assert.Single(connection.Recorder.Requests.Select(r => r.Body.GetProperty("ClientRequestToken").GetString()).Distinct());
        Assert.Equal("2", await AgeAsync(connection));
    }

    [Fact]
    public async Task With_IdempotentWrites_what_can_be_repeated_stays_a_plain_request()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection, b => b.UseDynamoDb(o => o.IdempotentWrites()));
        db.Upsert(new Person { Id = "ann" });
        await db.SaveChangesAsync();
        db.ChangeTracker.Clear();
        db.Add(new Person { Id = "ann" });

        var exception = await Assert.ThrowsAnyAsync<DbUpdateException>(() => db.SaveChangesAsync());

        Assert.IsType<DynamoDbDuplicateKeyException>(exception.InnerException);
        Assert.Equal(["PutItem", "TransactWriteItems"], connection.Recorder.Requests.Select(r => r.Operation));
    }

    [Fact]
    public async Task A_client_of_the_application_even_a_wrapped_one_keeps_to_it()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        await SeedAsync(connection, db);
        var config = new AmazonDynamoDBConfig
        {
            ServiceURL = connection.Client.Config.ServiceURL,
            MaxErrorRetry = 4,
            HttpClientFactory = ((AmazonDynamoDBClient)connection.Client).Config.HttpClientFactory,
        };
        using var client = new AmazonDynamoDBClient(new BasicAWSCredentials("a", "b"), config);
        await using var other = new ShopContext(
            new DbContextOptionsBuilder<ShopContext>().UseDynamoDb(o => o.UseClient(client).TableNamePrefix(connection.TableNamePrefix)).Options);
        connection.Faults.DropAnswer("UpdateItem");

        await Assert.ThrowsAsync<DynamoDbUnknownOutcomeException>(() => IncrementAsync(other));
        Assert.Equal(1, await IncrementAsync(other));

        Assert.Equal(2, connection.Recorder.Requests.Count);
        Assert.Equal("3", await AgeAsync(connection));
    }

    [Fact]
    public async Task A_change_that_was_done_and_changed_again_by_others_is_unknown_and_no_conflict()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        var order = new Order { CustomerId = "ann", Number = 1, Total = 1 };
        db.Add(order);
        await db.SaveChangesAsync();
        order.Total++;
        connection.Faults.DropAnswer("UpdateItem").Before(
            "UpdateItem",
            async () =>
            {
                await using var other = ShopContext.Create(connection);
                (await other.Orders.SingleAsync(o => o.CustomerId == "ann" && o.Number == 1)).Total++;
                await other.SaveChangesAsync();
            },
            nth: 2);

        await Assert.ThrowsAsync<DynamoDbUnknownOutcomeException>(() => db.SaveChangesAsync());

        Assert.Equal("3", (await connection.StoredItemsAsync("Orders")).Single()["Total"].N);
        Assert.Equal(EntityState.Modified, db.Entry(order).State);
    }

    [Fact]
    public async Task An_insert_without_any_answer_is_unknown_and_the_next_save_recognises_it()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        for (var i = 1; i <= 4; i++)
        {
            connection.Faults.DropAnswer("PutItem", nth: i);
        }

        var order = new Order { CustomerId = "ann", Number = 1, Total = 2 };
        db.Add(order);
        var exception = await Assert.ThrowsAsync<DynamoDbUnknownOutcomeException>(() => db.SaveChangesAsync());
        Assert.Same(order, Assert.Single(exception.Entries).Entity);
        Assert.Equal(EntityState.Added, db.Entry(order).State);

        Assert.Equal(1, await db.SaveChangesAsync());
        Assert.Equal((1L, EntityState.Unchanged), (order.Version, db.Entry(order).State));
    }

    [Fact]
    public async Task A_transaction_without_any_answer_is_recognised_by_the_next_save()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        for (var i = 1; i <= 4; i++)
        {
            connection.Faults.DropAnswer("TransactWriteItems", nth: i);
        }

        db.AddRange(new Person { Id = "a" }, new Person { Id = "b" });
        await Assert.ThrowsAsync<DynamoDbUnknownOutcomeException>(() => db.SaveChangesAsync());

        Assert.Equal(2, await db.SaveChangesAsync());
        Assert.All(db.ChangeTracker.Entries(), e => Assert.Equal(EntityState.Unchanged, e.State));
        Assert.Equal(2, (await connection.StoredItemsAsync("People")).Count);
    }

    [Fact]
    public async Task A_cancelled_insert_that_was_done_is_recognised_by_the_next_save()
    {
        await using var connection = local.Connect();
        await using var db = await ShopContext.CreateAsync(connection);
        using var cancellation = new CancellationTokenSource();
        connection.Faults.After(
            "PutItem",
            () =>
            {
                cancellation.Cancel();
                return Task.CompletedTask;
            });
        db.Add(new Person { Id = "ann" });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => db.SaveChangesAsync(cancellation.Token));
        Assert.Single(await connection.StoredItemsAsync("People"));

        Assert.Equal(1, await db.SaveChangesAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_counter_that_may_have_been_counted_is_never_counted_twice(bool othersCount)
    {
        await using var connection = local.Connect();
        await using var db = await WriterContext.CreateAsync(connection);
        var page = new Page { Id = "a", Views = 10 };
        db.Add(page);
        await db.SaveChangesAsync();
        page.Views += 5;
        connection.Faults.DropAnswer("UpdateItem");
        await Assert.ThrowsAsync<DynamoDbUnknownOutcomeException>(() => db.SaveChangesAsync());
        if (othersCount)
        {
            await using var other = WriterContext.Create(connection);
            await other.Pages.Where(p => p.Id == "a").ExecuteUpdateAsync(s => s.SetProperty(p => p.Views, p => EF.Functions.Increment(p.Views, 1)));
        }

        connection.Recorder.Clear();
        var save = db.SaveChangesAsync();
        if (othersCount)
        {
            await Assert.ThrowsAsync<DynamoDbUnknownOutcomeException>(() => save);
            await db.Entry(page).ReloadAsync();
            Assert.Equal((16L, EntityState.Unchanged), (page.Views, db.Entry(page).State));
            page.Views++;
            Assert.Equal(1, await db.SaveChangesAsync());
        }
        else
        {
            Assert.Equal(1, await save);
        }

        Assert.Contains("""SET Views = 15 if: Views = 10""", connection.Recorder.Texts[0], StringComparison.Ordinal);
        Assert.Equal(othersCount ? "17" : "15", (await connection.StoredItemsAsync("Pages")).Single()["Views"].N);
    }

    [Fact]
    public async Task An_answer_that_is_lost_while_the_save_is_cancelled_leaves_the_entry_in_doubt()
    {
        await using var connection = local.Connect();
        await using var db = await WriterContext.CreateAsync(connection);
        var page = new Page { Id = "a", Views = 10 };
        db.Add(page);
        await db.SaveChangesAsync();
        page.Views += 5;
        using var cancellation = new CancellationTokenSource();
        connection.Faults.Otherwise = async (request, send, cancellationToken) =>
        {
            using var answer = await send(request, cancellationToken);
            connection.Faults.Otherwise = null;
            await cancellation.CancelAsync();
            throw new HttpRequestException(HttpRequestError.ResponseEnded, "A fault: the answer was dropped.");
        };

        var exception = await Record.ExceptionAsync(() => db.SaveChangesAsync(cancellation.Token));
        Assert.True(exception is OperationCanceledException or DynamoDbUnknownOutcomeException, exception?.ToString());
        Assert.Equal(1, await db.SaveChangesAsync());

        Assert.Equal("15", (await connection.StoredItemsAsync("Pages")).Single()["Views"].N);
    }

    private static async Task SeedAsync(LocalConnection connection, ShopContext db)
    {
        await db.People.BulkUpsertAsync([new Person { Id = "ann", Age = 1 }]);
        connection.Recorder.Clear();
    }

    private static Task<int> IncrementAsync(ShopContext db)
        => db.People.Where(p => p.Id == "ann").ExecuteUpdateAsync(s => s.SetProperty(p => p.Age, p => EF.Functions.Increment(p.Age, 1)));

    private static async Task<string> AgeAsync(LocalConnection connection)
        => (await connection.StoredItemsAsync("People")).Single()["Age"].N;
}
