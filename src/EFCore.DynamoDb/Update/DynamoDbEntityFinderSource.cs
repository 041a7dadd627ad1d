using Microsoft.EntityFrameworkCore.ChangeTracking;
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
    private readonly EntityFinderSource _source = new();

    public IEntityFinder Create(IStateManager stateManager, IDbSetSource setSource, IDbSetCache setCache, IEntityType type)
        => new Finder(_source.Create(stateManager, setSource, setCache, type), type, stateManager);

    private sealed class Finder(IEntityFinder finder, IEntityType entityType, IStateManager stateManager) : IEntityFinder
    {
        public object[]? GetDatabaseValues(InternalEntityEntry entry)
            => TryTake(entry, out var values) ? values : finder.GetDatabaseValues(entry);

        public Task<object[]?> GetDatabaseValuesAsync(InternalEntityEntry entry, CancellationToken cancellationToken = default)
            => TryTake(entry, out var values) ? Task.FromResult(values) : finder.GetDatabaseValuesAsync(entry, cancellationToken);

        public object? Find(object?[]? keyValues)
            => finder.Find(keyValues);

        public ValueTask<object?> FindAsync(object?[]? keyValues, CancellationToken cancellationToken = default)
            => finder.FindAsync(keyValues, cancellationToken);

        public InternalEntityEntry? FindEntry<TKey>(TKey keyValue)
            => finder.FindEntry(keyValue);

        public InternalEntityEntry? FindEntry<TProperty>(IProperty property, TProperty propertyValue)
            => finder.FindEntry(property, propertyValue);

        public InternalEntityEntry? FindEntry(IEnumerable<object?> keyValues)
            => finder.FindEntry(keyValues);

        public InternalEntityEntry? FindEntry(IEnumerable<IProperty> properties, IEnumerable<object?> propertyValues)
            => finder.FindEntry(properties, propertyValues);

        public IEnumerable<InternalEntityEntry> GetEntries<TProperty>(IProperty property, TProperty propertyValue)
            => finder.GetEntries(property, propertyValue);

        public IEnumerable<InternalEntityEntry> GetEntries(IEnumerable<IProperty> properties, IEnumerable<object?> propertyValues)
            => finder.GetEntries(properties, propertyValues);

        public void Load(INavigation navigation, InternalEntityEntry entry, LoadOptions options)
            => finder.Load(navigation, entry, options);

        public Task LoadAsync(
            INavigation navigation, InternalEntityEntry entry, LoadOptions options, CancellationToken cancellationToken = default)
            => finder.LoadAsync(navigation, entry, options, cancellationToken);

        public IQueryable Query(INavigation navigation, InternalEntityEntry entry)
            => finder.Query(navigation, entry);

        private bool TryTake(InternalEntityEntry entry, out object[]? values)
        {
            var stored = (StoreValues?)((IInfrastructure<IServiceProvider>)stateManager.Context).Instance.GetService(typeof(StoreValues));
            if (stored is not null && stored.TryTake(entry, out var item))
            {
                // EF's signature says that no value is null; its own queries return nulls too.
                values = item is null ? null : (object[]?)StoredEntity.For(entityType).Read(item);
                return true;
            }

            values = null;
            return false;
        }
    }
}
