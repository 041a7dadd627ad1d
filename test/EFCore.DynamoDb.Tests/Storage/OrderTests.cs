using System.Globalization;
using System.Numerics;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Storage;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.Tests.Storage;

/// <summary>For random pairs of values: DynamoDB's order of what is stored is the CLR's order of the values, and what is read is what was stored.</summary>
public class OrderTests
{
    private static readonly Gen<long> Longs = Wide(ArbMap.Default.GeneratorFor<long>(), (value, bits) => value >> bits, 63);
    private static readonly Gen<ulong> ULongs = Wide(ArbMap.Default.GeneratorFor<ulong>(), (value, bits) => value >> bits, 63);
    private static readonly Gen<UInt128> UInt128s = Wide(
        from high in ULongs from low in ULongs select new UInt128(high, low), (value, bits) => value >> bits, 127);

    private static readonly UInt128 Most = UInt128.Parse("99999999999999999999999999999999999999", CultureInfo.InvariantCulture);

    private static readonly Gen<decimal> Decimals =
        from low in ArbMap.Default.GeneratorFor<int>()
        from middle in Gen.Elements(0, 1, -1, int.MaxValue)
        from high in Gen.Elements(0, 0, 7, -1)
        from negative in Gen.Elements(true, false)
        from scale in Gen.Choose(0, 28)
        select new decimal(low, middle, high, negative, (byte)scale);

    private static readonly Gen<double> Doubles = Gen.OneOf(
        ArbMap.Default.GeneratorFor<double>(),
        from bits in ArbMap.Default.GeneratorFor<long>() from rest in ArbMap.Default.GeneratorFor<int>()
        select BitConverter.Int64BitsToDouble((bits << 32) ^ rest),
        from whole in Gen.Choose(-1000, 1000) select whole / 10d);

    // Spread over all years, and dense around 1970.
    private static readonly Gen<DateTime> Times = Gen.OneOf(
        from part in Gen.Choose(0, int.MaxValue) from rest in Gen.Choose(0, int.MaxValue)
        select new DateTime(Math.Max(0, (long)((Int128)DateTime.MaxValue.Ticks * part / int.MaxValue) - (rest % 3)), DateTimeKind.Utc),
        from ticks in Gen.Choose(-30_000_000, 30_000_000) select DateTime.UnixEpoch.AddTicks(ticks),
        Gen.Constant(DateTime.SpecifyKind(DateTime.MinValue, DateTimeKind.Utc)),
        Gen.Constant(DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc)));

    [Fact]
    public void Integers()
    {
        Check(from value in Longs select (sbyte)value);
        Check(from value in Longs select (byte)value);
        Check(from value in Longs select (short)value);
        Check(from value in Longs select (ushort)value);
        Check(from value in Longs select (int)value);
        Check(from value in Longs select (uint)value);
        Check(Longs);
        Check(ULongs);
        Check(from value in UInt128s select value % (Most + 1));
        Check(from value in UInt128s from negative in Gen.Elements(true, false) select (Int128)(value % (Most + 1)) * (negative ? -1 : 1));
        Check(
            from value in UInt128s from zeros in Gen.Choose(0, 87) from sign in Gen.Elements(1, -1)
            select (BigInteger)(value % (Most + 1)) * BigInteger.Pow(10, zeros) * sign);
    }

    [Fact]
    public void Fractions()
    {
        Check(Decimals);
        Check(from value in Doubles where IsStorable(value) select value);
        Check(from value in Doubles where float.IsFinite((float)value) select (float)value);
        Check(from value in Doubles where Half.IsFinite((Half)value) select (Half)value);
    }

    [Fact]
    public void Texts_and_bytes()
    {
        // The order of strings is that of their code points: DESIGN.md, "String order is code-point order".
        Check(
            from runes in Gen.Choose(0, 0x10FFFF).Where(c => c is < 0xD800 or > 0xDFFF).ListOf()
            select string.Concat(runes.Select(char.ConvertFromUtf32)),
            CodePointComparer.Instance);
        Check(from c in Gen.Choose(0, 0xFFFF).Where(c => c is < 0xD800 or > 0xDFFF) select (char)c);
        Check(from bytes in ArbMap.Default.GeneratorFor<byte>().ArrayOf() select bytes, Comparer<byte[]>.Create((l, r) => l.AsSpan().SequenceCompareTo(r)));
        Check(Guids());
        Check(Guids(), mapping: Stored.Mapping<Guid>(p => p.HasAttributeType(DynamoDbAttributeType.B)));
        Check(Gen.Elements(true, false), mapping: Stored.Mapping<bool>(p => p.HasAttributeType(DynamoDbAttributeType.N)));
    }

    [Fact]
    public void Times_and_durations()
    {
        Check(Times);
        Check(from time in Times select new DateTimeOffset(time));
        Check(from time in Times select DateOnly.FromDateTime(time));
        Check(from time in Times select TimeOnly.FromDateTime(time));
        Check(from ticks in Longs select new TimeSpan(ticks));
    }

    [Fact]
    public void Enumerations()
    {
        Check(from value in Longs select (DayOfWeek)(int)value);
        Check(from value in Longs select (Signed)value);
    }

    [Theory]
    [InlineData(TimestampUnit.Seconds, 1)]
    [InlineData(TimestampUnit.Milliseconds, 1_000)]
    [InlineData(TimestampUnit.Microseconds, 1_000_000)]
    [InlineData(TimestampUnit.Nanoseconds, 1_000_000_000)]
    public void Timestamps_are_the_exact_floor_and_never_out_of_order(TimestampUnit unit, long perSecond)
    {
        var dateTimes = new DynamoDbUnixTimestampTypeMapping(typeof(DateTime), unit);
        var offsets = new DynamoDbUnixTimestampTypeMapping(typeof(DateTimeOffset), unit);
        Prop.ForAll(
            Gen.Two(Times).ToArbitrary(),
            pair =>
            {
                var (left, right) = pair;
                var stored = dateTimes.ToItemValue(left);
                var expected = Floor((BigInteger)(left.Ticks - DateTime.UnixEpoch.Ticks) * perSecond, TimeSpan.TicksPerSecond);
                var back = (DateTime)dateTimes.FromItemValue(stored);

                return stored.AsText() == expected.ToString(CultureInfo.InvariantCulture)
                    && offsets.ToItemValue(new DateTimeOffset(left)).Equals(stored)
                    && back <= left && (left - back).Ticks < Math.Max(1, TimeSpan.TicksPerSecond / perSecond)
                    && back.Kind == DateTimeKind.Utc
                    && dateTimes.ToItemValue(back).Equals(stored)
                    && Math.Sign(DynamoDbOrder.Compare(stored, dateTimes.ToItemValue(right)))
                        == back.CompareTo((DateTime)dateTimes.Back(right))
                    && dateTimes.Comparer.Equals(left, back)
                    && dateTimes.Comparer.GetHashCode(left) == dateTimes.Comparer.GetHashCode(back);
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    [Theory]
    [InlineData("yyyy-MM-ddTHH:mm:ss.fffffffZ")]
    [InlineData("yyyy-MM-dd'T'HH:mm:ssZ")]
    [InlineData("yyyyMMddHHmm")]
    [InlineData("yyyy")]
    public void Formats_that_are_said_to_keep_the_order_keep_it(string format)
    {
        var mapping = new DynamoDbIsoTextTypeMapping(typeof(DateTime), format);
        Assert.True(mapping.KeepsOrder);
        Prop.ForAll(
            Gen.Two(Times).ToArbitrary(),
            pair => Math.Sign(DynamoDbOrder.Compare(mapping.ToItemValue(pair.Item1), mapping.ToItemValue(pair.Item2)))
                == ((DateTime)mapping.Back(pair.Item1)).CompareTo((DateTime)mapping.Back(pair.Item2)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    private enum Signed : long;

    private static void Check<T>(Gen<T> values, IComparer<T>? order = null, DynamoDbTypeMapping? mapping = null)
        where T : notnull
    {
        mapping ??= Stored.MappingOf(typeof(T));
        order ??= Comparer<T>.Default;
        Assert.True(mapping.KeepsOrder);
        Prop.ForAll(
            Gen.Two(values).ToArbitrary(),
            pair =>
            {
                var (left, right) = (mapping.ToItemValue(pair.Item1), mapping.ToItemValue(pair.Item2));
                return Math.Sign(DynamoDbOrder.Compare(left, right)) == Math.Sign(order.Compare(pair.Item1, pair.Item2))
                    && order.Compare((T)mapping.FromItemValue(left), pair.Item1) == 0;
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    private static Gen<T> Wide<T>(Gen<T> values, Func<T, int, T> shift, int bits)
        => from value in Gen.OneOf(values, values, values, Gen.Constant(default(T)!)) from count in Gen.Choose(0, bits) select shift(value, count);

    private static Gen<Guid> Guids()
        => from bytes in ArbMap.Default.GeneratorFor<byte>().ArrayOf(16) select new Guid(bytes);

    private static bool IsStorable(double value)
        => double.IsFinite(value) && (value == 0 || Math.Abs(value) is >= 1e-130 and < 1e126);

    private static BigInteger Floor(BigInteger value, long divisor)
    {
        var quotient = BigInteger.DivRem(value, divisor, out var rest);
        return rest < 0 ? quotient - 1 : quotient;
    }
}
