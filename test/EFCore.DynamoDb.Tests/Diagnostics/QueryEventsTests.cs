using EFCore.DynamoDb.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace EFCore.DynamoDb.Tests.Diagnostics;

public class QueryEventsTests
{
    [Fact]
    public void A_scan_throws_and_names_predicate_table_and_what_would_serve()
    {
        using var events = new EventRecorder();
        var logger = events.Logger<DbLoggerCategory.Query>();

        var exception = Assert.Throws<InvalidOperationException>(
            () => logger.TableScan("Orders", null, "o.Total > 5", "Add a GSI whose partition key is 'Total'."));

        Assert.Contains(
            "reads all of table 'Orders', because no key or index serves its predicate (o.Total > 5). Add a GSI whose partition key is 'Total'. "
            + "Where reading everything is meant, say so with AllowScan().",
            exception.Message,
            StringComparison.Ordinal);
        Assert.Contains("DynamoDbEventId.TableScan", exception.Message, StringComparison.Ordinal);
        Assert.Empty(events.Logged);
    }

    [Fact]
    public void A_scan_that_is_let_through_is_a_warning_with_its_data()
    {
        using var events = new EventRecorder(o => o.ConfigureWarnings(w => w.Log(DynamoDbEventId.TableScan))).Observe();

        events.Logger<DbLoggerCategory.Query>().TableScan("Orders", "ByDate", "all", "None would.");

        var logged = Assert.Single(events.Logged);
        Assert.Equal((LogLevel.Warning, DynamoDbEventId.TableScan), (logged.Level, logged.Id));
        Assert.Contains("all of index 'ByDate' of table 'Orders'", logged.Message, StringComparison.Ordinal);
        var data = Assert.IsType<DynamoDbTableScanEventData>(Assert.Single(events.Written).Data);
        Assert.Equal(("Orders", "ByDate", "all", "None would."), (data.TableName, data.IndexName, data.Predicate, data.Advice));
        Assert.Equal(logged.Message, data.ToString());
    }

    [Fact]
    public void Client_evaluation_is_told_once_per_query_and_formats_nothing_unheard()
    {
        using var events = new EventRecorder().Observe();
        events.Logger<DbLoggerCategory.Query>().ClientEvaluation("Orders", () => "Where(o => o.Note.Length > 3)", () => "Ask less.");

        var logged = Assert.Single(events.Logged);
        Assert.Equal((LogLevel.Information, DynamoDbEventId.ClientEvaluation), (logged.Level, logged.Id));
        Assert.Equal("A part of the query on table 'Orders' is evaluated by the client: Where(o => o.Note.Length > 3). Ask less.", logged.Message);
        var data = Assert.IsType<DynamoDbClientEvaluationEventData>(Assert.Single(events.Written).Data);
        Assert.Equal(("Orders", "Where(o => o.Note.Length > 3)", "Ask less."), (data.TableName, data.Operators, data.Advice));
        Assert.Equal(logged.Message, data.ToString());

        using var deaf = new EventRecorder { Level = LogLevel.Warning };
        deaf.Logger<DbLoggerCategory.Query>().ClientEvaluation(
            "Orders", () => throw new InvalidOperationException("formatted for nobody"), () => throw new InvalidOperationException("advised nobody"));

        using var brief = new EventRecorder();
        brief.Logger<DbLoggerCategory.Query>().ClientEvaluation("Orders", () => "Select", () => "");
        Assert.EndsWith("by the client: Select", Assert.Single(brief.Logged).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Synchronous_calls_throw_unless_they_are_let_through()
    {
        using var strict = new EventRecorder();
        var exception = Assert.Throws<InvalidOperationException>(
            () => strict.Logger<DbLoggerCategory.Database>().SyncNotSupported());
        Assert.Contains("whose name ends in Async", exception.Message, StringComparison.Ordinal);
        Assert.Contains("DynamoDbEventId.SyncNotSupported", exception.Message, StringComparison.Ordinal);

        using var lenient = new EventRecorder(o => o.ConfigureWarnings(w => w.Log(DynamoDbEventId.SyncNotSupported))).Observe();
        lenient.Logger<DbLoggerCategory.Database>().SyncNotSupported();
        Assert.Equal(LogLevel.Warning, Assert.Single(lenient.Logged).Level);
        Assert.Equal(lenient.Logged[0].Message, Assert.Single(lenient.Written).Data.ToString());

        using var deaf = new EventRecorder(o => o.ConfigureWarnings(w => w.Ignore(DynamoDbEventId.SyncNotSupported)));
        deaf.Logger<DbLoggerCategory.Database>().SyncNotSupported();
        Assert.Empty(deaf.Logged);
    }

    [Fact]
    public void Event_ids_are_distinct_and_named_by_their_category()
    {
        var ids = typeof(DynamoDbEventId).GetFields().Select(field => (field.Name, Id: (EventId)field.GetValue(null)!)).ToList();

        Assert.True(ids.Count >= 8);
        Assert.Equal(ids.Count, ids.Select(id => id.Id.Id).Distinct().Count());
        Assert.All(ids, id =>
        {
            Assert.StartsWith("Microsoft.EntityFrameworkCore.", id.Id.Name, StringComparison.Ordinal);
            Assert.EndsWith("." + id.Name, id.Id.Name, StringComparison.Ordinal);
        });
    }
}
