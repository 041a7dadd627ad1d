using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Query;

/// <summary>A context over a test's connection; what derives from it has only its model.</summary>
public abstract class LocalContext(
    LocalConnection connection,
    Action<DynamoDbDbContextOptionsBuilder>? options = null,
    Action<DbContextOptionsBuilder>? configure = null) : DbContext
{
    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder)
    {
        optionsBuilder.UseLocal(connection, options);
        if (configure is not null)
        {
            optionsBuilder.EnableServiceProviderCaching(false);
            configure(optionsBuilder);
        }
    }
}

internal static class Arranging
{
    /// <summary>The options of a context whose every query is one scan with all of LINQ done by the client.</summary>
    public static void Scanned(DynamoDbDbContextOptionsBuilder options)
        => options.UsePlanner(false).AllowScans();

    /// <summary>Makes the context's tables and saves the entities; the recorder knows nothing of that. The context ends with it.</summary>
    public static async Task ArrangeAsync(this LocalConnection connection, DbContext context, params IEnumerable<object> entities)
    {
        await using (context)
        {
            await context.Database.EnsureCreatedAsync();
            context.AddRange(entities);
            context.Database.AutoTransactionBehavior = AutoTransactionBehavior.Never;
            await context.SaveChangesAsync();
        }

        connection.Recorder.Clear();
    }

    /// <summary>These requests and no others were sent since the last time, in this order.</summary>
    public static void AssertSent(this LocalConnection connection, params IEnumerable<string> lines)
    {
        var (expected, actual) = (string.Join('\n', lines.Select(l => l.TrimEnd())), string.Join('\n', connection.Recorder.Texts));
        Assert.True(expected == actual, $"Expected requests:\n{expected}\nActual:\n{actual}");
        connection.Recorder.Clear();
    }
}
