using System.Globalization;
using System.Linq.Expressions;
using EFCore.DynamoDb.Access;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Query.Expressions;
using EFCore.DynamoDb.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Storage;

namespace EFCore.DynamoDb.Query.Translation;

/// <summary>
/// Turns a conjunct over an entity's properties into a <see cref="Condition" />, or into nothing. It has the meaning of the residual (RowTranslator): null
/// compares false, a null truth value is false; where DynamoDB differs (DESIGN.md section 6) a guard is added or the condition is not exact.
/// </summary>
internal sealed partial class ConditionTranslator(ITypeMappingSource mappings, List<OperandSlot> slots)
{
    public TranslatedCondition? Translate(Expression expression)
    {
        switch (expression)
        {
            case BinaryExpression { NodeType: ExpressionType.AndAlso } both:
                return (Translate(both.Left), Translate(both.Right)) switch
                {
                    ({ } left, { } right) => TranslatedCondition.And(left, right),
                    // One side narrows what both sides ask.
                    ({ } left, null) => left with { Exact = false },
                    (null, { } right) => right with { Exact = false },
                    _ => null,
                };

            case BinaryExpression { NodeType: ExpressionType.OrElse } either:
                return Translate(either.Left) is { } first && Translate(either.Right) is { } second
                    ? TranslatedCondition.Or(first, second)
                    : null;

            case UnaryExpression { NodeType: ExpressionType.Not, Operand: var flag }
                when BindAttribute(flag) is { Property: { } property } key && property.IsPrimaryKey() && property.ClrType == typeof(bool):
                // No key is missing, so that not true is false: a key condition.
                return Compare(key, ComparisonOperator.Equal, Expression.Constant(false));

            case UnaryExpression { NodeType: ExpressionType.Not } negation when negation.Type == typeof(bool):
                // The negation of a condition that only narrows would exclude what it must not.
                return Translate(negation.Operand) is { Exact: true } operand
                    ? new TranslatedCondition(new Condition.Not(operand.Condition), true)
                    : null;

            case UnaryExpression { NodeType: ExpressionType.Convert } convert
                when convert.Type.UnwrapNullableType() == typeof(bool) && convert.Operand.Type.UnwrapNullableType() == typeof(bool):
                return Translate(convert.Operand);

            case BinaryExpression { NodeType: ExpressionType.Equal or ExpressionType.NotEqual } types
                when RowTranslator.TryTranslateTypeComparison(types, out var typeComparison):
                return Translate(typeComparison);

            case BinaryExpression binary when ToOperator(binary.NodeType) is { } comparison:
                return TranslateDefaulted(binary) ?? TranslateComparison(binary.Left, comparison, binary.Right);

            case TypeBinaryExpression { NodeType: ExpressionType.TypeIs } typeTest
                when EntityReferenceExpression.Find(typeTest.Expression) is { } entity:
                return Translate(RowTranslator.TypeTest(entity, t => typeTest.TypeOperand.IsAssignableFrom(t.ClrType)));

            case ConstantExpression { Value: bool constant }:
                return new TranslatedCondition(new Condition.Always(constant), true);

            case MemberExpression { Member.Name: nameof(Nullable<int>.HasValue), Expression: { } nullable }
                when Nullable.GetUnderlyingType(nullable.Type) is not null:
                return BindAnyAttribute(nullable) is { } tested
                    ? new TranslatedCondition(new Condition.NotNull(tested.Path), true)
                    : null;

            case BinaryExpression or MethodCallExpression when expression.Type == typeof(bool) && FindDefaulted(expression) is not null:
                return TranslateDefaulted(Expression.Equal(expression, Expression.Constant(true)));

            case MethodCallExpression call when PropertyBinding.Find(call) is null:
                return TranslateCall(call);
        }

        // A truth value stored in an attribute.
        return BindAttribute(expression) is { } attribute && attribute.ComparedType.UnwrapNullableType() == typeof(bool)
            ? Compare(attribute, ComparisonOperator.Equal, Expression.Constant(true))
            : null;
    }

    private TranslatedCondition? TranslateComparison(Expression left, ComparisonOperator comparison, Expression right)
    {
        // string.Compare(a, b) < 0 and a.CompareTo(b) < 0
        if (AsCompareCall(left) is var (first, second) && IsZero(right))
        {
            return TranslateComparison(first, comparison, second);
        }

        if (AsCompareCall(right) is var (first2, second2) && IsZero(left))
        {
            return TranslateComparison(first2, Mirror(comparison), second2);
        }

        if (CompareDocuments(left, comparison, right) is { } documents)
        {
            return documents;
        }

        if (TranslateSizeComparison(left, comparison, right) is { } size)
        {
            return size;
        }

        if (IsNull(right) && BindAnyAttribute(left) is { IsScalar: false } json)
        {
            return Compare(json, comparison, right);
        }

        if (IsNull(left) && BindAnyAttribute(right) is { IsScalar: false } mirroredJson)
        {
            return Compare(mirroredJson, comparison, left);
        }

        var leftAttribute = BindAttribute(left);
        var rightAttribute = BindAttribute(right);
        if (leftAttribute is not null && rightAttribute is not null)
        {
            return CompareAttributes(leftAttribute, comparison, rightAttribute);
        }

        if (leftAttribute is not null && PropertyBinding.IsRowIndependent(right))
        {
            return Compare(leftAttribute, comparison, right);
        }

        return rightAttribute is not null && PropertyBinding.IsRowIndependent(left)
            ? Compare(rightAttribute, Mirror(comparison), left)
            : null;
    }

    private TranslatedCondition? Compare(BoundAttribute attribute, ComparisonOperator comparison, Expression value)
    {
        value = RowTranslator.StripBoxing(value);
        if (IsNull(value))
        {
            return comparison switch
            {
                ComparisonOperator.Equal => new TranslatedCondition(new Condition.IsNull(attribute.Path), true),
                ComparisonOperator.NotEqual => new TranslatedCondition(new Condition.NotNull(attribute.Path), true),
                _ => new TranslatedCondition(new Condition.Always(false), true),
            };
        }

        var isEquality = comparison is ComparisonOperator.Equal or ComparisonOperator.NotEqual;
        if (!isEquality && !attribute.Mapping.KeepsOrder)
        {
            return null;
        }

        return AdaptOperand(attribute, value) is { } operand && (isEquality || operand.KeepsOrder)
            ? new TranslatedCondition(
                new Condition.Comparison(new Operand.Path(attribute.Path), comparison, AddSlot(operand)), true)
            : null;
    }

    private static TranslatedCondition? CompareAttributes(BoundAttribute left, ComparisonOperator comparison, BoundAttribute right)
    {
        if (!IsComparable(left, right) || (comparison is not (ComparisonOperator.Equal or ComparisonOperator.NotEqual) && !left.Mapping.KeepsOrder))
        {
            return null;
        }

        var plain = new Condition.Comparison(new Operand.Path(left.Path), comparison, new Operand.Path(right.Path));
        switch (comparison)
        {
            case ComparisonOperator.Equal:
                return new TranslatedCondition(EqualOrBothNull(), true);

            case ComparisonOperator.NotEqual:
                return new TranslatedCondition(new Condition.Not(EqualOrBothNull()), true);

            default:
                // False when either is missing, as C# has it; NULL is a type of its own and compares false with all others, but not with itself.
                return new TranslatedCondition(new Condition.And([new Condition.NotNull(left.Path), plain]), true);
        }

        Condition EqualOrBothNull()
            => new Condition.Or(
            [
                new Condition.And(
                [
                    new Condition.NotNull(left.Path),
                    new Condition.Comparison(new Operand.Path(left.Path), ComparisonOperator.Equal, new Operand.Path(right.Path)),
                ]),
                new Condition.And([new Condition.IsNull(left.Path), new Condition.IsNull(right.Path)]),
            ]);
    }

    private static bool IsComparable(BoundAttribute left, BoundAttribute right)
        => (left.Mapping.AttributeType == right.Mapping.AttributeType
                && left.Mapping.ClrType == right.Mapping.ClrType
                && left.Mapping.GetType() == right.Mapping.GetType()
                && left.Mapping.Equals(right.Mapping)
                && !left.Mapping.IsLossy
                && left.IsScalar && right.IsScalar)
            || (left.IsPlainInteger && right.IsPlainInteger);

    /// <summary>size() of a binary attribute; a string's length is not what size() counts, so it stays with the residual.</summary>
    private TranslatedCondition? TranslateSizeComparison(Expression left, ComparisonOperator comparison, Expression right)
    {
        if (CollectionBinding.FindCounted(Unlift(left)) is var (item, counted) && PropertyBinding.IsRowIndependent(right))
        {
            return CompareCount(item, counted, comparison, right);
        }

        if (CollectionBinding.FindCounted(Unlift(right)) is var (otherItem, otherCounted) && PropertyBinding.IsRowIndependent(left))
        {
            return CompareCount(otherItem, otherCounted, Mirror(comparison), left);
        }

        if (AsSize(left) is { } size && PropertyBinding.IsRowIndependent(right))
        {
            return CompareSize(size, comparison, right);
        }

        return AsSize(right) is { } mirrored && PropertyBinding.IsRowIndependent(left)
            ? CompareSize(mirrored, Mirror(comparison), left)
            : null;
    }

    private TranslatedCondition? CompareSize(AttributePath path, ComparisonOperator comparison, Expression value)
        => FindMapping(value.Type) is { } mapping && Unlift(value).Type.IsInteger()
            ? new TranslatedCondition(
                new Condition.Comparison(new Operand.Size(path), comparison, AddSlot(new OperandSlot(Unlift(value), mapping, IsList: false))), true)
            : null;

    /// <summary>
    /// size() of a list, set or map counts its elements, but one that is missing has no size while it is empty to LINQ: what the comparison makes of zero is
    /// only known of a literal.
    /// </summary>
    private TranslatedCondition? CompareCount(Expression item, IPropertyBase collection, ComparisonOperator comparison, Expression value)
    {
        if (comparison == ComparisonOperator.NotEqual && Unlift(value) is ConstantExpression { Value: 0 or 0L })
        {
            // To the server, no size is not zero either.
            comparison = ComparisonOperator.GreaterThan;
        }

        if (ItemPath.Of(item, collection) is not { } path || CompareSize(path, comparison, value) is not { } size)
        {
            return null;
        }

        bool? isTrueOfNone = Unlift(value) is ConstantExpression { Value: int or long } literal
            ? Holds(0L.CompareTo(Convert.ToInt64(literal.Value, CultureInfo.InvariantCulture)), comparison)
            : null;
        return isTrueOfNone == false
            ? size
            : new TranslatedCondition(new Condition.Or([new Condition.IsNull(path), size.Condition]), isTrueOfNone is not null);
    }

    private static bool Holds(int order, ComparisonOperator comparison)
        => comparison switch
        {
            ComparisonOperator.Equal => order == 0,
            ComparisonOperator.NotEqual => order != 0,
            ComparisonOperator.LessThan => order < 0,
            ComparisonOperator.LessThanOrEqual => order <= 0,
            ComparisonOperator.GreaterThan => order > 0,
            _ => order >= 0,
        };

    private static AttributePath? AsBinarySize(Expression bytes)
        => BindAttribute(bytes) is { Mapping: { AttributeType: DynamoDbAttributeType.B, Converter: null } } binary ? binary.Path : null;

    private static AttributePath? AsSize(Expression expression)
    {
        expression = Unlift(expression);
        var bytes = expression switch
        {
            UnaryExpression { NodeType: ExpressionType.ArrayLength } length => length.Operand,
            MemberExpression { Member.Name: nameof(Array.Length), Expression: { } array } when array.Type == typeof(byte[]) => array,
            MethodCallExpression { Method.Name: "Count", Arguments: [var array] } when array.Type == typeof(byte[]) => array,
            _ => null,
        };
        if (bytes is not null)
        {
            return AsBinarySize(bytes);
        }

        return expression is MethodCallExpression { Method: { Name: "Size" } method } call
            && IsOurFunction(method)
            && BindAttribute(RowTranslator.StripBoxing(call.Arguments[1])) is { } attribute
                ? attribute.Path
                : null;
    }

    private Operand.Slot AddSlot(OperandSlot slot)
    {
        for (var i = 0; i < slots.Count; i++)
        {
            if (slots[i].IsList == slot.IsList
                && ReferenceEquals(slots[i].Mapping, slot.Mapping)
                && ExpressionEqualityComparer.Instance.Equals(slots[i].Value, slot.Value))
            {
                return new Operand.Slot(i);
            }
        }

        slots.Add(slot);
        return new Operand.Slot(slots.Count - 1);
    }

    private DynamoDbTypeMapping? FindMapping(Type type)
        => mappings.FindMapping(type.UnwrapNullableType()) as DynamoDbTypeMapping;

    private static ComparisonOperator? ToOperator(ExpressionType type)
        => type switch
        {
            ExpressionType.Equal => ComparisonOperator.Equal,
            ExpressionType.NotEqual => ComparisonOperator.NotEqual,
            ExpressionType.LessThan => ComparisonOperator.LessThan,
            ExpressionType.LessThanOrEqual => ComparisonOperator.LessThanOrEqual,
            ExpressionType.GreaterThan => ComparisonOperator.GreaterThan,
            ExpressionType.GreaterThanOrEqual => ComparisonOperator.GreaterThanOrEqual,
            _ => null,
        };

    private static ComparisonOperator Mirror(ComparisonOperator comparison)
        => comparison switch
        {
            ComparisonOperator.LessThan => ComparisonOperator.GreaterThan,
            ComparisonOperator.LessThanOrEqual => ComparisonOperator.GreaterThanOrEqual,
            ComparisonOperator.GreaterThan => ComparisonOperator.LessThan,
            ComparisonOperator.GreaterThanOrEqual => ComparisonOperator.LessThanOrEqual,
            _ => comparison,
        };

    private static bool IsNull(Expression expression)
        => RowTranslator.StripBoxing(expression) is ConstantExpression { Value: null } or DefaultExpression;

    private static bool IsZero(Expression expression)
        => expression is ConstantExpression { Value: 0 };

    /// <summary>The two operands of a string comparison call.</summary>
    private static (Expression Left, Expression Right)? AsCompareCall(Expression expression)
        => expression switch
        {
            MethodCallExpression { Method.Name: nameof(string.Compare), Object: null, Arguments: [var a, var b] } call
                when call.Method.DeclaringType == typeof(string) && a.Type == typeof(string) => (a, b),
            MethodCallExpression { Method.Name: nameof(IComparable.CompareTo), Object: { } a, Arguments: [var b] }
                when b.Type == a.Type => (a, b),
            _ => null,
        };

    public static bool IsOurFunction(System.Reflection.MethodInfo method)
        => method.DeclaringType?.Assembly == typeof(ConditionTranslator).Assembly
            && method.GetParameters() is [{ } first, ..]
            && first.ParameterType == typeof(DbFunctions);
}
