using System.Linq.Expressions;
using EFCore.DynamoDb.Query.Expressions;
using Microsoft.EntityFrameworkCore.Query;

namespace EFCore.DynamoDb.Query.Translation;

/// <summary>Several queries inside one lambda that want the same rows, as a count and a sum of an entity's orders, read them once.</summary>
internal static class SharedLookups
{
    /// <summary>Where the row has what the lookup would find; null when nothing beside it is that.</summary>
    public static Expression? Find(ResidualExpression query, LookupOperator wanted)
    {
        Expression place = query.Row;
        for (var i = query.Operators.Length - 1; i >= 0; i--)
        {
            switch (query.Operators[i])
            {
                case LookupOperator known:
                    var before = RowTuple.Read(place, 0);
                    if (IsSameKey(known, before, wanted) && IsSame(known.Inner, wanted.Inner))
                    {
                        return RowTuple.Read(place, 1);
                    }

                    place = before;
                    break;

                case WhereOperator or OrderOperator:
                    break;

                default:
                    return null;
            }
        }

        return null;
    }

    private static bool IsSameKey(LookupOperator known, Expression row, LookupOperator wanted)
        => (known.Key, wanted.Key) is ({ } left, { } right) && IsSame(RowRebinder.Rebind(left.Body, left.Parameters[0], row), right.Body);

    private static bool IsSame(InnerQuery known, InnerQuery wanted)
        => known.Whole.Row.Type == wanted.Whole.Row.Type
            && known.Keyed is null == wanted.Keyed is null
            && known.NullMatches.SequenceEqual(wanted.NullMatches)
            && known.Comparers.SequenceEqual(wanted.Comparers)
            && (known.Key, wanted.Key) is ({ } left, { } right)
            && IsSame(left.Body, left.Parameters[0], right.Body, right.Parameters[0])
            && IsSame(known.Whole, wanted.Whole);

    private static bool IsSame(ResidualExpression known, ResidualExpression wanted)
    {
        if (known.Terminal is not null || wanted.Terminal is not null || !known.RowIsItem
            || known.Operators.Length != wanted.Operators.Length || !IsSame(known.Source, wanted.Source))
        {
            return false;
        }

        for (var i = 0; i < known.Operators.Length; i++)
        {
            if ((known.Operators[i], wanted.Operators[i]) is not (WhereOperator left, WhereOperator right)
                || left.ConjunctId != right.ConjunctId
                || left.IsKey != right.IsKey
                || !IsSame(left.Predicate.Body, left.Predicate.Parameters[0], right.Predicate.Body, right.Predicate.Parameters[0]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Of conditions that are made of lists nobody knows whether they are the same, and they are not taken for it.</summary>
    private static bool IsSame(ItemSourceExpression known, ItemSourceExpression wanted)
        => known.EntityType == wanted.EntityType
            && known.Hints == wanted.Hints
            && known is { Order: [], Limit: null, Given: null, Sink: null, Observers: [] }
            && wanted is { Order: [], Limit: null, Given: null, Sink: null, Observers: [] }
            && known.TypeConjunct == wanted.TypeConjunct
            && known.Conjuncts.Length == wanted.Conjuncts.Length
            && known.Conjuncts.Zip(wanted.Conjuncts).All(
                c => c.First.Id == c.Second.Id && c.First.Exact == c.Second.Exact && Equals(c.First.Condition, c.Second.Condition))
            && known.Slots.Length == wanted.Slots.Length
            && known.Slots.Zip(wanted.Slots).All(
                s => s.First.IsList == s.Second.IsList && ReferenceEquals(s.First.Mapping, s.Second.Mapping) && IsSame(s.First.Value, s.Second.Value));

    private static bool IsSame(Expression left, ParameterExpression leftRow, Expression right, ParameterExpression rightRow)
        => IsSame(RowRebinder.Rebind(left, leftRow, rightRow), right);

    private static bool IsSame(Expression left, Expression right)
        => ExpressionEqualityComparer.Instance.Equals(left, right);
}
