using System.Linq.Expressions;
using EFCore.DynamoDb.Items;
using Microsoft.EntityFrameworkCore.Storage;

namespace EFCore.DynamoDb.Storage;

/// <summary>
/// How a CLR type is stored in a DynamoDB attribute: its attribute type, how it is read and how it is written.
/// </summary>
public abstract class DynamoDbTypeMapping : CoreTypeMapping
{
    private static readonly ItemLayout OneAttribute = new(["value"], [0]);

    private Func<object, ItemValue>? _toItemValue;
    private Func<Item, object>? _fromItem;

    /// <summary>Creates the mapping.</summary>
    /// <param name="parameters">EF Core's part: CLR type, converter, comparers.</param>
    /// <param name="attributeType">The type of the attribute.</param>
    protected DynamoDbTypeMapping(CoreTypeMappingParameters parameters, DynamoDbAttributeType attributeType)
        : base(parameters)
        => AttributeType = attributeType;

    /// <summary>The type of the attribute.</summary>
    public virtual DynamoDbAttributeType AttributeType { get; }

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

    /// <summary>Whether attributes hold nothing but integers, so that what is less than 5 is at most 4.</summary>
    internal virtual bool HoldsIntegers
        => false;

    /// <summary>
    /// Whether equality of the stored values is equality of the CLR's. False for JSON text, whose member order and spacing are not part of its value.
    /// </summary>
    internal virtual bool ComparesOnServer
        => true;

    /// <summary>Whether an item without the attribute holds an empty value: DynamoDB has no empty sets.</summary>
    internal virtual bool MissingIsEmpty
        => false;

    /// <summary>The empty value of <see cref="CoreTypeMapping.ClrType" />.</summary>
    internal virtual Expression CreateEmptyExpression()
        => Expression.Default(ClrType);

    /// <summary>
    /// Whether an entity takes the stored value when it is saved: the mapping is lossy, or makes one of several spellings of a value, as the UTC of a
    /// local time.
    /// </summary>
    internal virtual bool NormalizesValues
        => IsLossy;

    /// <summary>
    /// An operand of a query, of <see cref="CoreTypeMapping.ClrType" /> or its nullable, as it would be read from an item that stores it: both the server
    /// and the client compare at the stored precision.
    /// </summary>
    internal virtual Expression NormalizeOperand(Expression value)
        => value;

    /// <summary>Whether a property's value is what reading its stored form gives, to the kind of a time and its offset.</summary>
    internal virtual bool IsAsStored(object? value, object? stored)
        => Equals(value, stored);

    /// <summary>An expression of <see cref="CoreTypeMapping.ClrType" /> that reads a non-null attribute of an <see cref="Item" />, converter applied.</summary>
    internal Expression CreateReadExpression(Expression item, Expression ordinal)
    {
        var provider = CreateProviderReadExpression(item, ordinal);
        return Converter is null
            ? provider
            : ReplaceParameter(Converter.ConvertFromProviderExpression, provider);
    }

    /// <summary>Whether null is a value like others to the converter, so that null and a missing attribute are what it makes of them.</summary>
    internal bool ConvertsNulls
        => Converter is { ConvertsNulls: true };

    /// <summary>What a missing attribute is to a converter that knows null.</summary>
    internal Expression CreateReadMissingExpression()
        => ReplaceParameter(
            Converter!.ConvertFromProviderExpression, Expression.Default(Converter.ConvertFromProviderExpression.Parameters[0].Type));

    /// <summary>The same of attributes that no property has, as if a map held them.</summary>
    internal Expression CreateReadOthersExpression(Expression item)
        => CreateReadExpression(Expression.Call(((Func<Item, Item>)AsMap).Method, item), Expression.Constant(0));

    private static ItemMapItem AsMap(Item item)
        => new(OneAttribute, new ItemMap(1) { { OneAttribute.NameOf(0), ItemValue.Map(item.GetOthers()) } });

    /// <summary>An <see cref="ItemValue" /> expression that writes a non-null value of <see cref="CoreTypeMapping.ClrType" />, converter applied.</summary>
    internal Expression CreateWriteExpression(Expression value)
    {
        if (Converter is null)
        {
            return CreateProviderWriteExpression(value);
        }

        var parameter = Converter.ConvertToProviderExpression.Parameters[0];
        var converted = ReplaceParameter(
            Converter.ConvertToProviderExpression, value.Type == parameter.Type ? value : Expression.Convert(value, parameter.Type));
        if (Nullable.GetUnderlyingType(converted.Type) is null)
        {
            return ConvertsNulls && !converted.Type.IsValueType ? WriteOrLeaveOut(converted) : CreateProviderWriteExpression(converted);
        }

        // A converter may make null of a value; then there is nothing to store.
        var provider = Expression.Variable(converted.Type, "provider");
        return Expression.Block(
            [provider],
            Expression.Assign(provider, converted),
            Expression.Condition(
                Expression.Property(provider, nameof(Nullable<int>.HasValue)),
                CreateProviderWriteExpression(Expression.Property(provider, nameof(Nullable<int>.Value))),
                Expression.Default(typeof(ItemValue))));
    }

    private BlockExpression WriteOrLeaveOut(Expression converted)
    {
        var stored = Expression.Variable(converted.Type, "stored");
        return Expression.Block(
            [stored],
            Expression.Assign(stored, converted),
            Expression.Condition(
                Expression.ReferenceEqual(stored, Expression.Constant(null)), Expression.Default(typeof(ItemValue)), CreateProviderWriteExpression(stored)));
    }

    /// <summary>What attributes hold: the converter's side of the store, never nullable.</summary>
    private protected Type StoredClrType
        => StoredClrTypeOf(Parameters);

    private protected static Type StoredClrTypeOf(CoreTypeMappingParameters parameters)
    {
        var type = parameters.Converter?.ProviderClrType ?? parameters.ClrType;
        return Nullable.GetUnderlyingType(type) ?? type;
    }

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

    /// <summary>The CLR value of a stored form that is neither missing nor NULL; boxed, for what is not per item.</summary>
    internal object FromItemValue(ItemValue stored)
    {
        if (_fromItem is null)
        {
            var item = Expression.Parameter(typeof(Item), "item");
            _fromItem = Expression.Lambda<Func<Item, object>>(
                Expression.Convert(CreateReadExpression(item, Expression.Constant(0)), typeof(object)), item).Compile();
        }

        return _fromItem(new ItemMapItem(OneAttribute, new ItemMap(1) { { OneAttribute.NameOf(0), stored } }));
    }

    /// <summary>
    /// The stored form of an operand of a query, at the precision of the attribute. False when the attribute can hold nothing like it, or when a value
    /// converter makes another value of it: then only the client can compare.
    /// </summary>
    internal bool TryToItemValue(object value, out ItemValue stored)
    {
        try
        {
            stored = ToItemValue(value);
        }
        catch (UnstorableValueException)
        {
            stored = default;
            return false;
        }

        return !stored.IsMissingOrNull && (Converter is null || SurvivesRoundTrip(value, stored));
    }

    /// <summary>Whether reading the stored form gives the value again.</summary>
    private protected bool SurvivesRoundTrip(object value, ItemValue stored)
        => KeyComparer.Equals(value, FromItemValue(stored));

    /// <summary>Reads the provider's CLR type (before the converter) from a non-null attribute.</summary>
    private protected abstract Expression CreateProviderReadExpression(Expression item, Expression ordinal);

    /// <summary>Writes the provider's CLR type (after the converter).</summary>
    private protected abstract Expression CreateProviderWriteExpression(Expression value);

    private protected static Expression ConvertTo(Expression expression, Type type)
        => expression.Type == type ? expression : Expression.Convert(expression, type);

    private static Expression ReplaceParameter(LambdaExpression converter, Expression argument)
    {
        var parameter = converter.Parameters[0];
        var body = new Microsoft.EntityFrameworkCore.Query.ReplacingExpressionVisitor(
            [parameter],
            [parameter.Type == argument.Type ? argument : Expression.Convert(argument, parameter.Type)]).Visit(converter.Body);
        return body;
    }
}
