using EFCore.DynamoDb.FunctionalTests.Local;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Tables;

/// <summary>EnsureCreated and EnsureDeleted of whole models, with the requests they send.</summary>
public class EnsureCreatedTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    [Fact]
    public async Task All_tables_of_the_model_are_made_with_their_keys_and_indexes()
    {
        await using var connection = local.Connect();
        await using var context = new TablesContext(connection, model =>
        {
            model.Entity<Customer>();
            model.Entity<Order>(b =>
            {
                b.HasGsi("ByStatus", o => o.Status, o => o.Number);
                b.HasGsi("ByTotal", o => o.Total).ProjectKeysOnly();
                b.HasLsi("OfCustomerByTotal", o => o.Total).ProjectIncluding(o => o.Status);
            });
        });

        Assert.True(await context.Database.EnsureCreatedAsync());

        Assert.Equal(
            [
                "CreateTable Customers (Id: S) PAY_PER_REQUEST",
                "CreateTable Orders (CustomerId: S, Number: N) PAY_PER_REQUEST GSI ByStatus (Status: S, Number: N) ALL "
                + "GSI ByTotal (Total: N) KEYS_ONLY LSI OfCustomerByTotal (CustomerId: S, Total: N) INCLUDE [Status]",
                "DescribeTable Customers",
                "DescribeTable Orders",
            ],
            TableText.Of(connection.Recorder).Order(StringComparer.Ordinal));
    }
}
