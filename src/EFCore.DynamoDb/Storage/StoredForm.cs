using System.Numerics;
using System.Reflection;
using EFCore.DynamoDb.Items;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace EFCore.DynamoDb.Storage;

/// <summary>
/// One way to store one CLR type: the static methods that read and write it, which compiled expressions call, so that no value is boxed on its way.
/// Two values that the CLR takes for equal have one stored form, or the comparer says which are.
/// </summary>
/// <param name="ClrType">The CLR type.</param>
/// <param name="AttributeType">The type of the attribute.</param>
/// <param name="Read"><c>T (Item, int)</c>.</param>
/// <param name="Write"><c>ItemValue (T)</c>.</param>
/// <param name="KeepsOrder">Whether DynamoDB's order of the stored values is the CLR's.</param>
/// <param name="Comparer">Which values are the same once they are stored, where that is not what the CLR says.</param>
internal sealed record StoredForm(
    Type ClrType, DynamoDbAttributeType AttributeType, MethodInfo Read, MethodInfo Write, bool KeepsOrder, ValueComparer? Comparer)
{
    /// <summary>An N of a CLR type that has no fractions.</summary>
    public bool HoldsIntegers { get; }
        = AttributeType == DynamoDbAttributeType.N
            && Array.Exists(ClrType.GetInterfaces(), i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IBinaryInteger<>));

    public static StoredForm Of<T>(
        DynamoDbAttributeType attributeType,
        Func<Item, int, T> read,
        Func<T, ItemValue> write,
        bool keepsOrder = true,
        ValueComparer? comparer = null)
        => new(typeof(T), attributeType, read.Method, write.Method, keepsOrder, comparer);
}
