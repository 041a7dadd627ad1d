using System.Linq.Expressions;
using EFCore.DynamoDb.Items;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Storage;

namespace EFCore.DynamoDb.Query.Expressions;

/// <summary>
/// Where the values of an entity are found: an expression over the row that yields its <see cref="Items.Item" />. It stands in the place of EF's value buffer
/// inside a <see cref="StructuralTypeShaperExpression" /> and is never executed: the shaper rewrites every read of it.
/// </summary>
/// <param name="item">The item, or the map of what is owned.</param>
/// <param name="owner">Where the values of the owner are, when that cannot be seen from the item.</param>
/// <param name="position">The position in a collection, counted from 1.</param>
internal sealed class ItemBindingExpression(Expression item, ItemBindingExpression? owner = null, Expression? position = null)
    : Expression, IPrintableExpression
{
    public Expression Item { get; } = item;

    /// <summary>Where the values of the owner of something owned are; null when nothing is known of it.</summary>
    public ItemBindingExpression? Owner
        => owner ?? Item switch
        {
            NestedItemExpression nested => new ItemBindingExpression(nested.Item),
            ElementItemExpression { List: { } list } => new ItemBindingExpression(list.Item),
            ElementItemExpression { Owner: { } holder } => new ItemBindingExpression(holder),
            _ => null,
        };

    /// <summary>The position of something owned in its collection; null when it is not known.</summary>
    public Expression? Position
        => position ?? (Item is ElementItemExpression { List: not null } element ? Constant(element.Position + 1) : null);

    public override Type Type
        => typeof(ValueBuffer);

    public override ExpressionType NodeType
        => ExpressionType.Extension;

    void IPrintableExpression.Print(ExpressionPrinter expressionPrinter)
        => expressionPrinter.Visit(Item);

    protected override Expression VisitChildren(ExpressionVisitor visitor)
    {
        var visited = visitor.Visit(Item);
        return ReferenceEquals(visited, Item) ? this : new ItemBindingExpression(visited, owner, position);
    }

    public override bool Equals(object? obj)
        => obj is ItemBindingExpression other && ExpressionEqualityComparer.Instance.Equals(Item, other.Item);

    public override int GetHashCode()
        => typeof(Item).GetHashCode();
}
