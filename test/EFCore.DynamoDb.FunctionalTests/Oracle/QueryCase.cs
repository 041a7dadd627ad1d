using System.Globalization;
using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Oracle;

/// <summary>How a query ends.</summary>
internal enum Ending
{
    Rows,
    Pages,
    Scalars,
    DistinctScalars,
    Count,
    LongCount,
    Any,
    All,
    First,
    FirstOrDefault,
    Last,
    Sum,
    Min,
    Max,
    Average,
}

/// <summary>A random query over one entity type.</summary>
internal sealed record QueryCase<T>(
    ParameterExpression Row,
    IReadOnlyList<Pair> Predicates,
    IReadOnlyList<(PropertyInfo Property, bool Descending)> Order,
    int? Skip,
    int? Take,
    Pair? Afterwards,
    Ending Ending,
    PropertyInfo Member,
    int? PageSize,
    bool IsTotal)
    where T : class
{
    /// <summary>The query's variables, see <see cref="PredicateGenerator.Captures" />.</summary>
    public IReadOnlyList<Action<Random>> Captures { get; init; } = [];

    /// <summary>Into how many segments a scan is divided.</summary>
    public int? Segments { get; init; }

    public bool IsConsistent { get; init; }

    /// <summary>How many rows a page has, and how pages are asked for.</summary>
    public (int Size, int Way) Paging { get; init; } = (1, 0);

    /// <summary>How many pages the last run had; 0 where the query cannot be read in pages.</summary>
    public int PagesRead { get; private set; }

    public static QueryCase<T> Random(Random random, IReadOnlyList<PropertyInfo> key, IReadOnlyList<PropertyInfo> indexed)
    {
        var row = Expression.Parameter(typeof(T), "x");
        var generate = new PredicateGenerator(random, new Pair(row));
        var properties = typeof(T).GetProperties();
        var predicates = new List<Pair>();
        if (random.Next(6) > 0)
        {
            // What an index may serve: a partition key, often a sort key besides.
            var partition = random.Next(2) == 0 ? key[0] : indexed[random.Next(indexed.Count)];
            predicates.Add(
                random.Next(7) switch
                {
                    0 or 1 => generate.In(partition),
                    2 => generate.Either(partition, random.Next(2) == 0 ? key[0] : indexed[random.Next(indexed.Count)]),
                    _ => generate.Equal(partition),
                });
            if (random.Next(6) == 0)
            {
                var bounded = random.Next(2) == 0 ? key[^1] : indexed[random.Next(indexed.Count)];
                predicates.Add(generate.Bound(bounded, lower: true));
                predicates.Add(generate.Bound(bounded, lower: false));
            }
            else if (random.Next(2) == 0)
            {
                predicates.Add(
                    random.Next(6) switch
                    {
                        0 => generate.Equal(key[^1]),
                        1 => generate.In(random.Next(2) == 0 ? key[^1] : indexed[random.Next(indexed.Count)]),
                        _ => generate.Leaf(random.Next(2) == 0 ? key[^1] : indexed[random.Next(indexed.Count)]),
                    });
            }
        }

        for (var i = random.Next(3); i > 0; i--)
        {
            predicates.Add(generate.Predicate(random.Next(3)));
        }

        var order = new List<(PropertyInfo, bool)>();
        for (var i = random.Next(3); i > 0; i--)
        {
            var property = random.Next(4) switch
            {
                0 or 1 => key[^1],
                2 => indexed[random.Next(indexed.Count)],
                _ => properties[random.Next(properties.Length)],
            };
            if (property.PropertyType != typeof(byte[]) && property.PropertyType != typeof(Guid?) && property.PropertyType != typeof(Colour?))
            {
                order.Add((property, random.Next(2) == 0));
            }
        }

        if (random.Next(2) == 0)
        {
            var descending = random.Next(3) == 0;
            order.AddRange(key.Select(k => (k, descending)));
        }

        var isTotal = key.All(k => order.Any(o => o.Item1 == k));
        int? skip = random.Next(5) == 0 ? random.Next(4) : null;
        int? take = random.Next(3) == 0 ? random.Next(6) : null;
        var ending = (Ending)random.Next(Enum.GetValues<Ending>().Length);
        if (ending == Ending.Pages)
        {
            skip = take = null;
        }

        if (!isTotal && (skip ?? take) is not null && ending is not (Ending.Count or Ending.LongCount or Ending.Any))
        {
            ending = Ending.Rows;
        }

        if (ending == Ending.Last && order.Count == 0)
        {
            ending = Ending.First;
        }

        var numbers = properties.Where(p => IsNumber(p.PropertyType)).ToArray();
        var member = ending is Ending.Sum or Ending.Average || random.Next(2) == 0
            ? numbers[random.Next(numbers.Length)]
            : properties[random.Next(properties.Length)];
        if (ending is Ending.Min or Ending.Max && (Nullable.GetUnderlyingType(member.PropertyType) ?? member.PropertyType) is var type
            && (type == typeof(bool) || type == typeof(byte[]) || type == typeof(Guid) || type.IsEnum))
        {
            member = numbers[0];
        }

        return new QueryCase<T>(
            row, predicates, order, skip, take,
            isTotal && random.Next(4) == 0 && ending != Ending.Pages ? generate.Predicate(1) : null,
            ending, member,
            random.Next(3) == 0 ? random.Next(1, 5) : null,
            isTotal)
        {
            Captures = generate.Captures,
            Segments = random.Next(8) == 0 ? random.Next(1, 4) : null,
            IsConsistent = random.Next(12) == 0,
            Paging = (random.Next(1, 7), random.Next(3)),
        };
    }

    /// <summary>The same query in pages, without what leaves no place to go on from, and mostly in an order that some key has.</summary>
    public QueryCase<T> InPages(Random random, IReadOnlyList<PropertyInfo> key, IReadOnlyList<PropertyInfo> indexed)
    {
        (PropertyInfo, bool)[] order = random.Next(3) switch
        {
            0 => [],
            1 => [(key[^1], random.Next(2) == 0)],
            _ => [(indexed[random.Next(indexed.Count)], random.Next(2) == 0)],
        };
        return this with
        {
            Ending = Ending.Pages, Skip = null, Take = null, Afterwards = null, Order = order, IsTotal = false, Predicates = [.. Predicates.Take(random.Next(1, 4))],
        };
    }

    /// <summary>The same with one part left out, each in turn: to find what of a wrong query matters.</summary>
    public IEnumerable<QueryCase<T>> Simpler()
    {
        for (var i = 0; i < Predicates.Count; i++)
        {
            yield return this with { Predicates = [.. Predicates.Where((_, n) => n != i)] };
        }

        if (Afterwards is not null)
        {
            yield return this with { Afterwards = null };
        }

        if (Skip is not null)
        {
            yield return this with { Skip = null };
        }

        if (PageSize is not null)
        {
            yield return this with { PageSize = null };
        }

        if (Ending is not (Ending.Rows or Ending.First or Ending.FirstOrDefault or Ending.Last))
        {
            yield return this with { Ending = Ending.Rows };
        }

        if (Skip is null && Take is null && Ending == Ending.Rows && Afterwards is null)
        {
            for (var i = 0; i < Order.Count; i++)
            {
                yield return this with { Order = [.. Order.Where((_, n) => n != i)], IsTotal = false };
            }
        }
    }

    /// <summary>What LINQ to Objects says: the answer, and what of it is certain.</summary>
    public Answer Expected(IEnumerable<T> data)
    {
        var matching = data;
        foreach (var predicate in Predicates)
        {
            matching = matching.Where(Lambda<bool>(predicate.Meant).Compile());
        }

        var sorted = matching.Order(Comparer<T>.Create(CompareRows)).ToList();
        var rows = sorted.Skip(Skip ?? 0).Take(Take ?? int.MaxValue).ToList();
        if (Afterwards is not null)
        {
            rows = [.. rows.Where(Lambda<bool>(Afterwards.Meant).Compile())];
        }

        var members = rows.Select(r => Member.GetValue(r)).ToList();
        try
        {
            return Ending switch
            {
                Ending.Rows or Ending.Pages => new Answer(Show(rows.Select(OrderText)), rows, sorted, IsSubset: Skip is not null || Take is not null),
                Ending.First or Ending.FirstOrDefault or Ending.Last => Single(rows, sorted),
                Ending.Scalars => Answer.Of(IsTotal ? Show(members.Select(Text)) : Multiset(members)),
                Ending.DistinctScalars => Answer.Of(Multiset(members.DistinctBy(Text))),
                Ending.Count or Ending.LongCount => Answer.Of(Text(rows.Count)),
                Ending.Any => Answer.Of(Text(rows.Count > 0)),
                Ending.All => Answer.Of(Text(rows.All(Lambda<bool>(AllPredicate.Meant).Compile()))),
                _ => Answer.Of(Text(Aggregates.Of(Ending, Member.PropertyType, members))),
            };
        }
        catch (InvalidOperationException e)
        {
            return Answer.Of(Failure(e));
        }
    }

    /// <summary>What the provider says, in the same words.</summary>
    public async Task<string> ActualAsync(DbContext context, Answer expected)
    {
        var query = Query(context);
        try
        {
            switch (Ending)
            {
                case Ending.Rows:
                    return expected.Check(await query.ToListAsync(), this);
                case Ending.Pages:
                    return await ReadPagesAsync(query) is { } rows ? expected.Check(rows, this) : expected.Text;
                case Ending.First:
                    return expected.Check([await query.FirstAsync()], this);
                case Ending.FirstOrDefault:
                    return expected.Check(await query.FirstOrDefaultAsync() is { } row ? [row] : [], this);
                case Ending.Last:
                    return expected.Check([await query.LastAsync()], this);
                case Ending.Count:
                    return Text(await query.CountAsync());
                case Ending.LongCount:
                    return Text(await query.LongCountAsync());
                case Ending.Any:
                    return Text(await query.AnyAsync());
                case Ending.All:
                    return Text(await query.AllAsync(Lambda<bool>(AllPredicate.Written)));
                default:
                    return await (Task<string>)typeof(QueryCase<T>).GetMethod(nameof(OfMemberAsync), BindingFlags.NonPublic | BindingFlags.Instance)!
                        .MakeGenericMethod(Member.PropertyType).Invoke(this, [query])!;
            }
        }
        catch (InvalidOperationException e) when (e.Message.StartsWith("Sequence", StringComparison.Ordinal))
        {
            return Failure(e);
        }
    }

    /// <summary>All rows by pages; null where the query has no place to go on from.</summary>
    private async Task<List<T>?> ReadPagesAsync(IQueryable<T> query)
    {
        PagesRead = 0;
        var rows = new List<T>();
        try
        {
            if (Paging.Way == 0)
            {
                await foreach (var page in query.AsPages(Paging.Size))
                {
                    Add(page);
                }

                return rows;
            }

            var isShort = Paging.Way == 1 && await IsOneRequestAsync();
            for (var page = await ReadAsync(null); ; page = await ReadAsync(page.Cursor))
            {
                Add(page);
                if (!page.HasMore)
                {
                    return rows;
                }
            }

            Task<DynamoDbPage<T>> ReadAsync(string? cursor)
                => isShort ? query.ToSingleRequestPageAsync(Paging.Size, cursor) : query.ToPageAsync(Paging.Size, cursor);
        }
        catch (InvalidOperationException e) when (e.Message.StartsWith("The order by", StringComparison.Ordinal) || e.Message.StartsWith("The branches of an OR", StringComparison.Ordinal))
        {
            return null;
        }

        void Add(DynamoDbPage<T> page)
        {
            PagesRead++;
            rows.AddRange(page.Items);
            if (page.Count > Paging.Size || (Paging.Way != 1 && page.HasMore && page.Count < Paging.Size) || (Paging.Way != 1 && page.Count == 0 && PagesRead > 1))
            {
                throw new InvalidDataException($"Page {PagesRead} has {page.Count} rows of {Paging.Size}.");
            }
        }

        async Task<bool> IsOneRequestAsync()
        {
            try
            {
                return (await query.ToSingleRequestPageAsync(Paging.Size)).Count <= Paging.Size;
            }
            catch (InvalidOperationException e) when (e.Message.StartsWith("A page of this query", StringComparison.Ordinal))
            {
                return false;
            }
        }
    }

    public IQueryable<T> Query(DbContext context)
    {
        IQueryable<T> query = context.Set<T>().AsNoTracking();
        foreach (var predicate in Predicates)
        {
            query = query.Where(Lambda<bool>(predicate.Written));
        }

        for (var i = 0; i < Order.Count; i++)
        {
            var method = (i == 0 ? "OrderBy" : "ThenBy") + (Order[i].Descending ? "Descending" : string.Empty);
            var selector = Expression.Lambda(Expression.Property(Row, Order[i].Property), Row);
            query = (IQueryable<T>)query.Provider.CreateQuery(
                Expression.Call(typeof(Queryable), method, [typeof(T), Order[i].Property.PropertyType], query.Expression, Expression.Quote(selector)));
        }

        query = Skip is { } skip ? query.Skip(skip) : query;
        query = Take is { } take ? query.Take(take) : query;
        query = Afterwards is not null ? query.Where(Lambda<bool>(Afterwards.Written)) : query;
        query = Segments is { } segments ? query.AllowScan(segments) : query;
        query = IsConsistent ? query.WithConsistentRead() : query;
        return PageSize is { } pageSize ? query.WithPageSize(pageSize) : query;
    }

    public override string ToString()
        => string.Join("\n  ", Predicates.Select(p => $"Where {p.Written}"))
            + $"\n  OrderBy {string.Join(", ", Order.Select(o => o.Property.Name + (o.Descending ? " descending" : "")))} Skip {Skip} Take {Take}"
            + $"\n  Where {Afterwards?.Written} {Ending} {Member.Name} PageSize {PageSize} Paging {Paging}";

    public string OrderText(T row)
        => string.Join(",", Order.Select(o => Text(o.Property.GetValue(row))));

    /// <summary>The whole row.</summary>
    public static string RowText(T row)
        => row.GetType().Name + "(" + string.Join(",", row.GetType().GetProperties().OrderBy(p => p.Name).Select(p => Text(p.GetValue(row)))) + ")";

    private Pair AllPredicate
        => Predicates.Count > 0 ? Predicates[^1] : new Pair(Expression.Constant(true));

    private int CompareRows(T left, T right)
    {
        foreach (var (property, descending) in Order)
        {
            if (Meaning.Order(property.GetValue(left), property.GetValue(right)) is var result and not 0)
            {
                return descending ? -result : result;
            }
        }

        return 0;
    }

    private Answer Single(List<T> rows, List<T> sorted)
    {
        var wanted = Ending == Ending.Last ? rows.TakeLast(1).ToList() : rows.Take(1).ToList();
        return wanted.Count == 0 && Ending != Ending.FirstOrDefault
            ? Answer.Of("no elements")
            : new Answer(Show(wanted.Select(OrderText)), wanted, sorted, IsSubset: true);
    }

    private async Task<string> OfMemberAsync<TMember>(IQueryable<T> query)
    {
        var members = query.Select(Lambda<TMember>(Expression.Property(Row, Member)));
        return Ending switch
        {
            Ending.Scalars => IsTotal
                ? Show((await members.ToListAsync()).Select(m => Text(m)))
                : Multiset((await members.ToListAsync()).Select(m => (object?)m)),
            Ending.DistinctScalars => Multiset((await members.Distinct().ToListAsync()).Select(m => (object?)m)),
            Ending.Min => Text(await members.MinAsync()),
            Ending.Max => Text(await members.MaxAsync()),
            _ => Text(await Aggregates.OfAsync(Ending, members)),
        };
    }

    private Expression<Func<T, TResult>> Lambda<TResult>(Expression body)
        => Expression.Lambda<Func<T, TResult>>(body, Row);

    private static string Failure(InvalidOperationException e)
        => e.Message.StartsWith("Sequence contains no", StringComparison.Ordinal) ? "no elements" : e.Message;

    private static bool IsNumber(Type type)
        => (Nullable.GetUnderlyingType(type) ?? type) is var t
            && (t == typeof(int) || t == typeof(long) || t == typeof(decimal) || t == typeof(double));

    private static string Multiset(IEnumerable<object?> values)
        => Show(values.Select(Text).Order(StringComparer.Ordinal));

    public static string Show(IEnumerable<string> texts)
        => string.Join(" | ", texts);

    private static string Text(object? value)
        => value switch
        {
            null => "null",
            byte[] bytes => Convert.ToHexString(bytes),
            // The sum of several depends on their order.
            double number => number.ToString("G12", CultureInfo.InvariantCulture),
            decimal number => number.ToString("0.############################", CultureInfo.InvariantCulture),
            string text => $"\"{text}\"",
            // Times may differ by a tick.
            DateTime or DateTimeOffset => string.Create(CultureInfo.InvariantCulture, $"{value:O}"),
            IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString()!,
        };

    /// <summary>An answer, and where the order leaves a choice, the rows that may be in it.</summary>
    public sealed record Answer(string Sequence, IReadOnlyList<T>? Rows, IReadOnlyList<T> Candidates, bool IsSubset)
    {
        public string Text
            => Rows is null ? Sequence : IsSubset ? $"{Sequence} of {Show(Candidates.Select(RowText))}" : Show(Rows.Select(RowText));

        public static Answer Of(string text)
            => new(text, null, [], false);

        /// <summary>The expected text when the rows are a right answer, else what they are.</summary>
        public string Check(IReadOnlyList<T> actual, QueryCase<T> query)
        {
            var isRight = Rows is not null
                && Show(actual.Select(query.OrderText)) == Sequence
                && IsSubsetOf(actual.Select(RowText), IsSubset ? Candidates : Rows)
                && actual.Count == Rows.Count;
            return isRight ? Text : Show(actual.Select(RowText));
        }

        private static bool IsSubsetOf(IEnumerable<string> actual, IEnumerable<T> of)
        {
            var left = of.Select(RowText).ToList();
            return actual.All(left.Remove);
        }
    }
}
