using System.Linq.Expressions;
using EFCore.DynamoDb.Access;
using EFCore.DynamoDb.Metadata;
using EFCore.DynamoDb.Query.Execution;
using EFCore.DynamoDb.Query.Expressions;

namespace EFCore.DynamoDb.Query.Translation;

/// <summary>Lookups in the outer query's own table whose keys its conditions say: what belongs to a customer that is asked for by its id.</summary>
internal static class KnownLookups
{
    public static ResidualExpression Mark(ResidualExpression query)
    {
        foreach (var lookup in query.Operators.TakeWhile(o => o is WhereOperator or OrderOperator or LookupOperator or TakeOperator).OfType<LookupOperator>())
        {
            if (lookup is { Key.Body: NewArrayExpression key, Inner: { KeyedDefinition: not null, Whole.Source: var inner } }
                && inner.Table == query.Source.Table
                && inner.Table.Key.Sort is not []
                && key.Expressions.Select(k => ValueOf(query.Source, k)).ToList() is var values
                && values.TrueForAll(v => v is not null))
            {
                query = query.WithOperators(query.Operators.Replace(lookup, lookup with { Known = [.. values.Select(v => OperandBinder.CompileValue(v!))] }));
            }
        }

        return query;
    }

    /// <summary>What the source's property is equal to for every row; null when nothing says so.</summary>
    private static Expression? ValueOf(ItemSourceExpression source, Expression key)
    {
        while (key is UnaryExpression { NodeType: ExpressionType.Convert } convert)
        {
            key = convert.Operand;
        }

        if (key is not PropertyReadExpression read || !IsSource(read.Item))
        {
            return null;
        }

        foreach (var conjunct in source.Conjuncts)
        {
            if (conjunct is
                {
                    Exact: true,
                    Condition: Condition.Comparison
                    {
                        Operator: ComparisonOperator.Equal,
                        Left: Operand.Path { Attribute: { IsTopLevel: true } path },
                        Right: Operand.Slot slot,
                    },
                }
                && path.Name == read.Property.GetItemAttributeName()
                && source.Slots[slot.Index] is { IsList: false } operand
                && operand.Value.Type.UnwrapNullableType() == read.Property.ClrType.UnwrapNullableType())
            {
                return operand.Value;
            }
        }

        return null;
    }

    private static bool IsSource(Expression item)
    {
        while (item is MemberExpression { Member.Name: "Item1", Expression: { } tuple })
        {
            item = tuple;
        }

        return item is ParameterExpression;
    }
}
