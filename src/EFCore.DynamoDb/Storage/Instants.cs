using System.Linq.Expressions;
using EFCore.DynamoDb.Diagnostics;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.Storage;

/// <summary>Points in time: what a DateTime means, and numbers since 1970 in exact integer arithmetic.</summary>
internal static class Instants
{
    private static readonly long EpochTicks = DateTime.UnixEpoch.Ticks;

    public static bool Supports(Type type)
        => type == typeof(DateTime) || type == typeof(DateTimeOffset);

    /// <summary>Local times are converted; those of no kind are taken for UTC.</summary>
    public static DateTime ToUtc(DateTime value)
        => value.Kind switch
        {
            DateTimeKind.Utc => value,
            DateTimeKind.Local => value.ToUniversalTime(),
            _ => DateTime.SpecifyKind(value, DateTimeKind.Utc),
        };

    public static DateTime? ToUtc(DateTime? value)
        => value is { } time ? ToUtc(time) : null;

    /// <summary>The last time of the unit that is not later, in UTC.</summary>
    public static DateTime Floor(DateTime value, TimestampUnit unit)
    {
        var utc = ToUtc(value);
        return unit == TimestampUnit.Nanoseconds ? utc : new DateTime(utc.Ticks - (utc.Ticks % TicksPer(unit)), DateTimeKind.Utc);
    }

    public static DateTime? Floor(DateTime? value, TimestampUnit unit)
        => value is { } time ? Floor(time, unit) : null;

    public static DateTimeOffset Floor(DateTimeOffset value, TimestampUnit unit)
        => new(Floor(value.UtcDateTime, unit));

    public static DateTimeOffset? Floor(DateTimeOffset? value, TimestampUnit unit)
        => value is { } time ? Floor(time, unit) : null;

    /// <summary>DateTimes that a query brings along, in UTC as the ones that are read; other operands are left alone.</summary>
    public static Expression NormalizeOperand(Expression value)
        => value.Type == typeof(DateTime) || value.Type == typeof(DateTime?)
            ? Expression.Call(typeof(Instants).GetMethod(nameof(ToUtc), [value.Type])!, value)
            : value;

    /// <summary>Times that a query brings along, at the precision of the unit.</summary>
    public static Expression NormalizeOperand(Expression value, TimestampUnit unit)
        => Expression.Call(
            typeof(Instants).GetMethod(nameof(Floor), [value.Type, typeof(TimestampUnit)])!, value, Expression.Constant(unit));

    /// <summary>Whether two values are the same to the kind of a time and its offset.</summary>
    public static bool AreSame(object? left, object? right)
        => (left, right) switch
        {
            (DateTime l, DateTime r) => l == r && l.Kind == r.Kind,
            (DateTimeOffset l, DateTimeOffset r) => l.EqualsExact(r),
            _ => Equals(left, right),
        };

    /// <summary>The whole units since 1970, rounded down before it as after it.</summary>
    public static Int128 ToUnix(DateTime utc, TimestampUnit unit)
    {
        var ticks = utc.Ticks - EpochTicks;
        if (unit == TimestampUnit.Nanoseconds)
        {
            return (Int128)ticks * TimeSpan.NanosecondsPerTick;
        }

        var (whole, rest) = Math.DivRem(ticks, TicksPer(unit));
        return rest < 0 ? whole - 1 : whole;
    }

    /// <summary>False when .NET's times do not reach that far. Nanoseconds are rounded down to .NET's hundred.</summary>
    public static bool TryFromUnix(Int128 value, TimestampUnit unit, out DateTime utc)
    {
        Int128 ticks;
        if (unit == TimestampUnit.Nanoseconds)
        {
            (ticks, var rest) = Int128.DivRem(value, TimeSpan.NanosecondsPerTick);
            ticks -= rest < 0 ? 1 : 0;
        }
        else if (value < long.MinValue || value > long.MaxValue)
        {
            utc = default;
            return false;
        }
        else
        {
            ticks = value * TicksPer(unit);
        }

        ticks += EpochTicks;
        if (ticks < 0 || ticks > DateTime.MaxValue.Ticks)
        {
            utc = default;
            return false;
        }

        utc = new DateTime((long)ticks, DateTimeKind.Utc);
        return true;
    }

    private static long TicksPer(TimestampUnit unit)
        => unit switch
        {
            TimestampUnit.Seconds => TimeSpan.TicksPerSecond,
            TimestampUnit.Milliseconds => TimeSpan.TicksPerMillisecond,
            TimestampUnit.Microseconds => TimeSpan.TicksPerMicrosecond,
            _ => throw new ArgumentOutOfRangeException(nameof(unit), DynamoDbStrings.UnknownTimestampUnit((int)unit)),
        };
}
