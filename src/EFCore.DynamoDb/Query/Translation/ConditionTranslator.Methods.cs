using System.Linq.Expressions;
using EFCore.DynamoDb.Access;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Query.Expressions;
using EFCore.DynamoDb.Storage;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.Query.Translation;

internal sealed partial class ConditionTranslator
{
    private TranslatedCondition? TranslateCall(MethodCallExpression call)
    {
        var method = call.Method;
        if (IsOurFunction(method))
        {
            return TranslateFunction(call);
        }

        if (method.DeclaringType == typeof(DbFunctionsExtensions) && method.Name == nameof(DbFunctionsExtensions.Like))
        {
            return TranslateLike(call);
        }

        if (method.Name == nameof(Equals))
        {
            return call switch
            {
                { Object: { } instance, Arguments: [var argument] } => TranslateEquals(RowTranslator.StripBoxing(instance), RowTranslator.StripBoxing(argument)),
                { Object: null, Arguments: [var left, var right] } => TranslateEquals(RowTranslator.StripBoxing(left), RowTranslator.StripBoxing(right)),
                { Object: { } instance, Arguments: [var argument, ConstantExpression { Value: StringComparison.Ordinal }] } => TranslateEquals(instance, argument),
                { Object: null, Arguments: [var left, var right, ConstantExpression { Value: StringComparison.Ordinal }] } => TranslateEquals(left, right),
                _ => null,
            };
        }

        if (method.DeclaringType == typeof(string))
        {
            return TranslateStringCall(call);
        }

        if (method.Name == nameof(Enumerable.Any) && call.Arguments is [var counted] && CollectionBinding.Find(counted) is var (holder, elements))
        {
            return CompareCount(holder, elements, ComparisonOperator.GreaterThan, Expression.Constant(0));
        }

        if (method.Name == nameof(IDictionary<string, object>.ContainsKey)
            && call is { Object: { } dictionary, Arguments: [ConstantExpression { Value: string key }] }
            && PropertyBinding.Find(dictionary) is { } entries
            && entries.Property.GetTypeMapping() is DynamoDbCollectionTypeMapping { Converter: null, AttributeType: DynamoDbAttributeType.M }
            && ItemPath.Of(entries, key) is { } entry)
        {
            return new TranslatedCondition(new Condition.Exists(entry), true);
        }

        if (method.Name == nameof(Enumerable.Any) && method.DeclaringType == typeof(Enumerable) && call.Arguments is [var bytes])
        {
            // What EF Core makes of bytes.Length > 0.
            return AsBinarySize(bytes) is { } size ? CompareSize(size, ComparisonOperator.GreaterThan, Expression.Constant(0)) : null;
        }

        if (method.Name == nameof(Enumerable.Contains)
            && CollectionContains.Match(call) is var (collection, item)
            && PropertyBinding.IsRowIndependent(collection)
            && BindAttribute(item) is { } attribute)
        {
            return TranslateIn(attribute, collection);
        }

        if (method.Name == nameof(Enumerable.Contains) && CollectionContains.Match(call) is var (values, sought) && DocumentBinding.Find(sought) is { } document)
        {
            return IsAmong(document, values);
        }

        if (method.Name == nameof(Enumerable.Contains) && CollectionContains.Match(call) is var (stored, element))
        {
            return TranslateMember(stored, element);
        }

        return null;
    }

    /// <summary>Unlike ==, Equals does not widen numbers: values of different types are never equal.</summary>
    private TranslatedCondition? TranslateEquals(Expression left, Expression right)
        => CompareDocuments(left, ComparisonOperator.Equal, right) is { } documents ? documents
            : RowTranslator.MayBeEqual(left, right)
            ? TranslateComparison(left, ComparisonOperator.Equal, right)
            : new TranslatedCondition(new Condition.Always(false), true);

    /// <summary>contains() of a list or set: exact where an element is stored as the operand is.</summary>
    private TranslatedCondition? TranslateMember(Expression collection, Expression element)
    {
        element = Unlift(element);
        while (collection is MethodCallExpression { Method.Name: nameof(Queryable.AsQueryable), Arguments: [var source] })
        {
            collection = source;
        }

        return PropertyBinding.Find(collection) is { } read
            && read.Property.GetTypeMapping() is DynamoDbCollectionTypeMapping { Converter: null, AttributeType: not DynamoDbAttributeType.M } mapping
            && mapping.Element is { Converter: null, ComparesOnServer: true, IsLossy: false, AttributeType: DynamoDbAttributeType.S or DynamoDbAttributeType.N or DynamoDbAttributeType.B }
            && element.Type.UnwrapNullableType() == mapping.Element.ClrType
            && PropertyBinding.IsRowIndependent(element)
            && element is not ConstantExpression { Value: null }
            && ItemPath.Of(read) is { } path
                ? new TranslatedCondition(
                    new Condition.Contains(path, AddSlot(new OperandSlot(element, mapping.Element, IsList: false))), true)
                : null;
    }

    private TranslatedCondition? TranslateStringCall(MethodCallExpression call)
    {
        var name = call.Method.Name;
        if (name == nameof(string.IsNullOrEmpty) && BindText(call.Arguments[0]) is { } tested)
        {
            var empty = new OperandSlot(Expression.Constant(string.Empty), tested.Mapping, IsList: false);
            return new TranslatedCondition(
                new Condition.Or(
                [
                    new Condition.IsNull(tested.Path),
                    new Condition.Comparison(new Operand.Path(tested.Path), ComparisonOperator.Equal, AddSlot(empty)),
                ]),
                true);
        }

        var isOrdinal = call.Arguments is [_]
            || (call.Arguments is [_, ConstantExpression { Value: StringComparison.Ordinal }]);
        if (!isOrdinal
            || call.Object is null
            || name is not (nameof(string.StartsWith) or nameof(string.Contains))
            || BindText(call.Object) is not { } text
            || !PropertyBinding.IsRowIndependent(call.Arguments[0]))
        {
            return null;
        }

        var value = call.Arguments[0].Type == typeof(char)
            ? Expression.Call(call.Arguments[0], nameof(char.ToString), null)
            : call.Arguments[0];
        var slot = AddSlot(new OperandSlot(value, text.Mapping, IsList: false));
        return new TranslatedCondition(
            name == nameof(string.StartsWith)
                ? new Condition.BeginsWith(text.Path, slot)
                : new Condition.Contains(text.Path, slot),
            true);
    }

    /// <summary>A pattern that the query names: its text up to the first wildcard, and more only where nothing more is asked.</summary>
    private TranslatedCondition? TranslateLike(MethodCallExpression call)
    {
        if (call.Arguments[2] is not ConstantExpression { Value: string pattern }
            || (call.Arguments is [_, _, _, var escape] && escape is not ConstantExpression { Value: string { Length: 1 } })
            || BindText(call.Arguments[1]) is not { } text)
        {
            return null;
        }

        var (part, literal, isAll) = LikePattern.Read(pattern, (string?)(call.Arguments.ElementAtOrDefault(3) as ConstantExpression)?.Value);
        if (literal.Length == 0 && part != LikePart.Whole)
        {
            return new TranslatedCondition(new Condition.NotNull(text.Path), isAll);
        }

        var slot = AddSlot(new OperandSlot(Expression.Constant(literal), text.Mapping, IsList: false));
        return new TranslatedCondition(
            part switch
            {
                LikePart.Whole => new Condition.Comparison(new Operand.Path(text.Path), ComparisonOperator.Equal, slot),
                LikePart.Start => new Condition.BeginsWith(text.Path, slot),
                _ => new Condition.Contains(text.Path, slot),
            },
            isAll);
    }

    /// <summary>A string attribute stored as it is: the text functions never run on converted or JSON text.</summary>
    private static BoundAttribute? BindText(Expression expression)
        => BindAttribute(expression) is { Mapping: { AttributeType: DynamoDbAttributeType.S, Converter: null } } attribute
            && attribute.Mapping.ClrType == typeof(string)
                ? attribute
                : null;

    private TranslatedCondition? TranslateIn(BoundAttribute attribute, Expression collection)
    {
        if (CollectionContains.ElementType(collection.Type) is not { } elementType)
        {
            return null;
        }

        var type = attribute.ClrType.UnwrapNullableType();
        var element = elementType.UnwrapNullableType();
        var mapping = element == type
            ? attribute.Mapping
            : attribute.IsPlainNumber && IsExactWidening(type, element) ? FindMapping(element) : null;
        return mapping is null || (element != type && mapping.Converter is not null)
            ? null
            : new TranslatedCondition(
                new Condition.In(attribute.Path, AddSlot(new OperandSlot(collection, mapping, IsList: true))), true);
    }

    /// <summary>The methods on EF.Functions, by the names that DynamoDbDbFunctionsExtensions gives them.</summary>
    private TranslatedCondition? TranslateFunction(MethodCallExpression call)
    {
        var target = RowTranslator.StripBoxing(call.Arguments[1]);
        ComparisonOperator? comparison = call.Method.Name switch
        {
            "LessThan" => ComparisonOperator.LessThan,
            "LessThanOrEqual" => ComparisonOperator.LessThanOrEqual,
            "GreaterThan" => ComparisonOperator.GreaterThan,
            "GreaterThanOrEqual" => ComparisonOperator.GreaterThanOrEqual,
            _ => null,
        };
        if (comparison is { } op)
        {
            return TranslateComparison(target, op, call.Arguments[2]);
        }

        if (BindAttribute(target) is not { } attribute)
        {
            return null;
        }

        switch (call.Method.Name)
        {
            case "Between":
                return attribute.Mapping.KeepsOrder
                    && PropertyBinding.IsRowIndependent(call.Arguments[2])
                    && PropertyBinding.IsRowIndependent(call.Arguments[3])
                    && AdaptOperand(attribute, call.Arguments[2]) is { KeepsOrder: true } lower
                    && AdaptOperand(attribute, call.Arguments[3]) is { KeepsOrder: true } upper
                        ? new TranslatedCondition(
                            new Condition.Between(new Operand.Path(attribute.Path), AddSlot(lower), AddSlot(upper)), true)
                        : null;

            case "BeginsWith":
                return attribute.Mapping is { AttributeType: DynamoDbAttributeType.B, Converter: null }
                    && PropertyBinding.IsRowIndependent(call.Arguments[2])
                        ? new TranslatedCondition(
                            new Condition.BeginsWith(
                                attribute.Path, AddSlot(new OperandSlot(call.Arguments[2], attribute.Mapping, IsList: false))),
                            true)
                        : null;

            case "AttributeExists":
                return new TranslatedCondition(new Condition.Exists(attribute.Path), true);

            case "AttributeNotExists":
                return new TranslatedCondition(new Condition.NotExists(attribute.Path), true);

            case "AttributeType":
                return call.Arguments[2] is ConstantExpression { Value: DynamoDbAttributeType type }
                    ? new TranslatedCondition(new Condition.HasType(attribute.Path, type), true)
                    : null;

            default:
                return null;
        }
    }
}
