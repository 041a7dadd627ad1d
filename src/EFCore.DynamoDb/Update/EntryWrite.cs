using EFCore.DynamoDb.Access;
using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Metadata;

namespace EFCore.DynamoDb.Update;

/// <summary>What is to become of one entry.</summary>
internal enum EntryAction
{
    /// <summary>The item must not exist yet.</summary>
    Insert,

    /// <summary>The item is written whether it exists or not.</summary>
    Upsert,

    /// <summary>The item is written in the place of one that must exist: the entity of that key was deleted and another one added.</summary>
    Replace,

    /// <summary>Some attributes of an item that must exist.</summary>
    Modify,

    /// <summary>The item must exist.</summary>
    Delete,

    /// <summary>Nothing is written, but the item must be as it was read.</summary>
    Check,
}

/// <summary>A new value of one attribute, or of a place inside it; the missing value removes it.</summary>
internal readonly record struct AttributeChange(AttributePath Attribute, ItemValue Value);

/// <summary>What the store must still hold for the write to be right.</summary>
/// <param name="Path">The attribute of the concurrency token.</param>
/// <param name="Original">The value that was read; missing or NULL for null.</param>
/// <param name="MissingIsOriginal">
/// Whether an item without the attribute counts as unchanged too: a row version that was never written reads as the CLR default.
/// </param>
internal readonly record struct TokenGuard(AttributePath Path, ItemValue Original, bool MissingIsOriginal);

/// <summary>All that the planner knows of one entry: data, with no EF type but the table in it.</summary>
internal sealed partial class EntryWrite
{
    /// <summary>The position of the entry among those that are saved.</summary>
    public required int Position { get; init; }

    /// <summary>The entity as messages name it.</summary>
    public required string Name { get; init; }

    public required TableModel Table { get; init; }

    public required EntryAction Action { get; init; }

    public required ItemMap Key { get; init; }

    /// <summary>The whole item, of an insert, upsert or replacement.</summary>
    public ItemMap? Item { get; init; }

    /// <summary>What a modification changes.</summary>
    public IReadOnlyList<AttributeChange> Changes { get; init; } = [];

    /// <summary>What it does besides, which no value says: put into sets and at the end of lists, take out of sets.</summary>
    public IReadOnlyList<UpdateAction> Actions { get; init; } = [];

    /// <summary>What changes inside documents take for granted.</summary>
    public IReadOnlyList<DocumentGuard> Guards { get; init; } = [];

    /// <summary>The new values, as a whole, of the attributes that are changed in part.</summary>
    public ItemMap Documents { get; init; } = new(0);

    /// <summary>The concurrency tokens of the item that must exist.</summary>
    public IReadOnlyList<TokenGuard> Tokens { get; init; } = [];

    /// <summary>
    /// Counters that an earlier save may have counted up already are among <see cref="Changes" />, and among <see cref="Tokens" /> is what they were before.
    /// </summary>
    public bool CountsInDoubt { get; init; }

    /// <summary>What the user asks of the stored item besides.</summary>
    public OwnCondition? Condition { get; init; }

    /// <summary>The user wants to know what was stored before.</summary>
    public bool ReturnsOld { get; set; }

    /// <summary>What the answer is to give back: what was there, or what the counters are now.</summary>
    public ReturnedAttributes Returns
        => ReturnsOld ? ReturnedAttributes.AllOld
            : Action == EntryAction.Modify && Actions.Any(a => a is UpdateAction.Add { Value.Type: DynamoDbAttributeType.N }) ? ReturnedAttributes.UpdatedNew
            : ReturnedAttributes.None;
}
