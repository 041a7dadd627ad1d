using System.Globalization;
using System.Linq.Expressions;
using EFCore.DynamoDb.Items;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace EFCore.DynamoDb.Storage;

/// <summary>Finds the mapping of a CLR type.</summary>
internal sealed class DynamoDbTypeMappingSource(TypeMappingSourceDependencies dependencies) : TypeMappingSource(dependencies)
{
    private static readonly Dictionary<Type, DynamoDbTypeMapping> Mappings = new()
    {
        [typeof(string)] = new DynamoDbScalarTypeMapping(typeof(string), DynamoDbAttributeType.S),
        [typeof(bool)] = new DynamoDbScalarTypeMapping(typeof(bool), DynamoDbAttributeType.Bool),
        [typeof(int)] = new DynamoDbScalarTypeMapping(typeof(int), DynamoDbAttributeType.N),
        [typeof(long)] = new DynamoDbScalarTypeMapping(typeof(long), DynamoDbAttributeType.N),
        [typeof(decimal)] = new DynamoDbScalarTypeMapping(typeof(decimal), DynamoDbAttributeType.N),
        [typeof(double)] = new DynamoDbScalarTypeMapping(typeof(double), DynamoDbAttributeType.N),
        [typeof(byte[])] = new DynamoDbScalarTypeMapping(typeof(byte[]), DynamoDbAttributeType.B),
    };

    protected override CoreTypeMapping? FindMapping(in TypeMappingInfo mappingInfo)
        => mappingInfo.ClrType is { } type && Mappings.TryGetValue(type, out var mapping)
            ? mapping
            : base.FindMapping(mappingInfo);
}

/// <summary>A scalar in an S, N, B or BOOL.</summary>
public sealed class DynamoDbScalarTypeMapping : DynamoDbTypeMapping
{
    /// <summary>Creates the mapping.</summary>
    public DynamoDbScalarTypeMapping(Type clrType, DynamoDbAttributeType attributeType)
        : base(new CoreTypeMappingParameters(clrType), attributeType)
    {
    }

    private DynamoDbScalarTypeMapping(CoreTypeMappingParameters parameters, DynamoDbAttributeType attributeType)
        : base(parameters, attributeType)
    {
    }

    /// <inheritdoc />
    public override bool KeepsOrder
        => Converter is null;

    /// <inheritdoc />
    public override CoreTypeMapping WithComposedConverter(
        ValueConverter? converter,
        ValueComparer? comparer = null,
        ValueComparer? keyComparer = null,
        CoreTypeMapping? elementMapping = null,
        Microsoft.EntityFrameworkCore.Storage.Json.JsonValueReaderWriter? jsonValueReaderWriter = null)
        => new DynamoDbScalarTypeMapping(
            Parameters.WithComposedConverter(converter, comparer, keyComparer, elementMapping, jsonValueReaderWriter), AttributeType);

    /// <inheritdoc />
    protected override CoreTypeMapping Clone(CoreTypeMappingParameters parameters)
        => new DynamoDbScalarTypeMapping(parameters, AttributeType);

    private protected override Expression CreateProviderReadExpression(Expression item, Expression ordinal)
    {
        var type = Converter?.ProviderClrType ?? ClrType;
        var method = type == typeof(string) ? nameof(Item.GetString)
            : type == typeof(bool) ? nameof(Item.GetBoolean)
            : type == typeof(byte[]) ? nameof(Item.GetBinary)
            : "Get" + type.Name;
        return Expression.Call(item, typeof(Item).GetMethod(method)!, ordinal);
    }

    private protected override Expression CreateProviderWriteExpression(Expression value)
        => value.Type == typeof(string) ? Expression.Call(typeof(ItemValue), nameof(ItemValue.String), null, value)
            : value.Type == typeof(bool) ? Expression.Call(typeof(ItemValue), nameof(ItemValue.Bool), null, value)
            : value.Type == typeof(byte[]) ? Expression.Call(typeof(ItemValue), nameof(ItemValue.Binary), null, value)
            : Expression.Call(typeof(ItemValue).GetMethod(nameof(ItemValue.Number), [typeof(string)])!,
                Expression.Call(value, value.Type.GetMethod("ToString", [typeof(IFormatProvider)])!,
                    Expression.Constant(CultureInfo.InvariantCulture, typeof(IFormatProvider))));
}
