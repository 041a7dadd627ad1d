using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query;

namespace EFCore.DynamoDb.Query.Translation;

/// <summary>The operators of a query inside a lambda, from its DbSet on.</summary>
/// <param name="Whole">The expression that the chain was made of.</param>
/// <param name="Root">The DbSet.</param>
/// <param name="Operators">The first one stands on the DbSet.</param>
internal sealed record InnerChain(Expression Whole, EntityQueryRootExpression Root, IReadOnlyList<MethodCallExpression> Operators)
{
    /// <summary>The first query in an expression that is not in memory yet; null when there is none.</summary>
    public static InnerChain? FindFirst(Expression expression)
    {
        var finder = new Finder();
        finder.Visit(expression);
        return finder.Found;
    }

    /// <summary>The chain that an expression is; null when it is something else.</summary>
    public static InnerChain? Of(Expression expression)
    {
        var operators = new List<MethodCallExpression>();
        var source = expression;
        while (true)
        {
            switch (source)
            {
                case EntityQueryRootExpression root:
                    operators.Reverse();
                    return new InnerChain(expression, root, operators);

                case MethodCallExpression { Object: null, Arguments: [var next, ..] } call
                    when call.Method.DeclaringType == typeof(Queryable) || call.Method.DeclaringType == typeof(Enumerable) || QueryHints.IsHint(call.Method):
                    operators.Add(call);
                    source = next;
                    break;

                default:
                    return null;
            }
        }
    }

    private sealed class Finder : ExpressionVisitor
    {
        public InnerChain? Found { get; private set; }

        public override Expression? Visit(Expression? node)
        {
            if (Found is not null || node is null)
            {
                return node;
            }

            Found = node is MethodCallExpression or EntityQueryRootExpression ? Of(node) : null;
            return Found is null ? base.Visit(node) : node;
        }

        protected override Expression VisitExtension(Expression node)
            => node is IncludeExpression or MaterializeCollectionNavigationExpression ? base.VisitExtension(node) : node;
    }
}
