using System.Linq.Expressions;

namespace EFCore.DynamoDb.Query.Expressions;

/// <summary>A collection as a result: what a shaper makes of each row of a sequence inside an item.</summary>
/// <param name="rows">An enumerable of items or of values.</param>
/// <param name="row">One of them, in the shaper.</param>
/// <param name="shaper">What becomes of it.</param>
/// <param name="type">The type of the collection.</param>
internal sealed class RowsShaperExpression(Expression rows, ParameterExpression row, Expression shaper, Type type) : Expression
{
    public Expression Rows { get; } = rows;

    public ParameterExpression Row { get; } = row;

    public Expression Shaper { get; } = shaper;

    public override Type Type { get; } = type;

    public override ExpressionType NodeType
        => ExpressionType.Extension;

    protected override Expression VisitChildren(ExpressionVisitor visitor)
    {
        var rows = visitor.Visit(Rows);
        var shaper = visitor.Visit(Shaper);
        return ReferenceEquals(rows, Rows) && ReferenceEquals(shaper, Shaper) ? this : new RowsShaperExpression(rows, Row, shaper, Type);
    }
}
