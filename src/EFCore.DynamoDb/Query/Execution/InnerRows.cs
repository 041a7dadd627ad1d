using System.Runtime.CompilerServices;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Query.Expressions;
using Microsoft.EntityFrameworkCore.Query;

namespace EFCore.DynamoDb.Query.Execution;

/// <summary>The rows of a further query, as they are asked for.</summary>
internal static class InnerRows
{
    public static async IAsyncEnumerable<TRow> ReadAsync<TRow>(
        DynamoDbQueryContext context, InnerQuery query, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var (variant, access) = query.WholeDefinition!.BindInner(context);
        var items = new ItemStream(context.Client, access, context.Settings.MaxParallelRequests);
        var rows = variant.Rows is { } made
            ? ((Func<QueryContext, IAsyncEnumerable<Item>, IAsyncEnumerable<TRow>>)made)(context, items)
            : (IAsyncEnumerable<TRow>)(object)items;
        await foreach (var row in rows.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            yield return row;
        }
    }
}
