namespace EFCore.DynamoDb.Diagnostics;

/// <content>Templates of log messages: the names in braces are those that structured logs see.</content>
internal static partial class DynamoDbStrings
{
    public const string LogSyncNotSupported =
        "DynamoDB is only reached by asynchronous requests, and a synchronous operation blocks a thread until they are done: use the operation whose "
        + "name ends in Async.";

    public const string LogExecutingRequest = "Executing {Operation} on {Table}{NewLine}{Request}";

    public const string LogExecutedRequest =
        "Executed {Operation} on {Table} ({Elapsed} ms, {ConsumedCapacity} capacity units{Counts}, request id {RequestId}){NewLine}{Request}";

    public const string LogExecutedTableRequest = "Executed {Operation} on {Table} ({Elapsed} ms){NewLine}{Request}";

    public const string LogRequestFailed = "Failed {Operation} on {Table} ({Elapsed} ms): {Error}{NewLine}{Request}";

    public const string LogRequestConditionFailed =
        "The condition of {Operation} on {Table} was not met ({Elapsed} ms): {Error}{NewLine}{Request}";

    public const string LogRequestCanceled = "Canceled {Operation} on {Table} ({Elapsed} ms): {Error}{NewLine}{Request}";

    public const string LogTransactionChunked =
        "A SaveChanges of {Writes} writes goes in {Transactions} transactions, one after the other: each is all or nothing, all of them together are not.";

    public const string LogTableScan =
        "The query reads all of {Source}, because no key or index serves its predicate ({Predicate}). {Advice} Where reading everything is meant, say "
        + "so with AllowScan().";

    public const string LogKeyTemplateGap =
        "The query on table '{Table}' says '{Known}' but not '{Missing}', which stands before it in the key template '{Template}': it reads all that has the beginning "
        + "and filters it. Say the missing part too, or give the other order an index with a template of its own.";

    public const string LogClientEvaluation = "A part of the query on table '{Table}' is evaluated by the client: {Operators}{Advice}";
}
