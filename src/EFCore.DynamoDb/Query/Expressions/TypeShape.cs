namespace EFCore.DynamoDb.Query.Expressions;

/// <summary>Nullable forms of types: every value of a row can be null, because every attribute can be missing.</summary>
internal static class TypeShape
{
    public static bool IsNullableType(this Type type)
        => !type.IsValueType || Nullable.GetUnderlyingType(type) is not null;

    public static Type MakeNullableType(this Type type)
        => type.IsNullableType() ? type : typeof(Nullable<>).MakeGenericType(type);

    public static Type UnwrapNullableType(this Type type)
        => Nullable.GetUnderlyingType(type) ?? type;
}
