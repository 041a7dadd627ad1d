using System.Linq.Expressions;

namespace EFCore.DynamoDb.Query.Translation;

/// <summary>The spellings of "collection contains item": Enumerable.Contains, Queryable.Contains, and the collections' own methods.</summary>
internal static class CollectionContains
{
    public static (Expression Collection, Expression Item)? Match(MethodCallExpression node)
        => node switch
        {
            { Object: null, Arguments: [var collection, var item] }
                when node.Method.DeclaringType == typeof(Enumerable) || node.Method.DeclaringType == typeof(Queryable) => (collection, item),
            { Object: { } collection, Arguments: [var item] }
                when collection.Type != typeof(string) && ElementType(collection.Type) is { } element && element.IsAssignableFrom(item.Type)
                => (collection, item),
            _ => null,
        };

    public static Type? ElementType(Type type)
    {
        if (type.IsInterface && type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IEnumerable<>))
        {
            return type.GetGenericArguments()[0];
        }

        foreach (var candidate in type.GetInterfaces())
        {
            if (candidate.IsGenericType && candidate.GetGenericTypeDefinition() == typeof(IEnumerable<>))
            {
                return candidate.GetGenericArguments()[0];
            }
        }

        return null;
    }
}
