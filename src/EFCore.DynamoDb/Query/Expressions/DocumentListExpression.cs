using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EFCore.DynamoDb.Query.Expressions;

/// <summary>A whole collection of complex or owned objects as a result.</summary>
internal sealed class DocumentListExpression(Expression item, IPropertyBase property) : Expression
{
    /// <summary>What holds the list.</summary>
    public Expression Item { get; } = item;

    public new IPropertyBase Property { get; } = property;

    public override Type Type
        => Property.ClrType;

    public override ExpressionType NodeType
        => ExpressionType.Extension;

    protected override Expression VisitChildren(ExpressionVisitor visitor)
    {
        var item = visitor.Visit(Item);
        return ReferenceEquals(item, Item) ? this : new DocumentListExpression(item, Property);
    }
}
