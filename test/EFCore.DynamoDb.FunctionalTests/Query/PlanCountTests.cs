using System.Reflection;
using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.Query;
using EFCore.DynamoDb.Query.Execution;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Query;

namespace EFCore.DynamoDb.FunctionalTests.Query;

/// <summary>A plan is made once per query and shape of its parameters, and serves all executions of that shape.</summary>
public class PlanCountTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    [Fact]
    public async Task One_query_has_one_plan_for_each_shape_that_it_meets()
    {
        await using var connection = local.Connect();
        await using (await ShopContext.CreateAsync(connection, []))
        {
        }

        var compiled = 0;
        await using var db = new ShopContext(connection, configure: o => o.LogTo((id, _) => id == CoreEventId.QueryCompilationStarting, _ => compiled++));
        string? customer = null;
        int[] numbers = [];
        int? rating = null;
        var plans = new HashSet<QueryVariant>(ReferenceEqualityComparer.Instance);

        for (var round = 0; round < 3; round++)
        {
            foreach (var (c, r, n) in new (string?, int?, int[])[]
            {
                ("a", 1, [1]), ("b", 2, [2]), ("a", null, [1]), ("a", 1, [1, 2]), ("c", 7, [5, 6, 7]), (null, 1, [1]), ("a", 1, []), ("", 1, [1]), ("b", null, [9]),
            })
            {
                (customer, rating, numbers) = (c, r, n);
                plans.Add(Bind(db, db.Orders.Where(o => o.CustomerId == customer && numbers.Contains(o.Number) && o.Rating == rating), out _));
            }
        }

        // A value, a null rating, several numbers, a null customer, no numbers, an empty customer: of nine executions six shapes, three times over.
        Bind(db, db.Orders.Where(o => o.CustomerId == customer && numbers.Contains(o.Number) && o.Rating == rating), out var definition);
        Assert.Equal((6, 6, 1), (definition.Plans, plans.Count, compiled));
    }

    [Fact]
    public async Task Values_and_contexts_share_plans_and_executions_that_meet_at_a_new_shape_make_one()
    {
        await using var connection = local.Connect();
        await using (await ShopContext.CreateAsync(connection, []))
        {
        }

        var definitions = new HashSet<QueryDefinition>(ReferenceEqualityComparer.Instance);
        var variants = new HashSet<QueryVariant>(ReferenceEqualityComparer.Instance);
        var start = new Barrier(8);
        var threads = Enumerable.Range(0, 8).Select(
            i => Task.Factory.StartNew(
                () =>
                {
                    using var db = new ShopContext(connection);
                    var (customer, note) = ($"c{i}", $"n{i}");
                    var query = db.Orders.Where(o => o.CustomerId == customer && o.Note != note).OrderByDescending(o => o.Total);
                    start.SignalAndWait();
                    var variant = Bind(db, query, out var definition);
                    lock (definitions)
                    {
                        definitions.Add(definition);
                        variants.Add(variant);
                    }
                },
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default)).ToArray();
        await Task.WhenAll(threads);

        Assert.Single(definitions);
        Assert.Single(variants);
        Assert.Equal(1, definitions.Single().Plans);
        Assert.Empty(connection.Recorder.Texts);
    }

    private static QueryVariant Bind(ShopContext db, IQueryable<Order> query, out QueryDefinition definition)
    {
        var enumerable = db.GetService<IAsyncQueryProvider>().ExecuteAsync<IAsyncEnumerable<Order>>(query.Expression);
        definition = (QueryDefinition)Part(enumerable, "Definition");
        return definition.Bind((DynamoDbQueryContext)Part(enumerable, "Context")).Variant;

        static object Part(object enumerable, string property)
            => enumerable.GetType().GetProperty(property, BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(enumerable)!;
    }
}
