using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query;
using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Query.Expressions;

/// <summary>
/// The rows of an inner query that belong to a row of the outer one, in the middle of an expression: they are in memory before the expression is evaluated.
/// </summary>
/// <param name="rows">The slot of the outer row that holds them.</param>
/// <param name="row">One of them.</param>
/// <param name="shape">What the caller's lambdas see of it.</param>
internal sealed class InnerRowsExpression(Expression rows, ParameterExpression row, Expression shape) : Expression, IPrintableExpression
{
    public Expression Rows { get; } = rows;

    public ParameterExpression Row { get; } = row;

    public Expression Shape { get; } = shape;

    public override Type Type { get; } = typeof(IQueryable<>).MakeGenericType(shape.Type);

    public override ExpressionType NodeType
        => ExpressionType.Extension;

    void IPrintableExpression.Print(ExpressionPrinter expressionPrinter)
    {
        expressionPrinter.Append("rows of ");
        expressionPrinter.Visit(Shape);
    }

    protected override Expression VisitChildren(ExpressionVisitor visitor)
    {
        var rows = visitor.Visit(Rows);
        var shape = visitor.Visit(Shape);
        return ReferenceEquals(rows, Rows) && ReferenceEquals(shape, Shape) ? this : new InnerRowsExpression(rows, Row, shape);
    }
}

/// <summary>
/// Puts the element of a sequence in the place of an inner query's row. Its items are elements then, which may be missing and are no part of the outer
/// source's item.
/// </summary>
internal sealed class ElementRebinder(ParameterExpression row, Expression element) : ExpressionVisitor
{
    public static Expression Rebind(Expression expression, ParameterExpression row, Expression element)
        => new ElementRebinder(row, element).Visit(expression);

    protected override Expression VisitParameter(ParameterExpression node)
        => node != row ? node : element.Type == typeof(Item) ? new ElementItemExpression(element) : element;

    protected override Expression VisitMember(MemberExpression node)
    {
        var visited = base.VisitMember(node);
        return visited != node && node.Type == typeof(Item) ? new ElementItemExpression(visited) : visited;
    }

    protected override Expression VisitExtension(Expression node)
        => node switch
        {
            ElementItemExpression { List: null } item => new ElementItemExpression(
                Translation.RowRebinder.Rebind(item.Element, row, element), item.Owner is null ? null : Visit(item.Owner)),
            DocumentReferenceExpression document => new DocumentReferenceExpression(Visit(document.Item), document.Property),
            EntityReferenceExpression entity => new EntityReferenceExpression(Visit(entity.Item), entity.EntityType, entity.IsNullable, entity.NarrowedFrom),
            InnerRowsExpression rows => new InnerRowsExpression(
                Translation.RowRebinder.Rebind(rows.Rows, row, element), rows.Row, Visit(rows.Shape)),
            _ => base.VisitExtension(node),
        };
}
