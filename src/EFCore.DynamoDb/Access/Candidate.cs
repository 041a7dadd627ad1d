using System.Collections.Immutable;
using EFCore.DynamoDb.Metadata;

namespace EFCore.DynamoDb.Access;

/// <summary>The table or one of its indexes as a way to serve a request: whether it can, how well, and the plan it makes.</summary>
internal sealed class Candidate
{
    private readonly TableModel _table;
    private readonly IndexModel? _index;
    private readonly SourceRequest _request;
    private readonly KeyMatch? _match;
    private readonly FilterSplit? _split;
    private readonly Condition.In? _keys;
    private readonly bool _orderServed;
    private readonly bool _forward = true;

    public Candidate(TableModel table, IndexModel? index, SourceRequest request, Predicate predicate, ParameterShape shape)
    {
        _table = table;
        _index = index;
        _request = request;
        var key = index?.Key ?? table.Key;
        if (index is { Kind: DynamoDbIndexKind.Gsi } && request.Hints is { ConsistentRead: true, IndexName: null })
        {
            Rejection = "a GSI has no consistent reads";
            return;
        }

        if (index is null && FindKeyList(table, predicate, shape) is { } keys)
        {
            (_keys, _match) = keys;
            _split = new FilterSplit(predicate, _match!.Used.Append(keys.List).ToHashSet<Condition>(ReferenceEqualityComparer.Instance), key: null);
            _orderServed = request.Order.IsEmpty;
            Rank = (0, 0, 0, 0);
            return;
        }

        _match = KeyMatch.Find(key, predicate.Parts, out var unpinned);
        if (_match is null)
        {
            Rejection = $"its partition key attribute '{unpinned}' is not given";
            return;
        }

        if (index is not null && MissingKey(index, request, predicate) is { } missing)
        {
            Rejection = $"it holds only items with '{missing}'";
            Problem = PlanProblem.IndexMayLackItems;
            return;
        }

        _split = new FilterSplit(predicate, _match.Used, IsPoint ? null : key);
        (_orderServed, _forward) = IsPoint ? (true, true) : ServeOrder(request.Order, _match, index is null);
        if (index is not null && Uncovered(index) is { Count: > 0 } uncovered && !(index.Kind == DynamoDbIndexKind.Lsi && request.Hints.IndexName is not null))
        {
            Rejection = $"it does not project {string.Join(", ", uncovered.Select(a => $"'{a}'"))}";
            Problem = PlanProblem.IndexDoesNotCover;
            return;
        }

        Rank = (
            IsPoint ? 0 : 1,
            request.Limit is not null && LimitProven ? 0 : 1,
            (_match.PinnedSortAttributes > 0 || _match.HasRange ? 0 : 2) + (_orderServed ? 0 : 1),
            index is null ? 0 : index.Kind == DynamoDbIndexKind.Lsi ? 1 : 2);
    }

    public string Name
        => _index is null ? $"table {_table.Name}" : $"{(_index.Kind == DynamoDbIndexKind.Gsi ? "GSI" : "LSI")} {_index.Name}";

    /// <summary>Why it cannot serve; null when it can.</summary>
    public string? Rejection { get; }

    public PlanProblem Problem { get; }

    /// <summary>Smaller is better; equals keep the order of declaration.</summary>
    public (int Kind, int Limit, int Key, int Place) Rank { get; }

    private bool IsPoint
        => _index is null && _match!.IsWholeKey;

    private bool LimitProven
        => _request.Limit is not null && _keys is null && _orderServed && _split!.Residual.IsEmpty && _split.Filter is null;

    public string Advantage(Candidate other)
        => (Rank.Kind < other.Rank.Kind, Rank.Limit < other.Rank.Limit, Rank.Key < other.Rank.Key) switch
        {
            (true, _, _) => "reads just the keys that are asked for",
            (_, true, _) => "stops at the limit",
            (_, _, true) => "serves more of the sort key or the order",
            _ => "serves as well and comes first",
        };

    public AccessPlan ToPlan()
    {
        var operation = _keys is not null ? AccessOperation.BatchGetItem : IsPoint ? AccessOperation.GetItem : AccessOperation.Query;
        var isQuery = operation == AccessOperation.Query;

        // GetItem and BatchGetItem have no filter: what the key does not prove, the client checks.
        var split = _split!;
        var proven = isQuery ? split.Proven : ProvenByKey();
        var residual = _request.Conjuncts.Where(c => !proven.Contains(c.Id)).ToList();
        var countProven = _request.CountOnly && isQuery && residual.Count == 0;
        return new AccessPlan
        {
            Operation = operation,
            Table = _table,
            Index = _index,
            KeyConditions = _keys is null ? [.. _match!.Conditions] : [.. _match!.Conditions, _keys],
            Filter = isQuery ? split.Filter : null,
            Projection = countProven ? null : Projection(residual),
            Forward = _forward,
            Limit = LimitProven && residual.Count == 0 ? _request.Limit : null,
            PageSize = isQuery ? _request.Hints.PageSize : null,
            CountOnly = countProven,
            CountProven = countProven,
            ConsistentRead = _index is { Kind: DynamoDbIndexKind.Gsi }
                ? false
                : _request.Hints.ConsistentRead ?? _request.Hints.ConsistentReadByDefault,
            ProvenConjuncts = proven,
            OrderProven = _orderServed,
            LimitProven = LimitProven && residual.Count == 0,
            Problem = _index is { Kind: DynamoDbIndexKind.Gsi } && _request.Hints.ConsistentRead == true
                ? PlanProblem.ConsistentReadOnGsi
                : PlanProblem.None,
        };
    }

    /// <summary>A whole-key list: IN on the only key attribute, or IN on the sort key within one partition.</summary>
    private static (Condition.In List, KeyMatch Match)? FindKeyList(TableModel table, Predicate predicate, ParameterShape shape)
    {
        var last = table.Key.Sort is [.., var sort] ? sort.Name : table.Key.Partition[0].Name;
        foreach (var part in predicate.Parts)
        {
            if (part.Condition is Condition.In { Attribute: { IsTopLevel: true } path } list
                && path.Name == last
                && shape[list.Values.Index] is OperandState.ManyElements or OperandState.TooManyElements or OperandState.ElementsAndNull)
            {
                var outer = table.Key.Sort.Count == 0 ? new KeySchema([], []) : new KeySchema(table.Key.Partition, []);
                return KeyMatch.Find(outer, predicate.Parts, out _) is { } match ? (list, match) : null;
            }
        }

        return null;
    }

    private static string? MissingKey(IndexModel index, SourceRequest request, Predicate predicate)
        => index.Key.All
            .Select(k => k.Name)
            .FirstOrDefault(k => !request.RequiredAttributes.Contains(k) && !predicate.ImpliesExistence(k));

    private static (bool Served, bool Forward) ServeOrder(ImmutableArray<OrderKey> order, KeyMatch match, bool isTable)
    {
        bool? descending = null;
        var position = match.PinnedSortAttributes;
        foreach (var key in order)
        {
            if (key.Attribute is { } attribute && match.IsPinned(attribute))
            {
                continue;
            }

            if (position == match.Key.Sort.Count)
            {
                // A table has each key once, so nothing is left to order; an index may have equal keys.
                if (isTable)
                {
                    break;
                }

                return (false, true);
            }

            if (key.Attribute != match.Key.Sort[position].Name || (descending is { } first && first != key.Descending))
            {
                return (false, true);
            }

            descending = key.Descending;
            position++;
        }

        return (true, descending != true);
    }

    /// <summary>Without a filter only those conjuncts are proven that the key says all of.</summary>
    private ImmutableHashSet<int> ProvenByKey()
        => [.. _split!.Proven.Where(id => !_split.Filtered.Contains(id))];

    private List<string> Uncovered(IndexModel index)
    {
        if (index.ProjectedAttributes is null)
        {
            return [];
        }

        if (_request.Attributes is null)
        {
            return ["all attributes"];
        }

        var filter = _split!.Filter is null ? [] : ConditionFacts.Attributes(_split.Filter);
        return [.. Needed(_split.Residual).Concat(filter).Where(a => !index.Projects(a)).Distinct()];
    }

    private IEnumerable<string> Needed(IEnumerable<Conjunct> residual)
        => _request.Attributes!.Value
            .Concat(residual.SelectMany(c => c.Attributes))
            .Concat(_orderServed ? [] : _request.Order.SelectMany(o => o.Attributes));

    private ImmutableArray<string>? Projection(IEnumerable<Conjunct> residual)
        => _request.Attributes is null
            ? null
            : Attributes.OrKey([.. Needed(residual).Distinct()], _table);
}
