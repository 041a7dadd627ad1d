using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Update;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Microsoft.EntityFrameworkCore;

/// <summary>Saves with options of DynamoDB's own.</summary>
public static class DynamoDbSaveExtensions
{
    /// <summary>Saves all changes, as <see cref="DbContext.SaveChangesAsync(CancellationToken)" /> does, with options, and says what it cost.</summary>
    /// <param name="context">The context.</param>
    /// <param name="options">The options of this save.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    public static async Task<DynamoDbSaveResult> SaveChangesAsync(
        this DbContext context, DynamoDbSaveOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(options);
        var scope = ((IInfrastructure<IServiceProvider>)context).Instance.GetService(typeof(SaveScope)) as SaveScope
            ?? throw new InvalidOperationException(DynamoDbStrings.NeedsDynamoDb(nameof(DynamoDbSaveOptions)));
        var report = scope.Begin(options);
        try
        {
            return new DynamoDbSaveResult
            {
                Written = await context.SaveChangesAsync(cancellationToken).ConfigureAwait(false),
                Requests = report.Requests,
                ConsumedCapacity = report.ConsumedCapacity,
                ItemCollections = [.. report.Collections.Select(c => new DynamoDbItemCollectionSize(c))],
            };
        }
        finally
        {
            scope.End();
        }
    }
}
