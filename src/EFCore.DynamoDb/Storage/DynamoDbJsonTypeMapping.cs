using System.Linq.Expressions;
using EFCore.DynamoDb.Items;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Storage.Json;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace EFCore.DynamoDb.Storage;

/// <summary>
/// Any type that System.Text.Json serialises, as JSON text in an S. DynamoDB sees text: conditions on such properties are evaluated on the client.
/// </summary>
public sealed class DynamoDbJsonTypeMapping : DynamoDbTypeMapping
{
    private readonly JsonText _json;
    private readonly object? _how;

    internal DynamoDbJsonTypeMapping(Type clrType, object? how)
        : this(new CoreTypeMappingParameters(clrType), how)
    {
    }

    private DynamoDbJsonTypeMapping(CoreTypeMappingParameters parameters, object? how)
        : this(parameters, how, JsonText.For(StoredClrTypeOf(parameters), how))
    {
    }

    private DynamoDbJsonTypeMapping(CoreTypeMappingParameters parameters, object? how, JsonText json)
        : base(
            parameters with { Comparer = parameters.Comparer ?? json.Comparer, KeyComparer = parameters.KeyComparer ?? json.Comparer },
            DynamoDbAttributeType.S)
    {
        _how = how;
        _json = json;
    }

    /// <summary>A mapping of strings as JSON strings, by the serializer's defaults.</summary>
    public static DynamoDbJsonTypeMapping Default { get; } = new(typeof(string), null);

    /// <inheritdoc />
    public override bool KeepsOrder
        => false;

    internal override bool ComparesOnServer
        => false;

    /// <inheritdoc />
    public override CoreTypeMapping WithComposedConverter(
        ValueConverter? converter,
        ValueComparer? comparer = null,
        ValueComparer? keyComparer = null,
        CoreTypeMapping? elementMapping = null,
        JsonValueReaderWriter? jsonValueReaderWriter = null)
        => Clone(Parameters.WithComposedConverter(converter, comparer, keyComparer, elementMapping, jsonValueReaderWriter));

    /// <inheritdoc />
    protected override CoreTypeMapping Clone(CoreTypeMappingParameters parameters)
        => new DynamoDbJsonTypeMapping(
            parameters.ClrType == Parameters.ClrType ? parameters : parameters with { Comparer = null, KeyComparer = null }, _how);

    private protected override Expression CreateProviderReadExpression(Expression item, Expression ordinal)
        => Expression.Call(Expression.Constant(_json), "Read", null, item, ordinal);

    private protected override Expression CreateProviderWriteExpression(Expression value)
        => Expression.Call(Expression.Constant(_json), "Write", null, value);
}
