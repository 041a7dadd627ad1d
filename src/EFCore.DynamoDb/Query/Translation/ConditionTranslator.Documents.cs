using System.Linq.Expressions;
using EFCore.DynamoDb.Access;
using EFCore.DynamoDb.Metadata;
using EFCore.DynamoDb.Query.Expressions;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EFCore.DynamoDb.Query.Translation;

/// <content>
/// Documents are compared member by member: <c>=</c> on maps would compare what nobody mapped too.
/// </content>
internal sealed partial class ConditionTranslator
{
    private TranslatedCondition? CompareDocuments(Expression left, ComparisonOperator comparison, Expression right)
    {
        left = RowTranslator.StripBoxing(left);
        right = RowTranslator.StripBoxing(right);
        if (comparison is not (ComparisonOperator.Equal or ComparisonOperator.NotEqual)
            || (DocumentBinding.Find(left) is { } found ? (found, right) : DocumentBinding.Find(right) is { } mirrored ? (mirrored, left) : default)
                is not ({ } document, { } other))
        {
            return null;
        }

        var equal = IsNull(other) ? PathOf(document) is { } path ? new TranslatedCondition(new Condition.IsNull(path), true) : null
            : DocumentBinding.Find(other) is { } stored ? AreEqual(document, stored)
            : PropertyBinding.IsRowIndependent(other) ? Equals(document, other)
            : null;

        // The negation of a condition that only narrows would exclude what it must not.
        return comparison == ComparisonOperator.Equal ? equal
            : equal is { Exact: true } exact ? new TranslatedCondition(new Condition.Not(exact.Condition), true)
            : null;
    }

    /// <summary>
    /// As far as members are scalars or documents of such. What a null object's members are compared with is null: with a member that is never null in the
    /// condition, that tells a missing document from one whose members are null.
    /// </summary>
    private TranslatedCondition? Equals(DocumentReferenceExpression document, Expression value)
    {
        if (value.Type.UnwrapNullableType() != document.DocumentType.ClrType)
        {
            return null;
        }

        TranslatedCondition? all = null;
        var isExact = false;
        var hasAll = true;
        var key = document.DocumentType is IEntityType owned ? RowTranslator.OwnKeyOf(owned) : [];
        foreach (var (property, member) in Members(document.DocumentType, value).Where(m => key.Count == 0 || key.Contains(m.Property)))
        {
            if (member is null
                || (property is IProperty scalar
                        ? TranslateComparison(new PropertyReadExpression(document.Item, scalar, required: false), ComparisonOperator.Equal, member)
                    : property.IsDocumentList() ? null
                    : Equals(new DocumentReferenceExpression(new NestedItemExpression(document.Item, property), property), member)) is not { } equal)
            {
                hasAll = false;
                continue;
            }

            all = all is { } others ? TranslatedCondition.And(others, equal) : equal;
            isExact |= property is IProperty { IsNullable: false } && equal.Exact;
        }

        return all is { } translated ? translated with { Exact = translated.Exact && hasAll && isExact } : null;
    }

    /// <summary>Two documents of an item: both missing, or both there with equal members.</summary>
    private TranslatedCondition? AreEqual(DocumentReferenceExpression left, DocumentReferenceExpression right)
    {
        if (PathOf(left) is not { } leftPath || PathOf(right) is not { } rightPath)
        {
            return null;
        }

        if (left.DocumentType is IEntityType && right.DocumentType is IEntityType && left.DocumentType != right.DocumentType)
        {
            // What one navigation owns is never what another one owns.
            return new TranslatedCondition(new Condition.And([new Condition.IsNull(leftPath), new Condition.IsNull(rightPath)]), true);
        }

        var same = new TranslatedCondition(new Condition.And([new Condition.NotNull(leftPath), new Condition.NotNull(rightPath)]), true);
        foreach (var property in left.DocumentType.GetProperties().Where(p => p.IsStored()))
        {
            if (right.DocumentType.FindProperty(property.Name) is not { } other
                || TranslateComparison(
                    new PropertyReadExpression(left.Item, property, required: false),
                    ComparisonOperator.Equal,
                    new PropertyReadExpression(right.Item, other, required: false)) is not { Exact: true } equal)
            {
                return null;
            }

            same = TranslatedCondition.And(same, equal);
        }

        foreach (var property in left.DocumentType.GetDocuments())
        {
            if (property.IsDocumentList()
                || right.DocumentType.FindDocument(property.Name) is not { } other
                || AreEqual(Inside(left, property), Inside(right, other)) is not { } equal)
            {
                return null;
            }

            same = TranslatedCondition.And(same, equal);
        }

        return TranslatedCondition.Or(
            new TranslatedCondition(new Condition.And([new Condition.IsNull(leftPath), new Condition.IsNull(rightPath)]), true), same);

        static DocumentReferenceExpression Inside(DocumentReferenceExpression document, IPropertyBase property)
            => new(new NestedItemExpression(document.Item, property), property);
    }

    /// <summary>documents.Contains(x.Document): its members are among those of the documents, one by one; the rest is for the client.</summary>
    private TranslatedCondition? IsAmong(DocumentReferenceExpression document, Expression values)
    {
        if (!PropertyBinding.IsRowIndependent(values) || CollectionContains.ElementType(values.Type) is not { } type)
        {
            return null;
        }

        var value = Expression.Parameter(type, "value");
        TranslatedCondition? all = null;
        foreach (var (property, member) in Members(document.DocumentType, value))
        {
            if (property is IProperty scalar
                && member is not null
                && BindAttribute(new PropertyReadExpression(document.Item, scalar, required: false)) is { } attribute
                && TranslateIn(
                    attribute,
                    Expression.Call(typeof(Enumerable), nameof(Enumerable.Select), [type, member.Type], values, Expression.Lambda(member, value))) is { } among)
            {
                all = all is { } others ? TranslatedCondition.And(others, among) : among;
            }
        }

        return all is { } translated ? translated with { Exact = false } : null;
    }

    private static IEnumerable<(IPropertyBase Property, Expression? Member)> Members(ITypeBase type, Expression value)
        => type.GetProperties().Where(p => p.IsStored()).Concat(type.GetDocuments()).Select(p => (p, RowTranslator.MemberOf(value, p)));

    private static AttributePath? PathOf(DocumentReferenceExpression document)
        => document.Item switch
        {
            NestedItemExpression nested => ItemPath.Of(nested),
            ElementItemExpression { List: { } list } element when ItemPath.Of(list.Item, list.Documents) is { } path
                => new AttributePath(path.Name, [.. path.Rest, element.Position]),
            _ => null,
        };
}
