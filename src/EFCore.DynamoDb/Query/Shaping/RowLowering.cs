using System.Linq.Expressions;
using System.Reflection;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Metadata;
using EFCore.DynamoDb.Query.Execution;
using EFCore.DynamoDb.Query.Expressions;
using EFCore.DynamoDb.Query.Translation;
using EFCore.DynamoDb.Storage;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query;

namespace EFCore.DynamoDb.Query.Shaping;

/// <summary>
/// The last step before compilation: symbolic reads become reads of the item by ordinal, query parameters become variables that are read once per
/// execution.
/// </summary>
/// <param name="missingIsAnError">Whether a required value that is missing is an error.</param>
/// <param name="isResult">Whether the rows become results: then what the table's key holds is read there where the attribute is missing.</param>
internal sealed class RowLowering(bool missingIsAnError, bool isResult = false) : ExpressionVisitor
{
    private static readonly MethodInfo IsNullMethod = typeof(Item).GetMethod(nameof(Item.IsNull))!;

    private static readonly MethodInfo GetMapMethod = typeof(Item).GetMethod(nameof(Item.GetMap))!;

    private static readonly MethodInfo ElementsMethod = typeof(RowLowering).GetMethod(nameof(Elements), BindingFlags.NonPublic | BindingFlags.Static)!;

    private static readonly ConstantExpression NoItem = Expression.Constant(null, typeof(Item));

    private static readonly MethodInfo MissingMethod = typeof(RowLowering).GetMethod(nameof(Missing), 1, BindingFlags.NonPublic | BindingFlags.Static, [typeof(IPropertyBase)])!;

    private readonly Dictionary<string, ParameterExpression> _parameters = new(StringComparer.Ordinal);

    /// <summary>Wraps a body in the assignments of the parameters that its lowered parts use.</summary>
    public Expression WithParameters(Expression body)
    {
        if (_parameters.Count == 0)
        {
            return body;
        }

        var assignments = _parameters.Select(
            p => (Expression)Expression.Assign(
                p.Value,
                Expression.Convert(
                    Expression.Property(
                        Expression.Property(QueryCompilationContext.QueryContextParameter, nameof(QueryContext.Parameters)),
                        "Item",
                        Expression.Constant(p.Key)),
                    p.Value.Type)));
        return Expression.Block(_parameters.Values, [.. assignments, body]);
    }

    /// <summary>The stored value, or null where it is missing.</summary>
    public static Expression ReadOrNull(Expression item, IProperty property, Type type)
    {
        if (property.IsExtensionData())
        {
            return ConvertTo(Mapping(property).CreateReadOthersExpression(item), type);
        }

        if (DynamoDbMetadata.IsStoredInKeyOnly(property))
        {
            return ReadFromKey(item, property.FindKeySource()!, type);
        }

        var ordinal = OrdinalOf(property);
        return Expression.Condition(
            Expression.Call(item, IsNullMethod, ordinal),
            Mapping(property).ConvertsNulls ? ConvertTo(Mapping(property).CreateReadMissingExpression(), type) : Expression.Default(type),
            ConvertTo(Mapping(property).CreateReadExpression(item, ordinal), type));
    }

    /// <summary>The stored value; a missing one is an error that names it, or the type's default where the options say so.</summary>
    public static Expression ReadRequired(Expression item, IProperty property, Type type, bool missingIsAnError)
    {
        if (property.IsExtensionData())
        {
            return ReadOrNull(item, property, type);
        }

        if (DynamoDbMetadata.IsStoredInKeyOnly(property))
        {
            return ReadFromKey(item, property.FindKeySource()!, type);
        }

        var ordinal = OrdinalOf(property);
        if (property.FindKeySource() is { } source)
        {
            // An index may carry the table's key and not the attribute.
            return Expression.Condition(
                Expression.Call(item, IsNullMethod, ordinal),
                ReadFromKey(item, source, type),
                ConvertTo(Mapping(property).CreateReadExpression(item, ordinal), type));
        }

        if (!property.IsNullable && Mapping(property).MissingIsEmpty)
        {
            return Expression.Condition(
                Expression.Call(item, IsNullMethod, ordinal),
                ConvertTo(Mapping(property).CreateEmptyExpression(), type),
                ConvertTo(Mapping(property).CreateReadExpression(item, ordinal), type));
        }

        if (!missingIsAnError || property.IsNullable || Mapping(property).ConvertsNulls)
        {
            return ReadOrNull(item, property, type);
        }

        return Expression.Condition(
            Expression.Call(item, IsNullMethod, ordinal),
            Missing(property, type),
            ConvertTo(Mapping(property).CreateReadExpression(item, ordinal), type));
    }

    private static MethodCallExpression ReadFromKey(Expression item, KeySource source, Type type)
        => Expression.Call(Expression.Constant(source), nameof(KeySource.Read), [type], item, OrdinalOf(source.Key));

    public static ConstantExpression OrdinalOf(IPropertyBase property)
        => Expression.Constant(property.DeclaringType.GetItemType().GetLayout().OrdinalOf(property));

    protected override Expression VisitExtension(Expression node)
    {
        switch (node)
        {
            case PropertyReadExpression read:
                return OfItem(
                    read.Item,
                    item => read.Required || (isResult && read.Property.FindKeySource() is not null)
                        ? ReadRequired(item, read.Property, read.Type, missingIsAnError)
                        : ReadOrNull(item, read.Property, read.Type),
                    read is not { Required: true, Property.IsNullable: false } ? Expression.Default(read.Type)
                        // Of a document of which only a set is asked, nothing comes back when the set is empty.
                        : Mapping(read.Property).MissingIsEmpty ? ConvertTo(Mapping(read.Property).CreateEmptyExpression(), read.Type)
                        : read.Type.IsValueType && missingIsAnError ? OfMissingDocument(read)
                        : Expression.Default(read.Type));

            case NestedItemExpression nested:
                return OfItem(
                    nested.Item,
                    item => Expression.Condition(
                        Expression.Call(item, IsNullMethod, OrdinalOf(nested.Document)),
                        NoItem,
                        Expression.Call(item, GetMapMethod, OrdinalOf(nested.Document), DocumentReader.LayoutOf(nested.Document))),
                    NoItem);

            case ElementItemExpression element:
                return Visit(element.Element);

            case RowValueExpression value:
                return Visit(value.Value);

            case EntryReadExpression entry:
                return EntryOf(entry);

            case ElementsExpression elements:
                return OfItem(
                    elements.Item,
                    item => Expression.Call(
                        ElementsMethod, item, OrdinalOf(elements.Documents), DocumentReader.LayoutOf(elements.Documents)),
                    Expression.Constant(Array.Empty<Item>(), typeof(IReadOnlyList<Item>)));

            case AttributeOrdinalExpression ordinal:
                return OrdinalOf(ordinal.Read.Property);

            case QueryParameterExpression parameter:
                if (!_parameters.TryGetValue(parameter.Name, out var variable))
                {
                    _parameters.Add(parameter.Name, variable = Expression.Variable(parameter.Type, parameter.Name));
                }

                return ConvertTo(variable, parameter.Type);

            default:
                return base.VisitExtension(node);
        }
    }

    /// <summary>A value of a document that may well be missing has nowhere to go, as Nullable's Value says; else the item is not what the model says.</summary>
    private static Expression OfMissingDocument(PropertyReadExpression read)
        => read.Item is NestedItemExpression { Document: var document } && !document.MayBeMissing() || Nullable.GetUnderlyingType(read.Type) is not null
            ? Missing(read.Property, read.Type)
            : Expression.Convert(Expression.Default(read.Type.MakeNullableType()), read.Type);

    private MethodCallExpression EntryOf(EntryReadExpression entry)
    {
        var type = CollectionTypes.MapValueOf(entry.Dictionary.Type)!;
        return Expression.Call(
            typeof(ItemFunctions),
            type == entry.Type ? nameof(ItemFunctions.Entry) : nameof(ItemFunctions.EntryOrNull),
            [type],
            Visit(entry.Dictionary),
            Expression.Constant(entry.Key));
    }

    /// <summary>Something of an item; of a document that is not there, what is given for it.</summary>
    private Expression OfItem(Expression item, Func<Expression, Expression> read, Expression otherwise)
    {
        var lowered = Visit(item);
        if (item is not (NestedItemExpression or ElementItemExpression))
        {
            return read(lowered);
        }

        var variable = Expression.Variable(typeof(Item), "document");
        return Expression.Block(
            [variable],
            Expression.Assign(variable, lowered),
            Expression.Condition(Expression.Equal(variable, NoItem), otherwise, read(variable)));
    }

    public static MethodCallExpression Missing(IPropertyBase property, Type type)
        => Expression.Call(MissingMethod.MakeGenericMethod(type), Expression.Constant(property));

    private static IReadOnlyList<Item> Elements(Item item, int ordinal, ItemLayout layout)
    {
        if (item.IsNull(ordinal))
        {
            return [];
        }

        var list = item.GetList(ordinal);
        var elements = new Item[list.Count];
        for (var i = 0; i < elements.Length; i++)
        {
            elements[i] = list.IsNull(i) ? null! : list.GetMap(i, layout);
        }

        return elements;
    }

    private static DynamoDbTypeMapping Mapping(IProperty property)
        => (DynamoDbTypeMapping)property.GetTypeMapping();

    private static Expression ConvertTo(Expression expression, Type type)
        => expression.Type == type ? expression : Expression.Convert(expression, type);

    internal static T Missing<T>(IPropertyBase property)
        => throw new MissingAttributeException(property);
}
