using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace EFCore.DynamoDb.Query.Execution;

/// <summary>Keys of several values are equal when their values are, as the properties compare them.</summary>
internal sealed class KeyComparer(ImmutableArray<ValueComparer?> comparers, ImmutableArray<bool> nullMatches) : IEqualityComparer<object?[]>
{
    /// <summary>Whether some other key can be equal to it.</summary>
    public bool MayMatch(object?[] key)
    {
        for (var i = 0; i < key.Length; i++)
        {
            if (key[i] is null && !nullMatches[i])
            {
                return false;
            }
        }

        return true;
    }

    public bool Equals(object?[]? x, object?[]? y)
    {
        for (var i = 0; i < x!.Length; i++)
        {
            var (left, right) = (x[i], y![i]);
            if (left is null || right is null ? left != right : comparers[i] is { } comparer ? !comparer.Equals(left, right) : !left.Equals(right))
            {
                return false;
            }
        }

        return true;
    }

    public int GetHashCode(object?[] obj)
    {
        var hash = new HashCode();
        for (var i = 0; i < obj.Length; i++)
        {
            hash.Add(obj[i] is { } value ? comparers[i]?.GetHashCode(value) ?? value.GetHashCode() : 0);
        }

        return hash.ToHashCode();
    }
}
