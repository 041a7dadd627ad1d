using EFCore.DynamoDb.Access;
using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Update;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace EFCore.DynamoDb.Query.Execution;

/// <summary>
/// Carries out ExecuteUpdate and ExecuteDelete. Where the key is given, one request per item and nothing is read. Otherwise the items are found first, and
/// each is written on the condition that it is still one of those asked for; an item whose condition fails comes back with the answer and is looked at again.
/// </summary>
internal sealed class ItemWriter(ItemWriteDefinition definition, Type contextType)
{
    /// <summary>Items that are being written at the same time.</summary>
    private const int MaxParallel = 16;

    /// <summary>How often an item is written that others change again and again.</summary>
    private const int MaxAttempts = 20;

    public int Execute(DynamoDbQueryContext context)
    {
        if (definition.IsExplained(context))
        {
            return 0;
        }

        context.DatabaseLogger.SyncNotSupported();

        // On a thread of the pool: whatever synchronisation context the caller has, no continuation can wait for it.
        return Task.Run(() => ExecuteAsync(context)).GetAwaiter().GetResult();
    }

    public async Task<int> ExecuteAsync(DynamoDbQueryContext context)
    {
        var execution = new Execution(definition, context);
        try
        {
            using var _ = context.ConcurrencyDetector.EnterCriticalSection();
            return await execution.RunAsync(context.CancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            if (context.ExceptionDetector.IsCancellation(exception, context.CancellationToken))
            {
                context.QueryLogger.QueryCanceled(contextType);
            }
            else
            {
                context.QueryLogger.QueryIterationFailed(contextType, exception);
            }

            throw;
        }
    }

    /// <summary>One execution; its writes run side by side.</summary>
    private sealed class Execution(ItemWriteDefinition definition, DynamoDbQueryContext context)
    {
        private IReadOnlyList<BoundSetter> _setters = [];
        private UpdateAction? _nextVersion;
        private ItemWriteVariant _variant = null!;
        private BoundOperand[] _operands = [];
        private readonly ReturnedItems? _sink = definition.SinkOf(context);
        private int _written;

        public async Task<int> RunAsync(CancellationToken cancellationToken)
        {
            (_setters, _nextVersion) = definition.BindSetters(context);
            (_variant, var access, _operands) = definition.Bind(context);
            if (definition.Hints.AllowUpsert && !(_variant.IsDirect && NothingToRead))
            {
                throw new InvalidOperationException(DynamoDbStrings.UpsertNeedsKey(definition.Table.Name));
            }

            if (access.Nothing is not null || (!definition.IsDelete && _setters.All(s => s.Action is null && !s.NeedsItem)))
            {
                return 0;
            }

            var isUnconditional = definition is { IsDelete: true, Hints: { AllowUnconditionalDelete: true, Returned: ReturnedAttributes.None } };
            if (!isUnconditional)
            {
                ThrowIfTooLong();
            }

            if (_variant.IsDirect && NothingToRead && !isUnconditional)
            {
                await DirectAsync(access, cancellationToken).ConfigureAwait(false);
            }
            else if (isUnconditional)
            {
                await DeleteInBatchesAsync(access, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await ReadAndWriteAsync(access, cancellationToken).ConfigureAwait(false);
            }

            return _written;
        }

        private bool NothingToRead
            => !_setters.Any(s => s.NeedsItem);

        private async Task DirectAsync(BoundAccess access, CancellationToken cancellationToken)
        {
            if (access.Requests is [GetItemRequest get])
            {
                await WriteAsync(get.Key, read: null, cancellationToken).ConfigureAwait(false);
                return;
            }

            await Parallel.ForEachAsync(
                access.Requests.Cast<BatchGetItemRequest>().SelectMany(b => b.Keys),
                Options(cancellationToken),
                async (key, token) => await WriteAsync(key, read: null, token).ConfigureAwait(false)).ConfigureAwait(false);
        }

        private async Task ReadAndWriteAsync(BoundAccess access, CancellationToken cancellationToken)
        {
            var seen = _variant.MayMeetItemsTwice ? new HashSet<Item>() : null;
            await Parallel.ForEachAsync(
                Items(access).Where(item => seen?.Add(item) != false),
                Options(cancellationToken),
                async (item, token) => await WriteAsync(item.ToKey(), item, token).ConfigureAwait(false)).ConfigureAwait(false);
        }

        private async Task DeleteInBatchesAsync(BoundAccess access, CancellationToken cancellationToken)
        {
            await Parallel.ForEachAsync(
                Items(access).Chunk(WritePlanner.MaxBatchWrites),
                Options(cancellationToken),
                async (items, token) =>
                {
                    var (failures, _) = await context.Writes.ExecuteAsync(
                        new WritePlan.Independent(
                            [], [[.. items.Select(i => new DeleteOperation { Table = definition.Table, Key = i.ToKey(), Entries = [] })]]),
                        scope: null,
                        token).ConfigureAwait(false);
                    Interlocked.Add(ref _written, items.Length - failures.Count);
                    if (failures.Count > 0)
                    {
                        token.ThrowIfCancellationRequested();
                        throw Failed(failures[0]);
                    }
                }).ConfigureAwait(false);
        }

        private IAsyncEnumerable<Item> Items(BoundAccess access)
        {
            var items = new ItemStream(context.Client, access, context.Settings.MaxParallelRequests);
            return _variant.Read.Rows is { } rows
                ? ((Func<Microsoft.EntityFrameworkCore.Query.QueryContext, IAsyncEnumerable<Item>, IAsyncEnumerable<Item>>)rows)(context, items)
                : items;
        }

        /// <summary>Writes one item, when it is still one of those asked for.</summary>
        /// <param name="key">Its key.</param>
        /// <param name="read">What was read of it; null when nothing was.</param>
        /// <param name="cancellationToken">Ends the request.</param>
        private async Task WriteAsync(ItemMap key, Item? read, CancellationToken cancellationToken)
        {
            for (var attempt = 1; ; attempt++)
            {
                var failure = await context.Writes.SendAsync(
                    OperationOn(key, read), cancellationToken, scope: null, definition.Hints.Returned, _sink is null ? null : a => Collect(key, a))
                    .ConfigureAwait(false);
                if (failure is null)
                {
                    Interlocked.Increment(ref _written);
                    return;
                }

                if (!failure.IsConditionFailure)
                {
                    throw Failed(failure);
                }

                if (failure.CurrentItem is not { } current)
                {
                    return;
                }

                // The whole item, as it is: it may have changed and still be asked for, or need the client's word.
                read = new ItemMapItem(definition.Layout.Layout, current);
                if (!definition.Selects(context, read))
                {
                    return;
                }

                if (attempt == MaxAttempts)
                {
                    throw new DbUpdateException(DynamoDbStrings.ItemKeepsChanging(definition.Name, definition.Table.Name));
                }

                if (attempt > 1)
                {
                    await Backoff.WaitAsync(Math.Min(attempt - 1, 4), cancellationToken).ConfigureAwait(false);
                }
            }
        }

        private void Collect(ItemMap key, ItemMap? attributes)
        {
            if (attributes is not null)
            {
                _sink!.Add(definition.Layout, key, attributes);
            }
        }

        /// <summary>What is too long for every item is known before the first of them is read.</summary>
        private void ThrowIfTooLong()
        {
            if (WriteLimits.Problem(OperationOn([], read: null, isTrial: true), definition.EntityName) is { } problem)
            {
                throw new InvalidOperationException(problem);
            }
        }

        /// <param name="key">The key of the item.</param>
        /// <param name="read">What was read of it; null when nothing was.</param>
        /// <param name="isTrial">Nothing was read although something must be; null stands for what that will be.</param>
        private WriteOperation OperationOn(ItemMap key, Item? read, bool isTrial = false)
        {
            var conditions = new List<Condition>();
            var operands = new List<BoundOperand>(_operands);
            if (_variant.Guard.Condition is { } condition)
            {
                conditions.Add(condition);
            }

            var actions = new List<UpdateAction>();
            var unchanged = new List<AttributePath>(_variant.Guard.Unchanged);
            foreach (var setter in _setters)
            {
                if (setter.NeedsItem || (read is not null && !setter.Guards.All(g => Holds(g, read))))
                {
                    actions.Add(isTrial ? new UpdateAction.Set(setter.Binder.Setter.Target, new UpdateValue.Literal(ItemValue.Null)) : setter.Binder.OnClient(context, read!));
                    unchanged.AddRange(setter.Binder.Setter.Reads);
                }
                else if (setter.Action is { } action)
                {
                    actions.Add(action);
                    conditions.AddRange(setter.Guards);
                }
            }

            foreach (var path in unchanged.Distinct())
            {
                if (definition.Table.Key.Contains(path.Name))
                {
                    continue;
                }

                var value = isTrial ? ItemValue.Null : Find(read!, path);
                conditions.Add(
                    value.IsMissing
                        ? new Condition.NotExists(path)
                        : new Condition.Comparison(new Operand.Path(path), ComparisonOperator.Equal, new Operand.Slot(operands.Count)));
                if (!value.IsMissing)
                {
                    operands.Add(new BoundOperand { State = OperandState.Value, Value = value });
                }
            }

            var all = conditions.Distinct().ToList();
            var combined = all.Count switch
            {
                0 => null,
                1 => all[0],
                _ => new Condition.And([.. all]),
            };
            if (definition.IsDelete)
            {
                return new DeleteOperation { Table = definition.Table, Key = key, Condition = combined, Operands = operands, Entries = [] };
            }

            if (definition.TypeOfNewItem is { } type)
            {
                actions.Add(type);
            }

            if (_nextVersion is not null)
            {
                actions.Add(_nextVersion);
            }

            return new UpdateOperation
            {
                Table = definition.Table,
                Key = key,
                Actions = actions,
                Condition = combined,
                Operands = operands,
                Entries = [],
            };
        }

        /// <summary>The guards that setters have, asked of an item.</summary>
        private static bool Holds(Condition guard, Item item)
            => guard switch
            {
                Condition.HasType hasType => Find(item, hasType.Attribute) is { IsMissing: false } value && value.Type == hasType.Type,
                Condition.NotNull notNull => !Find(item, notNull.Attribute).IsMissingOrNull,
                Condition.Not not => !Holds(not.Operand, item),
                _ => throw new InvalidOperationException($"{guard} guards no setter."),
            };

        private static ItemValue Find(Item item, AttributePath path)
        {
            var ordinal = item.Layout.Find(path.Name);
            return ordinal < 0 ? default : path.FindIn(item.GetValue(ordinal));
        }

        private DbUpdateException Failed(WriteFailure failure)
            => failure.Error is OutcomeUnknownException unknown
                ? new DynamoDbUnknownOutcomeException(
                    DynamoDbStrings.ItemWriteUnknown(definition.Name, definition.Table.Name, _written, unknown.Message), unknown.Cause, [], [])
                : new DbUpdateException(
                DynamoDbStrings.ItemWriteFailed(definition.Name, definition.Table.Name, _written, failure.Message ?? failure.Code ?? "no capacity"),
                failure.Error);

        private static ParallelOptions Options(CancellationToken cancellationToken)
            => new() { MaxDegreeOfParallelism = MaxParallel, CancellationToken = cancellationToken };
    }
}
