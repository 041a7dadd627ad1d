using System.Linq.Expressions;
using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Query.Shaping;

/// <summary>The order of values in the residual: DynamoDB's for strings and binaries, the CLR's for the rest; null first.</summary>
internal static class RowComparers
{
    /// <summary>A constant of IComparer&lt;type&gt;; null where the default serves.</summary>
    public static ConstantExpression For(Type type)
    {
        object? comparer = type == typeof(string)
            ? CodePointComparer.Instance
            : type == typeof(byte[])
                ? BinaryComparer.Instance
                : null;
        return Expression.Constant(comparer, typeof(IComparer<>).MakeGenericType(type));
    }

    private sealed class BinaryComparer : IComparer<byte[]>
    {
        public static readonly BinaryComparer Instance = new();

        public int Compare(byte[]? x, byte[]? y)
            => (x, y) switch
            {
                (null, null) => 0,
                (null, _) => -1,
                (_, null) => 1,
                _ => x.AsSpan().SequenceCompareTo(y),
            };
    }
}
