using System.Collections;
using System.Globalization;

namespace EFCore.DynamoDb.FunctionalTests.Oracle;

/// <summary>All that an object holds, as text: equal texts are equal objects.</summary>
internal static class DeepText
{
    public static string Of(object? value)
        => value switch
        {
            null => "null",
            string text => $"\"{text}\"",
            byte[] bytes => Convert.ToHexString(bytes),
            double number => number.ToString("G12", CultureInfo.InvariantCulture),
            decimal number => number.ToString("0.############################", CultureInfo.InvariantCulture),
            bool => value.ToString()!,
            IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
            IDictionary map => "{" + string.Join(", ", map.Keys.Cast<string>().Order(StringComparer.Ordinal).Select(k => $"{k}: {Of(map[k])}")) + "}",
            IEnumerable elements => IsSet(value)
                ? "<" + string.Join(", ", elements.Cast<object?>().Select(Of).Order(StringComparer.Ordinal)) + ">"
                : "[" + string.Join(", ", elements.Cast<object?>().Select(Of)) + "]",
            _ => value.GetType().Name.Split('`')[0]
                + "(" + string.Join(", ", DocumentMember.Of(value.GetType()).Select(m => $"{m.Property.Name}: {Of(m.Property.GetValue(value))}")) + ")",
        };

    private static bool IsSet(object value)
        => value.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(HashSet<>);
}
