using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace EFCore.DynamoDb.Query.Translation;

/// <summary>
/// Which values of a property are equal. Objects of a class that says nothing of equality are equal when a value converter makes the same of them: that is
/// all that the server can compare, and two objects that were read are never the same one.
/// </summary>
internal static class StoredEquality
{
    public static ValueComparer Of(IProperty property)
    {
        var comparer = property.GetValueComparer();
        return property.GetTypeMapping() is { Converter: { } converter } mapping && ComparesReferences(comparer)
            ? Make(comparer.Type, converter, mapping)
            : comparer;
    }

    private static bool ComparesReferences(ValueComparer comparer)
        => comparer.Type is { IsClass: true } type
            && type.GetMethod(nameof(Equals), [typeof(object)])!.DeclaringType == typeof(object)
            && type.GetMethod("op_Equality", [type, type]) is null
            && ExpressionEqualityComparer.Instance.Equals(
                comparer.EqualsExpression, ValueComparer.CreateDefault(type, favorStructuralComparisons: false).EqualsExpression);

    private static ValueComparer Make(Type type, ValueConverter converter, CoreTypeMapping mapping)
    {
        var left = Expression.Parameter(type, "left");
        var right = Expression.Parameter(type, "right");
        var value = Expression.Parameter(type, "value");
        return (ValueComparer)Activator.CreateInstance(
            typeof(ValueComparer<>).MakeGenericType(type),
            Expression.Lambda(mapping.ProviderValueComparer.ExtractEqualsBody(Stored(left), Stored(right)), left, right),
            Expression.Lambda(mapping.ProviderValueComparer.ExtractHashCodeBody(Stored(value)), value))!;

        Expression Stored(Expression of)
        {
            var stored = Expression.Invoke(converter.ConvertToProviderExpression, of);
            return stored.Type == mapping.ProviderValueComparer.Type ? stored : Expression.Convert(stored, mapping.ProviderValueComparer.Type);
        }
    }
}
