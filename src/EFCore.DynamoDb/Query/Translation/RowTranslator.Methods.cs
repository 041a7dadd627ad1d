using System.Linq.Expressions;
using System.Reflection;
using EFCore.DynamoDb.Query.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace EFCore.DynamoDb.Query.Translation;

internal sealed partial class RowTranslator
{
    protected override Expression VisitMethodCall(MethodCallExpression node)
    {
        if (PropertyBinding.Find(node) is { } read)
        {
            return read;
        }

        if (PropertyBinding.FindGuarded(node) is var (entity, guarded))
        {
            return Expression.Condition(TypeTest(entity, _ => true), guarded, Expression.Default(guarded.Type));
        }

        if (DocumentBinding.Find(node) is { } document)
        {
            return document;
        }

        if ((TranslateEntry(node) ?? TranslateEntryOfValue(node)) is { } entry)
        {
            return entry;
        }

        if (TranslateCollectionCall(node) is { } ofCollection)
        {
            return ofCollection;
        }

        if (DocumentBinding.MemberOf(node) is ({ } holder, { } name) && Find(holder) is { } picked)
        {
            return MemberOf(picked, name);
        }

        var method = node.Method;
        if (method.DeclaringType == typeof(EF) || method.DeclaringType == typeof(Queryable))
        {
            return Untranslated;
        }

        if (method.GetParameters() is [{ } first, ..] && first.ParameterType == typeof(DbFunctions))
        {
            return TranslateFunction(node);
        }

        if (method.Name == nameof(Equals) && TranslateEqualsCall(node) is { } equals)
        {
            return equals;
        }

        if (method.Name == nameof(Enumerable.Contains) && CollectionContains.Match(node) is var (collection, item))
        {
            if (AsDocument(StripBoxing(item)) is { } sought)
            {
                return TranslateDocumentIn(collection, sought) ?? Untranslated;
            }

            return TranslateCollectionContains(collection, item);
        }

        if (method.Name == "get_Item"
            && node is { Object: { } indexed, Arguments: [ConstantExpression { Value: string unknown }] }
            && DocumentBinding.FindStructure(indexed) is var (_, structure))
        {
            Details ??= CoreStrings.QueryUnableToTranslateMember(unknown, structure.DisplayName());
            return Untranslated;
        }

        var instance = node.Object is null ? null : Visit(node.Object);
        var arguments = VisitAll(node.Arguments);
        if (arguments is null || (node.Object is not null && IsUnusable(instance)))
        {
            return Untranslated;
        }

        if (method.DeclaringType == typeof(string))
        {
            if (IsOfCulture(node))
            {
                Details ??= method.Name == nameof(Equals) ? CoreStrings.QueryUnableToTranslateStringEqualsWithStringComparison : null;
                return Untranslated;
            }

            if (TranslateStringMethod(method, instance, arguments) is { } text)
            {
                return text;
            }

            if (method.Name == nameof(string.Equals) && instance is not null && arguments is [var otherText, var comparison])
            {
                // As ==, null equals null.
                return Expression.Call(typeof(string), nameof(string.Equals), null, instance, otherText, comparison);
            }
        }

        switch (method.Name)
        {
            case nameof(IComparable.CompareTo) when instance is not null && arguments is [var other]:
                (instance, arguments[0]) = Normalize(instance, other);
                break;
            case nameof(DateTime.Compare) when instance is null && arguments is [var first1, var second1]:
                (arguments[0], arguments[1]) = Normalize(first1, second1);
                break;
        }

        if (node.Object is not null && Nullable.GetUnderlyingType(node.Object.Type) is { } underlying)
        {
            if (method.Name == nameof(Nullable<int>.GetValueOrDefault))
            {
                var fallback = arguments is [var given] ? given : Expression.Default(underlying);
                return instance!.Type.IsNullableType() ? Expression.Coalesce(instance, fallback) : instance;
            }

            // object's methods, called on Nullable<T>: null's own answers.
            return Untranslated;
        }

        var parameters = method.GetParameters();
        if (instance is null)
        {
            return Guarded(
                arguments,
                n => Expression.Call(method, Fit(n, parameters)),
                node.Type,
                i => !parameters[i].ParameterType.IsNullableType() || (i == 0 && method.DeclaringType == typeof(Enumerable)) || RefusesNull(parameters[i]));
        }

        return Guarded(
            [instance, .. arguments],
            n => Expression.Call(ConvertTo(n[0], node.Object!.Type), method, Fit(n[1..], parameters)),
            node.Type,
            i => i == 0 || method.DeclaringType == typeof(string) || !parameters[i - 1].ParameterType.IsNullableType());
    }

    /// <summary>A parameter of .NET's own methods that may not be null, such as the text of int.Parse: without it there is no answer, and no error.</summary>
    private static bool RefusesNull(ParameterInfo parameter)
        => parameter.Member.Module.Assembly.GetName().Name!.StartsWith("System.", StringComparison.Ordinal)
            && !(AppContext.TryGetSwitch("System.Reflection.NullabilityInfoContext.IsSupported", out var isKnown) && !isKnown)
            && new NullabilityInfoContext().Create(parameter).WriteState == NullabilityState.NotNull;

    private static Expression[] Fit(Expression[] arguments, ParameterInfo[] parameters)
    {
        for (var i = 0; i < arguments.Length; i++)
        {
            arguments[i] = ConvertTo(arguments[i], parameters[i].ParameterType);
        }

        return arguments;
    }

    private List<Expression>? VisitAll(IReadOnlyCollection<Expression> expressions)
    {
        var visited = new List<Expression>(expressions.Count);
        foreach (var expression in expressions)
        {
            var result = Visit(expression);
            if (IsUnusable(result))
            {
                return null;
            }

            visited.Add(result!);
        }

        return visited;
    }

    private Expression? TranslateEqualsCall(MethodCallExpression node)
    {
        var (left, right) = node switch
        {
            { Object: { } instance, Arguments: [var argument] } => (instance, argument),
            { Object: null, Arguments: [var a, var b] } => (a, b),
            _ => (null, null),
        };
        if (left is null || right is null)
        {
            return null;
        }

        if (TranslateDocumentEquality(left, right) is { } ofDocuments)
        {
            return ofDocuments;
        }

        left = Visit(StripBoxing(left));
        right = Visit(StripBoxing(right));
        if (IsUnusable(left) || IsUnusable(right))
        {
            return Untranslated;
        }

        if (left.Type == typeof(object) != (right.Type == typeof(object)))
        {
            return right.Type == typeof(object) ? TranslateEqualsObject(left, right) : TranslateEqualsObject(right, left);
        }

        return MayBeEqual(left, right) ? TranslateEquality(left, right) : Expression.Constant(false);
    }

    /// <summary>As object.Equals has it, values of different types are never equal; null literals have any type.</summary>
    internal static bool MayBeEqual(Expression left, Expression right)
        => left.Type.UnwrapNullableType() == right.Type.UnwrapNullableType()
            || left is ConstantExpression { Value: null }
            || right is ConstantExpression { Value: null }
            || left.Type.IsAssignableFrom(right.Type)
            || right.Type.IsAssignableFrom(left.Type);

    /// <summary>A value and what is only known to be an object, as Find passes the values of a key: equal when it turns out to be an equal value.</summary>
    private static Expression TranslateEqualsObject(Expression value, Expression other)
    {
        if (other is ConstantExpression { Value: null })
        {
            return TranslateEquality(value, other);
        }

        var isNull = Expression.Equal(other, Expression.Constant(null));
        return Expression.Condition(
            Expression.TypeIs(other, value.Type.UnwrapNullableType()),
            TranslateEquality(value, Expression.Convert(other, value.Type.UnwrapNullableType())),
            value.Type.IsNullableType()
                ? Expression.AndAlso(isNull, Expression.Equal(value, Expression.Constant(null, value.Type)))
                : Expression.Constant(false));
    }

    /// <summary>Without conversions to the type that the expression has already, or to its nullable form.</summary>
    internal static Expression StripLifting(Expression expression)
    {
        while (expression is UnaryExpression { NodeType: ExpressionType.Convert, Method: null } convert
            && convert.Type.UnwrapNullableType() == convert.Operand.Type.UnwrapNullableType())
        {
            expression = convert.Operand;
        }

        return expression;
    }

    internal static Expression StripBoxing(Expression expression)
        => expression is UnaryExpression { NodeType: ExpressionType.Convert } unary && unary.Type == typeof(object)
            ? unary.Operand
            : expression;

    private Expression TranslateCollectionContains(Expression collection, Expression item)
    {
        // What LINQ makes of the caller's list is a list too.
        var values = IsLinqCall(collection) && TranslateSequence(collection) is { } sequence && AsValues(sequence) is { } made ? made.Rows : Visit(collection);
        var value = Visit(item);
        if (IsUnusable(values) || IsUnusable(value))
        {
            return Untranslated;
        }

        if (values.Type == typeof(string))
        {
            return Untranslated;
        }

        var elementType = CollectionContains.ElementType(values.Type);
        if (elementType is null)
        {
            return Untranslated;
        }

        return TranslateContains(values, elementType, value);
    }

    private static Expression TranslateContains(Expression values, Type elementType, Expression value)
    {
        var contains = typeof(RowTranslator).GetMethod(nameof(Contains), BindingFlags.NonPublic | BindingFlags.Static)!;
        // Values that are equal once they are stored are equal here too.
        var comparer = Expression.Constant(
            FindProperty(value) is { } property && StoredEquality.Of(property) is var given
                && given.Type.UnwrapNullableType() == elementType.UnwrapNullableType()
                && !UsesOperator(elementType.UnwrapNullableType())
                    ? given
                    : null,
            typeof(ValueComparer));
        var enumerable = typeof(IEnumerable<>).MakeGenericType(elementType);
        if (value.Type.IsNullableType() && !elementType.IsNullableType())
        {
            // A list of non-nullable values never holds null.
            return Guarded(
                [value],
                n => Expression.Call(
                    contains.MakeGenericMethod(elementType), ConvertTo(values, enumerable), ConvertTo(n[0], elementType), comparer),
                typeof(bool));
        }

        return Expression.Call(
            contains.MakeGenericMethod(elementType), ConvertTo(values, enumerable), ConvertTo(value, elementType), comparer);
    }

    private static bool Contains<T>(IEnumerable<T>? values, T value, ValueComparer? comparer)
    {
        if (comparer is not null)
        {
            return values is not null && values.Any(v => comparer.Equals(v, value));
        }

        if (values is IEnumerable<byte[]> binaries && value is byte[] bytes)
        {
            return binaries.Any(b => b is not null && b.AsSpan().SequenceEqual(bytes));
        }

        return values is not null && values.Contains(value);
    }

    /// <summary>Whether a string method is told to compare as a culture does: strings are compared by code points, on the server and here, and nothing else.</summary>
    private static bool IsOfCulture(MethodCallExpression node)
        => node.Arguments.Any(
            a => a.Type == typeof(StringComparison)
                && a is not ConstantExpression { Value: StringComparison.Ordinal or StringComparison.OrdinalIgnoreCase });

    private static Expression? TranslateStringMethod(MethodInfo method, Expression? instance, List<Expression> arguments)
    {
        var ordinal = method.Name switch
        {
            nameof(string.StartsWith) or nameof(string.EndsWith) or nameof(string.Contains) or nameof(string.IndexOf)
                when arguments is [var a] && a.Type == typeof(string) => method.Name,
            nameof(string.Replace) when arguments is [var a, _] && a.Type == typeof(string) => method.Name,
            nameof(string.ToLower) or nameof(string.ToUpper) when arguments.Count == 0 => method.Name,
            nameof(string.CompareTo) when arguments is [var a] && a.Type == typeof(string) => nameof(StringFunctions.Compare),
            nameof(string.Compare) when arguments is [var a, var b] && a.Type == typeof(string) && b.Type == typeof(string)
                => nameof(StringFunctions.Compare),
            _ => null,
        };

        if (ordinal is null)
        {
            return null;
        }

        return Expression.Call(
            typeof(StringFunctions), ordinal, null, instance is null ? [.. arguments] : [instance, .. arguments]);
    }
}
