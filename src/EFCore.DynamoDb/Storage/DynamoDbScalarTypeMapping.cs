using System.Linq.Expressions;
using EFCore.DynamoDb.Items;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Storage.Json;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace EFCore.DynamoDb.Storage;

/// <summary>
/// A scalar in an S, N, B or BOOL, in the usual form of its CLR type or of the type that its value converter makes of it; HasAttributeType chooses
/// another.
/// </summary>
public sealed class DynamoDbScalarTypeMapping : DynamoDbTypeMapping
{
    private readonly StoredForm _form;
    private readonly DynamoDbAttributeType? _chosenType;

    /// <summary>Creates the mapping of a type.</summary>
    /// <param name="clrType">The CLR type, not nullable.</param>
    /// <param name="attributeType">The type of the attribute; null for the usual one of the CLR type.</param>
    /// <exception cref="ArgumentException">Attributes of that type do not hold the CLR type.</exception>
    public DynamoDbScalarTypeMapping(Type clrType, DynamoDbAttributeType? attributeType = null)
        : this(new CoreTypeMappingParameters(clrType), attributeType)
    {
    }

    private DynamoDbScalarTypeMapping(CoreTypeMappingParameters parameters, DynamoDbAttributeType? chosenType)
        : this(parameters, chosenType, FormOf(parameters, chosenType))
    {
    }

    private DynamoDbScalarTypeMapping(CoreTypeMappingParameters parameters, DynamoDbAttributeType? chosenType, StoredForm form)
        : base(WithComparers(parameters, form), form.AttributeType)
    {
        _form = form;
        _chosenType = chosenType;
    }

    /// <summary>What compiled models make all mappings of this class from.</summary>
    public static DynamoDbScalarTypeMapping Default { get; } = new(typeof(string));

    /// <inheritdoc />
    public override bool KeepsOrder
        => Converter is null && _form.KeepsOrder;

    internal override bool HoldsIntegers
        => _form.HoldsIntegers;

    internal override bool NormalizesValues
        => Converter is null && Instants.Supports(ClrType);

    /// <inheritdoc />
    public override CoreTypeMapping WithComposedConverter(
        ValueConverter? converter,
        ValueComparer? comparer = null,
        ValueComparer? keyComparer = null,
        CoreTypeMapping? elementMapping = null,
        JsonValueReaderWriter? jsonValueReaderWriter = null)
        => Clone(Parameters.WithComposedConverter(converter, comparer, keyComparer, elementMapping, jsonValueReaderWriter));

    internal override Expression NormalizeOperand(Expression value)
        => Converter is null ? Instants.NormalizeOperand(value) : value;

    internal override bool IsAsStored(object? value, object? stored)
        => Instants.AreSame(value, stored);

    /// <inheritdoc />
    protected override CoreTypeMapping Clone(CoreTypeMappingParameters parameters)
        => new DynamoDbScalarTypeMapping(parameters, _chosenType);

    private protected override Expression CreateProviderReadExpression(Expression item, Expression ordinal)
        => ConvertTo(Expression.Call(_form.Read, item, ordinal), StoredClrType);

    private protected override Expression CreateProviderWriteExpression(Expression value)
        => Expression.Call(_form.Write, ConvertTo(value, _form.ClrType));

    private static StoredForm FormOf(CoreTypeMappingParameters parameters, DynamoDbAttributeType? chosenType)
        => StoredForms.Find(StoredClrTypeOf(parameters), chosenType)
            ?? throw new ArgumentException($"No attribute of type {chosenType} holds a {StoredClrTypeOf(parameters)}.", nameof(parameters));

    private static CoreTypeMappingParameters WithComparers(CoreTypeMappingParameters parameters, StoredForm form)
        => parameters.Converter is null && form.Comparer is { } comparer
            ? parameters with { Comparer = parameters.Comparer ?? comparer, KeyComparer = parameters.KeyComparer ?? comparer }
            : parameters;
}
