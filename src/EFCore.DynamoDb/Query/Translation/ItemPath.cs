using System.Linq.Expressions;
using EFCore.DynamoDb.Access;
using EFCore.DynamoDb.Metadata;
using EFCore.DynamoDb.Query.Expressions;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EFCore.DynamoDb.Query.Translation;

/// <summary>The way from an item of the source to what an expression reads.</summary>
internal static class ItemPath
{
    /// <summary>
    /// The path of a member of what an expression yields; null when neither names nor positions that the query itself names lead there.
    /// </summary>
    public static AttributePath? Of(Expression item, IPropertyBase member)
    {
        var segments = new Stack<PathSegment>();
        while (true)
        {
            switch (item)
            {
                case NestedItemExpression nested:
                    segments.Push(member.GetItemAttributeName());
                    (item, member) = (nested.Item, nested.Document);
                    break;

                case ElementItemExpression { List: { } list } element:
                    segments.Push(member.GetItemAttributeName());
                    segments.Push(element.Position);
                    (item, member) = (list.Item, list.Documents);
                    break;

                default:
                    return item is ElementItemExpression ? null : new AttributePath(member.GetItemAttributeName(), [.. segments]);
            }
        }
    }

    public static AttributePath? Of(PropertyReadExpression read)
        => Of(read.Item, read.Property);

    public static AttributePath? Of(NestedItemExpression document)
        => Of(document.Item, document.Document);

    /// <summary>The path of what stands at a place of a list or dictionary.</summary>
    public static AttributePath? Of(PropertyReadExpression collection, PathSegment place)
        => Of(collection) is { } path ? new AttributePath(path.Name, [.. path.Rest, place]) : null;
}
