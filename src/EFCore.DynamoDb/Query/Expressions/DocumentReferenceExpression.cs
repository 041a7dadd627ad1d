using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EFCore.DynamoDb.Query.Expressions;

/// <summary>A whole complex object in the middle of an expression; it has to end in one of its members or in a comparison.</summary>
internal sealed class DocumentReferenceExpression(Expression item, IComplexProperty property) : Expression
{
    /// <summary>The map that stores it; null where it is null.</summary>
    public Expression Item { get; } = item;

    public new IComplexProperty Property { get; } = property;

    public override Type Type
        => Property.ComplexType.ClrType;

    public override ExpressionType NodeType
        => ExpressionType.Extension;

    protected override Expression VisitChildren(ExpressionVisitor visitor)
        => this;
}
