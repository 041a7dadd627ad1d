using System.Linq.Expressions;
using EFCore.DynamoDb.Query.Expressions;
using EFCore.DynamoDb.Storage;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Query;

namespace EFCore.DynamoDb.Query.Translation;

internal sealed partial class RowTranslator
{
    private static readonly ArrayStructuralComparer<byte> BinaryComparer = new();

    private static readonly Expression Untranslated = QueryCompilationContext.NotTranslatedExpression;

    private static bool IsUntranslated(Expression? expression)
        => expression == QueryCompilationContext.NotTranslatedExpression;

    /// <summary>Untranslated, or a whole entity where only a value will do.</summary>
    private static bool IsUnusable(Expression? expression)
        => IsUntranslated(expression) || expression is EntityReferenceExpression or DocumentReferenceExpression;

    /// <summary>A truth value; null counts as false.</summary>
    internal static Expression ToBoolean(Expression expression)
        => expression.Type == typeof(bool?)
            ? Expression.Coalesce(expression, Expression.Constant(false))
            : expression;

    /// <summary>
    /// Not: of a truth value that may be null in C# null, as C# has it, and of one of a related entity that is not there too, as EF Core has it. One that is missing
    /// in an item that is there is false.
    /// </summary>
    private static Expression Negate(UnaryExpression node, Expression operand)
        => operand.Type == typeof(bool) ? Expression.Not(operand)
            : node.Type == typeof(bool?) ? Expression.Not(operand)
            : operand is PropertyReadExpression { Item: ElementItemExpression { List: null } related }
                ? Expression.Condition(
                    Expression.Equal(related, Expression.Constant(null, typeof(Items.Item))),
                    Expression.Constant(null, typeof(bool?)),
                    Expression.Convert(Expression.Not(ToBoolean(operand)), typeof(bool?)))
            : RelatedReads.In(operand) ? Expression.Not(operand)
            : Expression.Not(ToBoolean(operand));

    private static Expression ConvertTo(Expression expression, Type type)
        => expression.Type == type ? expression : Expression.Convert(expression, type);

    /// <summary>Brings two operands to one type when one of them became nullable.</summary>
    private static (Expression Left, Expression Right) Align(Expression left, Expression right)
    {
        if (left.Type == right.Type)
        {
            return (left, right);
        }

        if (left.Type.UnwrapNullableType() == right.Type.UnwrapNullableType())
        {
            return left.Type.IsNullableType()
                ? (left, ConvertTo(right, left.Type))
                : (ConvertTo(left, right.Type), right);
        }

        if (left is ConstantExpression { Value: null })
        {
            return (Expression.Constant(null, right.Type.MakeNullableType()), ConvertTo(right, right.Type.MakeNullableType()));
        }

        if (right is ConstantExpression { Value: null })
        {
            return (ConvertTo(left, left.Type.MakeNullableType()), Expression.Constant(null, left.Type.MakeNullableType()));
        }

        return left.Type.IsAssignableFrom(right.Type)
            ? (left, ConvertTo(right, left.Type))
            : right.Type.IsAssignableFrom(left.Type)
                ? (ConvertTo(left, right.Type), right)
                : (left, right);
    }

    /// <summary>Equality as the property's comparer has it; null equals only null.</summary>
    private static Expression TranslateEquality(Expression left, Expression right)
    {
        (left, right) = Align(left, right);
        if (left is ConstantExpression { Value: null } || right is ConstantExpression { Value: null })
        {
            return left.Type.IsNullableType()
                ? Expression.Equal(left, right)
                : Expression.Constant(false);
        }

        (left, right) = Normalize(left, right);
        var comparer = FindComparer(left) ?? FindComparer(right);
        var underlying = left.Type.UnwrapNullableType();
        if (comparer is not null && comparer.Type.UnwrapNullableType() == underlying && !UsesOperator(underlying))
        {
            return EqualBy(comparer, left, right);
        }

        if (left.Type == right.Type && HasEqualityOperator(underlying))
        {
            return Expression.Equal(left, right);
        }

        return Expression.Call(
            typeof(object), nameof(Equals), null, ConvertTo(left, typeof(object)), ConvertTo(right, typeof(object)));
    }

    private static Expression EqualBy(ValueComparer comparer, Expression left, Expression right)
    {
        var l = Expression.Variable(left.Type, "l");
        var r = Expression.Variable(right.Type, "r");
        var nullable = left.Type.IsNullableType();
        var equal = comparer.ExtractEqualsBody(ConvertTo(l, comparer.Type), ConvertTo(r, comparer.Type));
        return Expression.Block(
            [l, r],
            Expression.Assign(l, left),
            Expression.Assign(r, right),
            nullable
                ? Expression.Condition(
                    Expression.OrElse(IsNull(l), IsNull(r)),
                    Expression.AndAlso(IsNull(l), IsNull(r)),
                    equal)
                : equal);

        static Expression IsNull(Expression e)
            => Expression.Equal(e, Expression.Constant(null, e.Type));
    }

    /// <summary>What says which values of the expression are equal, when it is a property or an array.</summary>
    internal static ValueComparer? FindComparer(Expression expression)
        => expression.Type == typeof(byte[]) ? BinaryComparer : FindProperty(expression) is { } property ? StoredEquality.Of(property) : null;

    /// <summary>
    /// What a property is compared with, at the precision of its attribute; the server sees no other. What is computed from rows is compared as it is.
    /// </summary>
    private static (Expression Left, Expression Right) Normalize(Expression left, Expression right)
    {
        return (NormalizeFor(right, left), NormalizeFor(left, right));

        static Expression NormalizeFor(Expression other, Expression operand)
            => FindProperty(other)?.FindTypeMapping() is DynamoDbTypeMapping mapping
                && FindProperty(operand) is null
                && operand.Type.UnwrapNullableType() == mapping.ClrType
                && PropertyBinding.IsRowIndependent(operand)
                    ? mapping.NormalizeOperand(operand)
                    : operand;
    }

    private static Microsoft.EntityFrameworkCore.Metadata.IProperty? FindProperty(Expression expression)
        => expression switch
        {
            PropertyReadExpression read => read.Property,
            UnaryExpression { NodeType: ExpressionType.Convert } unary
                when unary.Type.UnwrapNullableType() == unary.Operand.Type.UnwrapNullableType() => FindProperty(unary.Operand),
            _ => null,
        };

    // Types whose operator is both what C# and what the store compare by, so that no comparer has to be called per row.
    private static bool UsesOperator(Type type)
        => type.IsPrimitive || type.IsEnum || type == typeof(string) || type == typeof(decimal) || type == typeof(Guid);

    private static bool HasEqualityOperator(Type type)
        => UsesOperator(type)
            || type.GetMethod("op_Equality", [type, type]) is not null;

    /// <summary>
    /// A member access or call whose operands may be null: null (false for truth values) when one that must not be null is.
    /// </summary>
    /// <param name="operands">The translated operands.</param>
    /// <param name="make">Makes the access over the operands in their original, non-null types.</param>
    /// <param name="type">The type of the access before translation.</param>
    /// <param name="mustNotBeNull">Which operands to guard; all by default.</param>
    private static Expression Guarded(
        IReadOnlyList<Expression> operands,
        Func<Expression[], Expression> make,
        Type type,
        Func<int, bool>? mustNotBeNull = null)
    {
        var variables = new List<ParameterExpression>();
        var assignments = new List<Expression>();
        var arguments = new Expression[operands.Count];
        Expression? anyNull = null;
        for (var i = 0; i < arguments.Length; i++)
        {
            var operand = operands[i];
            if (operand.Type.IsNullableType()
                && operand is not ConstantExpression { Value: not null }
                && (mustNotBeNull is null || mustNotBeNull(i)))
            {
                var variable = Expression.Variable(operand.Type);
                variables.Add(variable);
                assignments.Add(Expression.Assign(variable, operand));
                var test = Expression.Equal(variable, Expression.Constant(null, operand.Type));
                anyNull = anyNull is null ? test : Expression.OrElse(anyNull, test);
                arguments[i] = ConvertTo(variable, operand.Type.UnwrapNullableType());
            }
            else
            {
                arguments[i] = operand;
            }
        }

        var access = make(arguments);
        if (anyNull is null)
        {
            return access;
        }

        var resultType = type == typeof(bool) ? type : type.MakeNullableType();
        return Expression.Block(
            resultType,
            variables,
            [.. assignments, Expression.Condition(anyNull, Expression.Default(resultType), ConvertTo(access, resultType))]);
    }

    /// <summary>Whether an expression reads an entity that may not be there.</summary>
    private sealed class RelatedReads : ExpressionVisitor
    {
        private bool _found;

        public static bool In(Expression expression)
        {
            var finder = new RelatedReads();
            finder.Visit(expression);
            return finder._found;
        }

        protected override Expression VisitExtension(Expression node)
        {
            _found |= node is PropertyReadExpression { Item: ElementItemExpression { List: null } };
            return node;
        }
    }

    /// <summary>Equality of arrays by their elements.</summary>
    private sealed class ArrayStructuralComparer<T> : ValueComparer<T[]>
    {
        public ArrayStructuralComparer()
            : base((a, b) => System.Collections.StructuralComparisons.StructuralEqualityComparer.Equals(a, b), a => a.Length)
        {
        }
    }
}
