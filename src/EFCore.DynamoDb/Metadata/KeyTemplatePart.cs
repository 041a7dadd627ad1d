using System.Globalization;
using System.Text;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Storage;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EFCore.DynamoDb.Metadata;

/// <summary>
/// A property in a key template: its stored text, or what a format makes of its stored value (culture invariant, points in time in UTC).
/// </summary>
internal sealed class KeyTemplatePart
{
    private const char Escape = '%';

    private readonly string? _format;
    private readonly char? _delimiter;
    private readonly bool _refusesDelimiter;

    /// <param name="property">The property; its mapping is asked for when the model is finished.</param>
    /// <param name="format">A .NET format, or null for the text that its own attribute would hold.</param>
    /// <param name="delimiter">What stands after the part; null for the last one, which needs no end.</param>
    /// <param name="refusesDelimiter">Whether no value may contain that, instead of being escaped.</param>
    public KeyTemplatePart(IReadOnlyProperty property, string? format, char? delimiter, bool refusesDelimiter)
    {
        _refusesDelimiter = refusesDelimiter;
        Property = property;
        _format = format;
        _delimiter = delimiter;
    }

    public IReadOnlyProperty Property { get; }

    /// <summary>The number of characters of every text of the part; null when they differ.</summary>
    public int? Width
        => _format is null
            ? Mapping is { KeepsOrder: true, AttributeType: DynamoDbAttributeType.S } && IsPointInTime ? WidthOfSample(Sample) : null
            : Digits is { } digits ? digits
            : IsPointInTime && IsFixed(_format) ? WidthOfSample(Sample)
            : null;

    /// <summary>
    /// Whether the texts are in the order of the values: those of fixed width that say the largest unit first, and a string at the end of the template.
    /// </summary>
    public bool KeepsOrder
        => Width is not null && (_format is null || Digits is not null || IsLargestUnitFirst(_format))
            || (_format is null && _delimiter is null && Mapping is { KeepsOrder: true, AttributeType: DynamoDbAttributeType.S });

    /// <summary>Whether no two values have one text.</summary>
    public bool IsLossless
        => _format is null ? !Mapping.IsLossy || Mapping.NormalizesValues
            : Digits is not null
                || (IsPointInTime && _format is "O" or "o")
                || (StoredType == typeof(Guid) && _format is "N" or "n" or "D" or "d" or "B" or "b" or "P" or "p")
                || (StoredType == typeof(DateOnly) && _format is "yyyy-MM-dd" or "yyyyMMdd");

    /// <summary>Why the property cannot be a part; null when it can.</summary>
    public string? Problem
        => Property.FindTypeMapping() is not DynamoDbTypeMapping mapping ? DynamoDbStrings.TemplatePartUnmapped
            : _format is null ? mapping.AttributeType is DynamoDbAttributeType.S or DynamoDbAttributeType.N ? null : DynamoDbStrings.TemplatePartHasNoText
            : typeof(IFormattable).IsAssignableFrom(StoredType) ? null
            : DynamoDbStrings.TemplatePartTakesNoFormat(StoredType.ShortDisplayName());

    private DynamoDbTypeMapping Mapping
        => (DynamoDbTypeMapping)Property.FindTypeMapping()!;

    private Type StoredType
        => (Mapping.Converter?.ProviderClrType ?? Mapping.ClrType) is var type ? Nullable.GetUnderlyingType(type) ?? type : null!;

    private bool IsPointInTime
        => StoredType == typeof(DateTime) || StoredType == typeof(DateTimeOffset) || StoredType == typeof(DateOnly) || StoredType == typeof(TimeOnly);

    /// <summary>The digits of D8, which a value must not have more of.</summary>
    private int? Digits
        => _format is ['D' or 'd', .. var count] && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var digits) && IsInteger(StoredType)
            ? digits
            : null;

    private object Sample
        => StoredType == typeof(DateTime) ? new DateTime(2026, 11, 23, 10, 11, 12, DateTimeKind.Utc)
            : StoredType == typeof(DateTimeOffset) ? new DateTimeOffset(2026, 11, 23, 10, 11, 12, TimeSpan.Zero)
            : StoredType == typeof(DateOnly) ? new DateOnly(2026, 11, 23)
            : new TimeOnly(10, 11, 12);

    /// <summary>The text of a value of the property.</summary>
    /// <exception cref="InvalidOperationException">
    /// An integer has more digits than the format, or is negative; or the text contains the delimiter, and the model refuses that.
    /// </exception>
    public string Format(object value)
        => TryFormat(value, out var text) ? text
            : _refusesDelimiter && Digits is null
                ? throw new InvalidOperationException(DynamoDbStrings.TemplateDelimiter(Property.DeclaringType.DisplayName(), Property.Name, text, _delimiter!.Value))
            : throw new InvalidOperationException(
                DynamoDbStrings.TemplateDigits(Property.DeclaringType.DisplayName(), Property.Name, PlainText(value), Digits!.Value));

    /// <summary>The text of a value; false for an integer that does not fit its digits and a text with the delimiter where that is refused: no item has it.</summary>
    public bool TryFormat(object value, out string text)
    {
        text = PlainText(value);
        if (Digits is { } digits && (text.Length != digits || text[0] == '-'))
        {
            return false;
        }

        if (_refusesDelimiter)
        {
            return _delimiter is not { } refused || !text.Contains(refused, StringComparison.Ordinal);
        }

        text = _delimiter is { } delimiter ? Escaped(text, delimiter) : text;
        return true;
    }

    /// <summary>The text of a bound; false for an integer that does not fit its digits, and whether then every text is within or none.</summary>
    public bool TryFormatBound(object value, bool isLower, out string text, out bool isUnbounded)
    {
        var isFitting = TryFormat(value, out text);
        isUnbounded = !isFitting && Digits is not null && (text[0] == '-') == isLower;
        return isFitting;
    }

    /// <summary>Whether a value can be made of its text again.</summary>
    public bool IsReadable
        => IsLossless && (_format is null || Digits is not null || IsPointInTime || StoredType == typeof(Guid));

    /// <summary>The value that a text is of; see <see cref="IsReadable" />.</summary>
    /// <exception cref="FormatException">It is of none.</exception>
    public object Read(string text)
    {
        text = _delimiter is null || _refusesDelimiter ? text : Unescaped(text);
        if (_format is null)
        {
            try
            {
                return Mapping.FromItemValue(Mapping.AttributeType == DynamoDbAttributeType.N ? ItemValue.Number(text) : ItemValue.String(text))!;
            }
            catch (ItemReadException exception)
            {
                throw new FormatException(exception.Message, exception);
            }
        }

        var culture = CultureInfo.InvariantCulture;
        const DateTimeStyles Utc = DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal;
        object stored = StoredType == typeof(DateTime) ? DateTime.ParseExact(text, _format, culture, _format is "O" or "o" ? DateTimeStyles.RoundtripKind : Utc)
            : StoredType == typeof(DateTimeOffset) ? DateTimeOffset.ParseExact(text, _format, culture, DateTimeStyles.AssumeUniversal)
            : StoredType == typeof(DateOnly) ? DateOnly.ParseExact(text, _format, culture)
            : StoredType == typeof(TimeOnly) ? TimeOnly.ParseExact(text, _format, culture)
            : StoredType == typeof(Guid) ? Guid.ParseExact(text, _format)
            : Convert.ChangeType(decimal.Parse(text, NumberStyles.None, culture), StoredType, culture);
        return Mapping.Converter?.ConvertFromProvider(stored) ?? stored;
    }

    private string PlainText(object value)
        => _format is null ? Mapping.ToItemValue(value).AsText() : FormatStored(Mapping.Converter?.ConvertToProvider(value) ?? value);

    private string FormatStored(object stored)
        => ((IFormattable)(stored switch
        {
            // As the mappings of points in time have it: what has no kind is UTC.
            DateTime { Kind: DateTimeKind.Local } local => local.ToUniversalTime(),
            DateTime time => DateTime.SpecifyKind(time, DateTimeKind.Utc),
            DateTimeOffset time => time.ToUniversalTime(),
            _ => stored,
        })).ToString(_format, CultureInfo.InvariantCulture);

    private int WidthOfSample(object sample)
        => _format is null
            ? Mapping.ToItemValue(Mapping.Converter?.ConvertFromProvider(sample) ?? sample).AsText().Length
            : FormatStored(sample).Length;

    /// <summary>The delimiter and the escape itself become their bytes in hexadecimal, as in a URL.</summary>
    private static string Escaped(string text, char delimiter)
    {
        if (!text.Contains(delimiter, StringComparison.Ordinal) && !text.Contains(Escape, StringComparison.Ordinal))
        {
            return text;
        }

        var escaped = new StringBuilder(text.Length + 8);
        foreach (var character in text)
        {
            if (character == delimiter || character == Escape)
            {
                escaped.Append(Escape).Append(((int)character).ToString("X4", CultureInfo.InvariantCulture));
            }
            else
            {
                escaped.Append(character);
            }
        }

        return escaped.ToString();
    }

    /// <summary>What <see cref="Escaped" /> made; a text that others wrote without it stays as it is.</summary>
    private static string Unescaped(string text)
    {
        if (!text.Contains(Escape, StringComparison.Ordinal))
        {
            return text;
        }

        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == Escape && i + 4 < text.Length
                && ushort.TryParse(text.AsSpan(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
            {
                plain.Append((char)code);
                i += 4;
            }
            else
            {
                plain.Append(text[i]);
            }
        }

        return plain.ToString();
    }

    private static bool IsInteger(Type type)
        => Type.GetTypeCode(type) is >= TypeCode.SByte and <= TypeCode.UInt64 && !type.IsEnum;

    /// <summary>Formats whose texts all have the same length.</summary>
    private static bool IsFixed(string format)
        => format is "O" or "o" or "s" or "u" || IsLargestUnitFirst(format);

    /// <summary>O, s and u, and custom formats of numbers in full from the year down: their texts are in the order of time.</summary>
    private static bool IsLargestUnitFirst(string format)
    {
        if (format is "O" or "o" or "s" or "u")
        {
            return true;
        }

        string[] units = ["yyyy", "MM", "dd", "HH", "mm", "ss", "fffffff"];
        var next = -1;
        for (var i = 0; i < format.Length;)
        {
            if (!char.IsAsciiLetter(format[i]))
            {
                if (format[i] is '\\' or '\'' or '"' or '%')
                {
                    return false;
                }

                i++;
                continue;
            }

            var end = i;
            while (end < format.Length && format[end] == format[i])
            {
                end++;
            }

            var run = format[i..end];
            if (run == "T" && end == i + 1)
            {
                i = end;
                continue;
            }

            // No unit may be left out between two others: the text would not be in the order of time.
            var unit = Array.FindIndex(units, u => run == u || (u[0] == 'f' && run[0] == 'f' && run.Length <= 7));
            if (unit < 0 || (next >= 0 && unit != next))
            {
                return false;
            }

            if (next < 0 && unit > 0)
            {
                return false;
            }

            next = unit + 1;
            i = end;
        }

        return next > 0;
    }
}
