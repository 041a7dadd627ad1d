using System.Collections.Immutable;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Metadata;

namespace EFCore.DynamoDb.Access;

/// <summary>
/// A key condition with lists in it, for one execution: every combination of their values is a key, or a request, of its own. A list holds no value twice, so
/// no combination comes twice.
/// </summary>
internal sealed class ListedKeys
{
    private readonly List<IReadOnlyList<ItemValue>> _lists = [];
    private readonly IReadOnlyList<BoundOperand> _operands;

    public ListedKeys(ImmutableArray<Condition> conditions, KeySchema key, IReadOnlyList<BoundOperand> operands)
    {
        _operands = operands;
        var single = ImmutableArray.CreateBuilder<Condition>(conditions.Length);
        foreach (var condition in conditions)
        {
            if (condition is not Condition.In @in)
            {
                single.Add(condition);
                continue;
            }

            single.Add(
                new Condition.Comparison(
                    new Operand.Path(@in.Attribute), ComparisonOperator.Equal, new Operand.Slot(operands.Count + _lists.Count)));
            var values = RequestOperands.ElementsOf(operands, @in.Values);
            _lists.Add(values.All(v => CanBeKey(v, @in.Attribute.Name, key)) ? values : [.. values.Where(v => CanBeKey(v, @in.Attribute.Name, key))]);
        }

        Conditions = single.DrainToImmutable();
    }

    /// <summary>The key condition of each combination: a list is compared by =, and its values are in further slots after those of the query.</summary>
    public ImmutableArray<Condition> Conditions { get; }

    public bool HasLists
        => _lists.Count > 0;

    public int Count
        => _lists.Aggregate(1, (count, list) => count * list.Count);

    /// <summary>The operands of each combination.</summary>
    public IEnumerable<IReadOnlyList<BoundOperand>> Combinations()
    {
        if (!HasLists)
        {
            yield return _operands;
            yield break;
        }

        for (var i = 0; i < Count; i++)
        {
            var operands = new BoundOperand[_operands.Count + _lists.Count];
            for (var n = 0; n < _operands.Count; n++)
            {
                operands[n] = _operands[n];
            }

            // The last list is gone through first.
            var rest = i;
            for (var n = _lists.Count - 1; n >= 0; n--)
            {
                operands[_operands.Count + n] = new BoundOperand { State = OperandState.Value, Value = _lists[n][rest % _lists[n].Count] };
                rest /= _lists[n].Count;
            }

            yield return operands;
        }
    }

    /// <summary>Whether an item can have the value in this attribute of a key.</summary>
    public static bool CanBeKey(ItemValue value, string attribute, KeySchema key)
    {
        var length = BoundOperand.KeyLength(value);
        return length > 0
            && (length <= BoundOperand.MaxSortKey || (length <= BoundOperand.MaxPartitionKey && key.Partition.Any(k => k.Name == attribute)));
    }
}
