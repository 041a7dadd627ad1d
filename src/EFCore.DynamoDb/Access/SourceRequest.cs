using System.Collections.Immutable;

namespace EFCore.DynamoDb.Access;

/// <summary>
/// One conjunct of the predicate. <see cref="Condition" /> is null when the server cannot evaluate it at all; with <see cref="Exact" /> the server's answer is
/// LINQ's answer and the residual may drop it, otherwise the condition only narrows (it never excludes an item that LINQ would keep).
/// </summary>
/// <param name="Id">Position in the query; the proof names conjuncts by it.</param>
/// <param name="Condition">In DynamoDB's terms, or null.</param>
/// <param name="Exact">Whether the condition decides alone.</param>
/// <param name="Attributes">The attributes that the residual reads when it has to evaluate this conjunct.</param>
/// <param name="Text">As a person would write it, for messages and explanations.</param>
internal sealed record Conjunct(int Id, Condition? Condition, bool Exact, ImmutableArray<AttributePath> Attributes, string Text);

/// <summary>
/// One ordering. The attribute is null when it orders by something no index can (an expression, an attribute whose stored order is not the CLR's).
/// </summary>
internal sealed record OrderKey(string? Attribute, bool Descending, ImmutableArray<AttributePath> Attributes);

/// <summary>How many rows are wanted: a constant or an integer parameter of the execution.</summary>
internal readonly record struct RowLimit(int? Constant, int ParameterIndex);

/// <summary>The user's word about the access path.</summary>
internal sealed record AccessHints
{
    public static readonly AccessHints None = new();

    /// <summary>WithIndex(name).</summary>
    public string? IndexName { get; init; }

    /// <summary>WithoutIndex().</summary>
    public bool TableOnly { get; init; }

    public bool AllowScan { get; init; }

    /// <summary>AllowScan(segments): into how many parts a scan is divided, which are read side by side; 1 for none.</summary>
    public int Segments { get; init; } = 1;

    /// <summary>WithConsistentRead(): null when the query does not say.</summary>
    public bool? ConsistentRead { get; init; }

    /// <summary>The context's default; it gives way to a GSI, which has no consistent reads, where the query's own word does not.</summary>
    public bool ConsistentReadByDefault { get; init; }

    /// <summary>AsTransactionalRead(): by TransactGetItems, of at most 100 keys.</summary>
    public bool TransactionalRead { get; init; }

    /// <summary>WithPageSize(n): items evaluated per request.</summary>
    public int? PageSize { get; init; }

    /// <summary>
    /// ToPageAsync, AsPages: the items are read up to some place and from there on another time, so that of each item the key is wanted by which reading goes on after it.
    /// </summary>
    public bool InPages { get; init; }

    /// <summary>AllowUpsert(): an ExecuteUpdate of one key makes the item where there is none.</summary>
    public bool AllowUpsert { get; init; }

    /// <summary>What an ExecuteUpdate or ExecuteDelete gives back of its items.</summary>
    public Client.ReturnedAttributes Returned { get; init; }

    /// <summary>AllowUnconditionalDelete(): an ExecuteDelete deletes what it found without a second look.</summary>
    public bool AllowUnconditionalDelete { get; init; }
}

/// <summary>A sort key's template of which a later part is known and an earlier one is not.</summary>
internal sealed record TemplateGap(string Attribute, string Template, string Missing, string Known);

/// <summary>What is wanted of one table. Pure data; AccessPlanner turns it into a plan.</summary>
internal sealed record SourceRequest
{
    /// <summary>Operands that the conjuncts take for not null; where one is, <see cref="WhereNull" /> is what is wanted.</summary>
    public ImmutableArray<int> NotNull { get; init; } = [];

    public SourceRequest? WhereNull { get; init; }

    public ImmutableArray<Conjunct> Conjuncts { get; init; } = [];

    public ImmutableArray<OrderKey> Order { get; init; } = [];

    /// <summary>
    /// Rows wanted after all conjuncts and the order; null for all. Only offered when nothing but the conjuncts and the order stands before it.
    /// </summary>
    public RowLimit? Limit { get; init; }

    /// <summary>Only the number of rows is wanted.</summary>
    public bool CountOnly { get; init; }

    /// <summary>
    /// The attributes that the shaper and those residual operators read which no proof can erase; null for whole items.
    /// What conjuncts and orders read is listed with them and added only while they stay in the residual.
    /// </summary>
    public ImmutableArray<AttributePath>? Attributes { get; init; }

    /// <summary>What keeps the conjuncts from saying more of a sort key; null for nothing.</summary>
    public TemplateGap? Gap { get; init; }

    /// <summary>Attributes whose value is read out of one of the table's key attributes where an index lacks them.</summary>
    public ImmutableDictionary<string, string> InKey { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>
    /// Attributes that every wanted item is known to have, because reading an item without them is an error for every wanted type.
    /// An index on other attributes may lack items (sparse) unless a conjunct implies that they exist.
    /// </summary>
    public ImmutableHashSet<string> RequiredAttributes { get; init; } = [];

    public AccessHints Hints { get; init; } = AccessHints.None;
}
