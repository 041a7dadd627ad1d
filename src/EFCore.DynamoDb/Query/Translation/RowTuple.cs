using System.Linq.Expressions;

namespace EFCore.DynamoDb.Query.Translation;

/// <summary>
/// Rows of several values are ValueTuples, nested in the eighth place as C# does it: typed, with equality, and <c>default</c> means that all are null.
/// </summary>
internal static class RowTuple
{
    private const int Most = 7;

    private static readonly Type[] Definitions =
    [
        typeof(ValueTuple<>), typeof(ValueTuple<,>), typeof(ValueTuple<,,>), typeof(ValueTuple<,,,>), typeof(ValueTuple<,,,,>),
        typeof(ValueTuple<,,,,,>), typeof(ValueTuple<,,,,,,>), typeof(ValueTuple<,,,,,,,>),
    ];

    public static Expression Make(ReadOnlySpan<Expression> values)
    {
        Expression[] arguments = values.Length <= Most
            ? values.ToArray()
            : [.. values[..Most], Make(values[Most..])];
        var type = Definitions[arguments.Length - 1].MakeGenericType([.. arguments.Select(a => a.Type)]);
        return Expression.New(type.GetConstructors().Single(), arguments);
    }

    /// <summary>Whether an expression is a row of several values, a group, or the key of one: what has its values without being null.</summary>
    public static bool IsPartOfRow(Expression expression)
        => expression.Type.IsGenericType
            && (expression.Type.GetGenericTypeDefinition() == typeof(IGrouping<,>) || Array.IndexOf(Definitions, expression.Type.GetGenericTypeDefinition()) >= 0)
            && (expression is ParameterExpression || (expression is MemberExpression { Expression: { } holder } && IsPartOfRow(holder)));

    public static Expression Read(Expression row, int position)
        => position < Most
            ? Expression.Field(row, $"Item{position + 1}")
            : Read(Expression.Field(row, "Rest"), position - Most);
}
