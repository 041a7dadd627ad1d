using System.Linq.Expressions;
using System.Reflection;
using EFCore.DynamoDb.Access;
using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Diagnostics;
using Microsoft.EntityFrameworkCore.Query;

namespace EFCore.DynamoDb.Query;

/// <summary>
/// The query operators of this provider, as they stand in the expression tree. EF Core's navigation expansion lets pass unknown operators with one type
/// argument, the element type, and no lambda; arguments that shape the plan are not parameterised.
/// </summary>
internal static class QueryHints
{
    public static IQueryable<T> AllowScan<T>(IQueryable<T> source)
        => Wrap(source, nameof(AllowScan));

    public static IQueryable<T> AllowScan<T>(IQueryable<T> source, [NotParameterized] int segments)
        => Wrap(source, nameof(AllowScan), Expression.Constant(segments));

    public static IQueryable<T> WithIndex<T>(IQueryable<T> source, [NotParameterized] string name)
        => Wrap(source, nameof(WithIndex), Expression.Constant(name));

    public static IQueryable<T> WithoutIndex<T>(IQueryable<T> source)
        => Wrap(source, nameof(WithoutIndex));

    public static IQueryable<T> WithConsistentRead<T>(IQueryable<T> source, [NotParameterized] bool consistent)
        => Wrap(source, nameof(WithConsistentRead), Expression.Constant(consistent));

    public static IQueryable<T> AsTransactionalRead<T>(IQueryable<T> source)
        => Wrap(source, nameof(AsTransactionalRead));

    public static IQueryable<T> WithPageSize<T>(IQueryable<T> source, [NotParameterized] int items)
        => Wrap(source, nameof(WithPageSize), Expression.Constant(items));

    /// <summary>A query that is read in pages: how long they are and where they begin is not part of it.</summary>
    public static IQueryable<T> InPages<T>(IQueryable<T> source)
        => Wrap(source, nameof(InPages));

    public static IQueryable<T> AllowUpsert<T>(IQueryable<T> source)
        => Wrap(source, nameof(AllowUpsert));

    public static IQueryable<T> AllowUnconditionalDelete<T>(IQueryable<T> source)
        => Wrap(source, nameof(AllowUnconditionalDelete));

    /// <summary>A query over items that were read before, each as often as it is there and in this order.</summary>
    public static IQueryable<T> FromItems<T>(IQueryable<T> source, IReadOnlyList<Item> items)

        // As a member of an object, so that it is a parameter of the query and not a constant, of which each would be compiled anew.
        => Wrap(source, nameof(FromItems), Expression.Property(Expression.Constant(new GivenItems(items)), nameof(GivenItems.Items)));

    /// <summary>An ExecuteUpdate or ExecuteDelete of this query collects what DynamoDB gives back.</summary>
    public static IQueryable<T> Returning<T>(IQueryable<T> source, [NotParameterized] ReturnedAttributes returned, ReturnedItems sink)
        => Wrap(
            source,
            nameof(Returning),
            Expression.Constant(returned),
            Expression.Property(Expression.Constant(new SinkHolder(sink)), nameof(SinkHolder.Sink)));

    /// <summary>The requests of this query are added up in the collector.</summary>
    public static IQueryable<T> CollectMetrics<T>(IQueryable<T> source, IRequestObserver metrics)
        => Wrap(source, nameof(CollectMetrics), Observer(metrics));

    /// <summary>The requests of this query are adjusted before they are sent.</summary>
    public static IQueryable<T> OnRequest<T>(IQueryable<T> source, IRequestObserver adjustment)
        => Wrap(source, nameof(OnRequest), Observer(adjustment));

    /// <summary>The query tells its plan and is not carried out.</summary>
    public static IQueryable<T> Explain<T>(IQueryable<T> source, IRequestObserver sink)
        => Wrap(source, nameof(Explain), Observer(sink));

    /// <summary>A parameter of the query, as what is read of an object.</summary>
    private static MemberExpression Observer(IRequestObserver observer)
        => Expression.Property(Expression.Constant(new ObserverHolder(observer)), nameof(ObserverHolder.Observer));

    private sealed record ObserverHolder(IRequestObserver Observer);

    private sealed record SinkHolder(ReturnedItems Sink);

    private sealed record GivenItems(IReadOnlyList<Item> Items);

    /// <summary>
    /// Whether the call is a hint: one of these, or, inside a lambda such as that of a compiled query, the public method of the same name.
    /// </summary>
    public static bool IsHint(MethodInfo method)
        => method.DeclaringType?.Assembly == typeof(QueryHints).Assembly
            && method.GetParameters() is [{ ParameterType: { IsGenericType: true } source }, ..]
            && source.GetGenericTypeDefinition() == typeof(IQueryable<>);

    /// <summary>The hints of a query with one more.</summary>
    public static AccessHints Add(AccessHints hints, MethodCallExpression call)
        => call.Method.Name switch
        {
            nameof(AllowScan) => hints with { AllowScan = true, Segments = call.Arguments.Count > 1 ? Argument<int>(call) : hints.Segments },
            nameof(WithIndex) => hints with { IndexName = Argument<string>(call), TableOnly = false },
            nameof(WithoutIndex) => hints with { IndexName = null, TableOnly = true },
            nameof(WithConsistentRead) => hints with { ConsistentRead = Argument<bool>(call) },
            nameof(AsTransactionalRead) => hints with { TransactionalRead = true },
            nameof(InPages) => hints with { InPages = true },
            nameof(AllowUpsert) => hints with { AllowUpsert = true },
            nameof(AllowUnconditionalDelete) => hints with { AllowUnconditionalDelete = true },
            nameof(Returning) => hints with { Returned = Argument<ReturnedAttributes>(call) },
            nameof(WithPageSize) => hints with { PageSize = Argument<int>(call) },
            _ => throw new InvalidOperationException(DynamoDbStrings.NotPartOfQuery(call.Method.Name)),
        };

    /// <summary>Rows to read for Skip(skip).Take(take), without overflow.</summary>
    public static int SumOfCounts(int skip, int take)
        => (int)Math.Min(int.MaxValue, (long)Math.Max(0, skip) + Math.Max(0, take));

    private static T Argument<T>(MethodCallExpression call)
        => call.Arguments[1] is ConstantExpression { Value: T value }
            ? value
            : throw new InvalidOperationException(DynamoDbStrings.HintNeedsConstant(call.Method.Name));

    private static IQueryable<T> Wrap<T>(IQueryable<T> source, string name, params Expression[] arguments)
    {
        // Over LINQ to Objects (a test without a database) a hint has nothing to say.
        if (source.Provider is not IAsyncQueryProvider)
        {
            return source;
        }

        var method = typeof(QueryHints).GetMethods(BindingFlags.Public | BindingFlags.Static)
            .Single(m => m.Name == name && m.GetParameters().Length == arguments.Length + 1)
            .MakeGenericMethod(typeof(T));
        return source.Provider.CreateQuery<T>(Expression.Call(method, [source.Expression, .. arguments]));
    }
}
