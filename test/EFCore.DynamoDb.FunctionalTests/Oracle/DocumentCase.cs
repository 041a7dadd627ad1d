using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Oracle;

/// <summary>A random query over documents: predicates, an order, and a projection of what is inside rows.</summary>
internal sealed record DocumentCase<T>(
    ParameterExpression Row,
    IReadOnlyList<Pair> Predicates,
    IReadOnlyList<(Pair Key, bool Descending)> Order,
    int? Skip,
    int? Take,
    Pair Projection,
    Ending Ending,
    bool IsTracked,
    DocumentMember? Flattened,
    IReadOnlyCollection<string> Constructs)
    where T : Parcel
{
    public static DocumentCase<T> Random(Random random, IReadOnlyList<T> data, bool isOwned)
    {
        var row = Expression.Parameter(typeof(T), "x");
        var instance = new Pair(row);
        var values = new PredicateGenerator(random, instance);
        var predicates = new DocumentPredicates(random, data, isOwned);
        var projections = new DocumentProjections(random, predicates);
        var wheres = new List<Pair>();
        if (random.Next(3) > 0)
        {
            wheres.Add(values.Equal(typeof(T).GetProperty(random.Next(2) == 0 ? nameof(Parcel.Owner) : nameof(Parcel.Kind))!));
        }

        for (var i = random.Next(3); i > 0; i--)
        {
            wheres.Add(random.Next(6) == 0 && typeof(T) == typeof(Parcel) ? predicates.DerivedLeaf(instance) : predicates.Predicate(instance, random.Next(3)));
        }

        var order = new List<(Pair, bool)>();
        int? skip = null, take = null;
        var ending = random.Next(5) switch
        {
            0 => Ending.Count,
            1 => Ending.Any,
            2 => Ending.All,
            _ => Ending.Rows,
        };
        if (ending == Ending.Rows && random.Next(2) == 0)
        {
            for (var i = random.Next(3); i > 0; i--)
            {
                order.Add((projections.Key(instance), random.Next(2) == 0));
            }

            order.Add((instance.Member(typeof(T).GetProperty(nameof(Parcel.Owner))!), false));
            order.Add((instance.Member(typeof(T).GetProperty(nameof(Parcel.Number))!), random.Next(2) == 0));
            skip = random.Next(4) == 0 ? random.Next(3) : null;
            take = random.Next(3) == 0 ? random.Next(6) : null;
            ending = random.Next(5) == 0 ? Ending.FirstOrDefault : Ending.Rows;
        }

        var lists = DocumentMember.Of(typeof(T)).Where(m => m.Kind is MemberKind.Documents or MemberKind.List && !m.IsNullable).ToArray();
        var flattened = ending == Ending.Rows && random.Next(8) == 0 ? lists[random.Next(lists.Length)] : null;
        if (flattened is not null)
        {
            predicates.Use("select many");
        }

        return new DocumentCase<T>(
            row, wheres, order, skip, take, random.Next(4) == 0 ? instance : projections.Columns(instance), ending, random.Next(3) == 0, flattened,
            predicates.Used);
    }

    /// <summary>The same with one part left out, each in turn: to find what of a wrong query matters.</summary>
    public IEnumerable<DocumentCase<T>> Simpler()
    {
        for (var i = 0; i < Predicates.Count; i++)
        {
            yield return this with { Predicates = [.. Predicates.Where((_, n) => n != i)] };
            if (Predicates[i] is { Written: BinaryExpression { NodeType: ExpressionType.AndAlso or ExpressionType.OrElse } w, Meant: BinaryExpression m })
            {
                yield return this with { Predicates = [.. Predicates.Where((_, n) => n != i), new Pair(w.Left, m.Left)] };
                yield return this with { Predicates = [.. Predicates.Where((_, n) => n != i), new Pair(w.Right, m.Right)] };
            }
        }

        if (Flattened is not null)
        {
            yield return this with { Flattened = null };
        }

        if (Projection.Written != Row)
        {
            yield return this with { Projection = new Pair(Row) };
            if (Projection is { Written: NewExpression w, Meant: NewExpression m })
            {
                yield return this with { Projection = new Pair(w.Arguments[0], m.Arguments[0]) };
                yield return this with { Projection = new Pair(w.Arguments[1], m.Arguments[1]) };
            }
        }

        if (Skip is not null || Take is not null)
        {
            yield return this with { Skip = null, Take = null };
        }

        if (Order.Count > 2)
        {
            yield return this with { Order = [.. Order.Skip(1)] };
        }
        else if (Order.Count > 0 && Skip is null && Take is null && Ending == Ending.Rows)
        {
            yield return this with { Order = [] };
        }

        if (Ending is not (Ending.Rows or Ending.FirstOrDefault or Ending.All))
        {
            yield return this with { Ending = Ending.Rows };
        }
    }

    /// <summary>What LINQ to Objects says.</summary>
    public string Expected(IEnumerable<T> data)
    {
        var wheres = Ending == Ending.All ? Predicates.SkipLast(1) : Predicates;
        foreach (var predicate in wheres)
        {
            data = data.Where(Lambda<bool>(predicate.Meant).Compile());
        }

        switch (Ending)
        {
            case Ending.Count:
                return DeepText.Of(data.Count());
            case Ending.Any:
                return DeepText.Of(data.Any());
            case Ending.All:
                return DeepText.Of(data.All(Lambda<bool>(All.Meant).Compile()));
        }

        if (Order.Count > 0)
        {
            var keys = Order.Select(o => (Lambda<object?>(Expression.Convert(o.Key.Meant, typeof(object))).Compile(), o.Descending)).ToList();
            data = data.Order(
                Comparer<T>.Create(
                    (left, right) =>
                    {
                        foreach (var (key, descending) in keys)
                        {
                            if (Meaning.Order(key(left), key(right)) is var result and not 0)
                            {
                                return descending ? -result : result;
                            }
                        }

                        return 0;
                    }));
        }

        if (Flattened is not null)
        {
            return Show(
                data.Skip(Skip ?? 0).Take(Take ?? int.MaxValue)
                    .SelectMany(r => ((System.Collections.IEnumerable)Flattened.Property.GetValue(r)!).Cast<object?>()));
        }

        var project = Lambda<object?>(Expression.Convert(Projection.Meant, typeof(object))).Compile();
        var rows = data.Skip(Skip ?? 0).Take(Ending == Ending.FirstOrDefault ? Math.Min(Take ?? 1, 1) : Take ?? int.MaxValue).Select(project);
        return Show(rows);
    }

    /// <summary>What the provider says, in the same words.</summary>
    public async Task<string> ActualAsync(DbContext context)
        => await (Task<string>)typeof(DocumentCase<T>)
            .GetMethod(Flattened is null ? nameof(RunAsync) : nameof(FlattenAsync), BindingFlags.NonPublic | BindingFlags.Instance)!
            .MakeGenericMethod(Flattened?.Element ?? Projection.Written.Type).Invoke(this, [context])!;

    public IQueryable<T> Query(DbContext context)
    {
        IQueryable<T> query = IsTracked && Projection.Written == Row && Flattened is null ? context.Set<T>() : context.Set<T>().AsNoTracking();
        foreach (var predicate in Ending == Ending.All ? Predicates.SkipLast(1) : Predicates)
        {
            query = query.Where(Lambda<bool>(predicate.Written));
        }

        for (var i = 0; i < Order.Count; i++)
        {
            var method = (i == 0 ? "OrderBy" : "ThenBy") + (Order[i].Descending ? "Descending" : string.Empty);
            var selector = Expression.Lambda(Order[i].Key.Written, Row);
            query = (IQueryable<T>)query.Provider.CreateQuery(
                Expression.Call(typeof(Queryable), method, [typeof(T), selector.ReturnType], query.Expression, Expression.Quote(selector)));
        }

        query = Skip is { } skip ? query.Skip(skip) : query;
        return Take is { } take ? query.Take(take) : query;
    }

    public override string ToString()
        => string.Join("\n  ", Predicates.Select(p => $"Where {p.Written}"))
            + $"\n  OrderBy {string.Join(", ", Order.Select(o => o.Key.Written + (o.Descending ? " descending" : "")))} Skip {Skip} Take {Take}"
            + $"\n  SelectMany {Flattened?.Property.Name} Select {Projection.Written} {Ending}{(IsTracked ? " tracked" : "")}";

    private Pair All
        => Predicates.Count > 0 ? Predicates[^1] : new Pair(Expression.Constant(true));

    private async Task<string> RunAsync<TResult>(DbContext context)
    {
        var query = Query(context);
        switch (Ending)
        {
            case Ending.Count:
                return DeepText.Of(await query.CountAsync());
            case Ending.Any:
                return DeepText.Of(await query.AnyAsync());
            case Ending.All:
                return DeepText.Of(await query.AllAsync(Lambda<bool>(All.Written)));
        }

        var results = Projection.Written == Row ? (IQueryable<TResult>)query : query.Select(Lambda<TResult>(Projection.Written));
        var rows = Ending == Ending.FirstOrDefault
            ? await results.Take(1).ToListAsync()
            : await results.ToListAsync();
        return context.ChangeTracker.HasChanges() ? "what was read counts as modified" : Show(rows.Select(r => (object?)r));
    }

    private async Task<string> FlattenAsync<TElement>(DbContext context)
    {
        var elements = await Query(context)
            .SelectMany(Lambda<IEnumerable<TElement>>(Expression.Property(Row, Flattened!.Property)))
            .ToListAsync();
        return Show(elements.Select(e => (object?)e));
    }

    private string Show(IEnumerable<object?> rows)
    {
        var texts = rows.Select(DeepText.Of);
        return string.Join(" | ", Order.Count > 0 ? texts : texts.Order(StringComparer.Ordinal));
    }

    private Expression<Func<T, TResult>> Lambda<TResult>(Expression body)
        => Expression.Lambda<Func<T, TResult>>(body, Row);
}
