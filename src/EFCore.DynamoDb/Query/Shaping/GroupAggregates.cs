using System.Linq.Expressions;
using EFCore.DynamoDb.Query.Execution;
using EFCore.DynamoDb.Query.Expressions;
using Microsoft.EntityFrameworkCore.Query;

namespace EFCore.DynamoDb.Query.Shaping;

/// <summary>
/// Where nothing is asked of groups but their keys and aggregates - Count, Sum, Min, Max, Average, Any and All over what Where and Select leave - no rows are
/// kept: each is added to its group's aggregates and forgotten.
/// </summary>
internal sealed class GroupAggregates : ExpressionVisitor
{
    private readonly ParameterExpression _group;
    private readonly ParameterExpression _row;
    private readonly Type _rowType;
    private readonly List<Expression> _accumulators = [];
    private bool _keepsRows;

    private GroupAggregates(ParameterExpression group, Type keyType, Type rowType)
    {
        _group = group;
        _rowType = rowType;
        _row = Expression.Parameter(typeof(AggregatedGroup<,>).MakeGenericType(keyType, rowType), "group");
    }

    /// <summary>The query, and what is made of its rows, over aggregates; the same where rows must be kept.</summary>
    public static (ResidualExpression Query, Expression Result) Apply(ResidualExpression query, Expression result)
    {
        for (var i = query.Operators.Length - 1; i >= 0; i--)
        {
            if (query.Operators[i] is GroupByOperator groups)
            {
                return Apply(query, result, i, groups);
            }
        }

        return (query, result);
    }

    private static (ResidualExpression Query, Expression Result) Apply(ResidualExpression query, Expression result, int position, GroupByOperator groups)
    {
        var (asItWas, resultAsItWas) = (query, result);
        var operators = query.Operators.ToBuilder();
        var isEnd = true;
        GroupAggregates? aggregates = null;
        for (var i = position + 1; i < operators.Count && isEnd; i++)
        {
            switch (operators[i])
            {
                case WhereOperator where:
                    operators[i] = where with { Predicate = Over(where.Predicate) };
                    break;

                case OrderOperator order:
                    operators[i] = order with { Orderings = [.. order.Orderings.Select(o => o with { Key = Over(o.Key) })] };
                    break;

                case ProjectOperator project:
                    operators[i] = new ProjectOperator(Over(project.Selector));
                    isEnd = false;
                    break;

                case SkipOperator or TakeOperator or ReverseOperator:
                    break;

                default:
                    return (query, result);
            }
        }

        if (isEnd)
        {
            aggregates ??= OverRow(query.Row);
            if (query.Terminal is { Selector: { } selector } terminal)
            {
                query = query.WithTerminal(terminal with { Selector = Over(selector) });
            }
            else
            {
                result = aggregates.Visit(result);
            }
        }

        if (aggregates is null or { _keepsRows: true })
        {
            return (asItWas, resultAsItWas);
        }

        operators[position] = new AggregateByOperator(
            groups.Key,
            groups.Comparer,
            Expression.Lambda(Expression.NewArrayInit(typeof(Accumulator<>).MakeGenericType(aggregates._rowType), aggregates._accumulators)));
        query = query.WithOperators(operators.ToImmutable());
        return (isEnd ? query.WithRow(aggregates._row) : query, result);

        LambdaExpression Over(LambdaExpression lambda)
        {
            aggregates ??= OverRow(lambda.Parameters[0]);
            return Expression.Lambda(aggregates.Visit(lambda.Body), aggregates._row);
        }

        GroupAggregates OverRow(ParameterExpression group)
        {
            var types = group.Type.GetGenericArguments();
            return new GroupAggregates(group, types[0], types[1]);
        }
    }

    protected override Expression VisitParameter(ParameterExpression node)
    {
        _keepsRows |= node == _group;
        return node;
    }

    protected override Expression VisitMember(MemberExpression node)
        => node.Expression == _group ? Expression.Property(_row, nameof(AggregatedGroup<int, int>.Key)) : base.VisitMember(node);

    protected override Expression VisitMethodCall(MethodCallExpression node)
        => node.Method.DeclaringType == typeof(Enumerable) && Accumulator(node) is { } accumulator ? Result(accumulator) : base.VisitMethodCall(node);

    private MethodCallExpression Result(NewExpression accumulator)
    {
        _accumulators.Add(accumulator);
        var type = accumulator.Type;
        while (type.GetGenericTypeDefinition() != typeof(Accumulator<,,>))
        {
            type = type.BaseType!;
        }

        return Expression.Call(
            _row, nameof(AggregatedGroup<int, int>.Result), [.. type.GetGenericArguments()[1..]], Expression.Constant(_accumulators.Count - 1));
    }

    private NewExpression? Accumulator(MethodCallExpression node)
    {
        var predicate = node.Arguments.Count == 2 ? node.Arguments[1] as LambdaExpression : null;
        var (type, arguments) = node.Method.Name switch
        {
            nameof(Enumerable.Count) => (typeof(CountAccumulator<>).MakeGenericType(_rowType), Array.Empty<Expression>()),
            nameof(Enumerable.LongCount) => (typeof(LongCountAccumulator<>).MakeGenericType(_rowType), []),
            nameof(Enumerable.Any) => (typeof(AnyAccumulator<>).MakeGenericType(_rowType), []),
            nameof(Enumerable.All) => (typeof(AllAccumulator<>).MakeGenericType(_rowType), []),
            nameof(Enumerable.Sum) when Numeric(node) is { } number => (typeof(SumAccumulator<,,>).MakeGenericType(_rowType, number, SumOf(number)), []),
            nameof(Enumerable.Average) when Numeric(node) is { } number => (
                typeof(AverageAccumulator<,,,>).MakeGenericType(
                    _rowType, number, number == typeof(int) ? typeof(long) : SumOf(number), Nullable.GetUnderlyingType(node.Type)!), []),
            nameof(Enumerable.Min) or nameof(Enumerable.Max) when node is { Arguments: [_, ConstantExpression comparer], Method.IsGenericMethod: true } => (
                typeof(ExtremeAccumulator<,>).MakeGenericType(_rowType, node.Type),
                [comparer, Expression.Constant(node.Method.Name == nameof(Enumerable.Max))]),
            _ => default((Type, Expression[])),
        };
        if (type is null || !IsOverRows(node.Arguments[0], out var stages))
        {
            return null;
        }

        var add = type.GetConstructors()[0].GetParameters()[0].ParameterType;
        var value = add.GetGenericArguments()[1].GetGenericArguments()[1];
        var row = Expression.Parameter(_rowType, "row");
        var accumulator = Expression.Parameter(add.GetGenericArguments()[1], "accumulator");
        if (Body(row, stages, 0) is not { } body)
        {
            return null;
        }

        return Expression.New(type.GetConstructors()[0], [Expression.Lambda(add, body, row, accumulator), .. arguments]);

        Expression? Body(Expression current, List<(LambdaExpression Lambda, bool IsFilter)> remaining, int position)
        {
            if (position == remaining.Count)
            {
                var given = node.Method.Name switch
                {
                    nameof(Enumerable.All) => Apply(predicate!, current),
                    nameof(Enumerable.Count) or nameof(Enumerable.LongCount) or nameof(Enumerable.Any) => Expression.Constant(true),
                    _ => current,
                };
                if (given.Type != value)
                {
                    return null;
                }

                var added = Expression.Call(accumulator, nameof(Accumulator<int, int, int>.AddValue), null, given);
                return predicate is not null && node.Method.Name != nameof(Enumerable.All) ? Expression.IfThen(Apply(predicate, current), added) : added;
            }

            var (lambda, isFilter) = remaining[position];
            if (isFilter)
            {
                return Body(current, remaining, position + 1) is { } passed ? Expression.IfThen(Apply(lambda, current), passed) : null;
            }

            var variable = Expression.Variable(lambda.ReturnType);
            return Body(variable, remaining, position + 1) is { } rest
                ? Expression.Block([variable], Expression.Assign(variable, Apply(lambda, current)), rest)
                : null;
        }
    }

    /// <summary>Whether these are the rows of the group, filtered and turned into other values one by one.</summary>
    private bool IsOverRows(Expression rows, out List<(LambdaExpression Lambda, bool IsFilter)> stages)
    {
        stages = [];
        while (rows is MethodCallExpression { Method: { Name: nameof(Enumerable.Where) or nameof(Enumerable.Select) } method, Arguments: [var source, LambdaExpression { Parameters.Count: 1 } lambda] }
            && method.DeclaringType == typeof(Enumerable))
        {
            stages.Insert(0, (lambda, method.Name == nameof(Enumerable.Where)));
            rows = source;
        }

        return rows == _group && stages.TrueForAll(s => !new Uses(_group).In(s.Lambda));
    }

    private static Expression Apply(LambdaExpression lambda, Expression argument)
        => ReplacingExpressionVisitor.Replace(lambda.Parameters[0], argument, lambda.Body);

    /// <summary>The type of the numbers that an aggregate of nullable ones is of.</summary>
    private static Type? Numeric(MethodCallExpression node)
        => !node.Method.IsGenericMethod && node.Arguments.Count == 1
            ? Nullable.GetUnderlyingType(node.Method.GetParameters()[0].ParameterType.GetGenericArguments()[0])
            : null;

    private static Type SumOf(Type number)
        => number == typeof(float) ? typeof(double) : number;

    private sealed class Uses(ParameterExpression parameter) : ExpressionVisitor
    {
        private bool _found;

        public bool In(Expression expression)
        {
            Visit(expression);
            return _found;
        }

        protected override Expression VisitParameter(ParameterExpression node)
        {
            _found |= node == parameter;
            return node;
        }
    }
}
