using EFCore.DynamoDb.Client;

namespace EFCore.DynamoDb.Update;

/// <summary>Sends the requests of a plan and reports which of its operations failed. Decides nothing.</summary>
internal sealed class WriteExecutor(IDynamoDbRequestClient client, TableNames tableNames)
{
    /// <summary>Requests of an independent plan that are under way at the same time.</summary>
    private const int MaxParallel = 16;

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

    private async Task<WriteFailure?> SendAsync(WriteOperation operation, CancellationToken cancellationToken)
    {
        try
        {
            var request = Request(operation);
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
            return new WriteFailure(operation, WriteFailure.ConditionalCheckFailed, exception.Item, exception.InnerException!);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return new WriteFailure(operation, Code: null, CurrentItem: null, exception);
        }
    }

    private async Task<IReadOnlyList<WriteFailure>> TransactAsync(
        IReadOnlyList<WriteOperation> operations, CancellationToken cancellationToken)
    {
        var actions = new WriteRequest[operations.Count];
        for (var i = 0; i < actions.Length; i++)
        {
            actions[i] = Request(operations[i]);
        }

        try
        {
            await client.TransactWriteItemsAsync(
                new TransactWriteItemsRequest { Actions = actions, ClientRequestToken = Guid.NewGuid().ToString("N") },
                cancellationToken).ConfigureAwait(false);
            return [];
        }
        catch (TransactionCancelledException exception)
        {
            var failures = new List<WriteFailure>();
            for (var i = 0; i < exception.Reasons.Count; i++)
            {
                var reason = exception.Reasons[i];
                if (reason.Code != "None")
                {
                    failures.Add(new WriteFailure(operations[i], reason.Code, reason.Item, exception.InnerException!));
                }
            }

            return failures.Count > 0 ? failures : All(operations, exception.InnerException!);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return All(operations, exception);
        }
    }

    private async Task<IReadOnlyList<WriteFailure>> SendAllAsync(WritePlan.Independent plan, CancellationToken cancellationToken)
    {
        var failures = new List<WriteFailure>();
        await Parallel.ForEachAsync(
            plan.Singles,
            new ParallelOptions { MaxDegreeOfParallelism = MaxParallel, CancellationToken = cancellationToken },
            async (operation, token) =>
            {
                if (await SendAsync(operation, token).ConfigureAwait(false) is { } failure)
                {
                    lock (failures)
                    {
                        failures.Add(failure);
                    }
                }
            }).ConfigureAwait(false);
        return failures;
    }

    private WriteRequest Request(WriteOperation operation)
        => WriteRequests.Of(operation, tableNames.PhysicalName(operation.Table.Name));

    private static WriteFailure[] All(IReadOnlyList<WriteOperation> operations, Exception exception)
    {
        var failures = new WriteFailure[operations.Count];
        for (var i = 0; i < failures.Length; i++)
        {
            failures[i] = new WriteFailure(operations[i], Code: null, CurrentItem: null, exception);
        }

        return failures;
    }
}
