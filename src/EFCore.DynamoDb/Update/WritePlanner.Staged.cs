using EFCore.DynamoDb.Access;

namespace EFCore.DynamoDb.Update;

/// <content>What was staged without an entry.</content>
internal static partial class WritePlanner
{
    /// <summary>Unconditional increments of one item become one: there is no order in which they could mean something else.</summary>
    private static IReadOnlyList<StagedWrite> Merged(IReadOnlyList<StagedWrite> staged)
    {
        if (staged.Count < 2)
        {
            return staged;
        }

        var merged = new List<StagedWrite>(staged.Count);
        var increments = new Dictionary<ItemKey, int>();
        foreach (var write in staged)
        {
            if (!write.IsIncrement)
            {
                merged.Add(write);
            }
            else if (!increments.TryAdd(new ItemKey(write.Table, write.Key), merged.Count))
            {
                var position = increments[new ItemKey(write.Table, write.Key)];
                if (merged[position].AllowUpsert == write.AllowUpsert)
                {
                    merged[position] = merged[position].And(write);
                }
                else
                {
                    merged.Add(write);
                }
            }
            else
            {
                merged.Add(write);
            }
        }

        return merged;
    }

    private static WriteOperation Operation(StagedWrite write)
    {
        var operation = Unchecked(write);
        return WriteLimits.Problem(operation, write.Name) is { } problem ? throw new WritePlanException(problem, []) : operation;
    }

    private static WriteOperation Unchecked(StagedWrite write)
    {
        var exists = new Condition.Exists(PartitionKeyOf(write.Table));
        var own = write.Condition?.Condition;
        var condition = write.AllowUpsert
            ? own is null ? null : new Condition.Or([new Condition.NotExists(PartitionKeyOf(write.Table)), own])
            : own is null ? exists
            : ItemGuard.ImpliesExistence(own) || write.Actions is null ? own
            : new Condition.And([exists, own]);
        return write.Actions is null
            ? new CheckOperation
            {
                Table = write.Table,
                Key = write.Key,
                Name = write.Name,
                Condition = condition,
                Operands = write.Condition?.Operands ?? [],
                TokensBesidesOwnCondition = [],
                Staged = write,
                Entries = [],
            }
            : new UpdateOperation
            {
                Table = write.Table,
                Key = write.Key,
                Name = write.Name,
                Actions = write is { AllowUpsert: true, TypeOfNewItem: { } type } ? [.. write.Actions, type] : write.Actions,
                Condition = condition,
                Operands = write.Condition?.Operands ?? [],
                TokensBesidesOwnCondition = [],
                Staged = write,
                Entries = [],
            };
    }
}
