using System.Reflection;
using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.Query;
using EFCore.DynamoDb.Query.Execution;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Query;

namespace EFCore.DynamoDb.Benchmarks;

/// <summary>A query that EF Core has compiled, at the place where its plan is chosen and its requests are made.</summary>
internal sealed class BoundQuery
{
    private readonly QueryDefinition _definition;
    private readonly DynamoDbQueryContext _context;

    public BoundQuery(IQueryable<Order> query, Shop shop)
    {
        var enumerable = shop.GetService<IAsyncQueryProvider>().ExecuteAsync<IAsyncEnumerable<Order>>(query.Expression);
        _definition = (QueryDefinition)PartOf(enumerable, "Definition");
        _context = (DynamoDbQueryContext)PartOf(enumerable, "Context");
    }

    /// <summary>Evaluates the operands, finds the plan for their shape and makes the requests.</summary>
    public int Bind()
        => _definition.Bind(_context).Access.Requests.Count;

    private static object PartOf(object enumerable, string property)
        => enumerable.GetType().GetProperty(property, BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(enumerable)!;
}

/// <summary>Executions of queries against a client that answers at once.</summary>
internal sealed class Executions : IDisposable
{
    private static readonly Func<Shop, string, string, Task<Order?>> CompiledGet
        = EF.CompileAsyncQuery((Shop shop, string customer, string order) => shop.Orders.AsNoTracking().SingleOrDefault(o => o.CustomerId == customer && o.OrderId == order));

    private readonly Shop _shop;
    private readonly string[] _ids;
    private readonly string _customer = "customer";
    private readonly string _order = "order-00000001";
    private readonly decimal _least = 10.5m;

    public Executions()
    {
        _shop = Shop.Factory(
            o => o.ServiceUrl("http://127.0.0.1:1"),
            o => o.ReplaceService<IDynamoDbRequestClient, AnsweringClient>().UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking))();
        _ids = [.. Enumerable.Range(0, 25).Select(i => $"order-{i:D8}")];
        Bound =
        [
            ("GetItem by the whole key", new BoundQuery(ByKey(), _shop)),
            ("Query with a sort condition", new BoundQuery(ByRange(), _shop)),
            ("Query with filter, index, order and Take", new BoundQuery(ByIndex(), _shop)),
            ("BatchGetItem of 25 keys", new BoundQuery(ByKeys(), _shop)),
        ];
        Whole =
        [
            ("GetItem, SingleOrDefaultAsync", () => ByKey().SingleOrDefaultAsync()),
            ("GetItem, compiled query", () => CompiledGet(_shop, _customer, _order)),
            ("Query, ToListAsync", () => ByRange().ToListAsync()),
            ("Query of an index, ToListAsync", () => ByIndex().ToListAsync()),
        ];
    }

    /// <summary>Planning and binding of queries that were compiled before.</summary>
    public IReadOnlyList<(string Name, BoundQuery Query)> Bound { get; }

    /// <summary>All that EF Core and the provider do for one execution: expression, cache, binding, shaping of one row.</summary>
    public IReadOnlyList<(string Name, Func<Task> Execute)> Whole { get; }

    public void Dispose()
        => _shop.Dispose();

    private IQueryable<Order> ByKey()
        => _shop.Orders.Where(o => o.CustomerId == _customer && o.OrderId == _order);

    private IQueryable<Order> ByRange()
        => _shop.Orders.Where(o => o.CustomerId == _customer && o.OrderId.StartsWith(_order));

    private IQueryable<Order> ByIndex()
        => _shop.Orders.WithIndex("ByTotal").Where(o => o.CustomerId == _customer && o.Total >= _least && o.Status == "Open").OrderByDescending(o => o.Total).Take(20);

    private IQueryable<Order> ByKeys()
        => _shop.Orders.Where(o => o.CustomerId == _customer && _ids.Contains(o.OrderId));
}
