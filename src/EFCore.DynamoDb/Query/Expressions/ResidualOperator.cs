using System.Collections.Immutable;
using System.Linq.Expressions;

namespace EFCore.DynamoDb.Query.Expressions;

/// <summary>
/// One LINQ operator over rows, as data: it is carried out on the client unless the plan proves that the server did it. Lambdas are over the row
/// parameter of the <see cref="ResidualExpression" /> at that point.
/// </summary>
internal abstract record ResidualOperator
{
    /// <summary>What messages call it.</summary>
    public abstract string Name { get; }
}

/// <summary>
/// One conjunct; <see cref="ConjunctId" /> is -1 when it was not offered to the source. <see cref="IsKey" />: the rows are told apart by it after they are
/// read, so that the client does not ask it of each.
/// </summary>
internal sealed record WhereOperator(LambdaExpression Predicate, int ConjunctId, string Text, bool IsKey = false) : ResidualOperator
{
    public override string Name
        => $"Where({Text})";
}

internal sealed record Ordering(LambdaExpression Key, bool Descending);

/// <summary>
/// OrderBy with its ThenBys, and after these what earlier OrderBys sorted by, which breaks ties: the first <see cref="Leading" /> are the last OrderBy's.
/// <see cref="Offered" />: the source knows this order.
/// </summary>
internal sealed record OrderOperator(ImmutableArray<Ordering> Orderings, int Leading, bool Offered) : ResidualOperator
{
    public override string Name
        => "OrderBy";
}

internal sealed record SkipOperator(Expression Count) : ResidualOperator
{
    public override string Name
        => "Skip";
}

/// <summary>
/// <see cref="Offered" />: the source knows this limit, and nothing is skipped before it. <see cref="IfOrdered" />: what follows may have all rows, unless they come
/// in the order that the source was asked for.
/// </summary>
internal sealed record TakeOperator(Expression Count, bool Offered, bool IfOrdered = false) : ResidualOperator
{
    public override string Name
        => "Take";
}

internal sealed record ReverseOperator : ResidualOperator
{
    public override string Name
        => "Reverse";
}

/// <summary>Distinct rows; <see cref="Comparer" /> is null for rows whose own equality serves (an item is its key).</summary>
internal sealed record DistinctOperator(Expression? Comparer) : ResidualOperator
{
    public override string Name
        => "Distinct";
}

/// <summary>A row that is <c>default</c> where there are none.</summary>
internal sealed record DefaultIfEmptyOperator : ResidualOperator
{
    public override string Name
        => "DefaultIfEmpty";
}

/// <summary>
/// One row for each element of a collection of a row: both, as a pair. <see cref="Elements" /> makes the pairs of a row. <see cref="KeepsCount" />: there is one
/// for each row.
/// </summary>
internal sealed record SelectManyOperator(LambdaExpression Elements, bool KeepsCount = false) : ResidualOperator
{
    public override string Name
        => "SelectMany";
}

internal enum SetKind
{
    Concat,
    Union,
    Intersect,
    Except,
}

/// <summary>The rows together with those of another query. <see cref="Comparer" /> is null for rows whose own equality serves.</summary>
internal sealed record SetOperator(SetKind Kind, InnerQuery Other, Expression? Comparer) : ResidualOperator
{
    public override string Name
        => Kind.ToString();
}

/// <summary>One row for each key: an IGrouping of it and of its rows. <see cref="Comparer" /> is null for keys whose own equality serves.</summary>
internal sealed record GroupByOperator(LambdaExpression Key, Expression? Comparer) : ResidualOperator
{
    public override string Name
        => "GroupBy";
}

/// <summary>As <see cref="GroupByOperator" />, of which only the values that <see cref="Accumulators" /> make are asked: no row is kept.</summary>
/// <param name="Key">The key of a row.</param>
/// <param name="Comparer">Null for keys whose own equality serves.</param>
/// <param name="Accumulators">A lambda without parameters that makes those of one group.</param>
internal sealed record AggregateByOperator(LambdaExpression Key, Expression? Comparer, LambdaExpression Accumulators) : ResidualOperator
{
    public override string Name
        => "GroupBy";
}

/// <summary>Makes new rows of the old: the slots that what follows needs.</summary>
internal sealed record ProjectOperator(LambdaExpression Selector) : ResidualOperator
{
    public override string Name
        => "Select";
}

internal enum TerminalKind
{
    Any,
    All,
    Count,
    LongCount,
    Sum,
    Min,
    Max,
    Average,
}

/// <summary>What makes one value of all rows. <see cref="Selector" /> yields the nullable operand of Sum, Min, Max and Average.</summary>
internal sealed record Terminal(TerminalKind Kind, LambdaExpression? Selector, Type ResultType)
{
    public string Name
        => Kind.ToString();
}
