using EFCore.DynamoDb.Access;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Metadata;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking.Internal;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Internal;
using Microsoft.EntityFrameworkCore.Update;

namespace EFCore.DynamoDb.Update;

/// <summary>A concurrency token in a document of the item: of what the entity owns, or of a complex property. The save compares it at its path.</summary>
internal sealed class DocumentToken
{
    private readonly INavigation[] _owned;
    private readonly IComplexProperty[] _documents;
    private readonly PropertyWriter _writer;

    private DocumentToken(IProperty property, INavigation[] owned, IComplexProperty[] documents, bool storesNull)
    {
        _owned = owned;
        _documents = documents;
        _writer = new PropertyWriter(property, default, storesNull, hasOriginal: true);
        string[] names = [.. owned.Select(n => n.GetItemAttributeName()), .. documents.Select(d => d.GetItemAttributeName()), _writer.Attribute];
        Path = new AttributePath(names[0], [.. names.Skip(1).Select(n => (PathSegment)n)]);
    }

    public AttributePath Path { get; }

    public static IEnumerable<DocumentToken> Of(IEntityType entityType, bool storesNull)
        => Of(entityType, [], [], storesNull);

    /// <summary>The value as it was read; missing where the document was not there.</summary>
    public ItemValue Original(IUpdateEntry item)
    {
        var entry = (InternalEntityEntry)item;
        foreach (var navigation in _owned)
        {
            var document = entry.StateManager is DynamoDbStateManager tracker && tracker.TryGetOriginal(entry, navigation, out var original) ? original : entry[navigation];
            if (document is null
                || entry.StateManager.TryGetEntry(document, navigation.TargetEntityType) is not { EntityState: not (EntityState.Added or EntityState.Detached) } owned)
            {
                return default;
            }

            entry = owned;
        }

        foreach (var document in _documents)
        {
            if (document.GetOriginalValueIndex() >= 0 && entry.GetOriginalValue(document) is null)
            {
                return default;
            }
        }

        return _writer.Original(entry);
    }

    private static IEnumerable<DocumentToken> Of(ITypeBase type, INavigation[] owned, IComplexProperty[] documents, bool storesNull)
    {
        if (owned.Length + documents.Length > 0)
        {
            foreach (var property in type.GetProperties().Where(p => p.IsConcurrencyToken))
            {
                yield return new DocumentToken(property, owned, documents, storesNull);
            }
        }

        foreach (var token in type.GetComplexProperties().Where(d => !d.IsCollection).SelectMany(d => Of(d.ComplexType, owned, [.. documents, d], storesNull)))
        {
            yield return token;
        }

        if (type is IEntityType entityType)
        {
            foreach (var token in entityType.GetOwnedNavigations().Where(n => !n.IsCollection).SelectMany(n => Of(n.TargetEntityType, [.. owned, n], [], storesNull)))
            {
                yield return token;
            }
        }
    }
}
