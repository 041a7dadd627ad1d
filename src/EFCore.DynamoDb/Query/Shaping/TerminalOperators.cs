using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace EFCore.DynamoDb.Query.Shaping;

/// <summary>What makes one value of a stream of rows.</summary>
internal static class TerminalOperators
{
    public static ValueTask<bool> Any<TRow>(IAsyncEnumerable<TRow> rows, CancellationToken cancellationToken)
        => rows.AnyAsync(cancellationToken);

    /// <summary>All(p) is: no row violates p.</summary>
    public static async ValueTask<bool> None<TRow>(IAsyncEnumerable<TRow> violating, CancellationToken cancellationToken)
        => !await violating.AnyAsync(cancellationToken).ConfigureAwait(false);

    public static ValueTask<int> Count<TRow>(IAsyncEnumerable<TRow> rows, CancellationToken cancellationToken)
        => rows.CountAsync(cancellationToken);

    public static ValueTask<long> LongCount<TRow>(IAsyncEnumerable<TRow> rows, CancellationToken cancellationToken)
        => rows.LongCountAsync(cancellationToken);

    /// <summary>Brings a nullable result to the type that was asked for; null where none is allowed means that there was no row.</summary>
    public static Expression ConvertResult(Expression result, Type type)
    {
        var actual = result.Type.GetGenericArguments()[0];
        return actual == type
            ? result
            : Nullable.GetUnderlyingType(actual) == type
                ? Expression.Call(typeof(TerminalOperators), nameof(Required), [type], result)
                : Expression.Call(typeof(TerminalOperators), nameof(Cast), [actual, type], result);
    }

    private static async ValueTask<T> Required<T>(ValueTask<T?> value)
        where T : struct
        => await value.ConfigureAwait(false) ?? throw new InvalidOperationException(CoreStrings.SequenceContainsNoElements);

    private static async ValueTask<TTo> Cast<TFrom, TTo>(ValueTask<TFrom> value)
        => (TTo)(object)(await value.ConfigureAwait(false))!;
}
