using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.FunctionalTests.Local;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Tables;

/// <summary>The table of one entity type.</summary>
public class TableOfEntityTypeTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    [Fact]
    public async Task One_table_is_made_described_and_deleted()
    {
        await using var connection = local.Connect();
        await using var context = new TablesContext(connection, Both);

        Assert.Null(await context.Database.DescribeTableAsync<Order>());
        Assert.True(await context.Database.CreateTableAsync<Order>());
        Assert.False(await context.Database.CreateTableAsync<Order>());
        var table = await context.Database.DescribeTableAsync<Order>();
        Assert.True(await context.Database.DeleteTableAsync<Order>());
        Assert.False(await context.Database.DeleteTableAsync<Order>());

        Assert.Equal(connection.TableNamePrefix + "Orders", table!.TableName);
        Assert.Equal(["CustomerId HASH", "Number RANGE"], table.KeySchema.Select(k => $"{k.AttributeName} {k.KeyType}"));
        Assert.Equal("PAY_PER_REQUEST", table.BillingModeSummary.BillingMode.Value);
        Assert.Equal(
            [
                "DescribeTable Orders",
                "DescribeTable Orders",
                "CreateTable Orders (CustomerId: S, Number: N) PAY_PER_REQUEST",
                "DescribeTable Orders",
                "DescribeTable Orders",
                "DeleteTable Orders",
                "DescribeTable Orders",
                "DeleteTable Orders",
            ],
            TableText.Of(connection.Recorder));
    }

    [Fact]
    public async Task The_new_table_of_one_entity_type_gets_its_data()
    {
        await using var connection = local.Connect();
        await using var context = new TablesContext(connection, model =>
        {
            model.Entity<Customer>().HasData(new Customer { Id = "a", Name = "Ann" });
            model.Entity<Order>().HasData(new Order { CustomerId = "a", Number = 1 });
        });

        Assert.True(await context.Database.CreateTableAsync<Customer>());

        Assert.Equal("Ann", Assert.Single(await connection.StoredItemsAsync("Customers"))["Name"].S);
        Assert.Null(await context.Database.DescribeTableAsync<Order>());
    }

    [Fact]
    public async Task A_type_without_a_table_is_named()
    {
        await using var connection = local.Connect();
        await using var context = new TablesContext(connection, model => model.Entity<Order>());

        foreach (var call in (Func<Task>[])
            [
                () => context.Database.CreateTableAsync<Customer>(),
                () => context.Database.DeleteTableAsync<Customer>(),
                () => context.Database.DescribeTableAsync<Customer>(),
            ])
        {
            var exception = await Assert.ThrowsAsync<InvalidOperationException>(call);
            Assert.Equal(DynamoDbStrings.NotAnEntityTypeWithTable(nameof(Customer), nameof(TablesContext)), exception.Message);
        }

        Assert.Empty(connection.Recorder.Requests);
    }

    private static void Both(ModelBuilder model)
    {
        model.Entity<Customer>();
        model.Entity<Order>();
    }
}
