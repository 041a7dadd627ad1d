using System.Linq.Expressions;
using EFCore.DynamoDb.Query.Expressions;

namespace EFCore.DynamoDb.Query.Translation;

/// <summary>Puts another expression in the place of a row, also inside of what stands for entities and documents.</summary>
internal sealed class RowRebinder(ParameterExpression row, Expression replacement) : ExpressionVisitor
{
    public static Expression Rebind(Expression expression, ParameterExpression row, Expression replacement)
        => new RowRebinder(row, replacement).Visit(expression);

    protected override Expression VisitParameter(ParameterExpression node)
        => node == row ? replacement : node;

    protected override Expression VisitExtension(Expression node)
        => node switch
        {
            DocumentReferenceExpression document => new DocumentReferenceExpression(Visit(document.Item), document.Property),
            EntityReferenceExpression entity => new EntityReferenceExpression(Visit(entity.Item), entity.EntityType, entity.IsNullable, entity.NarrowedFrom),
            _ => base.VisitExtension(node),
        };
}
