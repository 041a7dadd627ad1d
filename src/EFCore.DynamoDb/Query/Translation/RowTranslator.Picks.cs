using System.Linq.Expressions;
using EFCore.DynamoDb.Query.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;

namespace EFCore.DynamoDb.Query.Translation;

/// <content>
/// An entity that an operator picks out of rows in memory - the first order of a customer - is one like any other where a member of it is read or where it is
/// compared: it stands in the place of the operator then.
/// </content>
internal sealed partial class RowTranslator
{
    /// <summary>The expression with what is picked of entities as entities, their equality as that of keys, and the keys of groups as what they were made of.</summary>
    public Expression Resolve(Expression expression)
        => EntityEquality.Rewrite(new PickResolver(this).Visit(GroupKeys.Resolve(expression)));

    private EntityReferenceExpression? PickedEntity(MethodCallExpression call)
        => PickedRow(call) is var (source, picked) && EntityReferenceExpression.Find(source.Shape) is { } entity
            ? Picked(entity, source.Row, picked)
            : null;

    /// <summary>The sequence, and the expression of its row that an operator picks; null when it is no such operator.</summary>
    private (RowSequence Source, Expression Picked)? PickedRow(MethodCallExpression call)
    {
        if (!IsLinq(call)
            || call.Method.Name is not (nameof(Enumerable.First) or nameof(Enumerable.FirstOrDefault) or nameof(Enumerable.Single) or nameof(Enumerable.SingleOrDefault)
                or nameof(Enumerable.Last) or nameof(Enumerable.LastOrDefault) or nameof(Enumerable.ElementAt) or nameof(Enumerable.ElementAtOrDefault))
            || TranslateSequence(call.Arguments[0]) is not { } source)
        {
            return null;
        }

        // Inside a query Single is First, as EF Core has it: of several elements there is no error.
        var method = call.Method.Name.Replace("Single", "First", StringComparison.Ordinal);
        method = method.EndsWith("OrDefault", StringComparison.Ordinal) ? method : method + "OrDefault";
        if (method == nameof(Enumerable.ElementAtOrDefault))
        {
            return Visit(call.Arguments[1]) is var position && !IsUnusable(position)
                ? (source, Expression.Call(typeof(Enumerable), method, [source.Row.Type], source.Rows, ConvertTo(position, typeof(int))))
                : null;
        }

        switch (call.Arguments)
        {
            case [_]:
                break;

            case [_, var argument] when Unquote(argument) is LambdaExpression lambda && Lambda(source, lambda) is { } predicate:
                source = source.After(nameof(Enumerable.Where), Predicate(predicate));
                break;

            default:
                return null;
        }

        return (source, Expression.Call(typeof(Enumerable), method, [source.Row.Type], source.Rows));
    }

    private sealed class PickResolver(RowTranslator rows) : ExpressionVisitor
    {
        protected override Expression VisitBinary(BinaryExpression node)
        {
            if (node.NodeType is not (ExpressionType.Equal or ExpressionType.NotEqual))
            {
                return base.VisitBinary(node);
            }

            if ((Entity(node.Left) ?? Entity(node.Right)) is not null)
            {
                return Expression.MakeBinary(node.NodeType, Operand(node.Left), Operand(node.Right), node.IsLiftedToNull, node.Method, node.Conversion);
            }

            return (IsNull(node.Right) ? IsThere(node.Left) : IsNull(node.Left) ? IsThere(node.Right) : null) is { } isThere
                ? node.NodeType == ExpressionType.Equal ? Expression.Not(isThere) : isThere
                : base.VisitBinary(node);
        }

        protected override Expression VisitMember(MemberExpression node)
        {
            if (node.Expression is null)
            {
                return node;
            }

            if (Entity(node.Expression) is { } entity)
            {
                return entity.Type == node.Expression.Type ? node.Update(entity) : node.Update(Expression.Convert(entity, node.Expression.Type));
            }

            return Member(node.Expression, node) ?? base.VisitMember(node);
        }

        protected override Expression VisitMethodCall(MethodCallExpression node)
        {
            switch (node)
            {
                case { Method: { Name: nameof(EF.Property), IsGenericMethod: true } method, Arguments: [var instance, var name] }
                    when method.DeclaringType == typeof(EF) && Entity(instance) is { } entity:
                    return node.Update(null, [entity, name]);

                case { Method.Name: nameof(Equals), Object: { } left, Arguments: [var right] } when (Entity(left) ?? Entity(right)) is not null:
                    return EntityEquality.Equal(Boxed(left), Boxed(right));

                case { Method.Name: nameof(Equals), Object: null, Arguments: [var left, var right] } when (Entity(left) ?? Entity(right)) is not null:
                    return EntityEquality.Equal(Boxed(left), Boxed(right));

                case { Method.Name: nameof(Enumerable.Contains) }
                    when CollectionContains.Match(node) is var (collection, item) && Entity(item) is { } sought && PropertyBinding.IsRowIndependent(collection):
                    return node.Object is null ? node.Update(null, [collection, sought]) : node.Update(collection, [sought]);

                case { Method.Name: nameof(GetType), Object: { } typed, Arguments: [] } when Entity(typed) is { } entity:
                    return Expression.Call(entity, node.Method);

                default:
                    return base.VisitMethodCall(node);
            }
        }

        protected override Expression VisitTypeBinary(TypeBinaryExpression node)
            => Entity(node.Expression) is { } entity ? node.Update(entity) : base.VisitTypeBinary(node);

        // The lambdas of operators speak of rows that are not known here.
        protected override Expression VisitLambda<T>(Expression<T> node)
            => node;

        protected override Expression VisitExtension(Expression node)
            => node is IncludeExpression ? base.VisitExtension(node) : node;

        private Expression Boxed(Expression expression)
        {
            var operand = Operand(expression);
            return operand.Type == typeof(object) ? operand : Expression.Convert(operand, typeof(object));
        }

        private Expression Operand(Expression expression)
            => Entity(expression) is { } entity
                ? entity.Type == expression.Type ? entity : Expression.Convert(entity, expression.Type)
                : Visit(expression);

        private EntityReferenceExpression? Entity(Expression expression)
        {
            while (expression is UnaryExpression { NodeType: ExpressionType.Convert or ExpressionType.TypeAs } convert)
            {
                expression = convert.Operand;
            }

            return expression is MethodCallExpression call ? rows.PickedEntity(call) : null;
        }

        /// <summary>A member of what a Select made of the rows, one of which is picked: what the member was made of, of that row.</summary>
        private Expression? Member(Expression instance, MemberExpression node)
            => instance is MethodCallExpression call
                && rows.PickedRow(call) is var (source, picked)
                && MemberOfCreation(source.Shape, node) is { } value
                    ? Visit(ElementRebinder.Rebind(value, source.Row, new RowValueExpression(picked)))
                    : null;

        /// <summary>Whether there is a row to pick of which something is made that is never null: an object, or a collection.</summary>
        private RowValueExpression? IsThere(Expression expression)
            => expression is MethodCallExpression call
                && rows.PickedRow(call) is var (source, picked)
                && source.Shape is NewExpression or MemberInitExpression or MaterializeCollectionNavigationExpression
                    ? new RowValueExpression(
                        Expression.Call(
                            typeof(Enumerable),
                            nameof(Enumerable.Any),
                            [source.Row.Type],
                            picked is MethodCallExpression { Method.Name: nameof(Enumerable.ElementAtOrDefault), Arguments: [_, var position] }
                                ? source.After(nameof(Enumerable.Skip), position).Rows
                                : source.Rows))
                    : null;

        private static bool IsNull(Expression expression)
            => expression is ConstantExpression { Value: null } or DefaultExpression { Type.IsValueType: false };

        private static Expression? MemberOfCreation(Expression creation, MemberExpression node)
            => creation switch
            {
                NewExpression { Members: { } members } made when members.IndexOf(node.Member) is >= 0 and var i => made.Arguments[i],
                MemberInitExpression initialised
                    => initialised.Bindings.OfType<MemberAssignment>().FirstOrDefault(b => b.Member == node.Member)?.Expression,
                _ => null,
            };
    }
}
