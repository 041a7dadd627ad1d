using EFCore.DynamoDb.Diagnostics;

namespace EFCore.DynamoDb.Query.Translation;

/// <summary>
/// SQL's LIKE as EF.Functions.Like has it: % stands for any text, _ for one character, and what follows the escape character for itself. It is ordinal, as
/// all comparisons of strings are.
/// </summary>
internal static class LikePattern
{
    public static bool Matches(string? text, string? pattern, string? escape)
    {
        if (text is null || pattern is null)
        {
            return false;
        }

        var escaping = EscapeOf(escape);
        var (t, p) = (0, 0);
        var (afterAny, tried) = (-1, 0);
        while (t < text.Length || p < pattern.Length)
        {
            if (p < pattern.Length)
            {
                var isEscaped = pattern[p] == escaping && p + 1 < pattern.Length;
                var wanted = isEscaped ? pattern[p + 1] : pattern[p];
                if (!isEscaped && wanted == '%')
                {
                    (afterAny, tried) = (++p, t);
                    continue;
                }

                if (t < text.Length && (text[t] == wanted || (!isEscaped && wanted == '_')))
                {
                    (t, p) = (t + 1, p + (isEscaped ? 2 : 1));
                    continue;
                }
            }

            // The last % takes one character more, as long as there is one.
            if (afterAny < 0 || tried >= text.Length)
            {
                return false;
            }

            (t, p) = (++tried, afterAny);
        }

        return true;
    }

    /// <summary>
    /// What a text that matches begins with or, if that is nothing, has in it, and whether that is all that the pattern asks: what the server can be asked of it.
    /// </summary>
    public static (LikePart Part, string Text, bool IsAll) Read(string pattern, string? escape)
    {
        var length = Literal(pattern, 0, escape, out var literal);
        if (length == pattern.Length)
        {
            return (LikePart.Whole, literal, true);
        }

        if (literal.Length > 0)
        {
            return (LikePart.Start, literal, IsAny(pattern, length));
        }

        if (pattern[0] == '%' && IsAny(pattern, 0))
        {
            return (LikePart.Start, string.Empty, true);
        }

        if (pattern[0] != '%')
        {
            return (LikePart.Start, string.Empty, false);
        }

        var from = pattern.AsSpan().IndexOfAnyExcept('%');
        length = Literal(pattern, from, escape, out literal);
        return (LikePart.Within, literal, from + length < pattern.Length && IsAny(pattern, from + length));

        static bool IsAny(string pattern, int from)
            => pattern.AsSpan(from).IndexOfAnyExcept('%') < 0;
    }

    /// <summary>The text up to the next wildcard; how much of the pattern says it is returned.</summary>
    private static int Literal(string pattern, int from, string? escape, out string literal)
    {
        var escaping = EscapeOf(escape);
        var text = new System.Text.StringBuilder();
        var p = from;
        for (; p < pattern.Length; p++)
        {
            if (pattern[p] == escaping && p + 1 < pattern.Length)
            {
                p++;
            }
            else if (pattern[p] is '%' or '_')
            {
                break;
            }

            text.Append(pattern[p]);
        }

        literal = text.ToString();
        return p - from;
    }

    private static char? EscapeOf(string? escape)
        => escape switch
        {
            null => null,
            [var character] => character,
            _ => throw new ArgumentException(DynamoDbStrings.LikeEscape(escape), nameof(escape)),
        };
}

/// <summary>Where the text of a pattern must stand.</summary>
internal enum LikePart
{
    /// <summary>It is all of the text.</summary>
    Whole,

    /// <summary>The text begins with it.</summary>
    Start,

    /// <summary>The text has it somewhere.</summary>
    Within,
}
