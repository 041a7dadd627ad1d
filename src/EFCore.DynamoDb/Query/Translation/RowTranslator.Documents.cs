using System.Linq.Expressions;
using System.Reflection;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Metadata;
using EFCore.DynamoDb.Query.Expressions;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EFCore.DynamoDb.Query.Translation;

/// <summary>Documents are equal when all their mapped members are, to any depth; null is equal to null.</summary>
internal sealed partial class RowTranslator
{
    private static readonly MethodInfo SameDocumentsMethod = typeof(RowTranslator).GetMethod(nameof(AreSameDocuments), BindingFlags.NonPublic | BindingFlags.Static)!;

    private static readonly MethodInfo SameListMethod = typeof(RowTranslator).GetMethod(nameof(IsSameList), BindingFlags.NonPublic | BindingFlags.Static)!;

    /// <summary>Equality of two expressions of which at least one is a document or a list of documents; null when that cannot be decided over rows.</summary>
    private Expression? TranslateDocumentEquality(Expression left, Expression right)
    {
        left = StripBoxing(left);
        right = StripBoxing(right);
        if (TranslateListEquality(left, right) is { } sameLists)
        {
            return sameLists;
        }

        if (AsDocument(left) is { } document)
        {
            return AsDocument(right) is { } other
                // What one navigation owns is never what another one owns, whatever they hold.
                ? document.DocumentType is IEntityType && other.DocumentType is IEntityType && document.DocumentType != other.DocumentType
                    ? Expression.AndAlso(IsNull(document.Item), IsNull(other.Item))
                : DocumentShape.Of(document.DocumentType, other.DocumentType) is { } shape
                    ? Expression.Call(Expression.Constant(shape), nameof(DocumentShape.AreEqual), null, document.Item, other.Item)
                    : null
                : EqualsValue(document, right);
        }

        return AsDocument(right) is { } mirrored ? EqualsValue(mirrored, left) : null;
    }

    /// <summary>Lists of documents are equal when they hold equal ones in the same order; one that is missing is empty. What is owned is equal to nothing that others own.</summary>
    private Expression? TranslateListEquality(Expression left, Expression right)
    {
        var (one, other) = (ListOf(left), ListOf(right));
        if ((one ?? other) is not var (item, property))
        {
            return null;
        }

        if (one is not null && other is var (otherItem, otherProperty))
        {
            return property is not IComplexProperty || otherProperty is not IComplexProperty
                ? property != otherProperty ? Expression.Constant(false) : null
                : DocumentShape.Of(property.GetDocumentType(), otherProperty.GetDocumentType()) is { } shape
                    ? Expression.Call(
                        SameDocumentsMethod, new ElementsExpression(item, property), new ElementsExpression(otherItem, otherProperty), Expression.Constant(shape))
                    : null;
        }

        var values = one is null ? left : right;
        return property is IComplexProperty
            && values is not (ConstantExpression { Value: null } or DefaultExpression)
            && PropertyBinding.IsRowIndependent(values)
            && CollectionContains.ElementType(values.Type) == property.GetDocumentType().ClrType
                ? SameList(new ElementsExpression(item, property), property, values)
                : null;
    }

    private static (Expression Item, IPropertyBase Property)? ListOf(Expression expression)
        => DocumentBinding.FindProperty(StripSequenceCast(expression)) is var (item, property) && property.IsDocumentList() ? (item, property) : null;

    private static bool AreSameDocuments(IReadOnlyList<Item?> left, IReadOnlyList<Item?> right, DocumentShape shape)
    {
        var isSame = left.Count == right.Count;
        for (var i = 0; isSame && i < left.Count; i++)
        {
            isSame = shape.AreEqual(left[i], right[i]);
        }

        return isSame;
    }

    /// <summary>collection.Contains(document), the collection being no part of an item.</summary>
    private Expression? TranslateDocumentIn(Expression collection, DocumentReferenceExpression document)
    {
        if (!PropertyBinding.IsRowIndependent(collection)
            || CollectionContains.ElementType(collection.Type) is not { } type
            || type.UnwrapNullableType() != document.DocumentType.ClrType)
        {
            return null;
        }

        var value = Expression.Parameter(type, "value");
        return EqualsValue(document, value) is { } equals
            ? Expression.Call(typeof(Enumerable), nameof(Enumerable.Any), [type], Visit(collection), Expression.Lambda(equals, value))
            : null;
    }

    /// <summary>A member of a document; untranslated where it is a list of documents, which is a sequence and no value.</summary>
    private static Expression MemberOf(DocumentReferenceExpression document, string name)
        => document.DocumentType.FindProperty(name) is { } member && member.IsStored()
            ? new PropertyReadExpression(document.Item, member, required: false)
            : document.DocumentType.FindDocument(name) is { } nested && !nested.IsDocumentList()
                ? new DocumentReferenceExpression(new NestedItemExpression(document.Item, nested), nested)
                : Untranslated;

    /// <summary>The document that an expression is, also one that is picked out of a list.</summary>
    public DocumentReferenceExpression? Find(Expression expression)
        => AsDocument(expression);

    private DocumentReferenceExpression? AsDocument(Expression expression)
        => DocumentBinding.Find(expression) ?? (expression is MethodCallExpression or MemberExpression ? Visit(expression) as DocumentReferenceExpression : null);

    private Expression? EqualsValue(DocumentReferenceExpression document, Expression value)
    {
        if (value is ConstantExpression { Value: null } or DefaultExpression { Type.IsValueType: false })
        {
            return IsNull(document.Item);
        }

        // The caller's object, or the parameter of a lambda over such objects.
        return (value is ParameterExpression || PropertyBinding.IsRowIndependent(value))
            && value.Type.UnwrapNullableType() == document.DocumentType.ClrType
                ? document.DocumentType is IEntityType owned && OwnKeyOf(owned) is { Count: > 0 } key
                    ? EqualsKey(document.Item, key, value)
                    : EqualsValue(document.Item, document.DocumentType, value)
                : null;
    }

    /// <summary>What tells an owned element from its siblings, where the class has it: it is the same where its key is, as entities are.</summary>
    internal static List<IProperty> OwnKeyOf(IEntityType owned)
        => owned.FindPrimaryKey() is { } key && key.Properties.All(p => p.FindOwnerProperty() is not null || !p.IsShadowProperty())
            ? [.. key.Properties.Where(p => p.FindOwnerProperty() is null && p.IsStored())]
            : [];

    private static Expression? EqualsKey(Expression item, List<IProperty> key, Expression value)
    {
        Expression? same = null;
        foreach (var property in key)
        {
            if (MemberOf(value, property) is not { } member)
            {
                return null;
            }

            var equal = TranslateEquality(new PropertyReadExpression(item, property, required: false), member);
            same = same is null ? equal : Expression.AndAlso(same, equal);
        }

        return same;
    }

    private Expression? EqualsValue(Expression item, ITypeBase type, Expression value)
    {
        // The document is read once, and is no path any more: all of it is compared.
        var document = Expression.Variable(typeof(Item), "document");
        var element = new ElementItemExpression(document);
        var isThere = value.Type.IsNullableType() ? Expression.NotEqual(value, Expression.Constant(null, value.Type)) : (Expression)Expression.Constant(true);
        var same = isThere;
        foreach (var property in type.GetProperties().Where(p => p.IsStored()))
        {
            if (MemberOf(value, property) is not { } member)
            {
                return null;
            }

            same = Expression.AndAlso(same, TranslateEquality(new PropertyReadExpression(element, property, required: false), member));
        }

        foreach (var property in type.GetDocuments())
        {
            if (MemberOf(value, property) is not { } member
                || (property.IsDocumentList()
                    ? SameList(new ElementsExpression(element, property), property, member)
                    : EqualsValue(new NestedItemExpression(element, property), property.GetDocumentType(), member)) is not { } nested)
            {
                return null;
            }

            same = Expression.AndAlso(same, nested);
        }

        return Expression.Block(
            typeof(bool),
            [document],
            Expression.Assign(document, item),
            Expression.Condition(IsNull(document), Expression.Not(isThere), same));
    }

    private MethodCallExpression? SameList(Expression rows, IPropertyBase property, Expression values)
    {
        var element = Expression.Parameter(typeof(Item), "element");
        var value = Expression.Parameter(CollectionContains.ElementType(values.Type)!, "value");
        return EqualsValue(new ElementItemExpression(element), property.GetDocumentType(), value) is { } same
            ? Expression.Call(SameListMethod.MakeGenericMethod(value.Type), rows, values, Expression.Lambda(same, element, value))
            : null;
    }

    private static bool IsSameList<T>(IReadOnlyList<Item?> documents, IEnumerable<T>? values, Func<Item?, T, bool> areEqual)
    {
        var position = 0;
        foreach (var value in values ?? [])
        {
            if (position == documents.Count || !areEqual(documents[position++], value))
            {
                return false;
            }
        }

        return position == documents.Count;
    }

    /// <summary>A member of the caller's object, null where that is null; null when no member of the CLR type holds it.</summary>
    internal static Expression? MemberOf(Expression value, IPropertyBase property)
    {
        if (property.IsShadowProperty() || property.IsIndexerProperty())
        {
            return null;
        }

        var isNullableStruct = Nullable.GetUnderlyingType(value.Type) is not null;
        var member = Expression.MakeMemberAccess(
            isNullableStruct ? Expression.Property(value, nameof(Nullable<int>.Value)) : value,
            property.GetMemberInfo(forMaterialization: false, forSet: false));
        if (!value.Type.IsNullableType())
        {
            return member;
        }

        var type = member.Type.MakeNullableType();
        return Expression.Condition(
            Expression.Equal(value, Expression.Constant(null, value.Type)), Expression.Default(type), ConvertTo(member, type));
    }
}
