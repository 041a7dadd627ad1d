using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Logging;

namespace EFCore.DynamoDb.Diagnostics;

/// <summary>
/// Events of the DynamoDB provider, as they come to an <see cref="ILogger" />, to <c>LogTo</c> and to a <see cref="System.Diagnostics.DiagnosticSource" />,
/// and as <see cref="WarningsConfigurationBuilder" /> (<c>ConfigureWarnings</c>) knows them.
/// </summary>
public static class DynamoDbEventId
{
    // These numbers never change: new ones go to the end of their section.
    private enum Id
    {
        // Database
        SyncNotSupported = CoreEventId.ProviderBaseId,

        // Requests
        ExecutingRequest = CoreEventId.ProviderBaseId + 100,
        ExecutedRequest,
        RequestFailed,
        RequestCanceled,
        RequestConditionFailed,

        // Saves
        TransactionChunked = CoreEventId.ProviderBaseId + 200,

        // Queries
        TableScan = CoreEventId.ProviderBaseId + 300,
        ClientEvaluation,
        KeyTemplateGap,
    }

    private static readonly string DatabasePrefix = DbLoggerCategory.Database.Name + ".";

    private static readonly string CommandPrefix = DbLoggerCategory.Database.Command.Name + ".";

    private static readonly string UpdatePrefix = DbLoggerCategory.Update.Name + ".";

    private static readonly string QueryPrefix = DbLoggerCategory.Query.Name + ".";

    /// <summary>
    /// A synchronous operation (<c>ToList</c>, <c>SaveChanges</c>) blocks a thread while DynamoDB works. An error unless <c>ConfigureWarnings</c> lets it through.
    /// </summary>
    /// <remarks>Category <see cref="DbLoggerCategory.Database" />, level Warning.</remarks>
    public static readonly EventId SyncNotSupported = MakeId(Id.SyncNotSupported, DatabasePrefix);

    /// <summary>A request is about to be sent.</summary>
    /// <remarks>
    /// Category <see cref="DbLoggerCategory.Database.Command" />, level Debug, with <see cref="DynamoDbRequestEventData" />.
    /// </remarks>
    public static readonly EventId ExecutingRequest = MakeId(Id.ExecutingRequest, CommandPrefix);

    /// <summary>A request was answered.</summary>
    /// <remarks>
    /// Category <see cref="DbLoggerCategory.Database.Command" />, level Information, with <see cref="DynamoDbRequestExecutedEventData" />.
    /// </remarks>
    public static readonly EventId ExecutedRequest = MakeId(Id.ExecutedRequest, CommandPrefix);

    /// <summary>A request failed, after the SDK's retries.</summary>
    /// <remarks>
    /// Category <see cref="DbLoggerCategory.Database.Command" />, level Error, with <see cref="DynamoDbRequestFailedEventData" />.
    /// </remarks>
    public static readonly EventId RequestFailed = MakeId(Id.RequestFailed, CommandPrefix);

    /// <summary>A request was given up because its cancellation token said so.</summary>
    /// <remarks>
    /// Category <see cref="DbLoggerCategory.Database.Command" />, level Debug, with <see cref="DynamoDbRequestFailedEventData" />.
    /// </remarks>
    public static readonly EventId RequestCanceled = MakeId(Id.RequestCanceled, CommandPrefix);

    /// <summary>
    /// A write was refused because its condition was false: a duplicate key, a concurrency conflict. Whether that is an error is for the save to say.
    /// </summary>
    /// <remarks>
    /// Category <see cref="DbLoggerCategory.Database.Command" />, level Information, with <see cref="DynamoDbRequestFailedEventData" />.
    /// </remarks>
    public static readonly EventId RequestConditionFailed = MakeId(Id.RequestConditionFailed, CommandPrefix);

    /// <summary>
    /// A SaveChanges was too large for one transaction and goes in several, since <c>AllowTransactionChunking()</c> allows it: it is not all or nothing.
    /// </summary>
    /// <remarks>Category <see cref="DbLoggerCategory.Update" />, level Warning.</remarks>
    public static readonly EventId TransactionChunked = MakeId(Id.TransactionChunked, UpdatePrefix);

    /// <summary>
    /// No key or index serves a query, so that it reads and pays for a whole table or index. An error unless the query says <c>AllowScan()</c>, the options say
    /// <c>AllowScans()</c> or <c>ConfigureWarnings</c> lets it through.
    /// </summary>
    /// <remarks>
    /// Category <see cref="DbLoggerCategory.Query" />, level Warning, with <see cref="DynamoDbTableScanEventData" />.
    /// </remarks>
    public static readonly EventId TableScan = MakeId(Id.TableScan, QueryPrefix);

    /// <summary>A part of a query is evaluated by the client, on the items that DynamoDB returned.</summary>
    /// <remarks>
    /// Category <see cref="DbLoggerCategory.Query" />, level Information, with <see cref="DynamoDbClientEvaluationEventData" />.
    /// </remarks>
    public static readonly EventId ClientEvaluation = MakeId(Id.ClientEvaluation, QueryPrefix);

    /// <summary>
    /// A query says a later part of a key template but not the one before it: the key narrows it down only to what stands before the gap, the rest is read, paid
    /// for and filtered.
    /// </summary>
    /// <remarks>Category <see cref="DbLoggerCategory.Query" />, level Warning.</remarks>
    public static readonly EventId KeyTemplateGap = MakeId(Id.KeyTemplateGap, QueryPrefix);

    private static EventId MakeId(Id id, string prefix)
        => new((int)id, prefix + id);
}
