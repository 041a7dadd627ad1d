using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace EFCore.DynamoDb.Diagnostics;

/// <summary>Raises the provider's events about queries and the database. Each formats only what somebody listens to.</summary>
internal static class DynamoDbLoggerExtensions
{
    public static void SyncNotSupported(this IDiagnosticsLogger<DbLoggerCategory.Database> diagnostics)
    {
        var definition = DynamoDbEvents.SyncNotSupported(diagnostics);
        if (diagnostics.ShouldLog(definition))
        {
            definition.Log(diagnostics);
        }

        if (diagnostics.NeedsEventData(definition, out var diagnosticSourceEnabled, out var simpleLogEnabled))
        {
            diagnostics.DispatchEventData(
                definition,
                new EventData(definition, static (d, _) => ((EventDefinition)d).GenerateMessage()),
                diagnosticSourceEnabled,
                simpleLogEnabled);
        }
    }

    /// <param name="diagnostics">The logger.</param>
    /// <param name="writes">The writes of the save.</param>
    /// <param name="transactions">The transactions that they go in.</param>
    public static void TransactionChunked(this IDiagnosticsLogger<DbLoggerCategory.Update> diagnostics, int writes, int transactions)
    {
        var definition = DynamoDbEvents.TransactionChunked(diagnostics);
        if (diagnostics.ShouldLog(definition))
        {
            definition.Log(diagnostics, writes, transactions);
        }

        if (diagnostics.NeedsEventData(definition, out var diagnosticSourceEnabled, out var simpleLogEnabled))
        {
            diagnostics.DispatchEventData(
                definition,
                new EventData(
                    definition, (d, _) => ((EventDefinition<int, int>)d).GenerateMessage(writes, transactions)),
                diagnosticSourceEnabled,
                simpleLogEnabled);
        }
    }

    /// <param name="diagnostics">The logger.</param>
    /// <param name="tableName">The table's name in the model.</param>
    /// <param name="indexName">The index that is scanned, or null.</param>
    /// <param name="predicate">What the query asks for, as a person would write it.</param>
    /// <param name="advice">A sentence: which key or index would serve it.</param>
    public static void TableScan(
        this IDiagnosticsLogger<DbLoggerCategory.Query> diagnostics, string tableName, string? indexName, string predicate, string advice)
    {
        var definition = DynamoDbEvents.TableScan(diagnostics);
        if (diagnostics.ShouldLog(definition))
        {
            definition.Log(diagnostics, Source(tableName, indexName), predicate, advice);
        }

        if (diagnostics.NeedsEventData(definition, out var diagnosticSourceEnabled, out var simpleLogEnabled))
        {
            diagnostics.DispatchEventData(
                definition,
                new DynamoDbTableScanEventData(definition, Message, tableName, indexName, predicate, advice),
                diagnosticSourceEnabled,
                simpleLogEnabled);
        }

        static string Message(EventDefinitionBase definition, EventData payload)
        {
            var data = (DynamoDbTableScanEventData)payload;
            return ((EventDefinition<string, string, string>)definition).GenerateMessage(
                Source(data.TableName, data.IndexName), data.Predicate, data.Advice);
        }
    }

    /// <param name="diagnostics">The logger.</param>
    /// <param name="tableName">The table's name in the model.</param>
    /// <param name="operators">The operators and predicates that the client evaluates; only called when somebody listens.</param>
    /// <param name="advice">Sentences about what would let DynamoDB do it, or nothing; only called when somebody listens.</param>
    public static void ClientEvaluation(
        this IDiagnosticsLogger<DbLoggerCategory.Query> diagnostics, string tableName, Func<string> operators, Func<string> advice)
    {
        var definition = DynamoDbEvents.ClientEvaluation(diagnostics);
        if (diagnostics.ShouldLog(definition))
        {
            definition.Log(diagnostics, tableName, operators(), Sentence(advice()));
        }

        if (diagnostics.NeedsEventData(definition, out var diagnosticSourceEnabled, out var simpleLogEnabled))
        {
            diagnostics.DispatchEventData(
                definition,
                new DynamoDbClientEvaluationEventData(definition, Message, tableName, operators(), advice()),
                diagnosticSourceEnabled,
                simpleLogEnabled);
        }

        static string Message(EventDefinitionBase definition, EventData payload)
        {
            var data = (DynamoDbClientEvaluationEventData)payload;
            return ((EventDefinition<string, string, string>)definition).GenerateMessage(data.TableName, data.Operators, Sentence(data.Advice));
        }

        static string Sentence(string advice)
            => advice.Length == 0 ? advice : ". " + advice;
    }

    /// <param name="diagnostics">The logger.</param>
    /// <param name="tableName">The table's name in the model.</param>
    /// <param name="known">The property that the query says in vain.</param>
    /// <param name="missing">The property before it that it does not say.</param>
    /// <param name="template">The template of both.</param>
    public static void KeyTemplateGap(
        this IDiagnosticsLogger<DbLoggerCategory.Query> diagnostics, string tableName, string known, string missing, string template)
    {
        var definition = DynamoDbEvents.KeyTemplateGap(diagnostics);
        if (diagnostics.ShouldLog(definition))
        {
            definition.Log(diagnostics, tableName, known, missing, template);
        }

        if (diagnostics.NeedsEventData(definition, out var diagnosticSourceEnabled, out var simpleLogEnabled))
        {
            diagnostics.DispatchEventData(
                definition,
                new EventData(
                    definition,
                    (d, _) => ((EventDefinition<string, string, string, string>)d).GenerateMessage(tableName, known, missing, template)),
                diagnosticSourceEnabled,
                simpleLogEnabled);
        }
    }

    private static string Source(string tableName, string? indexName)
        => indexName is null ? $"table '{tableName}'" : $"index '{indexName}' of table '{tableName}'";
}
