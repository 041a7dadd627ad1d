using System.Collections.Concurrent;
using System.Reflection;

namespace EFCore.DynamoDb.FunctionalTests.Oracle;

internal enum MemberKind
{
    Scalar,
    Document,
    Documents,
    List,
    Set,
    Dictionary,
}

/// <summary>A member of a class of the random tests, as its CLR type says it; written apart from the provider and from EF.</summary>
/// <param name="Property">The property.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="IsNullable">Whether it may be null.</param>
/// <param name="Element">The type of its elements or of its dictionary's values.</param>
internal sealed record DocumentMember(PropertyInfo Property, MemberKind Kind, bool IsNullable, Type? Element)
{
    private static readonly ConcurrentDictionary<Type, DocumentMember[]> Members = new();

    public static DocumentMember[] Of(Type type)
        => Members.GetOrAdd(
            Nullable.GetUnderlyingType(type) ?? type,
            t => [.. t.GetProperties(BindingFlags.Public | BindingFlags.Instance).OrderBy(p => p.Name, StringComparer.Ordinal).Select(Of)]);

    public static bool IsScalar(Type type)
        => (Nullable.GetUnderlyingType(type) ?? type) is var t
            && (t == typeof(string) || t == typeof(decimal) || t.IsPrimitive || t.IsEnum);

    private static DocumentMember Of(PropertyInfo property)
    {
        var type = property.PropertyType;
        var isNullable = Nullable.GetUnderlyingType(type) is not null
            || (!type.IsValueType && new NullabilityInfoContext().Create(property).ReadState == NullabilityState.Nullable);
        var arguments = type.IsGenericType ? type.GetGenericArguments() : [];
        var definition = type.IsGenericType ? type.GetGenericTypeDefinition() : null;
        return IsScalar(type) ? new(property, MemberKind.Scalar, isNullable, null)
            : type.IsArray ? new(property, MemberKind.List, isNullable, type.GetElementType())
            : definition == typeof(HashSet<>) ? new(property, MemberKind.Set, isNullable, arguments[0])
            : definition == typeof(Dictionary<,>) ? new(property, MemberKind.Dictionary, isNullable, arguments[1])
            : definition == typeof(List<>) ? new(property, IsScalar(arguments[0]) ? MemberKind.List : MemberKind.Documents, isNullable, arguments[0])
            : new(property, MemberKind.Document, isNullable, null);
    }
}
