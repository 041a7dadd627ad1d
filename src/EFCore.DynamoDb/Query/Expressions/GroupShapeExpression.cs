using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query;

namespace EFCore.DynamoDb.Query.Expressions;

/// <summary>What the caller's lambdas see of a row that is a group: an IGrouping of a key and of elements, neither of which is made unless it is asked for.</summary>
/// <param name="row">The row: an IGrouping of the key's values and of rows.</param>
/// <param name="key">The caller's key, over the row.</param>
/// <param name="element">A row of the group, in <paramref name="elementShape" />.</param>
/// <param name="elementShape">The caller's element, over that row.</param>
/// <param name="type">The caller's IGrouping.</param>
internal sealed class GroupShapeExpression(Expression row, Expression key, ParameterExpression element, Expression elementShape, Type type) : Expression, IPrintableExpression
{
    public Expression Row { get; } = row;

    public Expression Key { get; } = key;

    public ParameterExpression Element { get; } = element;

    public Expression ElementShape { get; } = elementShape;

    public override Type Type { get; } = type;

    public override ExpressionType NodeType
        => ExpressionType.Extension;

    void IPrintableExpression.Print(ExpressionPrinter expressionPrinter)
    {
        expressionPrinter.Append("group of ");
        expressionPrinter.Visit(ElementShape);
    }

    protected override Expression VisitChildren(ExpressionVisitor visitor)
    {
        var row = visitor.Visit(Row);
        var key = visitor.Visit(Key);
        return ReferenceEquals(row, Row) && ReferenceEquals(key, Key) ? this : new GroupShapeExpression(row, key, Element, ElementShape, Type);
    }
}

/// <summary>The key of a group is a part of the shape: it becomes what the caller made it of.</summary>
internal sealed class GroupKeys : ExpressionVisitor
{
    private static readonly GroupKeys Instance = new();

    public static Expression Resolve(Expression expression)
        => Instance.Visit(expression);

    protected override Expression VisitMember(MemberExpression node)
    {
        var inner = Visit(node.Expression);
        return inner switch
        {
            GroupShapeExpression group when node.Member.Name == nameof(IGrouping<int, int>.Key) => group.Key,
            NewExpression { Members: { } members } made when members.IndexOf(node.Member) is >= 0 and var i => made.Arguments[i],
            MemberInitExpression initialised when initialised.Bindings.OfType<MemberAssignment>().FirstOrDefault(b => b.Member == node.Member) is { } assigned
                => assigned.Expression,
            _ => node.Update(inner),
        };
    }

    protected override Expression VisitExtension(Expression node)
        => node;
}
