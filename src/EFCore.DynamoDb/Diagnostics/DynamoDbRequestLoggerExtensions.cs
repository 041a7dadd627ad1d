using System.Globalization;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Logging;
using CommandLogger = Microsoft.EntityFrameworkCore.Diagnostics.IDiagnosticsLogger<Microsoft.EntityFrameworkCore.DbLoggerCategory.Database.Command>;

namespace EFCore.DynamoDb.Diagnostics;

/// <summary>Raises the events around requests.</summary>
internal static class DynamoDbRequestLoggerExtensions
{
    /// <summary>Whether anybody listens to any event of a request: if not, requests go their way untouched.</summary>
    public static bool ListensToRequests(this CommandLogger diagnostics)
        => Listens(diagnostics, DynamoDbEvents.ExecutedRequest(diagnostics))
            || Listens(diagnostics, DynamoDbEvents.RequestFailed(diagnostics))
            || Listens(diagnostics, DynamoDbEvents.ExecutingRequest(diagnostics))
            || Listens(diagnostics, DynamoDbEvents.RequestConditionFailed(diagnostics))
            || Listens(diagnostics, DynamoDbEvents.RequestCanceled(diagnostics));

    public static void ExecutingRequest(this CommandLogger diagnostics, IRequestDescription request)
    {
        var definition = DynamoDbEvents.ExecutingRequest(diagnostics);
        if (diagnostics.ShouldLog(definition))
        {
            definition.Log(
                diagnostics, request.Operation, request.TableName, Environment.NewLine, request.ToText(diagnostics.ShouldLogSensitiveData()));
        }

        if (diagnostics.NeedsEventData(definition, out var diagnosticSourceEnabled, out var simpleLogEnabled))
        {
            diagnostics.DispatchEventData(
                definition,
                new DynamoDbRequestEventData(definition, Message, request, diagnostics.ShouldLogSensitiveData()),
                diagnosticSourceEnabled,
                simpleLogEnabled);
        }

        static string Message(EventDefinitionBase definition, EventData payload)
        {
            var data = (DynamoDbRequestEventData)payload;
            return ((EventDefinition<string, string, string, string>)definition).GenerateMessage(
                data.Operation, data.TableName, Environment.NewLine, data.RequestText);
        }
    }

    public static void ExecutedRequest(
        this CommandLogger diagnostics, IRequestDescription request, TimeSpan elapsed, RequestOutcome outcome)
    {
        var definition = DynamoDbEvents.ExecutedRequest(diagnostics);
        if (diagnostics.ShouldLog(definition))
        {
            definition.Log(
                diagnostics,
                logger => Write(
                    logger, definition, request.Operation, request.TableName, elapsed, outcome.ConsumedCapacity,
                    Counts(outcome.Count, outcome.ScannedCount, outcome.UnprocessedCount, outcome.Retries),
                    outcome.RequestId, request.ToText(diagnostics.ShouldLogSensitiveData())));
        }

        if (diagnostics.NeedsEventData(definition, out var diagnosticSourceEnabled, out var simpleLogEnabled))
        {
            diagnostics.DispatchEventData(
                definition,
                new DynamoDbRequestExecutedEventData(
                    definition, Message, request, diagnostics.ShouldLogSensitiveData(), elapsed, outcome),
                diagnosticSourceEnabled,
                simpleLogEnabled);
        }

        static string Message(EventDefinitionBase definition, EventData payload)
        {
            var fallback = (FallbackEventDefinition)definition;
            var data = (DynamoDbRequestExecutedEventData)payload;
            return fallback.GenerateMessage(
                logger => Write(
                    logger, fallback, data.Operation, data.TableName, data.Elapsed, data.ConsumedCapacity,
                    Counts(data.Count, data.ScannedCount, data.UnprocessedCount, data.Retries),
                    data.RequestId, data.RequestText));
        }
    }

    public static void ExecutedTableRequest(this CommandLogger diagnostics, IRequestDescription request, TimeSpan elapsed)
    {
        var definition = DynamoDbEvents.ExecutedTableRequest(diagnostics);
        if (diagnostics.ShouldLog(definition))
        {
            definition.Log(
                diagnostics, request.Operation, request.TableName, Milliseconds(elapsed), Environment.NewLine, request.ToText(true));
        }

        if (diagnostics.NeedsEventData(definition, out var diagnosticSourceEnabled, out var simpleLogEnabled))
        {
            diagnostics.DispatchEventData(
                definition,
                new DynamoDbRequestExecutedEventData(
                    definition, Message, request, diagnostics.ShouldLogSensitiveData(), elapsed, default),
                diagnosticSourceEnabled,
                simpleLogEnabled);
        }

        static string Message(EventDefinitionBase definition, EventData payload)
        {
            var data = (DynamoDbRequestExecutedEventData)payload;
            return ((EventDefinition<string, string, string, string, string>)definition).GenerateMessage(
                data.Operation, data.TableName, Milliseconds(data.Elapsed), Environment.NewLine, data.RequestText);
        }
    }

    public static void RequestFailed(this CommandLogger diagnostics, IRequestDescription request, TimeSpan elapsed, Exception exception)
        => Failed(diagnostics, DynamoDbEvents.RequestFailed(diagnostics), request, elapsed, exception);

    public static void RequestConditionFailed(
        this CommandLogger diagnostics, IRequestDescription request, TimeSpan elapsed, Exception exception)
        => Failed(diagnostics, DynamoDbEvents.RequestConditionFailed(diagnostics), request, elapsed, exception);

    public static void RequestCanceled(this CommandLogger diagnostics, IRequestDescription request, TimeSpan elapsed, Exception exception)
        => Failed(diagnostics, DynamoDbEvents.RequestCanceled(diagnostics), request, elapsed, exception);

    private static void Failed(
        CommandLogger diagnostics,
        EventDefinition<string, string, string, string, string, string> definition,
        IRequestDescription request,
        TimeSpan elapsed,
        Exception exception)
    {
        if (diagnostics.ShouldLog(definition))
        {
            definition.Log(
                diagnostics, request.Operation, request.TableName, Milliseconds(elapsed), exception.Message, Environment.NewLine,
                request.ToText(diagnostics.ShouldLogSensitiveData()));
        }

        if (diagnostics.NeedsEventData(definition, out var diagnosticSourceEnabled, out var simpleLogEnabled))
        {
            diagnostics.DispatchEventData(
                definition,
                new DynamoDbRequestFailedEventData(
                    definition, Message, request, diagnostics.ShouldLogSensitiveData(), elapsed, exception),
                diagnosticSourceEnabled,
                simpleLogEnabled);
        }

        static string Message(EventDefinitionBase definition, EventData payload)
        {
            var data = (DynamoDbRequestFailedEventData)payload;
            return ((EventDefinition<string, string, string, string, string, string>)definition).GenerateMessage(
                data.Operation, data.TableName, Milliseconds(data.Elapsed), data.Exception.Message, Environment.NewLine, data.RequestText);
        }
    }

    private static bool Listens(CommandLogger diagnostics, EventDefinitionBase definition)
        => diagnostics.ShouldLog(definition) || diagnostics.NeedsEventData(definition, out _, out _);

    private static void Write(
        ILogger logger,
        FallbackEventDefinition definition,
        string operation,
        string tableName,
        TimeSpan elapsed,
        double? capacity,
        string counts,
        string? requestId,
        string request)
        => logger.Log(
            definition.Level,
            definition.EventId,
            DynamoDbStrings.LogExecutedRequest,
            operation,
            tableName,
            Milliseconds(elapsed),
            capacity?.ToString(CultureInfo.InvariantCulture) ?? "?",
            counts,
            requestId,
            Environment.NewLine,
            request);

    private static string Counts(int? count, int? scannedCount, int unprocessedCount, int retries)
    {
        var text = (count, scannedCount) switch
        {
            (null, _) => "",
            ({ } returned, null) => $", {Items(returned)}",
            ({ } returned, { } scanned) => $", {Items(returned)} of {scanned} evaluated",
        };
        text = unprocessedCount == 0 ? text : $"{text}, {unprocessedCount} unprocessed";
        return retries switch
        {
            0 => text,
            1 => $"{text}, 1 retry",
            _ => $"{text}, {retries} retries",
        };

        static string Items(int count)
            => count == 1 ? "1 item" : $"{count} items";
    }

    private static string Milliseconds(TimeSpan elapsed)
        => elapsed.TotalMilliseconds.ToString("0.0", CultureInfo.InvariantCulture);
}
