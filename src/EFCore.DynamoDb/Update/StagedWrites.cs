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
        => _writes.RemoveAll(done.Contains);

    public void ResetState()
        => _writes.Clear();

    public Task ResetStateAsync(CancellationToken cancellationToken = default)
    {
        ResetState();
        return Task.CompletedTask;
    }
}
