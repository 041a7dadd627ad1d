using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Metadata;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EFCore.DynamoDb.Query.Translation;

/// <summary>
/// What two stored documents have in common, member by member: attributes that nobody mapped do not count, a missing attribute is NULL, and a missing list
/// is empty.
/// </summary>
internal sealed class DocumentShape
{
    private readonly List<Member> _members = [];

    private sealed record Member(int Left, int Right, DocumentShape? Nested, ItemLayout? LeftLayout, ItemLayout? RightLayout, bool IsList);

    /// <summary>The members of both types, by their names; null when these are not stored alike.</summary>
    public static DocumentShape? Of(ITypeBase left, ITypeBase right)
    {
        var shape = new DocumentShape();
        foreach (var property in left.GetProperties().Where(p => p.IsStored()))
        {
            if (right.FindProperty(property.Name) is not { } other
                || (property != other && !property.GetTypeMapping().Equals(other.GetTypeMapping()) && property.GetTypeMapping().GetType() != other.GetTypeMapping().GetType())
                || property.GetProviderClrType() != other.GetProviderClrType())
            {
                return null;
            }

            shape._members.Add(new Member(OrdinalOf(property), OrdinalOf(other), null, null, null, IsList: false));
        }

        foreach (var document in left.GetDocuments())
        {
            if (right.FindDocument(document.Name) is not { } other || Of(document.GetDocumentType(), other.GetDocumentType()) is not { } nested)
            {
                return null;
            }

            shape._members.Add(
                new Member(OrdinalOf(document), OrdinalOf(other), nested, LayoutOf(document), LayoutOf(other), document.IsDocumentList()));
        }

        return shape;
    }

    /// <summary>Whether documents of one type can be read as those of the other: complex types of one class, which store the same members under the same names.</summary>
    public static bool AreInterchangeable(ITypeBase left, ITypeBase right)
    {
        if (left == right)
        {
            return true;
        }

        if (left is not IComplexType || right is not IComplexType || left.ClrType != right.ClrType || Of(left, right) is null || Of(right, left) is null)
        {
            return false;
        }

        foreach (var property in left.GetProperties().Where(p => p.IsStored()))
        {
            if (OrdinalOf(property) != OrdinalOf(right.FindProperty(property.Name)!)
                || property.GetItemAttributeName() != right.FindProperty(property.Name)!.GetItemAttributeName())
            {
                return false;
            }
        }

        foreach (var document in left.GetDocuments())
        {
            var other = right.FindDocument(document.Name)!;
            if (OrdinalOf(document) != OrdinalOf(other)
                || document.GetItemAttributeName() != other.GetItemAttributeName()
                || !AreInterchangeable(document.GetDocumentType(), other.GetDocumentType()))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether two documents are equal; either may be null.</summary>
    public bool AreEqual(Item? left, Item? right)
    {
        if (left is null || right is null)
        {
            return left is null && right is null;
        }

        foreach (var member in _members)
        {
            if (!(member.Nested is null ? AreValuesEqual(member, left, right)
                : member.IsList ? AreListsEqual(member, left, right)
                : member.Nested.AreEqual(MapOf(left, member.Left, member.LeftLayout!), MapOf(right, member.Right, member.RightLayout!))))
            {
                return false;
            }
        }

        return true;
    }

    public int HashOf(Item? document)
    {
        var hash = new HashCode();
        foreach (var member in _members)
        {
            if (document is null || document.IsNull(member.Left))
            {
                hash.Add(0);
            }
            else if (member.Nested is null)
            {
                hash.Add(document.GetValue(member.Left));
            }
            else if (member.IsList)
            {
                hash.Add(document.GetList(member.Left).Count);
            }
            else
            {
                hash.Add(member.Nested.HashOf(MapOf(document, member.Left, member.LeftLayout!)));
            }
        }

        return hash.ToHashCode();
    }

    public ValueComparer ToComparer()
        => new ValueComparer<Item?>((left, right) => AreEqual(left, right), document => HashOf(document));

    private static bool AreValuesEqual(Member member, Item left, Item right)
        => left.IsNull(member.Left) || right.IsNull(member.Right)
            ? left.IsNull(member.Left) && right.IsNull(member.Right)
            : left.GetValue(member.Left).Equals(right.GetValue(member.Right));

    private static bool AreListsEqual(Member member, Item left, Item right)
    {
        var leftList = left.IsNull(member.Left) ? null : left.GetList(member.Left);
        var rightList = right.IsNull(member.Right) ? null : right.GetList(member.Right);
        var count = leftList?.Count ?? 0;
        if (count != (rightList?.Count ?? 0))
        {
            return false;
        }

        for (var i = 0; i < count; i++)
        {
            if (!member.Nested!.AreEqual(MapOf(leftList!, i, member.LeftLayout!), MapOf(rightList!, i, member.RightLayout!)))
            {
                return false;
            }
        }

        return true;
    }

    private static Item? MapOf(Item holder, int ordinal, ItemLayout layout)
        => holder.IsNull(ordinal) ? null : holder.GetMap(ordinal, layout);

    private static int OrdinalOf(IPropertyBase property)
        => property.DeclaringType.GetItemType().GetLayout().OrdinalOf(property);

    private static ItemLayout LayoutOf(IPropertyBase document)
        => document.DeclaringType.GetItemType().GetLayout().NestedLayoutOf(document);
}
