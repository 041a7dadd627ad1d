using System.Linq.Expressions;
using System.Reflection;

namespace EFCore.DynamoDb.FunctionalTests.Oracle;

/// <summary>
/// One expression twice: as a user writes it, and as LINQ to Objects has to evaluate it to say what the user means. They differ where C# would throw at a
/// null (the provider takes null on) or would order text by the culture.
/// </summary>
internal sealed record Pair(Expression Written, Expression Meant)
{
    public Pair(Expression both)
        : this(both, both)
    {
    }

    public static Pair Compare(ExpressionType comparison, Pair left, Pair right)
        => new(Lifted(comparison, left.Written, right.Written), Lifted(comparison, left.Meant, right.Meant));

    public Pair Select(Func<Expression, Expression> make)
        => ReferenceEquals(Written, Meant) ? new(make(Written)) : new(make(Written), make(Meant));

    /// <summary>A member: as users write it, and null where what it is a member of is.</summary>
    public Pair Member(PropertyInfo property)
    {
        var written = Expression.Property(
            Nullable.GetUnderlyingType(Written.Type) is null ? Written : Expression.Property(Written, nameof(Nullable<int>.Value)), property);
        if (ReferenceEquals(Written, Meant) && Written is ParameterExpression)
        {
            return new Pair(written);
        }

        if (Meant is ParameterExpression || (Meant.Type.IsValueType && Nullable.GetUnderlyingType(Meant.Type) is null))
        {
            return new Pair(written, Expression.Property(Meant, property));
        }

        var instance = Expression.Variable(Meant.Type);
        var member = Nullable_(
            Expression.Property(
                Nullable.GetUnderlyingType(Meant.Type) is null ? instance : Expression.Property(instance, nameof(Nullable<int>.Value)), property));
        return new Pair(
            written,
            Expression.Block(
                [instance],
                Expression.Assign(instance, Meant),
                Expression.Condition(Expression.Equal(instance, Expression.Constant(null, instance.Type)), Expression.Default(member.Type), member)));
    }

    /// <summary>A truth value: null is false.</summary>
    public Pair AsTruth()
        => Meant.Type == typeof(bool?) && Written.Type == typeof(bool) ? new Pair(Written, Expression.Coalesce(Meant, Expression.Constant(false))) : this;

    public Pair Combine(Pair other, Func<Expression, Expression, Expression> make)
        => ReferenceEquals(Written, Meant) && ReferenceEquals(other.Written, other.Meant)
            ? new(make(Written, other.Written))
            : new(make(Written, other.Written), make(Meant, other.Meant));

    /// <summary>What C# does to operands of which one is nullable.</summary>
    public static Expression Lifted(ExpressionType type, Expression left, Expression right)
    {
        if (left.Type != right.Type)
        {
            var target = Nullable.GetUnderlyingType(left.Type) is not null ? left.Type : right.Type;
            left = left.Type == target ? left : Expression.Convert(left, target);
            right = right.Type == target ? right : Expression.Convert(right, target);
        }

        return Expression.MakeBinary(type, left, right);
    }

    public static Expression Nullable_(Expression value)
        => value.Type.IsValueType && Nullable.GetUnderlyingType(value.Type) is null
            ? Expression.Convert(value, typeof(Nullable<>).MakeGenericType(value.Type))
            : value;
}
