using System.Diagnostics.CodeAnalysis;
using System.Text;
using EFCore.DynamoDb.Diagnostics;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EFCore.DynamoDb.Metadata;

/// <summary>
/// A key attribute whose text is made of properties: <c>ORDER#{CreatedAt:O}#{OrderId}</c>. Different values give different texts, because what could be
/// taken for the delimiter after a part is escaped in it.
/// </summary>
internal sealed class KeyTemplate
{
    private readonly string[] _literals;

    private KeyTemplate(string text, string[] literals, KeyTemplatePart[] parts)
    {
        Text = text;
        _literals = literals;
        Parts = parts;
    }

    /// <summary>As it is written in the model.</summary>
    public string Text { get; }

    public IReadOnlyList<KeyTemplatePart> Parts { get; }

    /// <summary>What every value of the template begins with.</summary>
    public string Beginning
        => _literals[0];

    /// <summary>Whether every value is the same.</summary>
    public bool IsConstant
        => Parts.Count == 0;

    /// <summary>Reads a template; what is wrong with it is an error that names it.</summary>
    /// <param name="text">Literals, and properties in braces with their formats; a brace is doubled.</param>
    /// <param name="type">The entity type whose properties these are.</param>
    public static KeyTemplate Parse(string text, IReadOnlyEntityType type)
    {
        var literals = new List<string>();
        var holes = new List<(string Name, string? Format)>();
        var literal = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is '{' or '}' && i + 1 < text.Length && text[i + 1] == text[i])
            {
                literal.Append(text[i++]);
            }
            else if (text[i] == '{' && text.IndexOf('}', i) is > 0 and var end)
            {
                literals.Add(literal.ToString());
                literal.Clear();
                var hole = text[(i + 1)..end];
                var colon = hole.IndexOf(':', StringComparison.Ordinal);
                holes.Add(colon < 0 ? (hole, null) : (hole[..colon], hole[(colon + 1)..]));
                i = end;
            }
            else
            {
                literal.Append(text[i]);
            }
        }

        literals.Add(literal.ToString());
        var parts = new KeyTemplatePart[holes.Count];
        for (var i = 0; i < parts.Length; i++)
        {
            var (name, format) = holes[i];
            var property = type.FindProperty(name)
                ?? throw new InvalidOperationException(DynamoDbStrings.TemplateProperty(type.DisplayName(), text, name));
            parts[i] = new KeyTemplatePart(property, format, literals[i + 1] is [var delimiter, ..] ? delimiter : null, DynamoDbMetadata.RefusesKeyDelimiters(type));
        }

        return new KeyTemplate(text, [.. literals], parts);
    }

    /// <summary>The properties of a template, without what they are formatted as: what the EF key is made of, while the model is still built.</summary>
    public static IEnumerable<string> NamesIn(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is '{' or '}' && i + 1 < text.Length && text[i + 1] == text[i])
            {
                i++;
            }
            else if (text[i] == '{' && text.IndexOf('}', i) is > 0 and var end)
            {
                yield return text[(i + 1)..end].Split(':')[0];
                i = end;
            }
        }
    }

    /// <summary>The text for values of all properties, in the order of the parts; null when one of them is null.</summary>
    /// <exception cref="InvalidOperationException">An integer does not fit the digits that its format gives it.</exception>
    public string? Format(ReadOnlySpan<object?> values)
    {
        var text = new StringBuilder(_literals[0]);
        for (var i = 0; i < Parts.Count; i++)
        {
            if (values[i] is not { } value)
            {
                return null;
            }

            text.Append(Parts[i].Format(value)).Append(_literals[i + 1]);
        }

        return text.ToString();
    }

    /// <summary>What the texts for values of the first properties begin with: these, and the literal after them. False when no text has them.</summary>
    public bool TryFormat(ReadOnlySpan<object?> values, int count, [NotNullWhen(true)] out string? text)
    {
        text = null;
        var builder = new StringBuilder(_literals[0]);
        for (var i = 0; i < count; i++)
        {
            if (values[i] is not { } value || !Parts[i].TryFormat(value, out var part))
            {
                return false;
            }

            builder.Append(part).Append(_literals[i + 1]);
        }

        text = builder.ToString();
        return true;
    }

    /// <summary>The text of one part in a text of the template; false when the text is not one of it.</summary>
    public bool TryReadPart(string text, int part, [NotNullWhen(true)] out string? value)
    {
        value = null;
        if (!text.StartsWith(_literals[0], StringComparison.Ordinal))
        {
            return false;
        }

        var position = _literals[0].Length;
        for (var i = 0; i <= part; i++)
        {
            var literal = _literals[i + 1];
            var end = literal.Length > 0 ? text.IndexOf(literal, position, StringComparison.Ordinal)
                : i == Parts.Count - 1 ? text.Length
                : Parts[i].Width is { } width && position + width <= text.Length ? position + width
                : -1;
            if (end < 0)
            {
                return false;
            }

            value = text[position..end];
            position = end + literal.Length;
        }

        return value is not null;
    }

    /// <summary>
    /// The least or greatest text for a bound of a part that keeps order; <see cref="IsStrict" /> says whether it is within itself. Texts go on after the part,
    /// so that one that ends with it stands before all that have its value, and one with the character after the literal's last stands behind them.
    /// </summary>
    /// <param name="beginning">What stands before the part.</param>
    /// <param name="part">The part.</param>
    /// <param name="value">The bound.</param>
    /// <param name="isLower">Whether texts must not be less, or not be greater.</param>
    /// <param name="isInclusive">Whether the value itself is within.</param>
    /// <returns>Null when no value is within.</returns>
    public string? Bound(string beginning, int part, object value, bool isLower, bool isInclusive)
        => !Parts[part].TryFormatBound(value, isLower, out var text, out var isUnbounded)
                ? isUnbounded ? isLower ? beginning : After(beginning) : null
            : IsLast(part) || isLower == isInclusive ? beginning + text
            : After(beginning + text + _literals[part + 1]);

    /// <summary>Whether a text that is the bound itself is not within.</summary>
    /// <param name="part">The part that is bounded.</param>
    /// <param name="isLower">Whether texts must not be less, or not be greater.</param>
    /// <param name="isInclusive">Whether the value itself is within.</param>
    public bool IsStrict(int part, bool isLower, bool isInclusive)
        => IsLast(part) ? !isInclusive

            // The next part may be empty, and then a text ends with the bound.
            : _literals[part + 1].Length == 0 && !isLower;

    /// <summary>The least text after all that begin so; with no beginning, one that is after all there are.</summary>
    public static string After(string beginning)
        => beginning.Length == 0 ? "\U0010FFFF" : beginning[..^1] + (char)(beginning[^1] + 1);

    private bool IsLast(int part)
        => part == Parts.Count - 1 && _literals[part + 1].Length == 0;

    /// <summary>Whether two parts stand side by side without anything that tells where the first one ends, or another ambiguity; null when none does.</summary>
    public string? Problem(string entity)
    {
        for (var i = 0; i < Parts.Count; i++)
        {
            if (Parts[i].Problem is { } problem)
            {
                return DynamoDbStrings.TemplatePart(entity, Text, Parts[i].Property.Name, problem);
            }

            if (i < Parts.Count - 1 && _literals[i + 1].Length == 0 && Parts[i].Width is null)
            {
                return DynamoDbStrings.TemplateAmbiguous(entity, Text, Parts[i].Property.Name, Parts[i + 1].Property.Name);
            }
        }

        return null;
    }

    /// <summary>Whether no text can be one of both templates, as far as what they begin with says.</summary>
    public bool IsDisjointFrom(KeyTemplate other)
        => (IsConstant, other.IsConstant) switch
        {
            (true, true) => Beginning != other.Beginning,
            (true, false) => !Beginning.StartsWith(other.Beginning, StringComparison.Ordinal),
            (false, true) => !other.Beginning.StartsWith(Beginning, StringComparison.Ordinal),
            _ => !Beginning.StartsWith(other.Beginning, StringComparison.Ordinal) && !other.Beginning.StartsWith(Beginning, StringComparison.Ordinal),
        };

    public override string ToString()
        => Text;
}
