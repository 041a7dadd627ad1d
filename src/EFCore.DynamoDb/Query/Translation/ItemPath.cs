using System.Linq.Expressions;
using EFCore.DynamoDb.Access;
using EFCore.DynamoDb.Metadata;
using EFCore.DynamoDb.Query.Expressions;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EFCore.DynamoDb.Query.Translation;

/// <summary>The way from an item of the source to what an expression reads.</summary>
internal static class ItemPath
{
    /// <summary>The path of a member of what an expression yields; null when that is not reached by names alone, as the element of a list.</summary>
    public static AttributePath? Of(Expression item, IPropertyBase member)
    {
        var names = new Stack<PathSegment>();
        while (item is NestedItemExpression nested)
        {
            names.Push(member.GetItemAttributeName());
            (item, member) = (nested.Item, nested.Document);
        }

        return item is ElementItemExpression ? null : new AttributePath(member.GetItemAttributeName(), [.. names]);
    }

    public static AttributePath? Of(PropertyReadExpression read)
        => Of(read.Item, read.Property);

    public static AttributePath? Of(NestedItemExpression document)
        => Of(document.Item, document.Document);
}
