using System.Linq.Expressions;
using EFCore.DynamoDb.Items;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Storage;

namespace EFCore.DynamoDb.Query.Expressions;

/// <summary>
/// Where the values of an entity are found: an expression over the row that yields its <see cref="Items.Item" />. It stands in the place of EF's value buffer
/// inside a <see cref="StructuralTypeShaperExpression" /> and is never executed: the shaper rewrites every read of it.
/// </summary>
internal sealed class ItemBindingExpression(Expression item) : Expression, IPrintableExpression
{
    public Expression Item { get; } = item;

    public override Type Type
        => typeof(ValueBuffer);

    public override ExpressionType NodeType
        => ExpressionType.Extension;

    void IPrintableExpression.Print(ExpressionPrinter expressionPrinter)
        => expressionPrinter.Visit(Item);

    protected override Expression VisitChildren(ExpressionVisitor visitor)
    {
        var item = visitor.Visit(Item);
        return ReferenceEquals(item, Item) ? this : new ItemBindingExpression(item);
    }

    public override bool Equals(object? obj)
        => obj is ItemBindingExpression other && ExpressionEqualityComparer.Instance.Equals(Item, other.Item);

    public override int GetHashCode()
        => typeof(Item).GetHashCode();
}
