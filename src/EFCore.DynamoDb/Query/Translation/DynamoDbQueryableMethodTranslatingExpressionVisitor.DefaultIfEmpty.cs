using System.Linq.Expressions;
using EFCore.DynamoDb.Query.Expressions;
using Microsoft.EntityFrameworkCore.Query;

namespace EFCore.DynamoDb.Query.Translation;

/// <content>DefaultIfEmpty of a whole query: its rows say that they are there, which the default of a row does not.</content>
internal sealed partial class DynamoDbQueryableMethodTranslatingExpressionVisitor
{
    protected override ShapedQueryExpression? TranslateDefaultIfEmpty(ShapedQueryExpression source, Expression? defaultValue)
    {
        // EF Core itself refuses a default value.
        var query = Query(source);
        var present = RowTuple.Make([Expression.Constant(true), query.Row]);
        var row = Expression.Parameter(present.Type, "row");
        var shape = ElementRebinder.Rebind(source.ShaperExpression, query.Row, RowTuple.Read(row, 1));
        return source
            .UpdateQueryExpression(query.WithProjection(Expression.Lambda(present, query.Row), row).WithOperator(new DefaultIfEmptyOperator()))
            .UpdateShaperExpression(new AbsentShape(RowTuple.Read(row, 0)).Visit(shape)!);
    }

    /// <summary>What is made of a row that may not be there: entities may be null, values are the default then.</summary>
    private sealed class AbsentShape(Expression isThere) : ExpressionVisitor
    {
        public override Expression? Visit(Expression? node)
            => node switch
            {
                null => null,
                StructuralTypeShaperExpression shaper => shaper.MakeNullable(),
                GroupShapeExpression => node,
                IncludeExpression or NewExpression or MemberInitExpression or NewArrayExpression => base.Visit(node),
                UnaryExpression { NodeType: ExpressionType.Convert or ExpressionType.TypeAs } convert when EntityReferenceExpression.Find(convert) is not null => base.Visit(node),
                _ => Expression.Condition(isThere, node, Expression.Default(node.Type)),
            };
    }
}
