using System.Collections.Immutable;
using System.Linq.Expressions;
using EFCore.DynamoDb.Query.Execution;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Query;

namespace EFCore.DynamoDb.Query.Expressions;

/// <summary>
/// A further query whose rows the rows of another one need. Without keys it is read whole, once; with keys only what belongs to the keys of the outer rows.
/// </summary>
internal sealed record InnerQuery
{
    /// <summary>All of its rows.</summary>
    public required ResidualExpression Whole { get; init; }

    /// <summary>The rows of one key, whose values are parameters; null when only the rows themselves tell the key.</summary>
    public ResidualExpression? Keyed { get; init; }

    /// <summary>The names of the parameters.</summary>
    public ImmutableArray<string> Parameters { get; init; } = [];

    /// <summary>A row to its key, an array of objects.</summary>
    public LambdaExpression? Key { get; init; }

    /// <summary>What compares the values of the keys; null where their own equality does.</summary>
    public ImmutableArray<ValueComparer?> Comparers { get; init; } = [];

    /// <summary>Whether null is a value of a key that another null is equal to. Otherwise a key with null has no rows.</summary>
    public ImmutableArray<bool> NullMatches { get; init; } = [];

    /// <summary>How <see cref="Whole" /> is read; known when the query is compiled.</summary>
    public QueryDefinition? WholeDefinition { get; init; }

    /// <summary>How <see cref="Keyed" /> is read.</summary>
    public QueryDefinition? KeyedDefinition { get; init; }

    /// <summary><see cref="Keyed" /> over items of the partition that were read before.</summary>
    public QueryDefinition? GivenDefinition { get; init; }

    /// <summary>Does something while the parameters have the values of a key.</summary>
    public T Bind<T>(DynamoDbQueryContext context, object?[] key, Func<QueryDefinition, T> bind)
    {
        try
        {
            for (var i = 0; i < key.Length; i++)
            {
                context.Parameters[Parameters[i]] = key[i];
            }

            return bind(KeyedDefinition!);
        }
        finally
        {
            foreach (var parameter in Parameters)
            {
                context.Parameters.Remove(parameter);
            }
        }
    }
}

/// <summary>Puts the rows of an inner query that belong to a row beside it, as a pair: the row, and a list.</summary>
/// <param name="Inner">The query.</param>
/// <param name="Key">The key of an outer row, an array of objects; null when all rows belong to all.</param>
internal sealed record LookupOperator(InnerQuery Inner, LambdaExpression? Key) : ResidualOperator
{
    /// <summary>The values of the key, where the conditions of the outer query say them and both have their items in one table; null where they do not.</summary>
    public ImmutableArray<Func<QueryContext, object?>>? Known { get; init; }

    public override string Name
        => $"Lookup({Inner.Whole.Source.EntityType.ClrType.Name})";
}
