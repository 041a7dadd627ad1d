using System.Linq.Expressions;
using EFCore.DynamoDb.Access;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Metadata;
using EFCore.DynamoDb.Storage;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Update;

namespace EFCore.DynamoDb.Update;

/// <summary>One complex property of an entry, and those inside it, as attribute values and as the changes of a modification.</summary>
internal sealed class DocumentWriter
{
    private readonly Func<object?, ItemValue> _write;
    private readonly List<ScalarMember> _scalars = [];
    private readonly List<DocumentWriter> _documents = [];

    /// <param name="property">The complex property.</param>
    /// <param name="holder">The path to the map that holds it; null at the top of the item.</param>
    /// <param name="storesNull">Whether null is stored as NULL where the model does not say.</param>
    public DocumentWriter(IComplexProperty property, AttributePath? holder, bool storesNull)
    {
        Property = property;
        Path = Inside(holder, property);
        var expressions = new DocumentExpressions(storesNull);
        var value = Expression.Parameter(typeof(object), "value");
        _write = Expression.Lambda<Func<object?, ItemValue>>(
            expressions.OfDocument(Expression.Convert(value, property.ClrType), property), value).Compile();
        if (property.IsCollection)
        {
            return;
        }

        foreach (var scalar in property.ComplexType.GetProperties())
        {
            _scalars.Add(new ScalarMember(scalar, Inside(Path, scalar), DynamoDbMetadata.StoresNull(scalar) ?? storesNull));
        }

        foreach (var document in property.ComplexType.GetComplexProperties())
        {
            _documents.Add(new DocumentWriter(document, Path, storesNull));
        }
    }

    public IComplexProperty Property { get; }

    public AttributePath Path { get; }

    /// <summary>The whole document.</summary>
    public ItemValue Current(IUpdateEntry entry)
        => _write(entry.GetCurrentValue(Property));

    /// <summary>
    /// What was changed: single members by their paths where the map that holds them is known to be in the item, else the whole document. What nobody
    /// mapped stays in a map whose members are changed one by one.
    /// </summary>
    public void AddChanges(IUpdateEntry entry, List<AttributeChange> changes)
    {
        if (!entry.IsModified(Property))
        {
            return;
        }

        if (Property.IsCollection || entry.GetCurrentValue(Property) is null || !WasThere(entry))
        {
            changes.Add(new AttributeChange(Path, Current(entry)));
            return;
        }

        foreach (var scalar in _scalars)
        {
            if (entry.IsModified(scalar.Property))
            {
                changes.Add(new AttributeChange(scalar.Path, scalar.Write(entry.GetCurrentValue(scalar.Property))));
            }
        }

        foreach (var document in _documents)
        {
            document.AddChanges(entry, changes);
        }
    }

    /// <summary>
    /// EF keeps no original of the object itself, only of its members: one that had a value proves that the object was there. One without any may have been
    /// null, and a path into a map that is not there is an error of DynamoDB's.
    /// </summary>
    private bool WasThere(IUpdateEntry entry)
    {
        foreach (var scalar in _scalars)
        {
            if (entry.GetOriginalValue(scalar.Property) is { } value && !value.Equals(scalar.Default))
            {
                return true;
            }
        }

        foreach (var document in _documents)
        {
            if (!document.Property.IsCollection && document.WasThere(entry))
            {
                return true;
            }
        }

        return false;
    }

    private static AttributePath Inside(AttributePath? holder, IPropertyBase member)
        => holder is null
            ? new AttributePath(member.GetItemAttributeName())
            : new AttributePath(holder.Name, [.. holder.Rest, member.GetItemAttributeName()]);

    private sealed class ScalarMember
    {
        public ScalarMember(IProperty property, AttributePath path, bool storesNull)
        {
            Property = property;
            Path = path;
            Default = property.ClrType.IsValueType && Nullable.GetUnderlyingType(property.ClrType) is null
                ? Activator.CreateInstance(property.ClrType)
                : null;
            var value = Expression.Parameter(typeof(object), "value");
            Write = Expression.Lambda<Func<object?, ItemValue>>(
                DocumentExpressions.OfScalar(
                    Expression.Convert(value, property.ClrType), (DynamoDbTypeMapping)property.GetTypeMapping(), storesNull),
                value).Compile();
        }

        public IProperty Property { get; }

        public AttributePath Path { get; }

        public object? Default { get; }

        public Func<object?, ItemValue> Write { get; }
    }
}
