using EFCore.DynamoDb.Infrastructure;
using EFCore.DynamoDb.Metadata;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Update;

namespace EFCore.DynamoDb.Update;

/// <summary>How the entries of one entity type become items and keys; made once per entity type and kept with the model.</summary>
internal sealed class ItemSerializer
{
    private readonly IProperty[] _updatable;

    private ItemSerializer(IEntityType entityType, DynamoDbNullStorage nullStorage)
    {
        Table = entityType.GetTable();
        Name = entityType.DisplayName();
        PropertyWriter[] properties =
        [
            .. entityType.GetProperties().Where(p => !p.IsExtensionData() && !DynamoDbMetadata.IsStoredInKeyOnly(p)).Select(p => new PropertyWriter(
                p, KeyRole.Of(p.GetItemAttributeName(), Table), nullStorage == DynamoDbNullStorage.Null)),
        ];
        Key = [.. Table.Key.All.Select(k => properties.Single(p => p.Attribute == k.Name))];
        Properties = [.. Key, .. properties.Except(Key)];
        Documents = [.. entityType.GetComplexProperties().Select(p => new DocumentWriter(p, nullStorage == DynamoDbNullStorage.Null))];
        Owned = [.. entityType.GetOwnedNavigations().Select(n => new OwnedWriter(n, nullStorage == DynamoDbNullStorage.Null))];
        ExtensionData = entityType.GetProperties().FirstOrDefault(p => p.IsExtensionData()) is { } others
            ? new ExtensionDataWriter(others, entityType.GetLayout().Layout)
            : null;
        StoredMembers = [.. StoredMember.Of(entityType)];
        _updatable = [.. entityType.GetFlattenedProperties().Where(p => p.GetAfterSaveBehavior() == PropertySaveBehavior.Save)];
        Tokens = [.. properties.Where(p => p.Property.IsConcurrencyToken)];
        DocumentTokens = [.. DocumentToken.Of(entityType, nullStorage == DynamoDbNullStorage.Null)];
    }

    public string Name { get; }

    public TableModel Table { get; }

    /// <summary>The properties of the table's key, partition first.</summary>
    public IReadOnlyList<PropertyWriter> Key { get; }

    /// <summary>All stored properties; the key first, as people write items.</summary>
    public IReadOnlyList<PropertyWriter> Properties { get; }

    /// <summary>The complex properties.</summary>
    public IReadOnlyList<DocumentWriter> Documents { get; }

    /// <summary>What the entity owns.</summary>
    public IReadOnlyList<OwnedWriter> Owned { get; }

    /// <summary>The property with the attributes that nothing else is mapped to, if there is one.</summary>
    public ExtensionDataWriter? ExtensionData { get; }

    /// <summary>What takes the stored value inside documents.</summary>
    public IReadOnlyList<StoredMember> StoredMembers { get; }

    /// <summary>Those that must be unchanged in the store.</summary>
    public IReadOnlyList<PropertyWriter> Tokens { get; }

    /// <summary>Those inside of documents.</summary>
    public IReadOnlyList<DocumentToken> DocumentTokens { get; }

    /// <summary>Whether all that can be updated is marked as modified, as DbContext.Update does.</summary>
    public bool IsMarked(IUpdateEntry entry)
    {
        if (_updatable.Length == 0)
        {
            return false;
        }

        foreach (var property in _updatable)
        {
            if (!entry.IsModified(property))
            {
                return false;
            }
        }

        return true;
    }

    // A compiled model may serve contexts with different options, so the option is part of what is kept.
    public static ItemSerializer For(IEntityType entityType, DynamoDbNullStorage nullStorage)
        => nullStorage == DynamoDbNullStorage.Null
            ? entityType.GetOrAddRuntimeAnnotationValue(
                "DynamoDb:ItemSerializer:Null", static type => new ItemSerializer(type!, DynamoDbNullStorage.Null), entityType)
            : entityType.GetOrAddRuntimeAnnotationValue(
                "DynamoDb:ItemSerializer", static type => new ItemSerializer(type!, DynamoDbNullStorage.Absent), entityType);
}
