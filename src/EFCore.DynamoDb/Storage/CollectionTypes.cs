using System.Collections.Frozen;
using System.Linq.Expressions;

namespace EFCore.DynamoDb.Storage;

/// <summary>Which CLR collections can be made, and how.</summary>
internal static class CollectionTypes
{
    public static bool IsSet(Type type, Type elementType)
        => typeof(IReadOnlySet<>).MakeGenericType(elementType).IsAssignableFrom(type)
            || typeof(ISet<>).MakeGenericType(elementType).IsAssignableFrom(type);

    /// <summary>The type of the elements of a collection; of a dictionary that is its entries.</summary>
    public static Type? ElementOf(Type type)
    {
        if (type == typeof(string))
        {
            return null;
        }

        foreach (var candidate in type.GetInterfaces().Prepend(type))
        {
            if (candidate.IsGenericType && candidate.GetGenericTypeDefinition() == typeof(IEnumerable<>))
            {
                return candidate.GenericTypeArguments[0];
            }
        }

        return null;
    }

    /// <summary>The type of the values of a dictionary with strings as keys.</summary>
    public static Type? MapValueOf(Type type)
    {
        foreach (var candidate in type.GetInterfaces().Prepend(type))
        {
            if (candidate.IsGenericType
                && (candidate.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>) || candidate.GetGenericTypeDefinition() == typeof(IDictionary<,>))
                && candidate.GenericTypeArguments is [var key, var value]
                && key == typeof(string))
            {
                return value;
            }
        }

        return null;
    }

    public static bool CanMake(Type type, Type usual)
        => type.IsArray || type.IsAssignableFrom(usual) || IsFrozenSet(type) || type.GetConstructor([usual]) is not null
            || CopyConstructor(type, usual) is not null;

    /// <summary>A collection of the type made of the usual one: an array of a List, a SortedSet of a HashSet.</summary>
    public static Expression Make(Expression usual, Type type)
    {
        if (type.IsAssignableFrom(usual.Type))
        {
            return usual.Type == type ? usual : Expression.Convert(usual, type);
        }

        if (type.IsArray)
        {
            return Expression.Call(usual, nameof(List<int>.ToArray), null);
        }

        return IsFrozenSet(type)
            ? Expression.Call(
                typeof(FrozenSet), nameof(FrozenSet.ToFrozenSet), type.GenericTypeArguments,
                usual, Expression.Constant(null, typeof(IEqualityComparer<>).MakeGenericType(type.GenericTypeArguments)))
            : Expression.New(CopyConstructor(type, usual.Type)!, usual);
    }

    private static bool IsFrozenSet(Type type)
        => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(FrozenSet<>);

    private static System.Reflection.ConstructorInfo? CopyConstructor(Type type, Type usual)
        => type.IsAbstract
            ? null
            : Array.Find(type.GetConstructors(), c => c.GetParameters() is [var only] && only.ParameterType.IsAssignableFrom(usual) && only.ParameterType != typeof(object));
}
