using System.Collections.Immutable;
using EFCore.DynamoDb.Access;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Metadata;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.Update;

/// <summary>From entries, as data, to the requests that save them, as data. Decides; does nothing.</summary>
internal static class WritePlanner
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
    public static WritePlan Arrange(IReadOnlyList<WriteOperation> operations, AutoTransactionBehavior transactions)
    {
        if (operations.Count == 0)
        {
            return new WritePlan.Nothing();
        }

        if (operations.Count == 1 && transactions != AutoTransactionBehavior.Always)
        {
            return new WritePlan.Single(operations[0]);
        }

        return transactions == AutoTransactionBehavior.Never ? Independent(operations) : Transact(operations);
    }

    /// <summary>One operation per item.</summary>
    public static IReadOnlyList<WriteOperation> Operations(IReadOnlyList<EntryWrite> entries)
    {
        var operations = new List<WriteOperation>(entries.Count);
        if (entries.Count == 1)
        {
            Add(operations, entries[0]);
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
                Add(operations, entry);
            }
            else if (entry.Action == EntryAction.Delete)
            {
                operations.Add(Put(other, mustBe: entry));
            }
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

    private static void Add(List<WriteOperation> operations, EntryWrite entry)
    {
        switch (entry.Action)
        {
            case EntryAction.Insert:
            case EntryAction.Upsert:
                var isInsert = entry.Action == EntryAction.Insert;
                operations.Add(Checked(
                    new PutOperation
                    {
                        Table = entry.Table,
                        Key = entry.Key,
                        Item = entry.Item!,
                        Condition = isInsert ? new Condition.NotExists(PartitionKeyOf(entry.Table)) : null,
                        MustNotExist = isInsert,
                        Entries = [entry.Position],
                    },
                    entry));
                break;
            case EntryAction.Replace:
                operations.Add(Put(entry, mustBe: entry));
                break;
            case EntryAction.Modify:
                if (entry.Changes.Count > 0)
                {
                    var (condition, operands) = MustBeAsRead(entry);
                    operations.Add(Checked(
                        new UpdateOperation
                        {
                            Table = entry.Table,
                            Key = entry.Key,
                            Changes = entry.Changes,
                            Condition = condition,
                            Operands = operands,
                            Entries = [entry.Position],
                        },
                        entry));
                }

                break;
            default:
                var (unchanged, tokens) = MustBeAsRead(entry);
                operations.Add(new DeleteOperation
                {
                    Table = entry.Table,
                    Key = entry.Key,
                    Condition = unchanged,
                    Operands = tokens,
                    Entries = [entry.Position],
                });
                break;
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
            },
            added);
    }

    private static WriteOperation Checked(WriteOperation operation, EntryWrite entry)
        => operation.Size <= ItemSize.MaxItem
            ? operation
            : throw new WritePlanException(
                DynamoDbStrings.ItemTooLarge(entry.Name, KeyText(entry.Key), entry.Table.Name, operation.Size), [entry.Position]);

    private static string KeyText(ItemMap key)
        => string.Join(", ", key.Select(k => k.Value.Type switch
        {
            DynamoDbAttributeType.S => $"{k.Key}: \"{k.Value.AsText()}\"",
            DynamoDbAttributeType.N => $"{k.Key}: {k.Value.AsText()}",
            _ => $"{k.Key}: {Convert.ToBase64String(k.Value.AsBinary())}",
        }));

    /// <summary>The item exists and its tokens are those that were read; a token that has a value implies that the item exists.</summary>
    private static (Condition Condition, IReadOnlyList<BoundOperand> Operands) MustBeAsRead(EntryWrite entry)
    {
        var exists = new Condition.Exists(PartitionKeyOf(entry.Table));
        if (entry.Tokens.Count == 0)
        {
            return (exists, []);
        }

        var conditions = ImmutableArray.CreateBuilder<Condition>();
        var operands = new List<BoundOperand>(entry.Tokens.Count);
        var impliesExistence = false;
        foreach (var token in entry.Tokens)
        {
            var attribute = new AttributePath(token.Attribute);
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
            conditions.Add(exists);
        }

        return (conditions.Count == 1 ? conditions[0] : new Condition.And(conditions.DrainToImmutable()), operands);
    }

    private static WritePlan.Transact Transact(IReadOnlyList<WriteOperation> operations)
    {
        if (operations.Count > MaxTransactionActions)
        {
            throw new WritePlanException(DynamoDbStrings.TooManyWrites(operations.Count), EntriesOf(operations));
        }

        long size = 0;
        foreach (var operation in operations)
        {
            size += operation.Size;
        }

        return size <= MaxTransactionSize
            ? new WritePlan.Transact(operations)
            : throw new WritePlanException(DynamoDbStrings.TransactionTooLarge(operations.Count, size), EntriesOf(operations));
    }

    private static WritePlan.Independent Independent(IReadOnlyList<WriteOperation> operations)
    {
        var singles = new List<WriteOperation>();
        var free = new List<WriteOperation>();
        foreach (var operation in operations)
        {
            (operation.Condition is null && operation is PutOperation or DeleteOperation ? free : singles).Add(operation);
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

    /// <summary>Which item of which table; equal numbers are equal however they are written.</summary>
    private readonly struct ItemKey(TableModel table, ItemMap key) : IEquatable<ItemKey>
    {
        private readonly TableModel _table = table;
        private readonly ItemMap _key = key;

        public bool Equals(ItemKey other)
        {
            if (!ReferenceEquals(_table, other._table) || _key.Count != other._key.Count)
            {
                return false;
            }

            for (var i = 0; i < _key.Count; i++)
            {
                if (!_key[i].Value.Equals(other._key[i].Value))
                {
                    return false;
                }
            }

            return true;
        }

        public override bool Equals(object? obj)
            => obj is ItemKey other && Equals(other);

        public override int GetHashCode()
        {
            var hash = new HashCode();
            for (var i = 0; i < _key.Count; i++)
            {
                hash.Add(_key[i].Value);
            }

            return hash.ToHashCode();
        }
    }
}
