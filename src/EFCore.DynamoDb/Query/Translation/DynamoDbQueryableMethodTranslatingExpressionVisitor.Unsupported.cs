using System.Linq.Expressions;
using EFCore.DynamoDb.Diagnostics;
using Microsoft.EntityFrameworkCore.Query;

namespace EFCore.DynamoDb.Query.Translation;

/// <summary>Operators that this provider does not carry out yet: EF Core's error, with the operator and the way out in its details.</summary>
internal sealed partial class DynamoDbQueryableMethodTranslatingExpressionVisitor
{
    protected override ShapedQueryExpression? TranslateDefaultIfEmpty(ShapedQueryExpression source, Expression? defaultValue)
        => Unsupported("DefaultIfEmpty");

    protected override ShapedQueryExpression? TranslateSkipWhile(ShapedQueryExpression source, LambdaExpression predicate)
        => Unsupported("SkipWhile");

    protected override ShapedQueryExpression? TranslateTakeWhile(ShapedQueryExpression source, LambdaExpression predicate)
        => Unsupported("TakeWhile");

    /// <summary>A lambda without a meaning over rows; when that is for a query inside of it, the details say so.</summary>
    private ShapedQueryExpression? Untranslatable(Expression body)
        => SubqueryFinder.Find(body) ? Unsupported("subquery") : null;

    private ShapedQueryExpression? Unsupported(string queryOperator)
    {
        AddTranslationErrorDetails(DynamoDbStrings.OperatorNotSupported(queryOperator));
        return null;
    }

    private sealed class SubqueryFinder : ExpressionVisitor
    {
        private bool _found;

        public static bool Find(Expression expression)
        {
            var finder = new SubqueryFinder();
            finder.Visit(expression);
            return finder._found;
        }

        public override Expression? Visit(Expression? node)
        {
            _found |= node is MethodCallExpression { Method: { } method } && method.DeclaringType == typeof(Queryable);
            return _found ? node : base.Visit(node);
        }

        protected override Expression VisitExtension(Expression node)
            => node;
    }
}
