using System.Linq.Expressions;
using System.Reflection;
using EFCore.DynamoDb.Access;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Metadata;
using EFCore.DynamoDb.Query.Expressions;
using EFCore.DynamoDb.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace EFCore.DynamoDb.Query.Translation;

/// <summary>
/// Turns the SetProperty calls of an ExecuteUpdate into <see cref="Setter" />s: for the server where an update expression can say it, for the client where it
/// cannot or where a null on the way gives it another meaning.
/// </summary>
internal sealed class SetterTranslator(RowTranslator rows, ParameterExpression row, ITypeMappingSource mappings, TableModel table)
{
    private static readonly MethodInfo StoredMethod = typeof(SetterTranslator).GetMethod(nameof(Stored), BindingFlags.NonPublic | BindingFlags.Static)!;

    private readonly List<Setter> _setters = [];

    public IReadOnlyList<Setter> Setters
        => _setters;

    /// <summary>Why the last setter was refused; null when only EF Core's own error fits.</summary>
    public string? Problem { get; private set; }

    /// <param name="target">The property, over the shaper.</param>
    /// <param name="value">The value, over the shaper.</param>
    public bool TryAdd(Expression target, Expression value)
    {
        if (FindPlace(target) is not var (property, path, elementMapping))
        {
            Problem = DynamoDbStrings.SetterTarget(Unlift(target).ToString());
            return false;
        }

        if (property is not null && path.IsTopLevel && table.Key.Contains(path.Name))
        {
            Problem = DynamoDbStrings.SetterOnKey(property.DeclaringType.DisplayName(), property.Name, table.Name);
            return false;
        }

        if (property?.DeclaringType is IEntityType entityType
            && entityType.GetProperties().FirstOrDefault(
                p => p.FindKeyTemplate() is { } t && (p == property || (table.Key.Contains(p.GetItemAttributeName()) && t.Parts.Any(part => part.Property == property)))) is { } made)
        {
            Problem = DynamoDbStrings.SetterOnTemplate(property.DeclaringType.DisplayName(), property.Name, made.Name, made.FindKeyTemplate()!.Text);
            return false;
        }

        if (_setters.Find(s => s.Target.Equals(path) || s.Target.IsInside(path) || path.IsInside(s.Target)) is { } overlapping)
        {
            Problem = DynamoDbStrings.SettersOverlap(overlapping.Target.ToString(), path.ToString());
            return false;
        }

        if (property is null)
        {
            if ((IsRemoval(value) ? new Setter(property, path, SetterKind.Remove) : TranslateDocument(target, path, Unlift(value))) is not { } ofDocument)
            {
                Problem ??= DynamoDbStrings.SetterDocument(path.ToString());
                return false;
            }

            _setters.Add(ofDocument);
            return true;
        }

        if ((elementMapping ?? property.GetTypeMapping()) is not DynamoDbTypeMapping mapping
            || Translate(new Setter(property, path, SetterKind.Set) { ElementMapping = elementMapping }, property, Unlift(value), mapping) is not { } setter)
        {
            return false;
        }

        _setters.Add(setter);
        return true;
    }

    /// <summary>
    /// Adds setters of the index keys that templates make of what is set: all parts must be known without reading the item. False, with a
    /// <see cref="Problem" />, where they are not.
    /// </summary>
    public bool TryComplete()
    {
        var templates = _setters.Select(s => s.Property?.DeclaringType).OfType<IEntityType>().SelectMany(t => t.GetProperties()).Distinct()
            .Where(p => p.FindKeyTemplate() is not null).ToList();
        foreach (var key in templates)
        {
            var template = key.FindKeyTemplate()!;
            var parts = template.Parts.Select(part => _setters.Find(s => s.Property == part.Property && s.Target.IsTopLevel)).ToList();
            if (parts.Find(s => s is not null) is not { } some)
            {
                continue;
            }

            if (parts.Exists(s => s is not { Kind: SetterKind.Remove } and not { Kind: SetterKind.Set, OnServer: SetterValue.Value }))
            {
                Problem = DynamoDbStrings.SetterOnTemplate(key.DeclaringType.DisplayName(), some.Property!.Name, key.Name, template.Text);
                return false;
            }

            var values = parts.Select(s => s!.OnServer is SetterValue.Value value ? Expression.Convert(value.Expression, typeof(object)) : (Expression)Expression.Constant(null));
            var text = Expression.Call(
                typeof(KeyTemplateOperands), nameof(KeyTemplateOperands.FormatToStore), null, Expression.Constant(template), Expression.NewArrayInit(typeof(object), values));
            _setters.Add(
                new Setter(key, new AttributePath(key.GetItemAttributeName(), []), SetterKind.Set)
                {
                    OnServer = new SetterValue.Value(text, (DynamoDbTypeMapping)key.GetTypeMapping()),
                });
        }

        return true;
    }

    /// <summary>The place that an expression reads: of a property, of an element of one, or of a document, which has no property.</summary>
    private static (IProperty? Property, AttributePath Path, DynamoDbTypeMapping? ElementMapping)? FindPlace(Expression expression)
    {
        expression = Unlift(expression);
        if (PropertyBinding.Find(CollectionBinding.FindMember(expression) ?? expression) is { } read)
        {
            return ItemPath.Of(read) is { } path ? (read.Property, path, null) : null;
        }

        if (CollectionBinding.FindValue(expression) is var (collection, mapping, place))
        {
            return ItemPath.Of(collection, place) is { } path ? (collection.Property, path, mapping) : null;
        }

        if (CollectionBinding.FindDocument(expression) is var (list, documents, position))
        {
            return ItemPath.Of(list.Item, documents) is { } path ? (null, new AttributePath(path.Name, [.. path.Rest, position]), null) : null;
        }

        return DocumentBinding.FindProperty(expression) is var (item, document) && ItemPath.Of(item, document) is { } whole ? (null, whole, null) : null;
    }

    private static bool IsRemoval(Expression value)
        => Unwrap(value) is MethodCallExpression call && ConditionTranslator.IsOurFunction(call.Method) && KindOf(call.Method.Name) == SetterKind.Remove;

    private Setter? Translate(Setter setter, IProperty property, Expression value, DynamoDbTypeMapping mapping)
    {
        if (Unwrap(value) is MethodCallExpression call && ConditionTranslator.IsOurFunction(call.Method) && KindOf(call.Method.Name) is { } kind)
        {
            return TranslateFunction(setter with { Kind = kind }, property, call, mapping);
        }

        if (PropertyBinding.IsRowIndependent(value))
        {
            return setter with { OnServer = new SetterValue.Value(setter.ElementMapping is null ? ConvertTo(value, property.ClrType) : value, mapping) };
        }

        var onServer = setter.ElementMapping is null ? OnServer(value, property, mapping) : null;
        if (rows.Translate(value) is not { } translated)
        {
            return onServer is null ? null : setter with { OnServer = onServer };
        }

        return setter with
        {
            OnServer = onServer,
            OnClient = Expression.Lambda(translated, row),
            Reads = ReadAttributes.Of(translated).Paths,
        };
    }

    /// <summary>A whole document, a list of them, or one of its elements: an object of the caller's, or what another place of the item holds.</summary>
    private Setter? TranslateDocument(Expression target, AttributePath path, Expression value)
    {
        target = Unlift(target);
        var element = CollectionBinding.FindDocument(target);
        if ((element?.Property ?? DocumentBinding.FindProperty(target)?.Property) is not IComplexProperty document)
        {
            return null;
        }

        var setter = new Setter(Property: null, path, SetterKind.Set) { Document = document, IsElement = element is not null };
        if (PropertyBinding.IsRowIndependent(value))
        {
            return setter with { OnServer = new SetterValue.Value(value, Mapping: null) };
        }

        if (DocumentBinding.FindProperty(value) is not var (holder, source)
            || source.IsDocumentList() != (document.IsCollection && element is null)
            || !DocumentShape.AreInterchangeable(document.ComplexType, source.GetDocumentType())
            || ItemPath.Of(holder, source) is not { } from)
        {
            return null;
        }

        return setter with
        {
            OnServer = new SetterValue.Attribute(from, IsNumber: false),
            OnClient = Expression.Lambda(
                Expression.Call(StoredMethod, holder, Shaping.RowLowering.OrdinalOf(source), Expression.Constant(document is { IsNullable: false, IsCollection: false } ? document : null, typeof(IComplexProperty))), row),
            Reads = [from],
        };
    }

    /// <summary>What a place holds; missing where it, or what it is in, is.</summary>
    private static ItemValue Stored(Item? holder, int ordinal, IComplexProperty? required)
        => holder is not null && !holder.IsNull(ordinal) ? holder.GetValue(ordinal)
            : required is null ? default
            : throw new InvalidOperationException(
                CoreStrings.NullRequiredComplexProperty(required.DeclaringType.ClrType.ShortDisplayName(), required.Name));

    private Setter? TranslateFunction(Setter setter, IProperty property, MethodCallExpression call, DynamoDbTypeMapping mapping)
    {
        if (FindPlace(call.Arguments[1]) is not var (_, path, _) || !setter.Target.Equals(path))
        {
            Problem = DynamoDbStrings.SetterFunctionOfOther(call.Method.Name, property.DeclaringType.DisplayName(), property.Name);
            return null;
        }

        if (setter.Kind == SetterKind.Remove)
        {
            return setter;
        }

        var value = Unlift(call.Arguments[2]);
        var fits = setter.Kind switch
        {
            SetterKind.Increment => IsNumber(mapping),
            SetterKind.Union or SetterKind.Except
                => mapping.AttributeType is DynamoDbAttributeType.SS or DynamoDbAttributeType.NS or DynamoDbAttributeType.BS,
            _ => mapping.AttributeType is DynamoDbAttributeType.L,
        };
        if (!fits || !PropertyBinding.IsRowIndependent(value))
        {
            Problem = DynamoDbStrings.SetterFunctionNotFitting(call.Method.Name, property.DeclaringType.DisplayName(), property.Name);
            return null;
        }

        return setter with
        {
            OnServer = new SetterValue.Value(
                setter.Kind == SetterKind.Increment ? ConvertTo(value, setter.ElementMapping is null ? property.ClrType : mapping.ClrType) : value, mapping),
        };
    }

    /// <summary>The value in the terms of update expressions, or null.</summary>
    private SetterValue? OnServer(Expression value, IProperty target, DynamoDbTypeMapping mapping)
    {
        value = Unlift(value);
        if (PropertyBinding.Find(value) is { } read)
        {
            return IsStoredAlike(read.Property, target) && ItemPath.Of(read) is { } path ? new SetterValue.Attribute(path, IsNumber: false) : null;
        }

        if (value is BinaryExpression { NodeType: ExpressionType.Coalesce } coalesce
            && PropertyBinding.Find(Unlift(coalesce.Left)) is { } left
            && IsStoredAlike(left.Property, target)
            && PropertyBinding.IsRowIndependent(coalesce.Right)
            && ItemPath.Of(left) is { } leftPath)
        {
            return new SetterValue.Coalesce(
                leftPath, new SetterValue.Value(ConvertTo(Unlift(coalesce.Right), target.ClrType), mapping));
        }

        return IsNumber(mapping) && Unwrap(value) is BinaryExpression binary ? Arithmetic(binary) : null;
    }

    private SetterValue.Arithmetic? Arithmetic(BinaryExpression binary)
        => binary.NodeType is ExpressionType.Add or ExpressionType.AddChecked or ExpressionType.Subtract or ExpressionType.SubtractChecked
            && Operand(binary.Left) is { } left
            && Operand(binary.Right) is { } right
                ? new SetterValue.Arithmetic(left, right, binary.NodeType is ExpressionType.Subtract or ExpressionType.SubtractChecked)
                : null;

    private SetterValue? Operand(Expression operand)
    {
        operand = Unwrap(operand);
        if (PropertyBinding.IsRowIndependent(operand))
        {
            return FindNumber(operand.Type) is { } mapping ? new SetterValue.Value(operand, mapping) : null;
        }

        if (PropertyBinding.Find(operand) is { } read)
        {
            return IsNumber((DynamoDbTypeMapping)read.Property.GetTypeMapping()) && ItemPath.Of(read) is { } path
                ? new SetterValue.Attribute(path, IsNumber: true)
                : null;
        }

        if (operand is BinaryExpression { NodeType: ExpressionType.Coalesce } coalesce
            && PropertyBinding.Find(Unwrap(coalesce.Left)) is { } left
            && IsNumber((DynamoDbTypeMapping)left.Property.GetTypeMapping())
            && PropertyBinding.IsRowIndependent(coalesce.Right)
            && FindNumber(coalesce.Right.Type) is { } otherwise
            && ItemPath.Of(left) is { } leftPath)
        {
            return new SetterValue.Coalesce(leftPath, new SetterValue.Value(Unwrap(coalesce.Right), otherwise));
        }

        // An update expression has one operator on its right side.
        return null;
    }

    private DynamoDbTypeMapping? FindNumber(Type type)
        => mappings.FindMapping(type.UnwrapNullableType()) is DynamoDbTypeMapping mapping && IsNumber(mapping) ? mapping : null;

    /// <summary>A number that is stored as itself: no enum, no timestamp, no converter.</summary>
    private static bool IsNumber(DynamoDbTypeMapping mapping)
        => mapping is { AttributeType: DynamoDbAttributeType.N, Converter: null, IsLossy: false }
            && !mapping.ClrType.IsEnum
            && Type.GetTypeCode(mapping.ClrType) is >= TypeCode.SByte and <= TypeCode.Decimal;

    private static bool IsStoredAlike(IProperty source, IProperty target)
        => source.ClrType.UnwrapNullableType() == target.ClrType.UnwrapNullableType()
            && (source == target || source.GetTypeMapping().Equals(target.GetTypeMapping()));

    private static SetterKind? KindOf(string function)
        => function switch
        {
            nameof(DynamoDbDbFunctionsExtensions.Increment) => SetterKind.Increment,
            nameof(DynamoDbDbFunctionsExtensions.SetUnion) => SetterKind.Union,
            nameof(DynamoDbDbFunctionsExtensions.SetExcept) => SetterKind.Except,
            nameof(DynamoDbDbFunctionsExtensions.ListAppend) => SetterKind.Append,
            nameof(DynamoDbDbFunctionsExtensions.ListPrepend) => SetterKind.Prepend,
            nameof(DynamoDbDbFunctionsExtensions.Removed) => SetterKind.Remove,
            _ => null,
        };

    /// <summary>Removes conversions that only lift to a nullable type or box.</summary>
    private static Expression Unlift(Expression expression)
    {
        while (expression is UnaryExpression { NodeType: ExpressionType.Convert, Method: null } convert
            && (convert.Type == typeof(object) || convert.Type.UnwrapNullableType() == convert.Operand.Type.UnwrapNullableType()))
        {
            expression = convert.Operand;
        }

        return expression;
    }

    /// <summary>Removes conversions between numbers too, where the number stays what it is.</summary>
    private static Expression Unwrap(Expression expression)
    {
        expression = Unlift(expression);
        while (expression is UnaryExpression { NodeType: ExpressionType.Convert or ExpressionType.ConvertChecked } convert
            && convert.Operand.Type.IsInteger()
            && Type.GetTypeCode(convert.Type.UnwrapNullableType()) is >= TypeCode.SByte and <= TypeCode.Decimal)
        {
            expression = Unlift(convert.Operand);
        }

        return expression;
    }

    private static Expression ConvertTo(Expression expression, Type type)
        => expression.Type == type ? expression : Expression.Convert(expression, type);
}
