using System.Collections.Immutable;
using EFCore.DynamoDb.Metadata;

namespace EFCore.DynamoDb.Access;

internal enum AccessOperation
{
    /// <summary>No item can match: no request.</summary>
    None,
    GetItem,
    BatchGetItem,
    Query,
    Scan,

    /// <summary>The plans of the branches of an OR, and no item twice.</summary>
    Union,
}

/// <summary>Why a plan may not be carried out as it is.</summary>
internal enum PlanProblem
{
    None,

    /// <summary>It reads the whole table or index, and nobody allowed that.</summary>
    ScanNotAllowed,

    /// <summary>A consistent read was asked of a GSI.</summary>
    ConsistentReadOnGsi,

    /// <summary>A transactional read was asked of something else than keys of the table.</summary>
    TransactionalReadWithoutKeys,

    /// <summary>A transactional read was asked for, and not to be consistent, which it always is.</summary>
    TransactionalReadNotConsistent,

    /// <summary>WithIndex names an index that the table does not have.</summary>
    UnknownIndex,

    /// <summary>The index that was named may lack items that the query wants.</summary>
    IndexMayLackItems,
}

/// <summary>An attribute by which answers are sorted that are merged into one.</summary>
internal readonly record struct SortedBy(string Attribute, bool Descending);

/// <summary>Reading items whose keys an index gave.</summary>
/// <param name="Projection">The attributes to fetch; null for all.</param>
/// <param name="ConsistentRead">As the query or the context asks: it is the table that is read.</param>
internal sealed record ItemFetch(ImmutableArray<AttributePath>? Projection, bool ConsistentRead);

/// <summary>A way to read the items that was not taken.</summary>
/// <param name="Name">As a person would call it.</param>
/// <param name="IndexName">The index; null for the table and for the union of branches.</param>
/// <param name="Reason">Why not.</param>
internal sealed record RejectedCandidate(string Name, string? IndexName, string Reason)
{
    public override string ToString()
        => $"{Name}: {Reason}";
}

/// <summary>
/// The requests that will be sent, without their values, and the proof of what they guarantee: the residual may drop exactly what is proven.
/// </summary>
internal sealed record AccessPlan
{
    public required AccessOperation Operation { get; init; }

    public required TableModel Table { get; init; }

    public IndexModel? Index { get; init; }

    /// <summary>
    /// Query: partition equalities, then the sort conditions, an In among them being a request for each of its values; GetItem: equalities of the whole key;
    /// BatchGetItem: In or equality per key attribute.
    /// </summary>
    public ImmutableArray<Condition> KeyConditions { get; init; } = [];

    /// <summary>Conditions on the same attribute, of which some values satisfy not all: then nothing is sent.</summary>
    public ImmutableArray<ImmutableArray<Condition>> MayContradict { get; init; } = [];

    /// <summary>Of a Union: at least two plans, all of which fetch the same.</summary>
    public ImmutableArray<AccessPlan> Branches { get; init; } = [];

    /// <summary>Of a Scan: the parts that it is divided into, each of which is a request of its own.</summary>
    public int Segments { get; init; } = 1;

    public Condition? Filter { get; init; }

    /// <summary>Attributes to fetch, or what is needed of them; null for all. No path leads into another.</summary>
    public ImmutableArray<AttributePath>? Projection { get; init; }

    public bool Forward { get; init; } = true;

    /// <summary>Of several requests: the order of each of them, and of their answers when these are merged by it; empty when they come in no order.</summary>
    public ImmutableArray<SortedBy> MergedBy { get; init; } = [];

    /// <summary>Only some rows are wanted, whether or not the plan knows which: nothing is to be read ahead.</summary>
    public bool StopsEarly { get; init; }

    /// <summary>The request's Limit. With <see cref="LimitProven" /> the stream ends after so many items, otherwise it goes on, by longer pages, while rows are wanting.</summary>
    public RowLimit? Limit { get; init; }

    /// <summary>
    /// So many rows are wanted, and which of the items that DynamoDB evaluates are rows is not known before: the first request evaluates about so many, each
    /// further one twice as many. Null where <see cref="Limit" /> or <see cref="PageSize" /> says it, and where all rows are wanted.
    /// </summary>
    public RowLimit? FirstPage { get; init; }

    /// <summary>Items evaluated per request, as a budget: reading goes on.</summary>
    public int? PageSize { get; init; }

    /// <summary>Select=COUNT.</summary>
    public bool CountOnly { get; init; }

    public bool ConsistentRead { get; init; }

    /// <summary>All keys are read by one TransactGetItems.</summary>
    public bool IsTransaction { get; init; }

    /// <summary>Select=ALL_ATTRIBUTES: a local secondary index fetches from the table what it does not project.</summary>
    public bool FetchesWholeItems { get; init; }

    /// <summary>
    /// What is read by BatchGetItem of the items that a global index names, because the index does not project it; null when the index suffices. An index
    /// lags behind its table, so nothing that it says of other than the table's keys is proven.
    /// </summary>
    public ItemFetch? Fetch { get; init; }

    /// <summary>Ids of the conjuncts that every item of the answer satisfies.</summary>
    public ImmutableHashSet<int> ProvenConjuncts { get; init; } = [];

    /// <summary>The items come in the order asked for.</summary>
    public bool OrderProven { get; init; }

    /// <summary>The first <see cref="Limit" /> items are the rows asked for.</summary>
    public bool LimitProven { get; init; }

    /// <summary>The number of items is the number asked for.</summary>
    public bool CountProven { get; init; }

    public PlanProblem Problem { get; init; }

    /// <summary>
    /// What the message of <see cref="Problem" /> says besides: for a scan a sentence that names the key or index that would serve, for an index that
    /// lacks items the attributes in question.
    /// </summary>
    public string? Suggestion { get; init; }

    /// <summary>The candidates that were not taken, and why.</summary>
    public ImmutableArray<RejectedCandidate> Explanation { get; init; } = [];
}
