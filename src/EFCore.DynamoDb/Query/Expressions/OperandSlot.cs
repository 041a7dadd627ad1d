using System.Linq.Expressions;
using EFCore.DynamoDb.Storage;

namespace EFCore.DynamoDb.Query.Expressions;

/// <summary>
/// A value that a condition compares with: an expression without any row in it, evaluated once per execution and stored by the mapping of the attribute
/// it is compared with.
/// </summary>
/// <param name="Value">Constant, query parameter, or an expression of them such as DateTime.UtcNow.</param>
/// <param name="Mapping">How the value (or each element of the list) is written.</param>
/// <param name="IsList">Whether the value is a list, for IN.</param>
internal sealed record OperandSlot(Expression Value, DynamoDbTypeMapping Mapping, bool IsList)
{
    /// <summary>Whether the stored operand can bound a range.</summary>
    public bool KeepsOrder
        => Mapping.KeepsOrder;
}
