namespace EFCore.DynamoDb.Storage;

/// <summary>What a custom date and time format says of the order of its texts.</summary>
/// <param name="KeepsOrder">Proven: every part has a fixed width, the larger parts come first, and none is left out between two others.</param>
/// <param name="IsComplete">Proven: the text holds the whole value, to the tick (a date: to the day).</param>
/// <param name="HasOffset">It writes an offset from UTC.</param>
internal readonly record struct IsoFormatFacts(bool KeepsOrder, bool IsComplete, bool HasOffset)
{
    private static readonly string[] DateParts = ["yyyy", "MM", "dd"];
    private static readonly string[] TimeParts = ["HH", "mm", "ss"];

    public static IsoFormatFacts Of(string format, Type type)
    {
        if (format.Length < 2)
        {
            // Standard formats: "O", "s" and the like; the first one writes the offset.
            return new IsoFormatFacts(false, false, format is "O" or "o");
        }

        string[] parts = type == typeof(DateOnly) ? DateParts : type == typeof(TimeOnly) ? TimeParts : [.. DateParts, .. TimeParts];
        var next = 0;
        var fraction = 0;
        var isOrdered = true;
        var hasOffset = false;
        for (var position = 0; position < format.Length;)
        {
            var c = format[position];
            switch (c)
            {
                case '\\':
                    position += 2;
                    break;

                case '\'' or '"':
                    var end = format.IndexOf(c, position + 1);
                    position = end < 0 ? format.Length : end + 1;
                    break;

                case 'd' or 'f' or 'F' or 'g' or 'h' or 'H' or 'm' or 'M' or 's' or 't' or 'y' or 'z' or 'K' or '%':
                    var start = position;
                    while (position < format.Length && format[position] == c)
                    {
                        position++;
                    }

                    var part = format[start..position];
                    if (c is 'z' or 'K')
                    {
                        hasOffset = true;
                    }
                    else if (next < parts.Length && part == parts[next])
                    {
                        next++;
                    }
                    else if (c == 'f' && next == parts.Length && fraction == 0 && type != typeof(DateOnly))
                    {
                        fraction = part.Length;
                    }
                    else
                    {
                        isOrdered = false;
                    }

                    break;

                default:
                    position++;
                    break;
            }
        }

        isOrdered &= next > 0;
        return new IsoFormatFacts(
            isOrdered, isOrdered && next == parts.Length && (fraction == 7 || type == typeof(DateOnly)), hasOffset);
    }
}
