using System.Linq.Expressions;
using EFCore.DynamoDb.Access;
using Microsoft.EntityFrameworkCore.Query;

namespace EFCore.DynamoDb.Query.Translation;

/// <content>Comparisons of an attribute that has a value to stand in for it where it is null: <c>(x ?? 0) &lt; 5</c>, <c>x.GetValueOrDefault()</c>.</content>
internal sealed partial class ConditionTranslator
{
    /// <summary>What is asked of the attribute, and of an item without it what the comparison makes of the other value: known of literals, else left to the residual.</summary>
    private TranslatedCondition? TranslateDefaulted(BinaryExpression comparison)
    {
        var isLeft = FindDefaulted(comparison.Left) is not null;
        if (FindDefaulted(isLeft ? comparison.Left : comparison.Right) is not var (whole, nullable, otherwise)
            || !PropertyBinding.IsRowIndependent(isLeft ? comparison.Right : comparison.Left)
            || BindAttribute(nullable) is not { } attribute
            || With(Expression.Convert(nullable, whole.Type)) is not BinaryExpression ofValue
            || TranslateComparison(ofValue.Left, ToOperator(comparison.NodeType)!.Value, ofValue.Right) is not { } condition)
        {
            return null;
        }

        var ofNull = With(otherwise);
        if (!ConstantFinder.HasOnlyConstants(ofNull))
        {
            return comparison.NodeType == ExpressionType.NotEqual
                ? condition with { Exact = false }
                : TranslatedCondition.Or(condition, new TranslatedCondition(new Condition.IsNull(attribute.Path), false));
        }

        // An attribute that is not there is unequal to every value, and neither less nor greater nor equal.
        var isTrueOfNull = Expression.Lambda<Func<bool>>(ofNull).Compile(preferInterpretation: true)();
        return (comparison.NodeType == ExpressionType.NotEqual, isTrueOfNull) switch
        {
            (true, false) => TranslatedCondition.And(new TranslatedCondition(new Condition.NotNull(attribute.Path), true), condition),
            (false, true) => TranslatedCondition.Or(condition, new TranslatedCondition(new Condition.IsNull(attribute.Path), true)),
            _ => condition,
        };

        Expression With(Expression replacement)
            => ReplacingExpressionVisitor.Replace(whole, replacement, comparison);
    }

    /// <summary>The whole, what may be null, and what stands in for it then.</summary>
    private static (Expression Whole, Expression Nullable, Expression Otherwise)? FindDefaulted(Expression expression)
    {
        while (expression is UnaryExpression { NodeType: ExpressionType.Convert, Method: null } convert)
        {
            expression = convert.Operand;
        }

        return expression switch
        {
            BinaryExpression { NodeType: ExpressionType.Coalesce, Conversion: null } either when PropertyBinding.IsRowIndependent(either.Right)
                => (either, either.Left, Fit(either.Right, either.Type)),
            MethodCallExpression { Method.Name: nameof(Nullable<int>.GetValueOrDefault), Object: { } nullable } call
                when Nullable.GetUnderlyingType(nullable.Type) is not null && call.Arguments.All(PropertyBinding.IsRowIndependent)
                => (call, nullable, call.Arguments is [var given] ? given : Expression.Constant(Activator.CreateInstance(call.Type), call.Type)),
            _ => null,
        };

        static Expression Fit(Expression value, Type type)
            => value.Type == type ? value : Expression.Convert(value, type);
    }

    private sealed class ConstantFinder : ExpressionVisitor
    {
        private bool _hasMore;

        public static bool HasOnlyConstants(Expression expression)
        {
            var finder = new ConstantFinder();
            finder.Visit(expression);
            return !finder._hasMore;
        }

        public override Expression? Visit(Expression? node)
        {
            _hasMore |= node is not (null or ConstantExpression or DefaultExpression or BinaryExpression or UnaryExpression { Method: null });
            return _hasMore ? node : base.Visit(node);
        }
    }
}
