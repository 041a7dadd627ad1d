using System.Linq.Expressions;
using System.Reflection;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Items;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Storage.Json;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace EFCore.DynamoDb.Storage;

/// <summary>
/// A point in time as an N: whole units since 1970-01-01T00:00:00Z, rounded down before it as after it. Times that are stored alike are one value to EF
/// Core, as keys too. They are read as UTC.
/// </summary>
public sealed class DynamoDbUnixTimestampTypeMapping : DynamoDbTypeMapping
{
    private static readonly MethodInfo ReadDateTimeMethod = Method(nameof(ReadDateTime));
    private static readonly MethodInfo ReadDateTimeOffsetMethod = Method(nameof(ReadDateTimeOffset));
    private static readonly MethodInfo WriteDateTimeMethod = Method(nameof(WriteDateTime));
    private static readonly MethodInfo WriteDateTimeOffsetMethod = Method(nameof(WriteDateTimeOffset));

    /// <summary>Creates the mapping.</summary>
    /// <param name="clrType">DateTime or DateTimeOffset.</param>
    /// <param name="unit">The unit.</param>
    public DynamoDbUnixTimestampTypeMapping(Type clrType, TimestampUnit unit)
        : this(new CoreTypeMappingParameters(clrType), unit)
    {
    }

    private DynamoDbUnixTimestampTypeMapping(CoreTypeMappingParameters parameters, TimestampUnit unit)
        : base(WithComparers(parameters, unit), DynamoDbAttributeType.N)
        => Unit = unit;

    /// <summary>A mapping of DateTime in seconds.</summary>
    public static DynamoDbUnixTimestampTypeMapping Default { get; } = new(typeof(DateTime), TimestampUnit.Seconds);

    /// <summary>The unit.</summary>
    public TimestampUnit Unit { get; }

    /// <inheritdoc />
    public override bool KeepsOrder
        => Converter is null;

    /// <inheritdoc />
    public override bool IsLossy
        => Unit != TimestampUnit.Nanoseconds;

    internal override bool HoldsIntegers
        => true;

    internal override bool NormalizesValues
        => true;

    /// <inheritdoc />
    public override CoreTypeMapping WithComposedConverter(
        ValueConverter? converter,
        ValueComparer? comparer = null,
        ValueComparer? keyComparer = null,
        CoreTypeMapping? elementMapping = null,
        JsonValueReaderWriter? jsonValueReaderWriter = null)
        => Clone(Parameters.WithComposedConverter(converter, comparer, keyComparer, elementMapping, jsonValueReaderWriter));

    internal override Expression NormalizeOperand(Expression value)
        => Converter is null ? Instants.NormalizeOperand(value, Unit) : value;

    internal override bool IsAsStored(object? value, object? stored)
        => Instants.AreSame(value, stored);

    /// <inheritdoc />
    protected override CoreTypeMapping Clone(CoreTypeMappingParameters parameters)
        => new DynamoDbUnixTimestampTypeMapping(parameters, Unit);

    private protected override Expression CreateProviderReadExpression(Expression item, Expression ordinal)
        => Expression.Call(
            StoredClrType == typeof(DateTime) ? ReadDateTimeMethod : ReadDateTimeOffsetMethod, item, ordinal, Expression.Constant(Unit));

    private protected override Expression CreateProviderWriteExpression(Expression value)
        => Expression.Call(value.Type == typeof(DateTime) ? WriteDateTimeMethod : WriteDateTimeOffsetMethod, value, Expression.Constant(Unit));

    private static DateTime ReadDateTime(Item item, int ordinal, TimestampUnit unit)
    {
        var value = unit == TimestampUnit.Nanoseconds ? item.GetInt128(ordinal) : item.GetInt64(ordinal);
        return Instants.TryFromUnix(value, unit, out var utc)
            ? utc
            : throw new ItemReadException(
                item.NameOf(ordinal), DynamoDbStrings.TimestampOutOfRange(item.GetNumberText(ordinal), unit.ToString().ToLowerInvariant()));
    }

    private static DateTimeOffset ReadDateTimeOffset(Item item, int ordinal, TimestampUnit unit)
        => new(ReadDateTime(item, ordinal, unit));

    private static ItemValue WriteDateTime(DateTime value, TimestampUnit unit)
    {
        var number = Instants.ToUnix(Instants.ToUtc(value), unit);
        return number >= long.MinValue && number <= long.MaxValue
            ? ItemValue.Number((long)number)
            : ItemValue.Number(number.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    private static ItemValue WriteDateTimeOffset(DateTimeOffset value, TimestampUnit unit)
        => WriteDateTime(value.UtcDateTime, unit);

    private static CoreTypeMappingParameters WithComparers(CoreTypeMappingParameters parameters, TimestampUnit unit)
    {
        if (parameters.Converter is not null || (parameters.Comparer is not null && parameters.KeyComparer is not null))
        {
            return parameters;
        }

        ValueComparer comparer = parameters.ClrType == typeof(DateTime)
            ? new ValueComparer<DateTime>(
                (left, right) => Instants.ToUnix(Instants.ToUtc(left), unit) == Instants.ToUnix(Instants.ToUtc(right), unit),
                value => Instants.ToUnix(Instants.ToUtc(value), unit).GetHashCode(),
                value => value)
            : new ValueComparer<DateTimeOffset>(
                (left, right) => Instants.ToUnix(left.UtcDateTime, unit) == Instants.ToUnix(right.UtcDateTime, unit),
                value => Instants.ToUnix(value.UtcDateTime, unit).GetHashCode(),
                value => value);
        return parameters with { Comparer = parameters.Comparer ?? comparer, KeyComparer = parameters.KeyComparer ?? comparer };
    }

    private static MethodInfo Method(string name)
        => typeof(DynamoDbUnixTimestampTypeMapping).GetMethod(name, BindingFlags.NonPublic | BindingFlags.Static)!;
}
