using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.FunctionalTests.Client;
using EFCore.DynamoDb.FunctionalTests.Local;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Infrastructure;

/// <summary>A context without options of its own: how it is configured is what the tests are about.</summary>
public class Shop(DbContextOptions<Shop> options) : DbContext(options)
{
    public DbSet<Order> Orders => Set<Order>();

    /// <summary>Makes the table by the port, so that the tests see no other requests than those of contexts.</summary>
    internal static async Task CreateTableAsync(LocalConnection connection, string name = "Orders")
    {
        await new SdkTableClient(ContextClient.Of(connection.Client)).CreateTableAsync(
            SdkTableClientTests.Definition(connection) with { TableName = connection.TableNamePrefix + name }, default);
        connection.Recorder.Clear();
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
        => modelBuilder.Entity<Order>(b =>
        {
            b.ToTable("Orders");
            b.HasPartitionKey(o => o.Id);
            b.HasSortKey(o => o.At);
        });
}

public class Order
{
    public string Id { get; set; } = null!;

    public int At { get; set; }

    public int Total { get; set; }
}
