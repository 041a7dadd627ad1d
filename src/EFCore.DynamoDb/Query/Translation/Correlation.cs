using System.Linq.Expressions;
using EFCore.DynamoDb.Query.Expressions;
using Microsoft.EntityFrameworkCore.Query;

namespace EFCore.DynamoDb.Query.Translation;

/// <summary>One value of a key: equal for the rows of the outer and of the inner query that belong together.</summary>
/// <param name="Outer">Over the outer row.</param>
/// <param name="Inner">Over the inner row.</param>
/// <param name="NullMatches">Whether null is equal to null.</param>
internal sealed record KeyPart(Expression Outer, Expression Inner, bool NullMatches);

/// <summary>
/// The one place that knows how queries say which rows of an inner query belong to a row of the outer one: EF Core's
/// <c>K(outer) != null &amp;&amp; Equals(K(outer), K(inner))</c>, comparisons that users write, and the keys of joins.
/// </summary>
internal static class Correlation
{
    /// <summary>Takes the parts of the key out of the conjuncts of a predicate over both rows; what is left is for each pair of rows.</summary>
    public static (IReadOnlyList<KeyPart> Keys, IReadOnlyList<Expression> Others) Split(
        IEnumerable<Expression> conjuncts, ParameterExpression outer, ParameterExpression inner)
    {
        var keys = new List<KeyPart>();
        var rest = new List<Expression>();
        foreach (var conjunct in conjuncts)
        {
            if (Equality(conjunct) is var (left, right) && Pairs(left, right, outer, inner) is { } pairs)
            {
                keys.AddRange(pairs);
            }
            else
            {
                rest.Add(conjunct);
            }
        }

        // K(outer) != null: such rows have no others, whose keys may be null.
        for (var i = rest.Count - 1; i >= 0; i--)
        {
            if (rest[i] is BinaryExpression { NodeType: ExpressionType.NotEqual, Right: ConstantExpression { Value: null }, Left: var tested }
                && keys.FindIndex(k => IsSame(k.Outer, tested)) is >= 0 and var key)
            {
                keys[key] = keys[key] with { NullMatches = false };
                rest.RemoveAt(i);
            }
        }

        return (keys, rest);
    }

    /// <summary>The parts of the key of a join: LINQ leaves rows with a null key alone, but not those with a null in a key of several values.</summary>
    public static IReadOnlyList<KeyPart> OfJoin(Expression outer, Expression inner)
        => (Strip(outer), Strip(inner)) switch
        {
            // EF Core's own composite keys.
            (NewArrayExpression left, NewArrayExpression right) when left.Expressions.Count == right.Expressions.Count
                => [.. left.Expressions.Zip(right.Expressions, (l, r) => Part(l, r, nullMatches: false))],
            (NewExpression { Arguments.Count: > 0 } left, NewExpression right) when left.Arguments.Count == right.Arguments.Count
                => [.. left.Arguments.Zip(right.Arguments, (l, r) => Part(l, r, nullMatches: true))],
            (MemberInitExpression left, MemberInitExpression right) when Values(left) is { } l && Values(right) is { } r && l.Count == r.Count
                => [.. l.Zip(r, (a, b) => Part(a, b, nullMatches: true))],
            var (left, right) => [Part(left, right, nullMatches: false)],
        };

    /// <summary>The parameters that an expression reads and does not declare, rows among them.</summary>
    public static IReadOnlySet<ParameterExpression> Reads(Expression expression)
    {
        var finder = new ParameterFinder();
        finder.Visit(expression);
        return finder.Found;
    }

    private static List<Expression>? Values(MemberInitExpression creation)
        => creation.Bindings.All(b => b is MemberAssignment)
            ? [.. creation.NewExpression.Arguments, .. creation.Bindings.Cast<MemberAssignment>().OrderBy(b => b.Member.Name, StringComparer.Ordinal).Select(b => b.Expression)]
            : null;

    private static (Expression Left, Expression Right)? Equality(Expression conjunct)
        => conjunct switch
        {
            BinaryExpression { NodeType: ExpressionType.Equal } equal => (Strip(equal.Left), Strip(equal.Right)),
            MethodCallExpression { Method.Name: nameof(Equals), Object: null, Arguments: [var left, var right] } => (Strip(left), Strip(right)),
            MethodCallExpression { Method.Name: nameof(Equals), Object: { } left, Arguments: [var right] } => (Strip(left), Strip(right)),
            _ => null,
        };

    private static List<KeyPart>? Pairs(Expression left, Expression right, ParameterExpression outer, ParameterExpression inner)
    {
        if (left is NewArrayExpression lefts && right is NewArrayExpression rights)
        {
            var parts = new List<KeyPart>();
            foreach (var (l, r) in lefts.Expressions.Zip(rights.Expressions))
            {
                if (Pairs(Strip(l), Strip(r), outer, inner) is not [var part])
                {
                    return null;
                }

                parts.Add(part);
            }

            return lefts.Expressions.Count == rights.Expressions.Count ? parts : null;
        }

        if (IsOnly(right, outer) && IsOnly(left, inner))
        {
            (left, right) = (right, left);
        }

        return IsOnly(left, outer) && IsOnly(right, inner) && left.Type.UnwrapNullableType() == right.Type.UnwrapNullableType()
            ? [Part(left, right, nullMatches: true)]
            : null;
    }

    private static KeyPart Part(Expression outer, Expression inner, bool nullMatches)
        => new(Strip(outer), Strip(inner), nullMatches);

    private static bool IsOnly(Expression expression, ParameterExpression row)
        => Reads(expression) is { Count: 1 } read && read.Contains(row);

    private static bool IsSame(Expression first, Expression second)
        => ExpressionEqualityComparer.Instance.Equals(Strip(first), Strip(second))
            || (PropertyBinding.Find(Strip(first)) is { } left && PropertyBinding.Find(Strip(second)) is { } right && left.Equals(right));

    /// <summary>Without what only boxes or lifts.</summary>
    private static Expression Strip(Expression expression)
    {
        while (expression is UnaryExpression { NodeType: ExpressionType.Convert, Method: null } convert
            && (convert.Type == typeof(object) || convert.Type.UnwrapNullableType() == convert.Operand.Type.UnwrapNullableType()))
        {
            expression = convert.Operand;
        }

        return expression;
    }

    private sealed class ParameterFinder : ExpressionVisitor
    {
        private readonly HashSet<ParameterExpression> _own = [];

        public HashSet<ParameterExpression> Found { get; } = [];

        protected override Expression VisitLambda<T>(Expression<T> node)
        {
            _own.UnionWith(node.Parameters);
            return base.VisitLambda(node);
        }

        protected override Expression VisitParameter(ParameterExpression node)
        {
            if (!_own.Contains(node) && node != QueryCompilationContext.QueryContextParameter)
            {
                Found.Add(node);
            }

            return node;
        }

        protected override Expression VisitExtension(Expression node)
        {
            switch (node)
            {
                case EntityReferenceExpression entity:
                    Visit(entity.Item);
                    return node;

                case DocumentReferenceExpression document:
                    Visit(document.Item);
                    return node;

                case InnerRowsExpression rows:
                    _own.Add(rows.Row);
                    break;
            }

            return node.CanReduce ? node : base.VisitExtension(node);
        }
    }
}
