using System.Globalization;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Items;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace EFCore.DynamoDb.Storage;

/// <summary>
/// Dates and times as ISO 8601 text of fixed width, which sorts as they do, to the tick; instants in UTC. Durations as seconds in an N, because
/// negative ones could not sort as text.
/// </summary>
internal static class TimeForms
{
    private const int InstantLength = 28;
    private const decimal MostSeconds = 1_000_000_000_000;

    public static IEnumerable<StoredForm> All
        =>
        [
            StoredForm.Of(
                DynamoDbAttributeType.S,
                ReadDateTime,
                WriteDateTime,
                comparer: new ValueComparer<DateTime>(
                    (left, right) => Instants.ToUtc(left) == Instants.ToUtc(right), value => Instants.ToUtc(value).GetHashCode(), value => value)),
            StoredForm.Of(
                DynamoDbAttributeType.S,
                ReadDateTimeOffset,
                WriteDateTimeOffset,
                comparer: new ValueComparer<DateTimeOffset>((left, right) => left == right, value => value.GetHashCode(), value => value)),
            StoredForm.Of(DynamoDbAttributeType.S, ReadDateOnly, WriteDateOnly),
            StoredForm.Of(DynamoDbAttributeType.S, ReadTimeOnly, WriteTimeOnly),
            StoredForm.Of(DynamoDbAttributeType.N, ReadTimeSpan, WriteTimeSpan),
        ];

    private static DateTime ReadDateTime(Item item, int ordinal)
    {
        var text = item.GetString(ordinal);
        return text.Length == InstantLength
            && text[^1] == 'Z'
            && DateTime.TryParseExact(text, "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var value)
            ? value
            : throw NotOfForm(item, ordinal, text, "a time of the form 'yyyy-MM-ddTHH:mm:ss.fffffffZ'");
    }

    private static ItemValue WriteDateTime(DateTime value)
        => ItemValue.String(Instants.ToUtc(value).ToString("O", CultureInfo.InvariantCulture));

    private static DateTimeOffset ReadDateTimeOffset(Item item, int ordinal)
        => new(ReadDateTime(item, ordinal));

    private static ItemValue WriteDateTimeOffset(DateTimeOffset value)
        => ItemValue.String(value.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));

    private static DateOnly ReadDateOnly(Item item, int ordinal)
    {
        var text = item.GetString(ordinal);
        return DateOnly.TryParseExact(text, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var value)
            ? value
            : throw NotOfForm(item, ordinal, text, "a date of the form 'yyyy-MM-dd'");
    }

    private static ItemValue WriteDateOnly(DateOnly value)
        => ItemValue.String(value.ToString("O", CultureInfo.InvariantCulture));

    private static TimeOnly ReadTimeOnly(Item item, int ordinal)
    {
        var text = item.GetString(ordinal);
        return TimeOnly.TryParseExact(text, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var value)
            ? value
            : throw NotOfForm(item, ordinal, text, "a time of the form 'HH:mm:ss.fffffff'");
    }

    private static ItemValue WriteTimeOnly(TimeOnly value)
        => ItemValue.String(value.ToString("O", CultureInfo.InvariantCulture));

    private static TimeSpan ReadTimeSpan(Item item, int ordinal)
    {
        var seconds = item.GetDecimal(ordinal);
        var ticks = Math.Abs(seconds) > MostSeconds ? decimal.MaxValue : seconds * TimeSpan.TicksPerSecond;
        if (ticks < long.MinValue || ticks > long.MaxValue || ticks != decimal.Truncate(ticks))
        {
            throw new ItemReadException(
                item.NameOf(ordinal), DynamoDbStrings.NotANumberOf(item.GetNumberText(ordinal), "a duration in seconds with at most 7 decimals"));
        }

        return new TimeSpan((long)ticks);
    }

    private static ItemValue WriteTimeSpan(TimeSpan value)
    {
        var (seconds, fraction) = Math.DivRem(value.Ticks, TimeSpan.TicksPerSecond);
        if (fraction == 0)
        {
            return ItemValue.Number(seconds);
        }

        Span<char> text = stackalloc char[24];
        var length = 0;
        if (value.Ticks < 0)
        {
            text[length++] = '-';
        }

        _ = Math.Abs(seconds).TryFormat(text[length..], out var written, default, CultureInfo.InvariantCulture);
        length += written;
        text[length++] = '.';
        _ = Math.Abs(fraction).TryFormat(text[length..], out written, "D7", CultureInfo.InvariantCulture);
        return ItemValue.Number(text[..(length + written)].TrimEnd('0').ToString());
    }

    private static ItemReadException NotOfForm(Item item, int ordinal, string text, string form)
        => new(item.NameOf(ordinal), DynamoDbStrings.NotOfForm(text, form));
}
