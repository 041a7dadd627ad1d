using System.Linq.Expressions;

namespace EFCore.DynamoDb.Query.Expressions;

/// <summary>The ordinal of a property's attribute in its item's layout, for DynamoDB's functions on attributes.</summary>
internal sealed class AttributeOrdinalExpression(PropertyReadExpression read) : Expression
{
    public PropertyReadExpression Read { get; } = read;

    public override Type Type
        => typeof(int);

    public override ExpressionType NodeType
        => ExpressionType.Extension;

    protected override Expression VisitChildren(ExpressionVisitor visitor)
        => this;
}
