using System.Collections;
using EFCore.DynamoDb.Metadata;

namespace EFCore.DynamoDb.Query.Translation;

/// <summary>The texts of key templates for the values of one execution.</summary>
internal static class KeyTemplateOperands
{
    /// <summary>The text for the values of the first parts, with what follows the last of them; null when there is none: one is null, or has too many digits.</summary>
    public static string? Format(KeyTemplate template, object?[] values)
        => template.TryFormat(values, values.Length, out var text) ? text : null;

    /// <summary>The text to be stored; null, which leaves the item out of the index, when one of the values is.</summary>
    /// <exception cref="InvalidOperationException">A value does not fit the template.</exception>
    public static string? FormatToStore(KeyTemplate template, object?[] values)
        => template.Format(values);

    /// <summary>As <see cref="Format" />, once for each value of a list in the place of one part.</summary>
    public static List<string> FormatEach(KeyTemplate template, object?[] values, int part, IEnumerable? each)
    {
        var texts = new List<string>();
        foreach (var value in each ?? Array.Empty<object>())
        {
            values[part] = value;
            if (template.TryFormat(values, values.Length, out var text))
            {
                texts.Add(text);
            }
        }

        return texts;
    }

    /// <summary>A bound of the part after the first ones.</summary>
    /// <param name="template">The template.</param>
    /// <param name="values">The values of the first parts.</param>
    /// <param name="bound">The value of the next part.</param>
    /// <param name="isLower">Whether texts must not be less, or not be greater.</param>
    /// <param name="isInclusive">Whether the value itself is within.</param>
    public static string? Bound(KeyTemplate template, object?[] values, object? bound, bool isLower, bool isInclusive)
        => bound is null || !template.TryFormat(values, values.Length, out var beginning)
            ? null
            : template.Bound(beginning, values.Length, bound, isLower, isInclusive);

    /// <summary>What is greater than every text that begins so.</summary>
    public static string? After(KeyTemplate template, object?[] values)
        => template.TryFormat(values, values.Length, out var beginning) ? KeyTemplate.After(beginning) : null;
}
