using System.ComponentModel.DataAnnotations.Schema;
using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace EFCore.DynamoDb.FunctionalTests.Tables;

/// <summary>A context whose model is what the test says.</summary>
internal class TablesContext(
    LocalConnection connection,
    Action<ModelBuilder> model,
    Action<DbContextOptionsBuilder>? options = null,
    Action<DynamoDbDbContextOptionsBuilder>? dynamoDbOptions = null) : DbContext
{
    private Action<ModelBuilder> Definition { get; } = model;

    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder)
    {
        optionsBuilder
            .UseLocal(connection, dynamoDbOptions)
            .ReplaceService<IModelCacheKeyFactory, OneModelPerDefinition>();
        options?.Invoke(optionsBuilder);
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
        => Definition(modelBuilder);

    private sealed class OneModelPerDefinition : IModelCacheKeyFactory
    {
        public object Create(DbContext context, bool designTime)
            => (((TablesContext)context).Definition, designTime);
    }
}

[Table("Customers")]
internal sealed class Customer
{
    public string Id { get; set; } = null!;

    public string Name { get; set; } = "";
}

[Table("Orders")]
[PrimaryKey(nameof(CustomerId), nameof(Number))]
internal sealed class Order
{
    public string CustomerId { get; set; } = null!;

    public int Number { get; set; }

    public string? Status { get; set; }

    public long Total { get; set; }

    public long ExpiresAt { get; set; }
}

[Table("Sessions")]
internal class Session
{
    public string Id { get; set; } = null!;

    public DateTime? ExpiresAt { get; set; }

    public long Version { get; set; }
}

internal sealed class GuestSession : Session
{
    public string? Name { get; set; }
}
