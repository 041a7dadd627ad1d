using System.Linq.Expressions;
using EFCore.DynamoDb.Access;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Query.Expressions;
using EFCore.DynamoDb.Storage;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EFCore.DynamoDb.Query.Translation;

internal sealed partial class ConditionTranslator
{
    /// <summary>
    /// An attribute, or a value in a list or dictionary (which is no property), as one side of a comparison, and the CLR type it is compared as (a cast may
    /// have widened it).
    /// </summary>
    private sealed record BoundAttribute(AttributePath Path, IProperty? Property, Type ClrType, DynamoDbTypeMapping Mapping, Type ComparedType)
    {
        /// <summary>Whether equality of stored values is equality of CLR values: S, N, B and BOOL, but not JSON text.</summary>
        public bool IsScalar
            => Mapping.AttributeType is DynamoDbAttributeType.S or DynamoDbAttributeType.N or DynamoDbAttributeType.B or DynamoDbAttributeType.Bool
                && Mapping.ComparesOnServer;

        public bool IsPlainInteger
            => IsPlainNumber && Mapping.ClrType.IsInteger();

        public bool IsPlainNumber
            => Mapping is { AttributeType: DynamoDbAttributeType.N, Converter: null };
    }

    private static BoundAttribute? BindAttribute(Expression expression)
        => BindAnyAttribute(expression) is { IsScalar: true } attribute ? attribute : null;

    /// <summary>An attribute of which only its presence is asked: JSON text too.</summary>
    private static BoundAttribute? BindAnyAttribute(Expression expression)
    {
        var comparedType = expression.Type;
        var inner = expression;
        while (true)
        {
            if (PropertyBinding.Find(inner) is { } read)
            {
                // What a converter makes of null only the client knows.
                if (read.Property.GetTypeMapping() is not DynamoDbTypeMapping mapping
                    || (mapping.ConvertsNulls && !read.Property.IsPrimaryKey())
                    || !IsAllowedCast(read.Property.ClrType, comparedType, mapping))
                {
                    return null;
                }

                return ItemPath.Of(read) is { } path ? new BoundAttribute(path, read.Property, read.Property.ClrType, mapping, comparedType) : null;
            }

            if (CollectionBinding.FindValue(inner) is var (collection, element, place))
            {
                return ItemPath.Of(collection, place) is { } path && IsAllowedCast(inner.Type, comparedType, element)
                    ? new BoundAttribute(path, null, inner.Type, element, comparedType)
                    : null;
            }

            if (CollectionBinding.FindMember(inner) is { } member)
            {
                inner = member;
                continue;
            }

            switch (inner)
            {
                case UnaryExpression { NodeType: ExpressionType.Convert or ExpressionType.ConvertChecked } convert
                    when convert.Method is null || convert.Type.UnwrapNullableType() == typeof(decimal):
                    inner = convert.Operand;
                    break;

                case MemberExpression { Member.Name: nameof(Nullable<int>.Value), Expression: { } nullable }
                    when Nullable.GetUnderlyingType(nullable.Type) is not null:
                    inner = nullable;
                    break;

                default:
                    return null;
            }
        }
    }

    /// <summary>Casts that do not change which values are equal or less: lifting, boxing, an integer or enum as a wider integer.</summary>
    private static bool IsAllowedCast(Type from, Type to, DynamoDbTypeMapping mapping)
    {
        from = from.UnwrapNullableType();
        to = to.UnwrapNullableType();
        if (to.IsAssignableFrom(from))
        {
            return true;
        }

        if (from.IsEnum)
        {
            return to == Enum.GetUnderlyingType(from);
        }

        if (from == typeof(char))
        {
            return to == typeof(int);
        }

        return mapping is { AttributeType: DynamoDbAttributeType.N, Converter: null } && IsExactWidening(from, to);
    }

    /// <summary>Whether every value of one integer type is exactly a value of the other type.</summary>
    private static bool IsExactWidening(Type from, Type to)
        => from.IsInteger()
            && (to == typeof(decimal)
                || (to == typeof(double) && from != typeof(long) && from != typeof(ulong))
                || (to.IsInteger() && IntegerRange(from) is var (low, high) && IntegerRange(to) is var (toLow, toHigh) && toLow <= low && high <= toHigh));

    private static (Int128 Low, Int128 High) IntegerRange(Type type)
        => Type.GetTypeCode(type) switch
        {
            TypeCode.SByte => (sbyte.MinValue, sbyte.MaxValue),
            TypeCode.Byte => (byte.MinValue, byte.MaxValue),
            TypeCode.Int16 => (short.MinValue, short.MaxValue),
            TypeCode.UInt16 => (ushort.MinValue, ushort.MaxValue),
            TypeCode.Int32 => (int.MinValue, int.MaxValue),
            TypeCode.UInt32 => (uint.MinValue, uint.MaxValue),
            TypeCode.Int64 => (long.MinValue, long.MaxValue),
            _ => (ulong.MinValue, ulong.MaxValue),
        };

    /// <summary>The value to compare with, written as its attribute is; null when the comparison means something else on the server.</summary>
    private OperandSlot? AdaptOperand(BoundAttribute attribute, Expression value)
    {
        value = Unlift(value);
        var type = attribute.ClrType.UnwrapNullableType();
        var valueType = value.Type.UnwrapNullableType();
        if (valueType == type)
        {
            return new OperandSlot(value, attribute.Mapping, IsList: false);
        }

        // Find passes the values of a key as objects: what they are is seen when they are there.
        if (valueType == typeof(object) && attribute.ComparedType.UnwrapNullableType() is var compared && (compared == type || compared == typeof(object)))
        {
            return new OperandSlot(value, attribute.Mapping, IsList: false);
        }

        if (type.IsEnum && valueType == Enum.GetUnderlyingType(type))
        {
            return new OperandSlot(Expression.Convert(value, value.Type.IsNullableType() ? type.MakeNullableType() : type), attribute.Mapping, IsList: false);
        }

        if (type == typeof(char) && valueType == typeof(int))
        {
            return value is ConstantExpression { Value: int and >= char.MinValue and <= char.MaxValue } code
                ? new OperandSlot(Expression.Constant((char)(int)code.Value), attribute.Mapping, IsList: false)
                : null;
        }

        // A number of another type compares as the number it is.
        return attribute.IsPlainNumber
            && (IsExactWidening(type, valueType) || (type.IsInteger() && valueType.IsInteger()))
            && FindMapping(valueType) is { AttributeType: DynamoDbAttributeType.N, Converter: null } mapping
                ? new OperandSlot(value, mapping, IsList: false)
                : null;
    }

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
}

/// <summary>What counts as an integer.</summary>
internal static class IntegerTypes
{
    public static bool IsInteger(this Type type)
        => Type.GetTypeCode(type.UnwrapNullableType()) is >= TypeCode.SByte and <= TypeCode.UInt64 && !type.UnwrapNullableType().IsEnum;
}
