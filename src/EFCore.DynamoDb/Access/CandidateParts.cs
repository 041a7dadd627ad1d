using System.Collections.Immutable;
using EFCore.DynamoDb.Metadata;

namespace EFCore.DynamoDb.Access;

/// <summary>Deals the terms of the predicate out to the key condition, the filter and the residual, for one candidate.</summary>
internal sealed class CandidateParts
{
    /// <summary>A projection of as many names fits an expression.</summary>
    public const int MaxProjected = 500;

    private readonly PlanContext _context;
    private readonly IndexModel? _index;
    private readonly KeyMatch? _match;
    private readonly KeySchema _key;

    public CandidateParts(PlanContext context, IndexModel? index, KeyMatch? match)
    {
        _context = context;
        _index = index;
        _match = match;
        _key = index?.Key ?? context.Table.Key;
    }

    public AccessPlan MakePlan(AccessOperation operation, OrderMatch order)
    {
        var request = _context.Request;
        var guaranteed = Guaranteed();
        ImmutableArray<Condition> filter = operation is AccessOperation.Query or AccessOperation.Scan ? Filter(operation, guaranteed) : [];
        guaranteed.UnionWith(filter);

        var proven = _context.Predicate.Proven(guaranteed);
        var allProven = _context.Predicate.ProvenBy(proven);
        var counts = request is { CountOnly: true, Limit: null } && allProven && operation is AccessOperation.Query or AccessOperation.Scan;
        var limitProven = request.Limit is not null && allProven && filter.IsEmpty && order.Proven;
        ImmutableArray<SortedBy> mergedBy = operation == AccessOperation.Query && order.Sorted && _match!.Listed.Count > 0
            ? [.. _context.Order.Select(o => new SortedBy(o.Attribute!, o.Descending))]
            : [];
        var projection = counts ? null : Needed(proven, order.Proven, mergedBy);
        return new AccessPlan
        {
            Operation = operation,
            Table = _context.Table,
            Index = _index,
            KeyConditions = _match?.Conditions ?? [],
            MayContradict = Contradictions.Of(_context.Predicate.Terms),
            Filter = filter.Length switch
            {
                0 => null,
                1 => filter[0],
                _ => new Condition.And(filter),
            },
            Projection = projection is { Length: > MaxProjected } ? null : projection,
            FetchesWholeItems = !counts && projection is null && _index is { ProjectedAttributes: not null },
            Forward = order.Forward,
            Limit = limitProven ? request.Limit : null,
            Segments = operation == AccessOperation.Scan ? request.Hints.Segments : 1,
            MergedBy = counts ? [] : mergedBy,
            StopsEarly = request.Limit is not null && order.Proven,
            FirstPage = order.Proven && !limitProven && request.Hints.PageSize is null && operation is AccessOperation.Query or AccessOperation.Scan
                ? request.Limit
                : null,
            PageSize = operation is AccessOperation.Query or AccessOperation.Scan ? request.Hints.PageSize : null,
            CountOnly = counts,
            ConsistentRead = _index is not { Kind: DynamoDbIndexKind.Gsi } && _context.ConsistentRead,
            ProvenConjuncts = proven,
            OrderProven = order.Proven,
            LimitProven = limitProven,
            CountProven = counts,
        };
    }

    /// <summary>
    /// The plan of a global index that does not carry what is needed: its entries give the keys of the items, which are then read from the table and asked all
    /// over again. A limit is only how many entries are read at first.
    /// </summary>
    public AccessPlan WithFetch(AccessPlan plan)
    {
        var tableKey = _context.Table.Key;
        var proven = _context.Predicate.ProvenOf(plan.ProvenConjuncts, tableKey);
        var key = tableKey.All.Select(k => (AttributePath)k.Name).ToArray();
        ImmutableArray<AttributePath>? needed = Needed(proven, plan.OrderProven, []) is { } read ? [.. key.Union(read)] : null;
        return plan with
        {
            ProvenConjuncts = proven,
            LimitProven = false,
            Projection = [.. key.Union(plan.MergedBy.Select(o => (AttributePath)o.Attribute)).Union(PlaceOf(_index))],
            FetchesWholeItems = false,
            Fetch = new ItemFetch(needed is { Length: > MaxProjected } ? null : needed, _context.ConsistentRead),
        };
    }

    /// <summary>What is read of an index for an attribute that it lacks: the table's key, which it has, where that holds the value.</summary>
    private AttributePath InIndex(AttributePath attribute)
        => _index?.Projects(attribute.Name) == false && _context.Request.InKey.TryGetValue(attribute.Name, out var key) ? key : attribute;

    /// <summary>The key by which reading goes on after an item, where that is wanted.</summary>
    public IEnumerable<AttributePath> PlaceOf(IndexModel? index)
        => _context.Request.Hints.InPages ? KeyBounds.AttributesOf(_context.Table, index).Select(k => (AttributePath)k.Name) : [];

    /// <summary>What the plan needs and the index does not carry; null when it needs all attributes and the index carries only some.</summary>
    public ImmutableArray<string>? Uncovered(AccessPlan plan)
        => _index?.ProjectedAttributes is null || plan.CountOnly ? []
            : plan.Projection is { } needed ? [.. needed.Select(a => a.Name).Where(a => !_index.Projects(a)).Distinct()]
            : null;

    /// <summary>
    /// Key attributes of the index that wanted items may not have: those items are not in the index. Attributes of the table's key are in every item.
    /// </summary>
    public ImmutableArray<string> MayLack()
        => _index is null
            ? []
            :
            [
                .. _index.Key.All.Select(k => k.Name).Where(
                    a => !_context.Table.Key.Contains(a)
                        && !_context.Request.RequiredAttributes.Contains(a)
                        && !_context.Predicate.ImpliesNotNull(a)),
            ];

    /// <summary>What holds for all items that the key condition selects, and for all items of an index.</summary>
    private HashSet<Condition> Guaranteed()
    {
        HashSet<Condition> guaranteed = [];
        foreach (var term in _context.Predicate.Terms)
        {
            if (_match?.Guarantees(term) == true
                || (term switch
                {
                    Condition.NotNull notNull => notNull.Attribute,
                    Condition.Exists exists => exists.Attribute,
                    _ => null,
                } is { IsTopLevel: true } path && _key.Contains(path.Name)))
            {
                guaranteed.Add(term);
            }
        }

        return guaranteed;
    }

    /// <summary>
    /// The terms that the server filters by. A Query's filter may not name the key attributes of what it reads (rule G2), no filter what an index does not
    /// project; and all must fit one expression. The rest is left to the residual.
    /// </summary>
    private ImmutableArray<Condition> Filter(AccessOperation operation, HashSet<Condition> guaranteed)
    {
        var filter = ImmutableArray.CreateBuilder<Condition>();
        var attributes = new HashSet<string>(StringComparer.Ordinal);
        int length = 0, operators = 0;
        foreach (var term in _context.Predicate.Terms)
        {
            if (guaranteed.Contains(term) || HasTooManyElements(term, _context.Shape))
            {
                continue;
            }

            attributes.Clear();
            ConditionFacts.AddAttributes(term, attributes);
            if ((operation == AccessOperation.Query && attributes.Any(_key.Contains)) || attributes.Any(a => _index?.Projects(a) == false))
            {
                continue;
            }

            var measured = new ExpressionWriter(new MeasuredOperands(_context.Shape)).Append(term);
            var longer = length + measured.Length + "() AND ".Length;
            var more = operators + measured.Operators + 1;
            if (longer <= ExpressionWriter.MaxLength && more <= ExpressionWriter.MaxOperators)
            {
                (length, operators) = (longer, more);
                filter.Add(term);
            }
        }

        return filter.ToImmutable();
    }

    /// <summary>Whether the condition has a list that no expression can hold.</summary>
    public static bool HasTooManyElements(Condition condition, ParameterShape shape)
        => condition switch
        {
            Condition.In @in => shape[@in.Values.Index] is OperandState.TooManyElements or OperandState.TooManyElementsAndNull,
            Condition.Not not => HasTooManyElements(not.Operand, shape),
            Condition.And and => and.Operands.Any(o => HasTooManyElements(o, shape)),
            Condition.Or or => or.Operands.Any(o => HasTooManyElements(o, shape)),
            _ => false,
        };

    /// <summary>The attributes to fetch: what the result reads, and what the residual reads; null for all.</summary>
    public ImmutableArray<AttributePath>? Needed(ImmutableHashSet<int> proven, bool orderProven, ImmutableArray<SortedBy> mergedBy)
    {
        if (_context.Request.Attributes is not { } read)
        {
            return null;
        }

        List<AttributePath> needed =
        [
            .. read
                .Select(InIndex)
                .Concat(_context.Predicate.AttributesOfUnproven(proven))
                .Concat(orderProven ? mergedBy.Select(o => (AttributePath)o.Attribute) : _context.Request.Order.SelectMany(o => o.Attributes))
                .Concat(PlaceOf(_index))
                .Distinct(),
        ];

        // Where only the item's being there matters, something must be asked for all the same.
        return needed.Count == 0 ? [_context.Table.Key.Partition[0].Name] : [.. needed.Where(a => !needed.Exists(a.IsInside))];
    }
}
