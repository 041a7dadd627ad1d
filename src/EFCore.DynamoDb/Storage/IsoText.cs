using System.Globalization;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Items;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace EFCore.DynamoDb.Storage;

/// <summary>Dates and times of one CLR type as text in one format, always of the invariant culture.</summary>
internal abstract class IsoText(string format, IsoFormatFacts facts)
{
    public string Format { get; } = format;

    public IsoFormatFacts Facts { get; } = facts;

    public abstract ValueComparer Comparer { get; }

    /// <summary>Whether values keep their offset. Then equal instants may have different texts.</summary>
    public virtual bool KeepsOffset
        => false;

    /// <summary>Whether a value of the type can be written and read again.</summary>
    public abstract bool IsValid { get; }

    public static bool Supports(Type type)
        => type == typeof(DateTime) || type == typeof(DateTimeOffset) || type == typeof(DateOnly) || type == typeof(TimeOnly);

    public static IsoText For(Type type, string format)
    {
        var facts = IsoFormatFacts.Of(format, type);
        return type == typeof(DateTime) ? new OfDateTime(format, facts)
            : type == typeof(DateTimeOffset) ? new OfDateTimeOffset(format, facts)
            : type == typeof(DateOnly) ? new OfDateOnly(format, facts)
            : type == typeof(TimeOnly) ? new OfTimeOnly(format, facts)
            : throw new ArgumentException($"A {type} has no ISO format.", nameof(type));
    }

    private sealed class OfDateTime(string format, IsoFormatFacts facts)
        : IsoText<DateTime>(format, facts, new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc))
    {
        public override string Text(DateTime value)
            => Instants.ToUtc(value).ToString(Format, CultureInfo.InvariantCulture);

        protected override bool TryParse(string text, out DateTime value)
            => DateTime.TryParseExact(
                text, Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out value);
    }

    private sealed class OfDateTimeOffset(string format, IsoFormatFacts facts)
        : IsoText<DateTimeOffset>(format, facts, new DateTimeOffset(2001, 2, 3, 4, 5, 6, TimeSpan.Zero))
    {
        public override bool KeepsOffset
            => Facts.HasOffset;

        public override string Text(DateTimeOffset value)
            => (KeepsOffset ? value : value.ToUniversalTime()).ToString(Format, CultureInfo.InvariantCulture);

        protected override bool TryParse(string text, out DateTimeOffset value)
            => DateTimeOffset.TryParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out value);
    }

    private sealed class OfDateOnly(string format, IsoFormatFacts facts) : IsoText<DateOnly>(format, facts, new DateOnly(2001, 2, 3))
    {
        public override string Text(DateOnly value)
            => value.ToString(Format, CultureInfo.InvariantCulture);

        protected override bool TryParse(string text, out DateOnly value)
            => DateOnly.TryParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out value);
    }

    private sealed class OfTimeOnly(string format, IsoFormatFacts facts) : IsoText<TimeOnly>(format, facts, new TimeOnly(4, 5, 6))
    {
        public override string Text(TimeOnly value)
            => value.ToString(Format, CultureInfo.InvariantCulture);

        protected override bool TryParse(string text, out TimeOnly value)
            => TimeOnly.TryParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out value);
    }
}

/// <summary>The part that the types have in common; its methods are called by compiled expressions.</summary>
internal abstract class IsoText<T> : IsoText
    where T : struct
{
    private readonly T _sample;

    protected IsoText(string format, IsoFormatFacts facts, T sample)
        : base(format, facts)
    {
        _sample = sample;
        Comparer = new ValueComparer<T>((left, right) => AreEqual(left, right), value => HashOf(value), value => value);
    }

    public override ValueComparer Comparer { get; }

    public override bool IsValid
    {
        get
        {
            try
            {
                return TryParse(Text(_sample), out _);
            }
            catch (FormatException)
            {
                return false;
            }
        }
    }

    public abstract string Text(T value);

    public ItemValue Write(T value)
        => ItemValue.String(Text(value));

    /// <summary>The value that is read where this one was stored.</summary>
    public T AsStored(T value)
        => TryParse(Text(value), out var stored) ? stored : value;

    public T? AsStored(T? value)
        => value is { } given ? AsStored(given) : null;

    public T Read(Item item, int ordinal)
    {
        var text = item.GetString(ordinal);
        return TryParse(text, out var value)
            ? value
            : throw new ItemReadException(item.NameOf(ordinal), DynamoDbStrings.NotOfForm(text, $"a time of the form '{Format}'"));
    }

    protected abstract bool TryParse(string text, out T value);

    // Same text, same value to the store.
    private bool AreEqual(T left, T right)
        => Instants.AreSame(left, right) || Text(left) == Text(right);

    private int HashOf(T value)
        => Text(value).GetHashCode(StringComparison.Ordinal);
}
