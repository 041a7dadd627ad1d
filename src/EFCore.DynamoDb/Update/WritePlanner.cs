using System.Collections.Immutable;
using EFCore.DynamoDb.Access;
using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Metadata;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.Update;

/// <summary>From entries, as data, to the requests that save them, as data. Decides; does nothing.</summary>
internal static partial class WritePlanner
{
    /// <summary>DynamoDB takes so many actions in one transaction.</summary>
    public const int MaxTransactionActions = 100;

    /// <summary>And so many bytes in all its items together.</summary>
    public const int MaxTransactionSize = 4 * 1024 * 1024;

    /// <summary>A BatchWriteItem takes so many writes.</summary>
    public const int MaxBatchWrites = 25;

    /// <summary>And so many bytes.</summary>
    public const int MaxBatchSize = 16 * 1024 * 1024;

    public static WritePlan Plan(IReadOnlyList<EntryWrite> entries, AutoTransactionBehavior transactions)
        => Arrange(Operations(entries), transactions);

    /// <summary>The requests for operations, which may be what is left of a plan.</summary>
    /// <param name="operations">What is to be done.</param>
    /// <param name="transactions">When transactions are made.</param>
    /// <param name="mayChunk">Whether what no transaction holds may go in several.</param>
    public static WritePlan Arrange(IReadOnlyList<WriteOperation> operations, AutoTransactionBehavior transactions, bool mayChunk = false)
    {
        if (operations.Count == 0)
        {
            return new WritePlan.Nothing();
        }

        var isCheck = operations.Any(o => o is CheckOperation);
        if (isCheck && transactions == AutoTransactionBehavior.Never)
        {
            throw new WritePlanException(DynamoDbStrings.ChecksNeedTransactions, EntriesOf(operations));
        }

        if (operations.Count == 1 && transactions != AutoTransactionBehavior.Always && !isCheck)
        {
            return new WritePlan.Single(operations[0]);
        }

        return transactions == AutoTransactionBehavior.Never ? Independent(operations) : Transact(operations, mayChunk);
    }

    /// <summary>One operation per item.</summary>
    /// <param name="entries">The entries.</param>
    /// <param name="staged">What was staged without one.</param>
    /// <param name="ignoreMissingDeletes">Whether what is deleted may be gone already.</param>
    public static IReadOnlyList<WriteOperation> Operations(
        IReadOnlyList<EntryWrite> entries, IReadOnlyList<StagedWrite>? staged = null, bool ignoreMissingDeletes = false)
    {
        staged = Merged(staged ?? []);
        var operations = new List<WriteOperation>(entries.Count + staged.Count);
        if (entries.Count + staged.Count == 1)
        {
            if (entries.Count == 1)
            {
                Add(operations, entries[0], ignoreMissingDeletes);
            }
            else
            {
                operations.Add(Operation(staged[0]));
            }

            return operations;
        }

        var byKey = new Dictionary<ItemKey, EntryWrite>(entries.Count);
        Dictionary<EntryWrite, EntryWrite>? replacements = null;
        foreach (var entry in entries)
        {
            var key = new ItemKey(entry.Table, entry.Key);
            if (!byKey.TryAdd(key, entry))
            {
                var (deleted, added) = PairOf(byKey[key], entry, replacements);
                replacements ??= [];
                replacements.Add(deleted, added);
                replacements.Add(added, deleted);
            }
        }

        foreach (var entry in entries)
        {
            if (replacements is null || !replacements.TryGetValue(entry, out var other))
            {
                Add(operations, entry, ignoreMissingDeletes);
            }
            else if (entry.Action == EntryAction.Delete)
            {
                operations.Add(Put(other, mustBe: entry));
            }
        }

        var stagedByKey = new Dictionary<ItemKey, StagedWrite>(staged.Count);
        foreach (var write in staged)
        {
            var key = new ItemKey(write.Table, write.Key);
            if (byKey.TryGetValue(key, out var entry))
            {
                throw new WritePlanException(DynamoDbStrings.SameItemTwice(entry.Name, write.Name, write.Table.Name), [entry.Position]);
            }

            if (!stagedByKey.TryAdd(key, write))
            {
                throw new WritePlanException(DynamoDbStrings.SameItemTwice(stagedByKey[key].Name, write.Name, write.Table.Name), []);
            }

            operations.Add(Operation(write));
        }

        return operations;
    }

    private static (EntryWrite Deleted, EntryWrite Added) PairOf(
        EntryWrite first, EntryWrite second, Dictionary<EntryWrite, EntryWrite>? replacements)
    {
        var (deleted, added) = first.Action == EntryAction.Delete ? (first, second) : (second, first);
        return deleted.Action == EntryAction.Delete
            && added.Action is EntryAction.Insert or EntryAction.Upsert
            && replacements?.ContainsKey(first) != true
                ? (deleted, added)
                : throw new WritePlanException(
                    DynamoDbStrings.SameItemTwice(first.Name, second.Name, first.Table.Name),
                    [first.Position, second.Position]);
    }

    private static void Add(List<WriteOperation> operations, EntryWrite entry, bool ignoreMissingDeletes)
    {
        switch (entry.Action)
        {
            case EntryAction.Insert:
            case EntryAction.Upsert:
                var isInsert = entry.Action == EntryAction.Insert;
                var isNew = new Condition.NotExists(PartitionKeyOf(entry.Table));
                var own = isInsert ? null : entry.Condition;
                operations.Add(Checked(
                    new PutOperation
                    {
                        Table = entry.Table,
                        Key = entry.Key,
                        Item = entry.Item!,
                        Condition = isInsert ? isNew : own is { Condition: { } asked, OrMissing: true } ? new Condition.Or([isNew, asked]) : own?.Condition,
                        Operands = own?.Operands ?? [],
                        MustNotExist = isInsert,
                        TokensBesidesOwnCondition = own is null ? null : [],
                        Entries = [entry.Position],
                        Returns = entry.Returns,
                    },
                    entry));
                break;
            case EntryAction.Replace:
                operations.Add(Put(entry, mustBe: entry));
                break;
            case EntryAction.Modify:
                if (entry.Changes.Count > 0 || entry.Actions.Count > 0)
                {
                    operations.Add(Checked(Update(entry), entry));
                }

                break;
            case EntryAction.Check:
                var (asRead, values) = MustBeAsRead(entry);
                operations.Add(Checked(
                    new CheckOperation
                    {
                        Table = entry.Table,
                        Key = entry.Key,
                        Condition = asRead,
                        Operands = values,
                        Entries = [entry.Position],
                    },
                    entry));
                break;
            default:
                var (unchanged, tokens) = MustBeAsRead(entry);
                operations.Add(Checked(
                    new DeleteOperation
                    {
                        Table = entry.Table,
                        Key = entry.Key,
                        Condition = !ignoreMissingDeletes || entry.Condition is not null ? unchanged
                            : entry.Tokens.Count == 0 ? null
                            : new Condition.Or([new Condition.NotExists(PartitionKeyOf(entry.Table)), unchanged]),
                        Operands = ignoreMissingDeletes && entry.Condition is null && entry.Tokens.Count == 0 ? [] : tokens,
                        TokensBesidesOwnCondition = entry.Condition is null ? null : entry.Tokens,
                        Entries = [entry.Position],
                        Returns = entry.Returns,
                    },
                    entry));
                break;
        }
    }

    /// <summary>The update of a modification, as fine as an expression has room for.</summary>
    public static UpdateOperation Update(EntryWrite entry)
    {
        while (true)
        {
            var operands = new List<BoundOperand>(entry.Condition?.Operands ?? []);
            var conditions = new List<Condition>();
            foreach (var guard in entry.Guards)
            {
                if (!entry.Guards.Any(g => g.Implies(guard)))
                {
                    conditions.Add(guard.ToCondition(operands));
                }
            }

            var operation = new UpdateOperation
            {
                Table = entry.Table,
                Key = entry.Key,
                Changes = entry.Changes,
                Actions = entry.Actions,
                CountsInDoubt = entry.CountsInDoubt,
                Condition = MustBeAsRead(entry, operands, conditions, entry.Guards.Any(g => g is not DocumentGuard.IsNoMap)),
                Operands = operands,
                TokensBesidesOwnCondition = entry.Condition is null ? null : entry.Tokens,
                Source = entry.Guards.Count > 0 || entry.Actions.Count > 0 ? entry : null,
                Entries = [entry.Position],
                Returns = entry.Returns,
            };
            if (WriteLimits.Fits(operation))
            {
                return operation;
            }

            if (entry.Coarser() is not { } coarser)
            {
                return (UpdateOperation)Checked(operation, entry);
            }

            entry = coarser;
        }
    }

    /// <summary>Delete and add of one key: the new item in the place of the one that was deleted.</summary>
    private static WriteOperation Put(EntryWrite added, EntryWrite mustBe)
    {
        var (condition, operands) = MustBeAsRead(mustBe);
        return Checked(
            new PutOperation
            {
                Table = added.Table,
                Key = added.Key,
                Item = added.Item!,
                Condition = condition,
                Operands = operands,
                Entries = ReferenceEquals(added, mustBe) ? [added.Position] : [added.Position, mustBe.Position],
                Returns = added.Returns,
            },
            added);
    }

    private static WriteOperation Checked(WriteOperation operation, EntryWrite entry)
        => WriteLimits.Problem(operation, entry.Name) is { } problem ? throw new WritePlanException(problem, [entry.Position]) : operation;

    private static (Condition Condition, IReadOnlyList<BoundOperand> Operands) MustBeAsRead(EntryWrite entry)
    {
        var operands = new List<BoundOperand>(entry.Condition?.Operands ?? []);
        return (MustBeAsRead(entry, operands, [], impliesExistence: false), operands);
    }

    /// <summary>
    /// The item exists and its tokens are those that were read; a token that has a value implies that the item exists. The operands begin with those of the
    /// user's condition, so that its slots need no other numbers.
    /// </summary>
    private static Condition MustBeAsRead(EntryWrite entry, List<BoundOperand> operands, List<Condition> guards, bool impliesExistence)
    {
        var own = entry.Condition?.Condition;
        var conditions = ImmutableArray.CreateBuilder<Condition>();
        impliesExistence |= own is not null && ItemGuard.ImpliesExistence(own);
        foreach (var token in entry.Tokens)
        {
            var attribute = token.Path;
            if (token.Original.IsMissingOrNull)
            {
                conditions.Add(new Condition.IsNull(attribute));
                continue;
            }

            var equal = new Condition.Comparison(
                new Operand.Path(attribute), ComparisonOperator.Equal, new Operand.Slot(operands.Count));
            operands.Add(new BoundOperand { State = OperandState.Value, Value = token.Original });
            impliesExistence |= !token.MissingIsOriginal;
            conditions.Add(token.MissingIsOriginal ? new Condition.Or([equal, new Condition.NotExists(attribute)]) : equal);
        }

        if (!impliesExistence)
        {
            conditions.Add(new Condition.Exists(PartitionKeyOf(entry.Table)));
        }

        conditions.AddRange(guards);
        if (own is not null)
        {
            conditions.Add(own);
        }

        return conditions.Count == 1 ? conditions[0] : new Condition.And(conditions.DrainToImmutable());
    }

    private static WritePlan Transact(IReadOnlyList<WriteOperation> operations, bool mayChunk)
    {
        var chunks = mayChunk ? Chunks(operations) : [operations];
        foreach (var chunk in chunks)
        {
            if (chunk.Count > MaxTransactionActions)
            {
                throw new WritePlanException(DynamoDbStrings.TooManyWrites(operations.Count), EntriesOf(operations));
            }

            long size = 0;
            foreach (var operation in chunk)
            {
                size += operation.Size;
            }

            if (size > MaxTransactionSize)
            {
                throw new WritePlanException(DynamoDbStrings.TransactionTooLarge(operations.Count, size), EntriesOf(operations));
            }
        }

        return chunks.Count == 1 ? new WritePlan.Transact(chunks[0]) : new WritePlan.Chunked(chunks);
    }

    /// <summary>As few transactions as number and size allow; what is checked is checked in each of them.</summary>
    private static List<IReadOnlyList<WriteOperation>> Chunks(IReadOnlyList<WriteOperation> operations)
    {
        var checks = operations.Where(o => o is CheckOperation).ToList();
        var sizeOfChecks = checks.Sum(o => (long)o.Size);
        var chunks = new List<IReadOnlyList<WriteOperation>>();
        List<WriteOperation>? chunk = null;
        var size = sizeOfChecks;
        foreach (var operation in operations)
        {
            if (operation is CheckOperation)
            {
                continue;
            }

            if (chunk is null || (chunk.Count > checks.Count && (chunk.Count == MaxTransactionActions || size + operation.Size > MaxTransactionSize)))
            {
                chunks.Add(chunk = [.. checks]);
                size = sizeOfChecks;
            }

            chunk.Add(operation);
            size += operation.Size;
        }

        if (chunk is null)
        {
            chunks.Add(checks);
        }

        return chunks;
    }

    private static WritePlan.Independent Independent(IReadOnlyList<WriteOperation> operations)
    {
        var singles = new List<WriteOperation>();
        var free = new List<WriteOperation>();
        foreach (var operation in operations)
        {
            (operation is (PutOperation or DeleteOperation) and { Condition: null, Returns: ReturnedAttributes.None } ? free : singles).Add(operation);
        }

        var batches = Batches(free);
        if (batches is [[var only]])
        {
            singles.Add(only);
            batches = [];
        }

        return new WritePlan.Independent(singles, batches);
    }

    /// <summary>Unconditional puts and deletes in as few batches as their number and size allow.</summary>
    public static List<IReadOnlyList<WriteOperation>> Batches(IReadOnlyList<WriteOperation> operations)
    {
        var batches = new List<IReadOnlyList<WriteOperation>>();
        List<WriteOperation>? batch = null;
        var size = 0;
        foreach (var operation in operations)
        {
            if (batch is null || batch.Count == MaxBatchWrites || size + operation.Size > MaxBatchSize)
            {
                batches.Add(batch = []);
                size = 0;
            }

            batch.Add(operation);
            size += operation.Size;
        }

        return batches;
    }

    private static List<int> EntriesOf(IReadOnlyList<WriteOperation> operations)
    {
        var entries = new List<int>(operations.Count);
        foreach (var operation in operations)
        {
            entries.AddRange(operation.Entries);
        }

        return entries;
    }

    private static AttributePath PartitionKeyOf(TableModel table)
        => table.Key.Partition[0].Name;
}
