using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.EntityFrameworkCore.ChangeTracking.Internal;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Internal;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EFCore.DynamoDb.Update;

/// <summary>
/// EF's finder, but for one thing: the values that the store holds for an entry whose condition has just failed are those that came with the failure.
/// </summary>
internal sealed class DynamoDbEntityFinderSource : IEntityFinderSource
{
    private readonly ConcurrentDictionary<Type, Func<IStateManager, IDbSetSource, IDbSetCache, IEntityType, IEntityFinder>> _factories = new();

    public IEntityFinder Create(IStateManager stateManager, IDbSetSource setSource, IDbSetCache setCache, IEntityType type)
        => _factories.GetOrAdd(
            type.ClrType,
            static clrType => typeof(DynamoDbEntityFinderSource)
                .GetMethod(nameof(FactoryOf), BindingFlags.NonPublic | BindingFlags.Static)!
                .MakeGenericMethod(clrType)
                .CreateDelegate<Func<IStateManager, IDbSetSource, IDbSetCache, IEntityType, IEntityFinder>>())(stateManager, setSource, setCache, type);

    private static IEntityFinder FactoryOf<TEntity>(
        IStateManager stateManager, IDbSetSource setSource, IDbSetCache setCache, IEntityType entityType)
        where TEntity : class
        => new Finder<TEntity>(stateManager, setSource, setCache, entityType);

    private sealed class Finder<TEntity>(IStateManager stateManager, IDbSetSource setSource, IDbSetCache setCache, IEntityType entityType)
        : EntityFinder<TEntity>(stateManager, setSource, setCache, entityType)
        where TEntity : class
    {
        private readonly IEntityType _entityType = entityType;
        private readonly IStateManager _stateManager = stateManager;

        public override object[]? GetDatabaseValues(InternalEntityEntry entry)
            => TryTake(entry, out var values) ? values : Complete(base.GetDatabaseValues(entry));

        public override async Task<object[]?> GetDatabaseValuesAsync(InternalEntityEntry entry, CancellationToken cancellationToken = default)
            => TryTake(entry, out var values) ? values : Complete(await base.GetDatabaseValuesAsync(entry, cancellationToken).ConfigureAwait(false));

        private object[]? Complete(object[]? values)
            => values is null ? null : (object[])StoredEntity.For(_entityType).Complete(values)!;

        private bool TryTake(InternalEntityEntry entry, out object[]? values)
        {
            var stored = (StoreValues?)((IInfrastructure<IServiceProvider>)_stateManager.Context).Instance.GetService(typeof(StoreValues));
            if (stored is not null && stored.TryTake(entry, out var item))
            {
                // EF's signature says that no value is null; its own queries return nulls too.
                values = item is null ? null : (object[]?)StoredEntity.For(_entityType).Read(item);
                return true;
            }

            values = null;
            return false;
        }
    }
}
