using Amazon.DynamoDBv2;
using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Infrastructure;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Microsoft.EntityFrameworkCore;

/// <summary>What <see cref="DbContext.Database" /> offers of DynamoDB.</summary>
public static partial class DynamoDbDatabaseFacadeExtensions
{
    /// <summary>Whether the context uses this provider.</summary>
    /// <param name="database">The <see cref="DbContext.Database" /> of the context.</param>
    public static bool IsDynamoDb(this DatabaseFacade database)
    {
        ArgumentNullException.ThrowIfNull(database);
        return database.ProviderName == typeof(DynamoDbOptionsExtension).Assembly.GetName().Name;
    }

    /// <summary>
    /// The SDK's client that the context sends its requests with, for what the provider does not do. It belongs to the provider, or to whoever gave it to
    /// the options: do not dispose it.
    /// </summary>
    /// <param name="database">The <see cref="DbContext.Database" /> of the context.</param>
    /// <exception cref="InvalidOperationException">The context uses another provider.</exception>
    public static IAmazonDynamoDB GetDynamoDbClient(this DatabaseFacade database)
        => database.IsDynamoDb()
            ? database.GetService<ContextClient>().Client
            : throw new InvalidOperationException(DynamoDbStrings.OtherProvider(nameof(GetDynamoDbClient), database.ProviderName));
}
