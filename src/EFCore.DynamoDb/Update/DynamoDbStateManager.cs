using Microsoft.EntityFrameworkCore.ChangeTracking.Internal;

namespace EFCore.DynamoDb.Update;

/// <summary>EF's state manager, but for one thing: a save without changed entities is none to EF, and is one here when something is staged.</summary>
internal sealed class DynamoDbStateManager(StateManagerDependencies dependencies, StagedWrites staged, EntryConditions conditions)
    : StateManager(dependencies)
{
    public override int SaveChanges(bool acceptAllChangesOnSuccess)
    {
        var written = base.SaveChanges(acceptAllChangesOnSuccess);
        return HasMore ? written + SaveChanges([]) : written;
    }

    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        var written = await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken).ConfigureAwait(false);
        return HasMore ? written + await SaveChangesAsync([], cancellationToken).ConfigureAwait(false) : written;
    }

    private bool HasMore
        => staged.All.Count > 0 || conditions.HasChecks;
}
