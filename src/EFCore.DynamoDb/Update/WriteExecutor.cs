using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Update;

/// <summary>Sends the requests of a plan and reports which of its operations failed.</summary>
/// <param name="client">Sends.</param>
/// <param name="tableNames">The physical names of tables.</param>
/// <param name="idempotentWrites">Whether a write that a lost answer would leave in doubt goes as a transaction of its own.</param>
internal sealed class WriteExecutor(IDynamoDbRequestClient client, TableNames tableNames, bool idempotentWrites)
{
    /// <summary>Requests of an independent plan that are under way at the same time.</summary>
    private const int MaxParallel = 16;

    /// <summary>How often a write is sent that another transaction stands in the way of.</summary>
    private const int MaxConflictAttempts = 6;

    /// <summary>How often a batch is sent of which DynamoDB does nothing.</summary>
    private const int MaxFruitlessAttempts = 8;

    /// <summary>The same by another client.</summary>
    public WriteExecutor Over(IDynamoDbRequestClient other)
        => new(other, tableNames, idempotentWrites);

    /// <summary>Carries the plan out.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="scope">What is special about this save, or null.</param>
    /// <param name="cancellationToken">Ends requests and pauses.</param>
    public async Task<WriteOutcome> ExecuteAsync(WritePlan plan, SaveScope? scope, CancellationToken cancellationToken)
    {
        switch (plan)
        {
            case WritePlan.Single single:
                return await SendAsync(single.Operation, cancellationToken, scope, single.Operation.Returns, single.Operation.Return).ConfigureAwait(false) is { } failure
                    ? new WriteOutcome([failure], [])
                    : new WriteOutcome([], [single.Operation]);
            case WritePlan.Transact transact:
                return Outcome(await TransactAsync(transact.Operations, 0, scope, cancellationToken).ConfigureAwait(false), transact.Operations);
            case WritePlan.Chunked chunked:
                return await SendInTurnAsync(chunked, scope, cancellationToken).ConfigureAwait(false);
            case WritePlan.Independent independent:
                var failures = await SendAllAsync(independent, scope, cancellationToken).ConfigureAwait(false);
                var failed = failures.Select(f => f.Operation).ToHashSet();
                return new WriteOutcome(
                    failures, [.. independent.Batches.SelectMany(b => b).Concat(independent.Singles).Where(o => !failed.Contains(o))]);
            default:
                return new WriteOutcome([], []);
        }
    }

    private static WriteOutcome Outcome(IReadOnlyList<WriteFailure> failures, IReadOnlyList<WriteOperation> operations)
        => new(failures, failures.Count == 0 ? operations : []);

    /// <summary>One transaction after the other, until one fails.</summary>
    private async Task<WriteOutcome> SendInTurnAsync(WritePlan.Chunked plan, SaveScope? scope, CancellationToken cancellationToken)
    {
        var failures = new List<WriteFailure>();
        var done = new List<WriteOperation>();
        for (var i = 0; i < plan.Transactions.Count; i++)
        {
            var operations = plan.Transactions[i];
            if (failures.Count > 0)
            {
                failures.AddRange(
                    operations.Where(o => o is not CheckOperation).Select(
                        o => new WriteFailure(o, WriteFailure.NotAttempted, Message: null, CurrentItem: null, failures[0].Error)));
                continue;
            }

            try
            {
                failures.AddRange(await TransactAsync(operations, i, scope, cancellationToken).ConfigureAwait(false));
            }
            catch (OperationCanceledException exception) when (done.Count > 0)
            {
                failures.AddRange(All(operations, code: null, exception));
            }

            if (failures.Count == 0)
            {
                done.AddRange(operations);
            }
        }

        return new WriteOutcome(failures, [.. done.Distinct()]);
    }

    /// <summary>Sends one operation; null when it was done.</summary>
    public async Task<WriteFailure?> SendAsync(
        WriteOperation operation,
        CancellationToken cancellationToken,
        SaveScope? scope = null,
        ReturnedAttributes returned = ReturnedAttributes.None,
        Action<ItemMap?>? onAttributes = null)
    {
        // A counter of an entity can do without the answer.
        if (idempotentWrites
            && (returned == ReturnedAttributes.None || (returned == ReturnedAttributes.UpdatedNew && operation.Entries.Count > 0))
            && (operation.Condition is not null || !operation.IsRepeatable))
        {
            return await TransactAsync([operation], 0, scope, cancellationToken).ConfigureAwait(false) is [var inTransaction, ..] ? inTransaction : null;
        }

        var sent = operation;
        var request = Request(sent, scope?.Details, returned);
        var mayBeDone = false;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var response = await (request switch
                {
                    PutItemRequest put => client.PutItemAsync(put, cancellationToken),
                    UpdateItemRequest update => client.UpdateItemAsync(update, cancellationToken),
                    _ => client.DeleteItemAsync((DeleteItemRequest)request, cancellationToken),
                }).ConfigureAwait(false);
                scope?.Report?.Add(response.Metadata, response.ItemCollections);
                onAttributes?.Invoke(response.Attributes);
                return null;
            }
            catch (ConditionFailedException exception)
            {
                // An earlier attempt whose answer was lost may have done the write: then the item is what it left behind.
                mayBeDone |= exception.MayBeDone;
                if ((mayBeDone || operation.WasInDoubt) && sent.IsOutcome(exception.Item))
                {
                    return null;
                }

                if (attempt == MaxConflictAttempts || Instead(sent, exception.Item) is not { } other)
                {
                    var failure = new WriteFailure(
                        operation, WriteFailure.ConditionalCheckFailed, exception.Message, exception.Item, exception.InnerException);
                    return mayBeDone && failure.LeavesDoubt ? Unknown(failure, exception.InnerException!) : CountedAtMostOnce(failure, exception.InnerException!);
                }

                (sent, request, mayBeDone) = (other, Request(other, scope?.Details, returned), false);
            }
            catch (WriteConflictException exception) when (attempt == MaxConflictAttempts)
            {
                return new WriteFailure(
                    operation, Code: "TransactionConflict", exception.Message, CurrentItem: null, exception.InnerException);
            }
            catch (WriteConflictException exception)
            {
                mayBeDone |= exception.MayBeDone;
                await Backoff.WaitAsync(attempt, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                return new WriteFailure(operation, Code: null, exception.Message, CurrentItem: null, exception);
            }
        }
    }

    private async Task<IReadOnlyList<WriteFailure>> TransactAsync(
        IReadOnlyList<WriteOperation> operations, int position, SaveScope? scope, CancellationToken cancellationToken)
    {
        var sent = operations;
        var request = Transaction(sent, TokenOf(scope?.ClientRequestToken, position), scope);

        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var response = await client.TransactWriteItemsAsync(request, cancellationToken).ConfigureAwait(false);
                scope?.Report?.Add(response.Metadata, response.ItemCollections);
                return [];
            }
            catch (TransactionCancelledException exception)
            {
                if (attempt == MaxConflictAttempts)
                {
                    return Failures(operations, exception);
                }

                if (!MayPass(exception))
                {
                    if (AreOutcomes(sent, exception))
                    {
                        return [];
                    }

                    if (Instead(sent, exception) is not { } others)
                    {
                        return Failures(operations, exception);
                    }

                    (sent, request) = (others, Transaction(others, TokenOf(given: null, position), scope));
                    continue;
                }

                await Backoff.WaitAsync(attempt, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                return All(operations, code: null, exception);
            }
        }
    }

    /// <summary>The user's token; the transactions after the first have tokens that follow from it.</summary>
    private static string TokenOf(string? given, int position)
        => given is null ? Guid.NewGuid().ToString("N")
            : position == 0 ? given
            : Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{given} {position}"))), 0, 16);

    private async Task<IReadOnlyList<WriteFailure>> SendAllAsync(
        WritePlan.Independent plan, SaveScope? scope, CancellationToken cancellationToken)
    {
        var work = new List<Func<Task<IReadOnlyList<WriteFailure>>>>(plan.Singles.Count + plan.Batches.Count);
        foreach (var batch in plan.Batches)
        {
            work.Add(() => SendBatchAsync(batch, scope, cancellationToken));
        }

        foreach (var operation in plan.Singles)
        {
            work.Add(async () => await SendAsync(operation, cancellationToken, scope, operation.Returns, operation.Return).ConfigureAwait(false) is { } failure
                ? [failure]
                : []);
        }

        var failures = new List<WriteFailure>();

        // Not cancelled from outside: each piece of work sees the cancellation itself, so that what was done before it is known.
        await Parallel.ForAsync(
            0,
            work.Count,
            new ParallelOptions { MaxDegreeOfParallelism = MaxParallel },
            async (i, _) =>
            {
                IReadOnlyList<WriteFailure> failed;
                try
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    failed = await work[i]().ConfigureAwait(false);
                }
                catch (OperationCanceledException exception)
                {
                    failed = All(WorkOf(plan, i), code: null, exception);
                }

                lock (failures)
                {
                    failures.AddRange(failed);
                }
            }).ConfigureAwait(false);

        failures.Sort(static (left, right) => PositionOf(left).CompareTo(PositionOf(right)));
        return failures;
    }

    /// <summary>What was staged without an entry comes last.</summary>
    private static int PositionOf(WriteFailure failure)
        => failure.Operation.Entries is [var first, ..] ? first : int.MaxValue;

    private static IReadOnlyList<WriteOperation> WorkOf(WritePlan.Independent plan, int position)
        => position < plan.Batches.Count ? plan.Batches[position] : [plan.Singles[position - plan.Batches.Count]];

    private async Task<IReadOnlyList<WriteFailure>> SendBatchAsync(
        IReadOnlyList<WriteOperation> operations, SaveScope? scope, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var response = await client.BatchWriteItemAsync(
                    new BatchWriteItemRequest { Actions = Requests(operations), Details = scope?.Details ?? AnswerDetails.None },
                    cancellationToken).ConfigureAwait(false);
                scope?.Report?.Add(response.Metadata, response.ItemCollections);
                if (response.Unprocessed.Count == 0)
                {
                    return [];
                }

                if (response.Unprocessed.Count < operations.Count)
                {
                    attempt = 1;
                }
                else if (attempt == MaxFruitlessAttempts)
                {
                    return All(operations, WriteFailure.Unprocessed, exception: null);
                }

                operations = [.. response.Unprocessed.Select(position => operations[position])];
                await Backoff.WaitAsync(attempt, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                // Cancellation too: only what is left of the batch was not done.
                return All(operations, code: null, exception);
            }
        }
    }

    private TransactWriteItemsRequest Transaction(IReadOnlyList<WriteOperation> operations, string token, SaveScope? scope)
        => new()
        {
            Actions = Requests(operations),

            // The same for every attempt: DynamoDB then does the transaction once, whichever answers are lost.
            ClientRequestToken = token,
            Details = scope?.Details ?? AnswerDetails.None,
        };

    /// <summary>What to send instead when documents in the item are not what the changes inside them took for granted; null when that is not it.</summary>
    private static UpdateOperation? Instead(WriteOperation operation, ItemMap? item)
        => item is not null && operation is UpdateOperation { Source: { } source } && source.Instead(item) is { } instead
            ? WritePlanner.Update(instead)
            : null;

    private static WriteOperation[]? Instead(IReadOnlyList<WriteOperation> operations, TransactionCancelledException exception)
    {
        var instead = operations.ToArray();
        for (var i = 0; i < exception.Reasons.Count; i++)
        {
            var reason = exception.Reasons[i];
            if (reason.Code == CancellationReason.None || reason.IsTransient)
            {
                continue;
            }

            if (reason.Code != WriteFailure.ConditionalCheckFailed || Instead(operations[i], reason.Item) is not { } other)
            {
                return null;
            }

            instead[i] = other;
        }

        return instead;
    }

    /// <summary>The transaction of an earlier save, of which nobody knew whether it was done, was: its items are what this one would leave behind.</summary>
    private static bool AreOutcomes(IReadOnlyList<WriteOperation> operations, TransactionCancelledException exception)
    {
        for (var i = 0; i < exception.Reasons.Count; i++)
        {
            var reason = exception.Reasons[i];
            if (!operations[i].IsRepeatable || (reason.Code != CancellationReason.None
                && !(reason.Code == WriteFailure.ConditionalCheckFailed && operations[i].WasInDoubt && operations[i].IsOutcome(reason.Item))))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Nothing but passing troubles stood in the way.</summary>
    private static bool MayPass(TransactionCancelledException exception)
    {
        var any = false;
        foreach (var reason in exception.Reasons)
        {
            if (reason.Code != CancellationReason.None)
            {
                if (!reason.IsTransient)
                {
                    return false;
                }

                any = true;
            }
        }

        return any;
    }

    private static IReadOnlyList<WriteFailure> Failures(IReadOnlyList<WriteOperation> operations, TransactionCancelledException exception)
    {
        var failures = new List<WriteFailure>();
        for (var i = 0; i < exception.Reasons.Count; i++)
        {
            var reason = exception.Reasons[i];
            if (reason.Code != CancellationReason.None)
            {
                failures.Add(CountedAtMostOnce(
                    new WriteFailure(operations[i], reason.Code, reason.Message ?? exception.Message, reason.Item, exception.InnerException),
                    exception.InnerException!));
            }
        }

        return failures.Count > 0 ? failures : All(operations, code: null, exception.InnerException);
    }

    /// <summary>Others have counted since an earlier save that may have counted: whether it did cannot be seen.</summary>
    private static WriteFailure CountedAtMostOnce(WriteFailure failure, Exception error)
        => failure is { Operation: UpdateOperation { CountsInDoubt: true }, IsConditionFailure: true, LeavesDoubt: true } ? Unknown(failure, error) : failure;

    private static WriteFailure Unknown(WriteFailure failure, Exception error)
        => failure with { Code = null, Error = new OutcomeUnknownException(error) };

    private WriteRequest Request(WriteOperation operation, AnswerDetails? details = null, ReturnedAttributes returned = ReturnedAttributes.None)
        => WriteRequests.Of(operation, tableNames.PhysicalName(operation.Table.Name), details, returned);

    private WriteRequest[] Requests(IReadOnlyList<WriteOperation> operations)
    {
        var requests = new WriteRequest[operations.Count];
        for (var i = 0; i < requests.Length; i++)
        {
            requests[i] = Request(operations[i]);
        }

        return requests;
    }

    private static WriteFailure[] All(IReadOnlyList<WriteOperation> operations, string? code, Exception? exception)
    {
        var failures = new WriteFailure[operations.Count];
        for (var i = 0; i < failures.Length; i++)
        {
            failures[i] = new WriteFailure(operations[i], code, exception?.Message, CurrentItem: null, exception);
        }

        return failures;
    }
}

/// <summary>What became of a plan.</summary>
/// <param name="Failures">What was not done, and why; none if all is well.</param>
/// <param name="Done">What was done. Of a transaction that failed it is nothing, though not everything in it is among the failures.</param>
internal sealed record WriteOutcome(IReadOnlyList<WriteFailure> Failures, IReadOnlyList<WriteOperation> Done);
