using EFCore.DynamoDb.Access;
using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Metadata;

namespace EFCore.DynamoDb.Update;

/// <summary>What is to be done to one item, and the entries that want it.</summary>
internal abstract class WriteOperation
{
    public required TableModel Table { get; init; }

    public required ItemMap Key { get; init; }

    /// <summary>What must hold of the stored item; null when nothing must.</summary>
    public Condition? Condition { get; init; }

    /// <summary>The values behind the slots of <see cref="Condition" />.</summary>
    public IReadOnlyList<BoundOperand> Operands { get; init; } = [];

    /// <summary>Positions of the entries: one, or two when an item is deleted and added anew; none of what was staged without an entry.</summary>
    public required IReadOnlyList<int> Entries { get; init; }

    /// <summary>The entity as messages name it.</summary>
    public string? Name { get; init; }

    /// <summary>What was staged, when no entry wants the operation.</summary>
    public StagedWrite? Staged { get; init; }

    /// <summary>
    /// When the user's condition is part of <see cref="Condition" />: the tokens that are asked for besides. An item that has them fails the user's condition.
    /// </summary>
    public IReadOnlyList<TokenGuard>? TokensBesidesOwnCondition { get; init; }

    /// <summary>Bytes that this operation is known to write, by DynamoDB's rules for the size of items.</summary>
    public abstract int Size { get; }

    /// <summary>Whether doing it twice, one right after the other, leaves the same as doing it once.</summary>
    public virtual bool IsRepeatable
        => true;

    /// <summary>What the answer is to give back of the item, where the operation is a request of its own.</summary>
    public ReturnedAttributes Returns { get; init; }

    /// <summary>What it gave back.</summary>
    public ItemMap? Returned { get; private set; }

    /// <summary>Whether an earlier save wanted the same and could not tell whether it was done.</summary>
    public bool WasInDoubt { get; set; }

    /// <summary>Takes what the answer gave back.</summary>
    public void Return(ItemMap? attributes)
        => Returned = attributes;

    /// <summary>Whether the item that failed this operation's condition is what the operation itself would have left behind.</summary>
    public abstract bool IsOutcome(ItemMap? item);
}

/// <summary>The whole item.</summary>
internal sealed class PutOperation : WriteOperation
{
    public required ItemMap Item { get; init; }

    /// <summary>The condition says that there is no such item: its failure means a duplicate key.</summary>
    public bool MustNotExist { get; init; }

    public override int Size
        => ItemSize.Of(Item);

    public override bool IsOutcome(ItemMap? item)
        => item is not null && ItemValue.Map(item).Equals(ItemValue.Map(Item));
}

/// <summary>Some attributes of the item; those that nobody named stay as they are.</summary>
internal sealed class UpdateOperation : WriteOperation
{
    public IReadOnlyList<AttributeChange> Changes { get; init; } = [];

    /// <summary>Among the changes are counters that an earlier save may have counted up already.</summary>
    public bool CountsInDoubt { get; init; }

    /// <summary>What is done besides, to other attributes.</summary>
    public IReadOnlyList<UpdateAction> Actions { get; init; } = [];

    /// <summary>The modification that this is the update of, when it changes parts of documents and may have to be done in another way.</summary>
    public EntryWrite? Source { get; init; }

    public override int Size
    {
        get
        {
            var size = ItemSize.Of(Key);
            foreach (var change in Changes)
            {
                size += change.Value.IsMissing ? 0 : ItemSize.Of(change.Attribute.Name, change.Value);
            }

            foreach (var action in Actions)
            {
                size += SizeOf(action);
            }

            return size;
        }
    }

    /// <summary>What the item holds after the action in any case: a value that is set, the members and elements that are put in.</summary>
    private static int SizeOf(UpdateAction action)
        => action switch
        {
            UpdateAction.Set set => SizeOf(set.Value),
            UpdateAction.Add { Value.Type: not DynamoDbAttributeType.N } add => ItemSize.Of(add.Value),
            _ => 0,
        };

    private static int SizeOf(UpdateValue value)
        => value switch
        {
            UpdateValue.Literal literal => ItemSize.Of(literal.Value),
            UpdateValue.ListAppend append => SizeOf(append.First) + SizeOf(append.Second),
            _ => 0,
        };

    /// <summary>What changes documents is guarded by what they were, so that a second attempt does nothing.</summary>
    public override bool IsRepeatable
    {
        get
        {
            foreach (var action in Actions)
            {
                if (Source is not null && action is UpdateAction.Set)
                {
                    continue;
                }

                if (!action.IsIdempotent || Actions.Any(a => a != action && action.Reads(a.Target)))
                {
                    return false;
                }
            }

            return true;
        }
    }

    public override bool IsOutcome(ItemMap? item)
    {
        if (item is null)
        {
            return false;
        }

        foreach (var action in Actions)
        {
            if (action is UpdateAction.Add { IsVersion: true })
            {
                continue;
            }

            var outcome = action.Outcome ?? (Source is null ? null : action.Target.Find(Source.Documents));
            if (outcome is not { } expected || !action.Target.Find(item).Equals(expected))
            {
                return false;
            }
        }

        foreach (var change in Changes)
        {
            if (!change.Attribute.Find(item).Equals(change.Value))
            {
                return false;
            }
        }

        return true;
    }
}

internal sealed class DeleteOperation : WriteOperation
{
    public override int Size
        => ItemSize.Of(Key);

    public override bool IsOutcome(ItemMap? item)
        => item is null;
}

/// <summary>Nothing is written; only part of a transaction.</summary>
internal sealed class CheckOperation : WriteOperation
{
    public override int Size
        => ItemSize.Of(Key);

    public override bool IsOutcome(ItemMap? item)
        => false;
}
