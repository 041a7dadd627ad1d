using System.Linq.Expressions;
using System.Runtime.CompilerServices;

namespace EFCore.DynamoDb.FunctionalTests.Query;

/// <summary>
/// Runs queries over several sources (with the planner, over a plain scan) and over LINQ to Objects, and gathers what differs: one test, many queries,
/// one list of what is wrong.
/// </summary>
/// <param name="data">What LINQ to Objects runs over.</param>
/// <param name="show">An entity in words.</param>
/// <param name="sources">What it is compared with.</param>
internal sealed class Comparison<T>(IEnumerable<T> data, Func<T, string> show, params (string Name, IQueryable<T> Source)[] sources)
{
    private readonly IQueryable<T> _data = data.AsQueryable();
    private readonly List<string> _wrong = [];

    /// <summary>The same rows, in any order.</summary>
    public Task Rows<TRow>(Func<IQueryable<T>, IQueryable<TRow>> query, [CallerArgumentExpression(nameof(query))] string text = "")
        => Check(text, s => Join(query(s).AsEnumerable().Select(x => Text(x)).Order(StringComparer.Ordinal)), async s => Join((await ToListAsync(query(s))).Select(x => Text(x)).Order(StringComparer.Ordinal)));

    /// <summary>The same rows in the same order.</summary>
    public Task Ordered<TRow>(Func<IQueryable<T>, IQueryable<TRow>> query, [CallerArgumentExpression(nameof(query))] string text = "")
        => Check(text, s => Join(query(s).AsEnumerable().Select(x => Text(x))), async s => Join((await ToListAsync(query(s))).Select(x => Text(x))));

    /// <summary>The same rows pass.</summary>
    public Task Where(Expression<Func<T, bool>> predicate, [CallerArgumentExpression(nameof(predicate))] string text = "")
        => Rows(s => s.Where(predicate), text);

    /// <summary>The same value.</summary>
    public Task Value<TValue>(
        Func<IQueryable<T>, Task<TValue>> actual, Func<IQueryable<T>, TValue> expected, [CallerArgumentExpression(nameof(actual))] string text = "")
        => Check(text, s => Text(expected(s)), async s => Text(await actual(s)));

    /// <summary>Fails with everything that differed.</summary>
    public void Verify()
        => Assert.True(_wrong.Count == 0, string.Join("\n", _wrong));

    private async Task Check(string text, Func<IQueryable<T>, string> expect, Func<IQueryable<T>, Task<string>> act)
    {
        var expected = expect(_data);
        foreach (var (name, source) in sources)
        {
            string actual;
            try
            {
                actual = await act(source);
            }
#pragma warning disable CA1031 // Whatever it is, it is what the query gave.
            catch (Exception e)
#pragma warning restore CA1031
            {
                actual = $"{e.GetType().Name}: {e.Message}";
            }

            if (actual != expected)
            {
                _wrong.Add($"{text} {name}\n  expected {expected}\n  actual   {actual}");
            }
        }
    }

    private static async Task<List<TRow>> ToListAsync<TRow>(IQueryable<TRow> query)
    {
        var rows = new List<TRow>();
        await foreach (var row in (IAsyncEnumerable<TRow>)query)
        {
            rows.Add(row);
        }

        return rows;
    }

    private static string Join(IEnumerable<string> texts)
        => string.Join(" | ", texts);

    private string Text<TValue>(TValue value)
        => value switch
        {
            null => "null",
            T entity when !typeof(T).IsValueType => show(entity),
            System.Collections.IEnumerable items and not string => $"[{Join(items.Cast<object?>().Select(x => Text(x)))}]",
            IFormattable formattable => formattable.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
            _ => value.ToString()!,
        };
}
