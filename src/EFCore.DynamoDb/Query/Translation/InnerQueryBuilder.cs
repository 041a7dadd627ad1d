using System.Collections.Immutable;
using System.Linq.Expressions;
using System.Reflection;
using EFCore.DynamoDb.Query.Expressions;
using Microsoft.EntityFrameworkCore.Query;

namespace EFCore.DynamoDb.Query.Translation;

/// <summary>
/// Takes a query inside a lambda apart: what is asked of each of its rows alone goes to the inner query; which rows belong to an outer row becomes the key of
/// a lookup; the rest is done in memory, over the rows that a lookup found.
/// </summary>
internal sealed class InnerQueryBuilder
{
    private static readonly MethodInfo SelectMethod = typeof(Queryable).GetMethods().Single(
        m => m.Name == nameof(Queryable.Select) && m.GetParameters()[1].ParameterType.GetGenericArguments()[0].GetGenericArguments().Length == 2);

    private static readonly MethodInfo WhereMethod = typeof(Queryable).GetMethods().Single(
        m => m.Name == nameof(Queryable.Where) && m.GetParameters()[1].ParameterType.GetGenericArguments()[0].GetGenericArguments().Length == 2);

    private static readonly MethodInfo AnyMethod = typeof(Queryable).GetMethods().Single(m => m.Name == nameof(Queryable.Any) && m.GetParameters().Length == 1);

    private readonly IInnerTranslation _translation;
    private readonly ParameterExpression _outer;
    private readonly List<KeyPart> _keys = [];
    private readonly List<Step> _steps = [];
    private ShapedQueryExpression _inner;
    private Expression _shape;
    private bool _isOpaque;

    private InnerQueryBuilder(IInnerTranslation translation, ShapedQueryExpression inner, ParameterExpression outer)
    {
        _translation = translation;
        _inner = inner;
        _shape = inner.ShaperExpression;
        _outer = outer;
    }

    /// <summary>An operator that is done in memory. Its arguments after the source speak of the inner query's row, but where the shape is not known any more.</summary>
    private sealed record Step(MethodInfo Method, ImmutableArray<Expression> Arguments);

    /// <summary>What the visitor of operators does for this.</summary>
    internal interface IInnerTranslation
    {
        /// <summary>The DbSet as a query.</summary>
        ShapedQueryExpression Root(EntityQueryRootExpression root);

        /// <summary>The body of a lambda over the shape, with the queries inside of it beside the rows.</summary>
        (ShapedQueryExpression Source, Expression Body) Fill(ShapedQueryExpression source, LambdaExpression lambda);

        ShapedQueryExpression? Filter(ShapedQueryExpression source, Expression condition);

        /// <summary>The query with an operator of the caller's; null when it cannot have it.</summary>
        ShapedQueryExpression? Apply(ShapedQueryExpression source, MethodCallExpression call);

        /// <summary>The key as it is compared in memory; null when it has no meaning over rows.</summary>
        Expression? Value(Expression expression);

        /// <summary>The query of the rows with a key whose values are parameters; null when the server cannot be asked for it.</summary>
        ResidualExpression? Keyed(ResidualExpression query, IReadOnlyList<Expression> inner, IReadOnlyList<QueryParameterExpression> values);
    }

    /// <summary>The lookup for a chain, and what stands in the place of the chain then, given the slot; null when the chain cannot be taken apart.</summary>
    public static (LookupOperator Lookup, Func<Expression, Expression> Replacement)? Build(
        InnerChain chain, IInnerTranslation translation, ParameterExpression outer)
    {
        var builder = new InnerQueryBuilder(translation, translation.Root(chain.Root), outer);
        foreach (var call in chain.Operators)
        {
            if (!builder.Add(call))
            {
                return null;
            }
        }

        return builder.Finish();
    }

    /// <summary>The lookup for the two sides of a join.</summary>
    public static (LookupOperator Lookup, Func<Expression, Expression> Replacement)? BuildJoin(
        ShapedQueryExpression inner, IInnerTranslation translation, ParameterExpression outer, IReadOnlyList<KeyPart> keys)
    {
        var builder = new InnerQueryBuilder(translation, inner, outer);
        builder.AddKeys(keys);
        return builder.Finish();
    }

    private ResidualExpression Query
        => (ResidualExpression)_inner.QueryExpression;

    private bool Add(MethodCallExpression call)
    {
        var lambda = call.Arguments.Count > 1 && Unquote(call.Arguments[1]) is LambdaExpression { Parameters.Count: 1 } l ? l : null;
        if (QueryHints.IsHint(call.Method))
        {
            return _steps.Count == 0 && Apply(call);
        }

        if (_isOpaque)
        {
            return Keep(call);
        }

        switch (call.Method.Name)
        {
            case nameof(Queryable.AsQueryable):
                return true;

            case nameof(Queryable.Where) when lambda is not null:
                return Where(Fill(lambda), call.Method);

            case nameof(Queryable.Any) or nameof(Queryable.Count) or nameof(Queryable.LongCount) or nameof(Queryable.First) or nameof(Queryable.FirstOrDefault)
                or nameof(Queryable.Single) or nameof(Queryable.SingleOrDefault) or nameof(Queryable.Last) or nameof(Queryable.LastOrDefault) when lambda is not null && call.Arguments.Count == 2:
                return Where(Fill(lambda), WhereMethod.MakeGenericMethod(_shape.Type)) && Keep(WithoutPredicate(call));

            case nameof(Queryable.Contains) when call.Arguments.Count == 2:
                return Where(EntityEquality.Rewrite(EntityEquality.Equal(_shape, Fit(call.Arguments[1], _shape.Type))), WhereMethod.MakeGenericMethod(_shape.Type))
                    && Keep(Expression.Call(AnyMethod.MakeGenericMethod(_shape.Type), Expression.Constant(null, typeof(IQueryable<>).MakeGenericType(_shape.Type))));

            case nameof(Queryable.Select) when lambda is not null:
                _shape = Fill(lambda);
                return true;

            case nameof(Queryable.OrderBy) or nameof(Queryable.OrderByDescending) or nameof(Queryable.ThenBy) or nameof(Queryable.ThenByDescending)
                or nameof(Queryable.All) or nameof(Queryable.Sum) or nameof(Queryable.Min) or nameof(Queryable.Max) or nameof(Queryable.Average)
                when lambda is not null && call.Arguments.Count == 2:
                var body = Fill(lambda);
                _steps.Add(new Step(call.Method, [Expression.Lambda(lambda.Type, body, lambda.Parameters)]));
                return true;

            case nameof(Queryable.Skip) or nameof(Queryable.Take):
                _steps.Add(new Step(call.Method, [call.Arguments[1]]));
                return true;

            case nameof(Queryable.Join) or nameof(Queryable.LeftJoin) when _steps.Count > 0 && !ReadsOuter(call):
                return ApplyOneToOne(call);

            case nameof(Queryable.Join) or nameof(Queryable.LeftJoin) or nameof(Queryable.SelectMany) or nameof(Queryable.OfType) or nameof(Queryable.GroupJoin):
                return _steps.Count == 0 && !ReadsOuter(call) ? Apply(call) : Keep(call);

            default:
                return Keep(call);
        }
    }

    private bool Where(Expression condition, MethodInfo method)
    {
        var (keys, rest) = _steps.Count == 0 || _steps.TrueForAll(s => s.Method.Name is nameof(Queryable.Where))
            ? Correlation.Split(DynamoDbQueryableMethodTranslatingExpressionVisitor.SplitConjuncts(condition), _outer, Query.Row)
            : ([], [condition]);
        foreach (var conjunct in rest)
        {
            if (_steps.Count == 0 && Correlation.Reads(conjunct).IsSubsetOf([Query.Row]) && _translation.Filter(_inner, conjunct) is { } filtered)
            {
                _inner = filtered;
                continue;
            }

            _steps.Add(
                new Step(
                    method,
                    [Expression.Lambda(typeof(Func<,>).MakeGenericType(_shape.Type, typeof(bool)), conjunct, Expression.Parameter(_shape.Type, "x"))]));
        }

        AddKeys(keys);
        return true;
    }

    private void AddKeys(IReadOnlyList<KeyPart> keys)
    {
        foreach (var key in keys)
        {
            _keys.Add(key);
            _inner = _inner.UpdateQueryExpression(Query.WithCarried(key.Inner));
        }
    }

    /// <summary>An operator over rows as they are: what was selected of them is made first.</summary>
    private bool Keep(MethodCallExpression call)
    {
        if (!_isOpaque && _shape != _inner.ShaperExpression && _shape.Type == ElementOf(call))
        {
            var parameter = Expression.Parameter(_inner.ShaperExpression.Type, "x");
            _steps.Add(new Step(SelectMethod.MakeGenericMethod(parameter.Type, _shape.Type), [Expression.Lambda(_shape, parameter)]));
        }

        _isOpaque = true;
        _steps.Add(new Step(call.Method, [.. call.Arguments.Skip(1)]));
        return true;
    }

    private bool Apply(MethodCallExpression call)
    {
        if (_translation.Apply(_inner.UpdateShaperExpression(_shape), call) is not { } applied)
        {
            return false;
        }

        Change(applied);
        _shape = applied.ShaperExpression;
        return true;
    }

    /// <summary>
    /// A join after rows were ordered or counted: it may as well be before, when it leaves one row for each. An inner join drops those without another afterwards.
    /// </summary>
    private bool ApplyOneToOne(MethodCallExpression call)
    {
        var isInner = call.Method.Name == nameof(Queryable.Join);
        var join = isInner ? Expression.Call(typeof(Queryable), nameof(Queryable.LeftJoin), call.Method.GetGenericArguments(), [.. call.Arguments]) : call;
        if (_translation.Apply(_inner.UpdateShaperExpression(_shape), join) is not { } applied
            || (ResidualExpression)applied.QueryExpression is not { Operators: [.., LookupOperator { Inner.Whole: { RowIsItem: true } other }, SelectManyOperator { KeepsCount: true }] } query)
        {
            return false;
        }

        Change(applied);
        _shape = applied.ShaperExpression;
        if (isInner)
        {
            var joined = new EntityReferenceExpression(new ElementItemExpression(RowTuple.Read(query.Row, 1)), other.Source.EntityType, isNullable: true);
            _steps.Add(
                new Step(
                    WhereMethod.MakeGenericMethod(_shape.Type),
                    [
                        Expression.Lambda(
                            typeof(Func<,>).MakeGenericType(_shape.Type, typeof(bool)),
                            Expression.NotEqual(joined, Expression.Constant(null, joined.Type)),
                            Expression.Parameter(_shape.Type, "x")),
                    ]));
        }

        return true;
    }

    private Expression Fill(LambdaExpression lambda)
    {
        var (source, body) = _translation.Fill(_inner.UpdateShaperExpression(_shape), lambda);
        var shape = source.ShaperExpression;
        var isSame = _shape == _inner.ShaperExpression;
        Change(isSame ? source : source.UpdateShaperExpression(Rebase(_inner.ShaperExpression, source)));
        _shape = shape;
        return body;
    }

    /// <summary>The inner query has other rows: what speaks of the old ones follows.</summary>
    private void Change(ShapedQueryExpression changed)
    {
        for (var i = 0; i < _steps.Count; i++)
        {
            _steps[i] = _steps[i] with { Arguments = [.. _steps[i].Arguments.Select(a => Rebase(a, changed))] };
        }

        _inner = changed;
    }

    private Expression Rebase(Expression expression, ShapedQueryExpression changed)
        => ((ResidualExpression)changed.QueryExpression).Rebase(expression, Query);

    private (LookupOperator Lookup, Func<Expression, Expression> Replacement) Finish()
    {
        var query = Query;
        var innerKeys = query.Carried;
        var parts = new List<(Expression Outer, Expression Inner, Expression InnerValue, bool NullMatches)>();
        for (var i = 0; i < _keys.Count; i++)
        {
            if (_translation.Value(_keys[i].Outer) is { } outer && _translation.Value(innerKeys[i]) is { } inner
                && outer.Type.UnwrapNullableType() == inner.Type.UnwrapNullableType())
            {
                parts.Add((outer, innerKeys[i], inner, _keys[i].NullMatches));
            }
            else
            {
                throw new InvalidOperationException(
                    Microsoft.EntityFrameworkCore.Diagnostics.CoreStrings.TranslationFailed(ExpressionPrinter.Print(_keys[i].Outer)));
            }
        }

        var lookup = parts.Count == 0
            ? new LookupOperator(new InnerQuery { Whole = query }, Key: null)
            : Keyed(query, parts);

        var row = query.Row;
        var element = Expression.Parameter(row.Type, "inner");
        var rebinder = new ElementRebinder(row, element);
        var shape = rebinder.Visit(_steps.Exists(s => s.Method.Name == nameof(Queryable.Select)) ? _inner.ShaperExpression : _shape);
        var steps = _steps.Select(s => s with { Arguments = [.. s.Arguments.Select(a => rebinder.Visit(a)!)] }).ToList();
        return (lookup, slot =>
        {
            Expression rows = new InnerRowsExpression(slot, element, shape);
            foreach (var step in steps)
            {
                rows = Call(step.Method, rows, step.Arguments);
            }

            return rows;
        });
    }

    /// <summary>In a lambda over what was selected already, the parameter stands for it; over the rows, the rows do and it stands for nothing.</summary>
    private static MethodCallExpression Call(MethodInfo method, Expression rows, ImmutableArray<Expression> arguments)
    {
        var type = rows.Type.GetInterfaces().Append(rows.Type)
            .First(t => t.IsGenericType && t.GetGenericTypeDefinition() == typeof(IEnumerable<>)).GetGenericArguments()[0];
        var parameters = method.GetParameters();
        if (!parameters[0].ParameterType.IsAssignableFrom(rows.Type) && method.IsGenericMethod)
        {
            // Operators that were moved before a Select have other rows than those they were written for.
            var types = method.GetGenericArguments();
            types[0] = type;
            method = method.GetGenericMethodDefinition().MakeGenericMethod(types);
            arguments =
            [
                .. arguments.Select(
                    a => Unquote(a) is LambdaExpression lambda
                        ? Expression.Lambda(lambda.Body, [Expression.Parameter(type, "x"), .. lambda.Parameters.Skip(1)])
                        : a),
            ];
        }

        return Expression.Call(method, [rows, .. arguments]);
    }

    private LookupOperator Keyed(ResidualExpression query, List<(Expression Outer, Expression Inner, Expression InnerValue, bool NullMatches)> parts)
    {
        var parameters = parts.Select((p, i) => new QueryParameterExpression($"__key_{Guid.NewGuid():N}_{i}", p.InnerValue.Type.MakeNullableType())).ToList();
        return new LookupOperator(
            new InnerQuery
            {
                Whole = query,
                Keyed = _translation.Keyed(query, [.. parts.Select(p => p.Inner)], parameters),
                Parameters = [.. parameters.Select(p => p.Name)],
                Key = Expression.Lambda(ToObjects(parts.Select(p => p.InnerValue)), query.Row),
                Comparers = [.. parts.Select(p => RowTranslator.FindComparer(p.InnerValue))],
                NullMatches = [.. parts.Select(p => p.NullMatches)],
            },
            Expression.Lambda(ToObjects(parts.Select(p => p.Outer)), _outer));
    }

    private static NewArrayExpression ToObjects(IEnumerable<Expression> values)
        => Expression.NewArrayInit(typeof(object), values.Select(v => Expression.Convert(v, typeof(object))));

    private static bool ReadsOuter(MethodCallExpression call)
        => call.Arguments.Skip(1).Any(a => Correlation.Reads(a).Count > 0);

    private static MethodCallExpression WithoutPredicate(MethodCallExpression call)
        => Expression.Call(
            typeof(Queryable), call.Method.Name, call.Method.GetGenericArguments(),
            Expression.Constant(null, typeof(IQueryable<>).MakeGenericType(call.Method.GetGenericArguments()[0])));

    private static Type ElementOf(MethodCallExpression call)
        => call.Method.GetParameters()[0].ParameterType is { IsGenericType: true } source ? source.GetGenericArguments()[0] : typeof(void);

    private static Expression Fit(Expression expression, Type type)
        => expression.Type == type ? expression : Expression.Convert(expression, type);

    private static Expression Unquote(Expression expression)
        => expression is UnaryExpression { NodeType: ExpressionType.Quote } quote ? quote.Operand : expression;
}
