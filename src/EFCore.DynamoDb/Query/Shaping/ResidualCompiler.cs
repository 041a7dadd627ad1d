using System.Linq.Expressions;
using EFCore.DynamoDb.Access;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Query.Execution;
using EFCore.DynamoDb.Query.Expressions;
using Microsoft.EntityFrameworkCore.Query;

namespace EFCore.DynamoDb.Query.Shaping;

/// <summary>
/// Compiles the operators that a plan does not prove into calls of <see cref="AsyncEnumerable" /> over the stream of items. The lambdas are synchronous
/// and send no requests; rows stream through all but ordering, reversing and distinct.
/// </summary>
internal sealed class ResidualCompiler
{
    private readonly RowLowering _lowering;
    private readonly ParameterExpression _source = Expression.Parameter(typeof(IAsyncEnumerable<Item>), "source");
    private readonly ParameterExpression _cancellation = Expression.Parameter(typeof(CancellationToken), "cancellationToken");

    public ResidualCompiler(bool missingIsAnError)
        => _lowering = new RowLowering(missingIsAnError);

    /// <summary>The operators that stay on the client under a plan.</summary>
    public static List<ResidualOperator> Remaining(ResidualExpression query, AccessPlan plan)
        =>
        [
            .. query.Operators.Where(
                o => o switch
                {
                    WhereOperator { IsKey: true } => false,
                    WhereOperator where => !plan.ProvenConjuncts.Contains(where.ConjunctId),
                    OrderOperator order => !(order.Offered && plan.OrderProven),
                    TakeOperator take => !(take.Offered && plan.LimitProven) && (plan.OrderProven || !take.IfOrdered),
                    _ => true,
                }),
        ];

    /// <summary>QueryContext, items -> rows; null when nothing is left to do.</summary>
    public Delegate? CompileRows(IReadOnlyList<ResidualOperator> operators)
    {
        if (operators.Count == 0)
        {
            return null;
        }

        var rows = Apply(operators);
        return Expression.Lambda(
            _lowering.WithParameters(rows), QueryCompilationContext.QueryContextParameter, _source).Compile();
    }

    /// <summary>QueryContext, items, cancellation -> ValueTask of the one value.</summary>
    public Delegate CompileTerminal(IReadOnlyList<ResidualOperator> operators, Terminal terminal)
    {
        var rows = Apply(operators);
        var rowType = RowType(rows);
        Expression value = terminal.Kind switch
        {
            TerminalKind.Any => Call(nameof(TerminalOperators.Any), rowType),
            TerminalKind.All => Call(nameof(TerminalOperators.None), rowType),
            TerminalKind.Count => Call(nameof(TerminalOperators.Count), rowType),
            TerminalKind.LongCount => Call(nameof(TerminalOperators.LongCount), rowType),
            _ => Aggregate(),
        };

        return Expression.Lambda(
            _lowering.WithParameters(value), QueryCompilationContext.QueryContextParameter, _source, _cancellation).Compile();

        Expression Call(string name, Type type)
            => Expression.Call(typeof(TerminalOperators), name, [type], rows, _cancellation);

        Expression Aggregate()
        {
            var selector = (LambdaExpression)_lowering.Visit(terminal.Selector!);
            var values = Expression.Call(
                typeof(AsyncEnumerable), nameof(AsyncEnumerable.Select), [rowType, selector.ReturnType], rows, selector);
            var result = terminal.Kind switch
            {
                TerminalKind.Sum => Expression.Call(typeof(AsyncEnumerable), nameof(AsyncEnumerable.SumAsync), null, values, _cancellation),
                TerminalKind.Average => Expression.Call(typeof(AsyncEnumerable), nameof(AsyncEnumerable.AverageAsync), null, values, _cancellation),
                _ => Expression.Call(
                    typeof(AsyncEnumerable),
                    terminal.Kind == TerminalKind.Min ? nameof(AsyncEnumerable.MinAsync) : nameof(AsyncEnumerable.MaxAsync),
                    [selector.ReturnType],
                    values,
                    RowComparers.For(selector.ReturnType),
                    _cancellation),
            };
            return TerminalOperators.ConvertResult(result, terminal.ResultType);
        }
    }

    private Expression Apply(IReadOnlyList<ResidualOperator> operators)
    {
        Expression rows = _source;
        foreach (var step in operators)
        {
            var type = RowType(rows);
            rows = step switch
            {
                WhereOperator where => Call(nameof(AsyncEnumerable.Where), [type], rows, _lowering.Visit(where.Predicate)),
                OrderOperator order => Sort(rows, type, order),
                SkipOperator skip => Call(nameof(AsyncEnumerable.Skip), [type], rows, _lowering.Visit(skip.Count)),
                TakeOperator take => Call(nameof(AsyncEnumerable.Take), [type], rows, _lowering.Visit(take.Count)),
                ReverseOperator => Call(nameof(AsyncEnumerable.Reverse), [type], rows),
                DefaultIfEmptyOperator => Call(nameof(AsyncEnumerable.DefaultIfEmpty), [type], rows, Expression.Default(type)),
                DistinctOperator distinct => Call(
                    nameof(AsyncEnumerable.Distinct),
                    [type],
                    rows,
                    distinct.Comparer ?? Expression.Constant(null, typeof(IEqualityComparer<>).MakeGenericType(type))),
                SelectManyOperator many => Call(
                    nameof(AsyncEnumerable.SelectMany),
                    [type, many.Elements.ReturnType.GetGenericArguments()[0]],
                    rows,
                    _lowering.Visit(many.Elements)),
                GroupByOperator groups => Call(
                    nameof(AsyncEnumerable.GroupBy),
                    [type, groups.Key.ReturnType],
                    rows,
                    _lowering.Visit(groups.Key),
                    groups.Comparer ?? Expression.Constant(null, typeof(IEqualityComparer<>).MakeGenericType(groups.Key.ReturnType))),
                AggregateByOperator groups => Expression.Call(
                    typeof(Execution.AggregatedGroup<,>).MakeGenericType(groups.Key.ReturnType, type)
                        .GetMethod(nameof(Execution.AggregatedGroup<int, int>.OfAsync))!,
                    rows,
                    _lowering.Visit(groups.Key),
                    groups.Comparer ?? Expression.Constant(null, typeof(IEqualityComparer<>).MakeGenericType(groups.Key.ReturnType)),
                    _lowering.Visit(groups.Accumulators),
                    Expression.Constant(CancellationToken.None)),
                SetOperator set => Combine(rows, type, set),
                LookupOperator lookup => Attach(rows, type, lookup),
                ProjectOperator project => Call(
                    nameof(AsyncEnumerable.Select), [type, project.Selector.ReturnType], rows, _lowering.Visit(project.Selector)),
                _ => throw new InvalidOperationException($"The operator '{step.Name}' has no client form."),
            };
        }

        return rows;
    }

    private static MethodCallExpression Combine(Expression rows, Type type, SetOperator set)
    {
        var others = Expression.Call(
            typeof(InnerRows),
            nameof(InnerRows.ReadAsync),
            [type],
            Expression.Convert(QueryCompilationContext.QueryContextParameter, typeof(DynamoDbQueryContext)),
            Expression.Constant(set.Other),
            Expression.Constant(CancellationToken.None));
        return set.Kind == SetKind.Concat
            ? Call(nameof(AsyncEnumerable.Concat), [type], rows, others)
            : Call(set.Kind.ToString(), [type], rows, others, set.Comparer ?? Expression.Constant(null, typeof(IEqualityComparer<>).MakeGenericType(type)));
    }

    private MethodCallExpression Attach(Expression rows, Type type, LookupOperator lookup)
    {
        var innerType = lookup.Inner.Whole.Row.Type;
        return Expression.Call(
            typeof(KeyedLookup<,>).MakeGenericType(type, innerType),
            nameof(KeyedLookup<,>.Attach),
            null,
            rows,
            Expression.Convert(QueryCompilationContext.QueryContextParameter, typeof(DynamoDbQueryContext)),
            Expression.Constant(lookup.Inner),
            Key(lookup.Key, type),
            Key(lookup.Inner.Key, innerType));

        Expression Key(LambdaExpression? key, Type row)
            => key is null ? Expression.Constant(null, typeof(Func<,>).MakeGenericType(row, typeof(object[]))) : _lowering.Visit(key);
    }

    private Expression Sort(Expression rows, Type type, OrderOperator order)
    {
        for (var i = 0; i < order.Orderings.Length; i++)
        {
            var key = (LambdaExpression)_lowering.Visit(order.Orderings[i].Key);
            var name = (i, order.Orderings[i].Descending) switch
            {
                (0, false) => nameof(AsyncEnumerable.OrderBy),
                (0, true) => nameof(AsyncEnumerable.OrderByDescending),
                (_, false) => nameof(AsyncEnumerable.ThenBy),
                (_, true) => nameof(AsyncEnumerable.ThenByDescending),
            };
            rows = Call(name, [type, key.ReturnType], rows, key, RowComparers.For(key.ReturnType));
        }

        return rows;
    }

    private static MethodCallExpression Call(string name, Type[] types, params Expression[] arguments)
        => Expression.Call(typeof(AsyncEnumerable), name, types, arguments);

    private static Type RowType(Expression rows)
        => (rows.Type.IsGenericType && rows.Type.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>)
            ? rows.Type
            : rows.Type.GetInterfaces().Single(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>)))
            .GetGenericArguments()[0];
}
