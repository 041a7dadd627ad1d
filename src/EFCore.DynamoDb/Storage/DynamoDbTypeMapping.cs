using System.Linq.Expressions;
using EFCore.DynamoDb.Items;
using Microsoft.EntityFrameworkCore.Storage;

namespace EFCore.DynamoDb.Storage;

/// <summary>
/// How a CLR type is stored in a DynamoDB attribute: its attribute type, how it is read and how it is written.
/// </summary>
public abstract class DynamoDbTypeMapping : CoreTypeMapping
{
    private Func<object, ItemValue>? _toItemValue;

    /// <summary>Creates the mapping.</summary>
    /// <param name="parameters">EF Core's part: CLR type, converter, comparers.</param>
    /// <param name="attributeType">The type of the attribute.</param>
    protected DynamoDbTypeMapping(CoreTypeMappingParameters parameters, DynamoDbAttributeType attributeType)
        : base(parameters)
        => AttributeType = attributeType;

    /// <summary>The type of the attribute.</summary>
    public DynamoDbAttributeType AttributeType { get; }

    /// <summary>
    /// Whether DynamoDB's order of the stored values is the CLR's order, so that ranges and sorting can be left to the server.
    /// Never for a user's value converter, of which only equality is trusted.
    /// </summary>
    public abstract bool KeepsOrder { get; }

    /// <summary>
    /// Whether two different CLR values may be stored as the same: comparisons are then exact only for operands that survive a round trip.
    /// </summary>
    public virtual bool IsLossy
        => false;

    /// <summary>
    /// Whether equality of the stored values is equality of the CLR's. False for JSON text, whose member order and spacing are not part of its value.
    /// </summary>
    internal virtual bool ComparesOnServer
        => true;

    /// <summary>An expression of <see cref="CoreTypeMapping.ClrType" /> that reads a non-null attribute of an <see cref="Item" />, converter applied.</summary>
    internal Expression CreateReadExpression(Expression item, Expression ordinal)
    {
        var provider = CreateProviderReadExpression(item, ordinal);
        return Converter is null
            ? provider
            : ReplaceParameter(Converter.ConvertFromProviderExpression, provider);
    }

    /// <summary>An <see cref="ItemValue" /> expression that writes a non-null value of <see cref="CoreTypeMapping.ClrType" />, converter applied.</summary>
    internal Expression CreateWriteExpression(Expression value)
        => CreateProviderWriteExpression(
            Converter is null ? value : ReplaceParameter(Converter.ConvertToProviderExpression, value));

    /// <summary>The stored form of one non-null operand; boxed, for values that come once per query or as a key, never per item.</summary>
    internal ItemValue ToItemValue(object value)
    {
        if (_toItemValue is null)
        {
            var parameter = Expression.Parameter(typeof(object), "value");
            _toItemValue = Expression.Lambda<Func<object, ItemValue>>(
                CreateWriteExpression(Expression.Convert(parameter, ClrType)), parameter).Compile();
        }

        return _toItemValue(value);
    }

    /// <summary>
    /// The stored form of an operand of a query, and whether the attribute can hold the operand exactly. False when it can hold nothing like it.
    /// </summary>
    internal virtual bool TryToItemValue(object value, out ItemValue stored, out OperandExactness exactness)
    {
        stored = ToItemValue(value);
        exactness = OperandExactness.Exact;
        return true;
    }

    /// <summary>Reads the provider's CLR type (before the converter) from a non-null attribute.</summary>
    private protected abstract Expression CreateProviderReadExpression(Expression item, Expression ordinal);

    /// <summary>Writes the provider's CLR type (after the converter).</summary>
    private protected abstract Expression CreateProviderWriteExpression(Expression value);

    private static Expression ReplaceParameter(LambdaExpression converter, Expression argument)
    {
        var parameter = converter.Parameters[0];
        var body = new Microsoft.EntityFrameworkCore.Query.ReplacingExpressionVisitor(
            [parameter],
            [parameter.Type == argument.Type ? argument : Expression.Convert(argument, parameter.Type)]).Visit(converter.Body);
        return body;
    }
}
