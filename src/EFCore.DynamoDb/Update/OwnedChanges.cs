using Microsoft.EntityFrameworkCore.ChangeTracking.Internal;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Update;

namespace EFCore.DynamoDb.Update;

/// <summary>Which documents have changed inside of which items: changed entries of owned types, brought to the entries whose items hold them.</summary>
internal sealed class OwnedChanges
{
    private readonly HashSet<(InternalEntityEntry Owner, INavigation Navigation)> _changed = [];
    private readonly Dictionary<InternalEntityEntry, List<InternalEntityEntry>> _roots = [];

    /// <summary>The entries of which something owned has changed, whatever their own state.</summary>
    public IReadOnlyCollection<InternalEntityEntry> Roots
        => _roots.Keys;

    /// <param name="entries">What is to be saved; entries of types that are not owned are passed over.</param>
    public static OwnedChanges Of(IEnumerable<IUpdateEntry> entries)
    {
        var changes = new OwnedChanges();
        foreach (var entry in entries)
        {
            if (((InternalEntityEntry)entry) is var owned && owned.EntityType.FindOwnership() is { } ownership)
            {
                changes.Add(owned, ownership);
            }
        }

        return changes;
    }

    /// <summary>Whether anything has changed of what the navigation of this entry leads to.</summary>
    public bool Contains(InternalEntityEntry owner, INavigation navigation)
        => _changed.Contains((owner, navigation));

    /// <summary>The changed entries of owned types that are saved with a root.</summary>
    public IReadOnlyList<InternalEntityEntry> EntriesOf(InternalEntityEntry root)
        => _roots.TryGetValue(root, out var entries) ? entries : [];

    /// <summary>What the navigation leads to has changed.</summary>
    /// <returns>The entry whose item holds it; null when that is not tracked.</returns>
    public InternalEntityEntry? Add(InternalEntityEntry owner, INavigation navigation)
    {
        while (true)
        {
            _changed.Add((owner, navigation));
            if (owner.EntityType.FindOwnership() is not { PrincipalToDependent: { } outer } ownership)
            {
                _roots.TryAdd(owner, []);
                return owner;
            }

            if (owner.StateManager.FindPrincipal(owner, ownership) is not { } next)
            {
                return null;
            }

            (owner, navigation) = (next, outer);
        }
    }

    private void Add(InternalEntityEntry owned, IForeignKey ownership)
    {
        var owner = owned.StateManager.FindPrincipal(owned, ownership);
        if (owner is not null && Add(owner, ownership.PrincipalToDependent!) is { } root)
        {
            _roots[root].Add(owned);
        }

        // What has moved from one owner to another is missing from the first.
        if (owned.StateManager.FindPrincipalUsingRelationshipSnapshot(owned, ownership) is { } former && former != owner)
        {
            Add(former, ownership.PrincipalToDependent!);
        }
    }
}
