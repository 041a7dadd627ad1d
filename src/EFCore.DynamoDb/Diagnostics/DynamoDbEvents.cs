using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Logging;

namespace EFCore.DynamoDb.Diagnostics;

/// <summary>The definitions of the events: level and text, made once per internal service provider.</summary>
internal static class DynamoDbEvents
{
    public static EventDefinition SyncNotSupported(IDiagnosticsLogger logger)
        => Get(
            logger, ref Definitions(logger).SyncNotSupported, static options => new EventDefinition(
                options, DynamoDbEventId.SyncNotSupported, LogLevel.Warning, Code(nameof(DynamoDbEventId.SyncNotSupported)),
                level => LoggerMessage.Define(level, DynamoDbEventId.SyncNotSupported, DynamoDbStrings.LogSyncNotSupported)));

    public static EventDefinition<string, string, string, string> ExecutingRequest(IDiagnosticsLogger logger)
        => Get(
            logger, ref Definitions(logger).ExecutingRequest, static options => new EventDefinition<string, string, string, string>(
                options, DynamoDbEventId.ExecutingRequest, LogLevel.Debug, Code(nameof(DynamoDbEventId.ExecutingRequest)),
                level => LoggerMessage.Define<string, string, string, string>(
                    level, DynamoDbEventId.ExecutingRequest, DynamoDbStrings.LogExecutingRequest)));

    // More values than LoggerMessage.Define takes.
    public static FallbackEventDefinition ExecutedRequest(IDiagnosticsLogger logger)
        => Get(
            logger, ref Definitions(logger).ExecutedRequest, static options => new FallbackEventDefinition(
                options, DynamoDbEventId.ExecutedRequest, LogLevel.Information, Code(nameof(DynamoDbEventId.ExecutedRequest)),
                DynamoDbStrings.LogExecutedRequest));

    // The same event, told without items and capacity.
    public static EventDefinition<string, string, string, string, string> ExecutedTableRequest(IDiagnosticsLogger logger)
        => Get(
            logger, ref Definitions(logger).ExecutedTableRequest, static options => new EventDefinition<string, string, string, string, string>(
                options, DynamoDbEventId.ExecutedRequest, LogLevel.Information, Code(nameof(DynamoDbEventId.ExecutedRequest)),
                level => LoggerMessage.Define<string, string, string, string, string>(
                    level, DynamoDbEventId.ExecutedRequest, DynamoDbStrings.LogExecutedTableRequest)));

    public static EventDefinition<string, string, string, string, string, string> RequestFailed(IDiagnosticsLogger logger)
        => Get(
            logger, ref Definitions(logger).RequestFailed, static options => RequestFailure(
                options, DynamoDbEventId.RequestFailed, LogLevel.Error, nameof(DynamoDbEventId.RequestFailed), DynamoDbStrings.LogRequestFailed));

    public static EventDefinition<string, string, string, string, string, string> RequestConditionFailed(IDiagnosticsLogger logger)
        => Get(
            logger, ref Definitions(logger).RequestConditionFailed, static options => RequestFailure(
                options, DynamoDbEventId.RequestConditionFailed, LogLevel.Information, nameof(DynamoDbEventId.RequestConditionFailed),
                DynamoDbStrings.LogRequestConditionFailed));

    public static EventDefinition<string, string, string, string, string, string> RequestCanceled(IDiagnosticsLogger logger)
        => Get(
            logger, ref Definitions(logger).RequestCanceled, static options => RequestFailure(
                options, DynamoDbEventId.RequestCanceled, LogLevel.Debug, nameof(DynamoDbEventId.RequestCanceled),
                DynamoDbStrings.LogRequestCanceled));

    public static EventDefinition<string, string, string> TableScan(IDiagnosticsLogger logger)
        => Get(
            logger, ref Definitions(logger).TableScan, static options => new EventDefinition<string, string, string>(
                options, DynamoDbEventId.TableScan, LogLevel.Warning, Code(nameof(DynamoDbEventId.TableScan)),
                level => LoggerMessage.Define<string, string, string>(level, DynamoDbEventId.TableScan, DynamoDbStrings.LogTableScan)));

    public static EventDefinition<string, string, string> ClientEvaluation(IDiagnosticsLogger logger)
        => Get(
            logger, ref Definitions(logger).ClientEvaluation, static options => new EventDefinition<string, string, string>(
                options, DynamoDbEventId.ClientEvaluation, LogLevel.Information, Code(nameof(DynamoDbEventId.ClientEvaluation)),
                level => LoggerMessage.Define<string, string, string>(level, DynamoDbEventId.ClientEvaluation, DynamoDbStrings.LogClientEvaluation)));

    public static EventDefinition<string, string, string, string> KeyTemplateGap(IDiagnosticsLogger logger)
        => Get(
            logger, ref Definitions(logger).KeyTemplateGap, static options => new EventDefinition<string, string, string, string>(
                options, DynamoDbEventId.KeyTemplateGap, LogLevel.Warning, Code(nameof(DynamoDbEventId.KeyTemplateGap)),
                level => LoggerMessage.Define<string, string, string, string>(level, DynamoDbEventId.KeyTemplateGap, DynamoDbStrings.LogKeyTemplateGap)));

    public static EventDefinition<int, int> TransactionChunked(IDiagnosticsLogger logger)
        => Get(
            logger, ref Definitions(logger).TransactionChunked, static options => new EventDefinition<int, int>(
                options, DynamoDbEventId.TransactionChunked, LogLevel.Warning, Code(nameof(DynamoDbEventId.TransactionChunked)),
                level => LoggerMessage.Define<int, int>(level, DynamoDbEventId.TransactionChunked, DynamoDbStrings.LogTransactionChunked)));

    private static EventDefinition<string, string, string, string, string, string> RequestFailure(
        ILoggingOptions options, EventId id, LogLevel level, string name, string message)
        => new(options, id, level, Code(name), l => LoggerMessage.Define<string, string, string, string, string, string>(l, id, message));

    private static DynamoDbLoggingDefinitions Definitions(IDiagnosticsLogger logger)
        => (DynamoDbLoggingDefinitions)logger.Definitions;

    /// <summary>Two threads may both make a definition; one of the two equal ones is kept.</summary>
    private static TDefinition Get<TDefinition>(
        IDiagnosticsLogger logger, ref EventDefinitionBase? definition, Func<ILoggingOptions, TDefinition> create)
        where TDefinition : EventDefinitionBase
        => (TDefinition)(definition ?? Interlocked.CompareExchange(ref definition, create(logger.Options), null) ?? definition);

    private static string Code(string name)
        => $"{nameof(DynamoDbEventId)}.{name}";
}
