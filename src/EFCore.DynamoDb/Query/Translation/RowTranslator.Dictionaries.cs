using System.Linq.Expressions;
using EFCore.DynamoDb.Query.Expressions;
using EFCore.DynamoDb.Storage;

namespace EFCore.DynamoDb.Query.Translation;

internal sealed partial class RowTranslator
{
    /// <summary>The value of any other dictionary, or null where it has no such key, as a place in a document that is not there.</summary>
    private Expression? TranslateEntryOfValue(MethodCallExpression node)
        => node is { Method.Name: "get_Item", Object: { } map, Arguments: [var name] } && name.Type == typeof(string)
            && CollectionTypes.MapValueOf(map.Type) is { } type
            && VisitAll([map, name]) is { } operands
                ? Guarded(operands, a => EntryOf(a[0], a[1], type), type.MakeNullableType())
                : null;

    private static MethodCallExpression EntryOf(Expression map, Expression name, Type type)
        => Expression.Call(
            typeof(RowTranslator), type.IsValueType && !type.IsNullableType() ? nameof(ValueEntry) : nameof(Entry), [type], map, name);

    private static T? Entry<T>(object map, string name)
        => map is IReadOnlyDictionary<string, T> entries ? entries.GetValueOrDefault(name)
            : ((IDictionary<string, T>)map).TryGetValue(name, out var value) ? value
            : default;

    private static T? ValueEntry<T>(object map, string name)
        where T : struct
        => map is IReadOnlyDictionary<string, T> entries ? (entries.TryGetValue(name, out var value) ? value : null)
            : ((IDictionary<string, T>)map).TryGetValue(name, out value) ? value
            : null;
}
