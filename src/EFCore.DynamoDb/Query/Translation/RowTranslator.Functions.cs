using System.Linq.Expressions;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Query.Expressions;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.Query.Translation;

/// <summary>EF.Functions over rows.</summary>
internal sealed partial class RowTranslator
{
    /// <summary>This provider's EF.Functions and EF Core's own; those of others have no meaning here.</summary>
    private Expression TranslateFunction(MethodCallExpression node)
    {
        if (node.Method.DeclaringType == typeof(DbFunctionsExtensions))
        {
            return TranslateCommonFunction(node);
        }

        if (node.Method.DeclaringType!.Assembly != typeof(RowTranslator).Assembly)
        {
            return Untranslated;
        }

        var arguments = node.Arguments.Skip(1).Select(Visit).ToList();
        if (arguments.Any(IsUnusable))
        {
            return Untranslated;
        }

        switch (node.Method.Name)
        {
            case "LessThan":
                return Comparison(ExpressionType.LessThan, arguments[0]!, arguments[1]!);

            case "LessThanOrEqual":
                return Comparison(ExpressionType.LessThanOrEqual, arguments[0]!, arguments[1]!);

            case "GreaterThan":
                return Comparison(ExpressionType.GreaterThan, arguments[0]!, arguments[1]!);

            case "GreaterThanOrEqual":
                return Comparison(ExpressionType.GreaterThanOrEqual, arguments[0]!, arguments[1]!);

            case "Between":
                return (Comparison(ExpressionType.GreaterThanOrEqual, arguments[0]!, arguments[1]!),
                    Comparison(ExpressionType.LessThanOrEqual, arguments[0]!, arguments[2]!)) is var (lower, upper)
                    && !IsUntranslated(lower) && !IsUntranslated(upper)
                        ? Expression.AndAlso(lower, upper)
                        : Untranslated;

            case "BeginsWith":
                return Expression.Call(
                    typeof(ItemFunctions), nameof(ItemFunctions.BeginsWith), null, arguments[0]!, arguments[1]!);
        }

        if (PropertyBinding.Find(StripBoxing(node.Arguments[1])) is not { } read)
        {
            return Untranslated;
        }

        Expression[] place = [read.Item, new AttributeOrdinalExpression(read)];
        return node.Method.Name switch
        {
            "AttributeExists" => Expression.Call(typeof(ItemFunctions), nameof(ItemFunctions.Exists), null, place),
            "AttributeNotExists" => Expression.Not(
                Expression.Call(typeof(ItemFunctions), nameof(ItemFunctions.Exists), null, place)),
            "AttributeType" => Expression.Call(
                typeof(ItemFunctions), nameof(ItemFunctions.HasType), null, [.. place, ConvertTo(arguments[1]!, typeof(DynamoDbAttributeType))]),
            "Size" => Expression.Call(typeof(ItemFunctions), nameof(ItemFunctions.Size), null, place),
            _ => Untranslated,
        };
    }

    /// <summary>EF.Functions of EF Core itself.</summary>
    private Expression TranslateCommonFunction(MethodCallExpression node)
    {
        if (node.Method.Name == nameof(DbFunctionsExtensions.Random))
        {
            return Expression.Call(Expression.Property(null, typeof(Random), nameof(Random.Shared)), nameof(Random.NextDouble), null);
        }

        return node.Method.Name == nameof(DbFunctionsExtensions.Like) && VisitAll([.. node.Arguments.Skip(1)]) is { } arguments
            ? Expression.Call(
                typeof(LikePattern), nameof(LikePattern.Matches), null,
                arguments is [var text, var pattern] ? [text, pattern, Expression.Constant(null, typeof(string))] : [.. arguments])
            : Untranslated;
    }

    private static Expression Comparison(ExpressionType type, Expression left, Expression right)
    {
        (left, right) = Normalize(left, right);
        (left, right) = Align(left, right);
        if (left.Type == typeof(string) || left.Type == typeof(byte[]))
        {
            var compare = Expression.Call(
                left.Type == typeof(string) ? typeof(StringFunctions) : typeof(ItemFunctions),
                nameof(StringFunctions.Compare), null, left, right);
            return Expression.MakeBinary(type, compare, Expression.Constant(0, typeof(int?)));
        }

        if (left.Type.UnwrapNullableType() is { IsEnum: true } enumType)
        {
            var number = Enum.GetUnderlyingType(enumType);
            var target = left.Type.IsNullableType() ? number.MakeNullableType() : number;
            (left, right) = (ConvertTo(left, target), ConvertTo(right, target));
        }

        if (HasOrderOperator(left.Type.UnwrapNullableType()))
        {
            return Expression.MakeBinary(type, left, right);
        }

        // Truth values, and types of users with a value converter.
        return left.Type == right.Type && typeof(IComparable).IsAssignableFrom(left.Type.UnwrapNullableType())
            ? Expression.MakeBinary(
                type,
                Expression.Call(typeof(ItemFunctions), nameof(ItemFunctions.CompareByDefault), [left.Type], left, right),
                Expression.Constant(0, typeof(int?)))
            : Untranslated;
    }

    private static bool HasOrderOperator(Type type)
        => (type.IsPrimitive && type != typeof(bool)) || type.IsEnum || type.GetMethod("op_LessThan", [type, type]) is not null;
}
