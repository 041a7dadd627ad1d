using System.Linq.Expressions;

namespace EFCore.DynamoDb.Query.Expressions;

/// <summary>A part of a lambda that is an expression over rows already, in the middle of what is not translated yet.</summary>
internal sealed class RowValueExpression(Expression value) : Expression
{
    public Expression Value { get; } = value;

    public override Type Type
        => Value.Type;

    public override ExpressionType NodeType
        => ExpressionType.Extension;

    protected override Expression VisitChildren(ExpressionVisitor visitor)
    {
        var value = visitor.Visit(Value);
        return ReferenceEquals(value, Value) ? this : new RowValueExpression(value);
    }
}
