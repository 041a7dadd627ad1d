using Amazon.DynamoDBv2;
using Microsoft.EntityFrameworkCore;
using NSubstitute;
using Sdk = Amazon.DynamoDBv2.Model;

namespace EFCore.DynamoDb.Tests.Storage;

public class DynamoDbDatabaseCreatorTests
{
    [Fact]
    public async Task Many_tables_are_made_side_by_side_but_never_more_than_20()
    {
        var current = 0;
        var most = 0;
        var made = 0;
        var sdk = Substitute.For<IAmazonDynamoDB>();
        sdk.DescribeTableAsync(Arg.Any<Sdk.DescribeTableRequest>(), Arg.Any<CancellationToken>())
            .Returns<Sdk.DescribeTableResponse>(_ => throw new Sdk.ResourceNotFoundException("None."));
        sdk.CreateTableAsync(Arg.Any<Sdk.CreateTableRequest>(), Arg.Any<CancellationToken>())
            .Returns(async call =>
            {
                var now = Interlocked.Increment(ref current);
                Interlocked.Increment(ref made);
                lock (sdk)
                {
                    most = Math.Max(most, now);
                }

                await Task.Delay(30);
                Interlocked.Decrement(ref current);
                return new Sdk.CreateTableResponse
                {
                    TableDescription = new() { TableName = call.Arg<Sdk.CreateTableRequest>().TableName, TableStatus = TableStatus.ACTIVE },
                };
            });
        await using var context = new ManyTables(sdk);

        Assert.True(await context.Database.EnsureCreatedAsync());

        Assert.Equal(60, made);
        Assert.InRange(most, 10, 20);
    }

    private sealed class ManyTables(IAmazonDynamoDB client) : DbContext
    {
        protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder)
            => optionsBuilder.UseDynamoDb(o => o.UseClient(client));

        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            for (var i = 0; i < 60; i++)
            {
                modelBuilder.SharedTypeEntity<Dictionary<string, object>>($"Table{i}", b =>
                {
                    b.ToTable($"Table{i}");
                    b.IndexerProperty<string>("Id");
                    b.HasKey("Id");
                });
            }
        }
    }
}
