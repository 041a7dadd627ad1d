using EFCore.DynamoDb.Client;

namespace EFCore.DynamoDb.Update;

/// <summary>Sends the requests of a plan and reports which of its operations failed.</summary>
internal sealed class WriteExecutor(IDynamoDbRequestClient client, TableNames tableNames)
{
    /// <summary>Requests of an independent plan that are under way at the same time.</summary>
    private const int MaxParallel = 16;

    /// <summary>How often a write is sent that another transaction stands in the way of.</summary>
    private const int MaxConflictAttempts = 6;

    /// <summary>How often a batch is sent of which DynamoDB does nothing.</summary>
    private const int MaxFruitlessAttempts = 8;

    /// <summary>Carries the plan out; the failures, none if all is well.</summary>
    public async Task<IReadOnlyList<WriteFailure>> ExecuteAsync(WritePlan plan, CancellationToken cancellationToken)
    {
        switch (plan)
        {
            case WritePlan.Single single:
                return await SendAsync(single.Operation, cancellationToken).ConfigureAwait(false) is { } failure ? [failure] : [];
            case WritePlan.Transact transact:
                return await TransactAsync(transact.Operations, cancellationToken).ConfigureAwait(false);
            case WritePlan.Independent independent:
                return await SendAllAsync(independent, cancellationToken).ConfigureAwait(false);
            default:
                return [];
        }
    }

    /// <summary>Sends one operation; null when it was done.</summary>
    public async Task<WriteFailure?> SendAsync(WriteOperation operation, CancellationToken cancellationToken)
    {
        var request = Request(operation);
        var wasRetried = false;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await (request switch
                {
                    PutItemRequest put => client.PutItemAsync(put, cancellationToken),
                    UpdateItemRequest update => client.UpdateItemAsync(update, cancellationToken),
                    _ => client.DeleteItemAsync((DeleteItemRequest)request, cancellationToken),
                }).ConfigureAwait(false);
                return null;
            }
            catch (ConditionFailedException exception)
            {
                // An earlier attempt whose answer was lost may have done the write: then the item is what it left behind.
                return (wasRetried || exception.WasRetried) && operation.IsOutcome(exception.Item)
                    ? null
                    : new WriteFailure(
                        operation, WriteFailure.ConditionalCheckFailed, exception.Message, exception.Item, exception.InnerException);
            }
            catch (WriteConflictException exception) when (attempt == MaxConflictAttempts)
            {
                return new WriteFailure(
                    operation, Code: "TransactionConflict", exception.Message, CurrentItem: null, exception.InnerException);
            }
            catch (WriteConflictException exception)
            {
                wasRetried |= exception.WasRetried;
                await Backoff.WaitAsync(attempt, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                return new WriteFailure(operation, Code: null, exception.Message, CurrentItem: null, exception);
            }
        }
    }

    private async Task<IReadOnlyList<WriteFailure>> TransactAsync(
        IReadOnlyList<WriteOperation> operations, CancellationToken cancellationToken)
    {
        var request = new TransactWriteItemsRequest
        {
            Actions = Requests(operations),

            // The same for every attempt: DynamoDB then does the transaction once, whichever answers are lost.
            ClientRequestToken = Guid.NewGuid().ToString("N"),
        };

        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await client.TransactWriteItemsAsync(request, cancellationToken).ConfigureAwait(false);
                return [];
            }
            catch (TransactionCancelledException exception) when (attempt == MaxConflictAttempts || !MayPass(exception))
            {
                return Failures(operations, exception);
            }
            catch (TransactionCancelledException)
            {
                await Backoff.WaitAsync(attempt, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                return All(operations, code: null, exception);
            }
        }
    }

    private async Task<IReadOnlyList<WriteFailure>> SendAllAsync(WritePlan.Independent plan, CancellationToken cancellationToken)
    {
        var work = new List<Func<Task<IReadOnlyList<WriteFailure>>>>(plan.Singles.Count + plan.Batches.Count);
        foreach (var batch in plan.Batches)
        {
            work.Add(() => SendBatchAsync(batch, cancellationToken));
        }

        foreach (var operation in plan.Singles)
        {
            work.Add(async () => await SendAsync(operation, cancellationToken).ConfigureAwait(false) is { } failure ? [failure] : []);
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

        failures.Sort(static (left, right) => left.Operation.Entries[0].CompareTo(right.Operation.Entries[0]));
        return failures;
    }

    private static IReadOnlyList<WriteOperation> WorkOf(WritePlan.Independent plan, int position)
        => position < plan.Batches.Count ? plan.Batches[position] : [plan.Singles[position - plan.Batches.Count]];

    private async Task<IReadOnlyList<WriteFailure>> SendBatchAsync(
        IReadOnlyList<WriteOperation> operations, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var response = await client.BatchWriteItemAsync(
                    new BatchWriteItemRequest { Actions = Requests(operations) }, cancellationToken).ConfigureAwait(false);
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
                failures.Add(new WriteFailure(
                    operations[i], reason.Code, reason.Message ?? exception.Message, reason.Item, exception.InnerException));
            }
        }

        return failures.Count > 0 ? failures : All(operations, code: null, exception.InnerException);
    }

    private WriteRequest Request(WriteOperation operation)
        => WriteRequests.Of(operation, tableNames.PhysicalName(operation.Table.Name));

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
