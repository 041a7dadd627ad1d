using System.Globalization;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Metadata;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace EFCore.DynamoDb.Update;

/// <summary>An update or a check of an item that no entry stands for, to go with the next save.</summary>
internal sealed class StagedWrite
{
    /// <summary>The entity as messages name it.</summary>
    public required string Name { get; init; }

    public required TableModel Table { get; init; }

    public required ItemMap Key { get; init; }

    /// <summary>What is done; null for a check.</summary>
    public IReadOnlyList<UpdateAction>? Actions { get; init; }

    public OwnCondition? Condition { get; set; }

    /// <summary>The update makes the item where there is none.</summary>
    public bool AllowUpsert { get; set; }

    /// <summary>What a new item needs besides: the name of its type.</summary>
    public UpdateAction? TypeOfNewItem { get; init; }

    /// <summary>What was staged, when this is several made one.</summary>
    public IReadOnlyList<StagedWrite> Parts { get; private init; } = [];

    /// <summary>It asks nothing and adds numbers, nothing else.</summary>
    public bool IsIncrement
        => Condition is null && Actions is not null && Actions.All(a => a is UpdateAction.Add add && IsAddable(add.Value));

    /// <summary>Both increments of one item as one.</summary>
    public StagedWrite And(StagedWrite other)
    {
        var actions = new List<UpdateAction>(Actions!);
        foreach (var action in other.Actions!.Cast<UpdateAction.Add>())
        {
            var position = actions.FindIndex(a => a.Target.Equals(action.Target));
            if (position < 0)
            {
                actions.Add(action);
            }
            else if (!action.IsVersion)
            {
                var sum = Number(((UpdateAction.Add)actions[position]).Value) + Number(action.Value);
                actions[position] = action with { Value = ItemValue.Number(sum.ToString(CultureInfo.InvariantCulture)) };
            }
        }

        return new StagedWrite
        {
            Name = Name,
            Table = Table,
            Key = Key,
            Actions = actions,
            AllowUpsert = AllowUpsert,
            TypeOfNewItem = TypeOfNewItem,
            Parts = [.. Parts.Count > 0 ? Parts : [this], other],
        };
    }

    /// <summary>A number of which two have an exact sum.</summary>
    private static bool IsAddable(ItemValue value)
        => value.Type == DynamoDbAttributeType.N && value.AsText() is { Length: <= 14 } text && !text.Contains('E', StringComparison.OrdinalIgnoreCase);

    private static decimal Number(ItemValue value)
        => decimal.Parse(value.AsText(), NumberStyles.Float, CultureInfo.InvariantCulture);
}

/// <summary>What a context has staged. It lasts until a save has done it, and ends when a pooled context returns.</summary>
internal sealed class StagedWrites : IResettableService
{
    private readonly List<StagedWrite> _writes = [];

    public IReadOnlyList<StagedWrite> All
        => _writes;

    public void Add(StagedWrite write)
        => _writes.Add(write);

    public void Forget(IReadOnlyCollection<StagedWrite> done)
        => _writes.RemoveAll(w => done.Contains(w) || done.Any(d => d.Parts.Contains(w)));

    public void ResetState()
        => _writes.Clear();

    public Task ResetStateAsync(CancellationToken cancellationToken = default)
    {
        ResetState();
        return Task.CompletedTask;
    }
}
