using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.Metadata;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace EFCore.DynamoDb.Infrastructure;

/// <summary>
/// The options that shape queries, models or the shared client, and so are one set per internal service provider: compiled queries are cached there.
/// What may differ between the contexts of one (client instance, table names) is not here but in scoped services.
/// </summary>
internal interface IDynamoDbSingletonOptions : ISingletonOptions
{
    ClientSettings ClientSettings { get; }

    DynamoDbAttributeNaming AttributeNaming { get; }

    DynamoDbNullStorage NullStorage { get; }

    DynamoDbMissingRequired MissingRequired { get; }

    /// <summary>Reads are strongly consistent unless a query says otherwise (never on a GSI).</summary>
    bool ConsistentReads { get; }

    /// <summary>Queries may scan without asking.</summary>
    bool AllowScans { get; }

    /// <summary>False in tests only: every query is then Scan + residual, and must give the same answer.</summary>
    bool PlannerEnabled { get; }
}
