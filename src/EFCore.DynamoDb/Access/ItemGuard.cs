using System.Collections.Immutable;
using EFCore.DynamoDb.Metadata;

namespace EFCore.DynamoDb.Access;

/// <summary>What a write by key must ask of its item so that it hits only an item that the predicate selects.</summary>
/// <param name="Condition">What the item must satisfy besides its key. It implies that the item exists; null when nothing is asked.</param>
/// <param name="Unchanged">
/// Attributes that the client reads to decide about a conjunct which the server cannot: they must still be what they were when it did.
/// </param>
internal sealed record ItemGuard(Condition? Condition, ImmutableArray<AttributePath> Unchanged)
{
    /// <summary>Whether the condition alone decides, so that nothing need be read.</summary>
    public bool IsComplete
        => Unchanged.IsEmpty;

    /// <param name="table">The table.</param>
    /// <param name="conjuncts">The predicate.</param>
    /// <param name="shape">The states of its operands.</param>
    /// <param name="known">Conditions that the choice of the key has met.</param>
    /// <param name="mayBeMissing">The write is to make the item where there is none: then nothing is asked of it.</param>
    public static ItemGuard Of(
        TableModel table, ImmutableArray<Conjunct> conjuncts, ParameterShape shape, ImmutableArray<Condition> known, bool mayBeMissing = false)
    {
        var predicate = new Predicate(table, conjuncts, shape);
        var conditions = ImmutableArray.CreateBuilder<Condition>();
        var guaranteed = new HashSet<Condition>(known);
        int length = 0, operators = 0;
        foreach (var term in predicate.Terms)
        {
            if (known.Contains(term) || CandidateParts.HasTooManyElements(term, shape))
            {
                continue;
            }

            var measured = new ExpressionWriter(new MeasuredOperands(shape)).Append(term);
            var longer = length + measured.Length + "() AND ".Length;
            var more = operators + measured.Operators + 1;
            if (longer <= ExpressionWriter.MaxLength / 2 && more <= ExpressionWriter.MaxOperators / 2)
            {
                (length, operators) = (longer, more);
                guaranteed.Add(term);
                conditions.Add(term);
            }
        }

        ImmutableArray<AttributePath> unchanged =
            [.. predicate.AttributesOfUnproven(predicate.Proven(guaranteed)).Where(a => !table.Key.Contains(a.Name)).Distinct()];
        if (mayBeMissing)
        {
            return new ItemGuard(
                conditions.Count == 0 ? null : new Condition.Or([new Condition.NotExists(table.Key.Partition[0].Name), All(conditions)]), unchanged);
        }

        if (!conditions.Any(c => ImpliesExistence(c)))
        {
            conditions.Insert(0, new Condition.Exists(table.Key.Partition[0].Name));
        }

        return new ItemGuard(All(conditions), unchanged);
    }

    private static Condition All(ImmutableArray<Condition>.Builder conditions)
        => conditions.Count == 1 ? conditions[0] : new Condition.And(conditions.ToImmutable());

    /// <summary>Whether the condition is false where there is no item, all of whose attributes are missing.</summary>
    public static bool ImpliesExistence(Condition condition)
        => condition switch
        {
            Condition.Exists => true,
            Condition.And and => and.Operands.Any(o => ImpliesExistence(o)),
            Condition.Or or => or.Operands.All(o => ImpliesExistence(o)),
            _ => AttributesOf(condition).Any(a => ConditionFacts.ImpliesNotNull(condition, a)),
        };

    private static HashSet<string> AttributesOf(Condition condition)
    {
        var attributes = new HashSet<string>(StringComparer.Ordinal);
        ConditionFacts.AddAttributes(condition, attributes);
        return attributes;
    }
}
