using System.Collections;
using System.Linq.Expressions;
using EFCore.DynamoDb.Access;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Metadata;
using EFCore.DynamoDb.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking.Internal;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Internal;
using Microsoft.EntityFrameworkCore.Update;

namespace EFCore.DynamoDb.Update;

/// <summary>One complex property of an entry, and those inside it, as attribute values and as the changes of a modification.</summary>
internal sealed class DocumentWriter
{
    private readonly Func<object?, ItemValue> _write;
    private readonly List<ScalarMember> _scalars = [];
    private readonly List<DocumentWriter> _documents = [];
    private readonly bool _storesNull;
    private readonly Func<object, ItemValue>? _writeElement;

    /// <param name="property">The complex property.</param>
    /// <param name="storesNull">Whether null is stored as NULL where the model does not say.</param>
    public DocumentWriter(IComplexProperty property, bool storesNull)
    {
        Property = property;
        Attribute = property.GetItemAttributeName();
        _storesNull = DynamoDbMetadata.StoresNull(property) ?? storesNull;
        var expressions = new DocumentExpressions(storesNull);
        var value = Expression.Parameter(typeof(object), "value");
        _write = Expression.Lambda<Func<object?, ItemValue>>(
            expressions.OfDocument(Expression.Convert(value, property.ClrType), property), value).Compile();
        if (property.IsCollection)
        {
            var element = Expression.Parameter(typeof(object), "element");
            _writeElement = Expression.Lambda<Func<object, ItemValue>>(
                expressions.OfObject(Expression.Convert(element, property.ComplexType.ClrType), property.ComplexType), element).Compile();
        }

        foreach (var scalar in property.ComplexType.GetProperties())
        {
            _scalars.Add(new ScalarMember(scalar, DynamoDbMetadata.StoresNull(scalar) ?? storesNull));
        }

        foreach (var document in property.ComplexType.GetComplexProperties())
        {
            _documents.Add(new DocumentWriter(document, storesNull));
        }
    }

    public IComplexProperty Property { get; }

    /// <summary>The name in the item or in the map that holds the document.</summary>
    public string Attribute { get; }

    /// <summary>The whole document.</summary>
    public ItemValue Current(IUpdateEntry entry)
        => _write(entry.GetCurrentValue(Property));

    /// <summary>The document as it was read; null when that is not certain.</summary>
    public ItemValue? OriginalOf(InternalEntryBase entry)
    {
        var isCertain = true;
        var original = Original(entry, ref isCertain);
        return isCertain ? original : null;
    }

    /// <summary>
    /// The document as it was read. EF keeps originals of members, and of an object only whether it was there, when it can be null; the elements of a
    /// collection have entries of their own, but for some that were replaced: those are taken as they are now.
    /// </summary>
    /// <param name="entry">The entry.</param>
    /// <param name="isCertain">False when an element was taken as it is now, so that nothing can be concluded from the value.</param>
    private ItemValue Original(InternalEntryBase entry, ref bool isCertain)
    {
        if (!Property.IsCollection)
        {
            return Property.GetOriginalValueIndex() >= 0 && entry.GetOriginalValue(Property) is null ? Nothing : OriginalMap(entry, ref isCertain);
        }

        if (entry.GetOriginalValue(Property) is not IList elements)
        {
            return Nothing;
        }

        if (SavedCollection.Find(entry, Property, elements) is { } saved)
        {
            return saved;
        }

        var entries = entry.GetComplexCollectionOriginalEntries(Property);
        var values = new List<ItemValue>(elements.Count);
        for (var i = 0; i < elements.Count; i++)
        {
            if (elements[i] is not { } element)
            {
                values.Add(ItemValue.Null);
            }
            else if (i < entries.Count && entries[i] is { } original)
            {
                values.Add(OriginalMap(original, ref isCertain));
            }
            else
            {
                isCertain = false;
                values.Add(_writeElement!(element));
            }
        }

        return ItemValue.List(values);
    }

    /// <summary>
    /// What was changed: in part where the document was there and still is, else the whole of it. A member that is marked as modified is written even if
    /// its value is the one that was read: the application says that the store may have another.
    /// </summary>
    /// <param name="entry">The entry.</param>
    /// <param name="path">Where the document is.</param>
    /// <param name="diff">What takes the changes.</param>
    /// <param name="isMarked">Whether all of the entity is marked as modified, so that a collection is written even if it is the one that was read.</param>
    public void AddChanges(IUpdateEntry entry, AttributePath path, DocumentDiff diff, bool isMarked)
    {
        var isCertain = true;
        var original = Original((InternalEntryBase)entry, ref isCertain);
        if (!isCertain)
        {
            // What has changed in the element would not be seen.
            original = default;
        }

        AddChanges(entry, path, diff, isMarked, original, Current(entry));
    }

    /// <summary>
    /// Forgets EF's entries of the elements of collections that were saved, so that EF makes them anew when it accepts the changes: those of elements that
    /// have come, gone or moved, and of collections inside them, do not always match the elements any more, and then EF fails or takes the values of others.
    /// </summary>
    public void ForgetElements(InternalEntryBase entry)
    {
        if (Property.IsCollection)
        {
            if (entry.EntityState == EntityState.Added || ((IUpdateEntry)entry).IsModified(Property))
            {
                entry.EnsureComplexCollectionEntriesCapacity(Property, capacity: 0, originalCapacity: 0);
            }

            return;
        }

        foreach (var document in _documents)
        {
            document.ForgetElements(entry);
        }
    }

    /// <summary>The collections that are saved with the document, as they are now.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="position">Its position.</param>
    /// <param name="current">What the document is stored as.</param>
    /// <param name="saved">What takes the collections.</param>
    public void AddCollections(IUpdateEntry entry, int position, ItemValue current, List<SavedCollection> saved)
    {
        if (Property.IsCollection)
        {
            if (entry.GetCurrentValue(Property) is IList elements)
            {
                var objects = new object?[elements.Count];
                elements.CopyTo(objects, 0);
                saved.Add(new SavedCollection(position, entry, Property, objects, current));
            }
        }
        else if (IsMap(current))
        {
            foreach (var document in _documents)
            {
                document.AddCollections(entry, position, current.AsMap().Find(document.Attribute), saved);
            }
        }
    }

    private void AddChanges(IUpdateEntry entry, AttributePath path, DocumentDiff diff, bool isMarked, ItemValue from, ItemValue to)
    {
        if (Property.IsCollection || !IsMap(from) || !IsMap(to))
        {
            // EF takes a collection whose elements have moved for modified once more after it is saved.
            if (!diff.Add(path, from, to) && isMarked)
            {
                diff.Set(path, to);
            }

            return;
        }

        var (before, after) = (from.AsMap(), to.AsMap());
        foreach (var scalar in _scalars)
        {
            if (entry.IsModified(scalar.Property))
            {
                diff.Require(path);
                var place = DocumentDiff.Inside(path, scalar.Attribute);
                if (!diff.Add(place, before.Find(scalar.Attribute), after.Find(scalar.Attribute)))
                {
                    diff.Set(place, after.Find(scalar.Attribute));
                }
            }
        }

        foreach (var document in _documents)
        {
            if (entry.IsModified(document.Property))
            {
                diff.Require(path);
                document.AddChanges(
                    entry,
                    DocumentDiff.Inside(path, document.Attribute),
                    diff,
                    isMarked,
                    before.Find(document.Attribute),
                    after.Find(document.Attribute));
            }
        }
    }

    private ItemValue Nothing
        => _storesNull ? ItemValue.Null : default;

    private ItemValue OriginalMap(InternalEntryBase entry, ref bool isCertain)
    {
        var map = new ItemMap(_scalars.Count + _documents.Count);
        foreach (var scalar in _scalars)
        {
            map.Add(scalar.Attribute, scalar.Write(entry.GetOriginalValue(scalar.Property)));
        }

        foreach (var document in _documents)
        {
            map.Add(document.Attribute, document.Original(entry, ref isCertain));
        }

        return ItemValue.Map(map);
    }

    private static bool IsMap(ItemValue value)
        => value is { IsMissing: false, Type: DynamoDbAttributeType.M };

    private sealed class ScalarMember
    {
        public ScalarMember(IProperty property, bool storesNull)
        {
            Property = property;
            Attribute = property.GetItemAttributeName();
            var value = Expression.Parameter(typeof(object), "value");
            Write = Expression.Lambda<Func<object?, ItemValue>>(
                DocumentExpressions.OfScalar(
                    Expression.Convert(value, property.ClrType), (DynamoDbTypeMapping)property.GetTypeMapping(), storesNull),
                value).Compile();
        }

        public IProperty Property { get; }

        public string Attribute { get; }

        public Func<object?, ItemValue> Write { get; }
    }
}
