using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Update;

namespace EFCore.DynamoDb.Update;

/// <summary>
/// The entries of a context that a save tried to write without getting to know whether it did. When the next save finds the item as it would leave it, the
/// earlier one did it.
/// </summary>
internal sealed class WritesInDoubt : IResettableService
{
    private readonly ConditionalWeakTable<object, object> _entries = [];

    public void Remember(IEnumerable<WriteOperation> operations, IList<IUpdateEntry> entries)
    {
        foreach (var operation in operations)
        {
            foreach (var position in operation.Entries)
            {
                _entries.AddOrUpdate(entries[position], this);
            }
        }
    }

    public bool Contains(IUpdateEntry entry)
        => _entries.TryGetValue(entry, out _);

    /// <summary>Tells the operations; what is not remembered again is forgotten.</summary>
    public void Recall(IReadOnlyList<WriteOperation> operations, IList<IUpdateEntry> entries)
    {
        foreach (var operation in operations)
        {
            foreach (var position in operation.Entries)
            {
                operation.WasInDoubt |= Contains(entries[position]);
            }
        }

        _entries.Clear();
    }

    public void ResetState()
        => _entries.Clear();

    public Task ResetStateAsync(CancellationToken cancellationToken = default)
    {
        ResetState();
        return Task.CompletedTask;
    }
}
