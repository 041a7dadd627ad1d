using System.Collections;
using System.Reflection;
using EFCore.DynamoDb.Storage;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Internal;

namespace EFCore.DynamoDb.Update;

#pragma warning disable EF1001 // Members of documents in collections are had from nowhere else.

/// <summary>A member of a document that takes the value that is stored when the entity is saved, as a property of the entity does.</summary>
/// <param name="Property">The member.</param>
/// <param name="Path">The complex properties that it is in, from the entity's own.</param>
internal sealed record StoredMember(IProperty Property, IReadOnlyList<IComplexProperty> Path)
{
    private readonly DynamoDbTypeMapping _mapping = (DynamoDbTypeMapping)Property.GetTypeMapping();

    /// <summary>Those of an entity type, in documents of any depth.</summary>
    public static IEnumerable<StoredMember> Of(IEntityType entityType)
        => In(entityType, []);

    /// <summary>What the member becomes, in each element of the collections that it is in.</summary>
    /// <param name="entity">The entity.</param>
    /// <param name="position">The position of its entry.</param>
    /// <param name="saved">What takes the values that are not as they are stored.</param>
    public void AddTo(object entity, int position, List<SavedValue> saved)
        => Add(entity, position, saved, 0, []);

    /// <summary>Sets the member of one element.</summary>
    /// <param name="entity">The entity.</param>
    /// <param name="indices">The positions in the collections that the member is in.</param>
    /// <param name="value">The value.</param>
    public void Set(object entity, IReadOnlyList<int> indices, object? value)
    {
        if (!Path.Any(d => Nullable.GetUnderlyingType(d.ClrType) is not null))
        {
            ((IRuntimePropertyBase)Property).GetSetter().SetClrValueUsingContainingEntity(entity, indices, value);
            return;
        }

        // EF Core has no setter for what is in a nullable struct: a changed copy of it takes its place.
        var holders = new object[Path.Count + 1];
        holders[0] = entity;
        var index = 0;
        for (var i = 0; i < Path.Count; i++)
        {
            var document = Path[i].GetGetter().GetClrValue(holders[i])!;
            holders[i + 1] = Path[i].IsCollection ? ((IList)document)[indices[index++]]! : document;
        }

        SetMember(holders[^1], Property, value);
        for (var i = Path.Count - 1; i >= 0 && holders[i + 1].GetType().IsValueType; i--)
        {
            SetMember(holders[i], Path[i], holders[i + 1]);
        }
    }

    private static void SetMember(object holder, IPropertyBase member, object? value)
    {
        if (member.GetMemberInfo(forMaterialization: false, forSet: true) is FieldInfo field)
        {
            field.SetValue(holder, value);
        }
        else
        {
            member.PropertyInfo!.SetValue(holder, value);
        }
    }

    private static IEnumerable<StoredMember> In(ITypeBase type, IReadOnlyList<IComplexProperty> path)
    {
        foreach (var document in type.GetComplexProperties())
        {
            IReadOnlyList<IComplexProperty> inside = [.. path, document];
            foreach (var property in document.ComplexType.GetProperties())
            {
                if (((DynamoDbTypeMapping)property.GetTypeMapping()).NormalizesValues && !property.IsShadowProperty())
                {
                    yield return new StoredMember(property, inside);
                }
            }

            foreach (var member in In(document.ComplexType, inside))
            {
                yield return member;
            }
        }
    }

    private void Add(object entity, int position, List<SavedValue> saved, int depth, IReadOnlyList<int> indices)
    {
        if (depth == Path.Count)
        {
            AddValue(entity, position, saved, indices);
            return;
        }

        var document = Path[depth].GetGetter().GetClrValueUsingContainingEntity(entity, indices);
        if (document is null)
        {
            return;
        }

        if (!Path[depth].IsCollection)
        {
            Add(entity, position, saved, depth + 1, indices);
            return;
        }

        var elements = (IList)document;
        for (var i = 0; i < elements.Count; i++)
        {
            if (elements[i] is not null)
            {
                Add(entity, position, saved, depth + 1, [.. indices, i]);
            }
        }
    }

    private void AddValue(object entity, int position, List<SavedValue> saved, IReadOnlyList<int> indices)
    {
        if (Property.GetGetter().GetClrValueUsingContainingEntity(entity, indices) is not { } value)
        {
            return;
        }

        var form = _mapping.ToItemValue(value);
        var stored = form.IsMissingOrNull ? value : _mapping.FromItemValue(form);
        if (!_mapping.IsAsStored(value, stored))
        {
            saved.Add(new SavedValue(position, Property, stored, IsGenerated: false, this, indices));
        }
    }
}
