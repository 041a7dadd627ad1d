using System.Linq.Expressions;
using EFCore.DynamoDb.Items;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Storage.Json;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace EFCore.DynamoDb.Storage;

/// <summary>
/// A date or time as S in a format of the user's, for tables that others write too. Times are written in UTC, but a DateTimeOffset keeps its offset
/// when the format writes one. Sorted and ranged by DynamoDB only where the format proves that its texts sort as the times do.
/// </summary>
public sealed class DynamoDbIsoTextTypeMapping : DynamoDbTypeMapping
{
    private readonly IsoText _text;

    /// <summary>Creates the mapping.</summary>
    /// <param name="clrType">DateTime, DateTimeOffset, DateOnly or TimeOnly.</param>
    /// <param name="format">A date and time format of .NET.</param>
    public DynamoDbIsoTextTypeMapping(Type clrType, string format)
        : this(new CoreTypeMappingParameters(clrType), format)
    {
    }

    private DynamoDbIsoTextTypeMapping(CoreTypeMappingParameters parameters, string format)
        : this(parameters, IsoText.For(StoredClrTypeOf(parameters), format))
    {
    }

    private DynamoDbIsoTextTypeMapping(CoreTypeMappingParameters parameters, IsoText text)
        : base(WithComparers(parameters, text), DynamoDbAttributeType.S)
        => _text = text;

    /// <summary>A mapping of DateTime to the second.</summary>
    public static DynamoDbIsoTextTypeMapping Default { get; } = new(typeof(DateTime), "yyyy-MM-ddTHH:mm:ssZ");

    /// <summary>The format.</summary>
    public string Format
        => _text.Format;

    /// <inheritdoc />
    public override bool KeepsOrder
        => Converter is null && _text.Facts.KeepsOrder && !_text.KeepsOffset;

    /// <inheritdoc />
    public override bool IsLossy
        => !_text.Facts.IsComplete;

    internal override bool ComparesOnServer
        => !_text.KeepsOffset;

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
        => Converter is null ? Expression.Call(Expression.Constant(_text), "AsStored", null, value) : value;

    internal override bool IsAsStored(object? value, object? stored)
        => Instants.AreSame(value, stored);

    /// <inheritdoc />
    protected override CoreTypeMapping Clone(CoreTypeMappingParameters parameters)
        => new DynamoDbIsoTextTypeMapping(parameters, Format);

    private protected override Expression CreateProviderReadExpression(Expression item, Expression ordinal)
        => Expression.Call(Expression.Constant(_text), "Read", null, item, ordinal);

    private protected override Expression CreateProviderWriteExpression(Expression value)
        => Expression.Call(Expression.Constant(_text), "Write", null, value);

    private static CoreTypeMappingParameters WithComparers(CoreTypeMappingParameters parameters, IsoText text)
        => parameters.Converter is null
            ? parameters with { Comparer = parameters.Comparer ?? text.Comparer, KeyComparer = parameters.KeyComparer ?? text.Comparer }
            : parameters;
}
