using System.Linq.Expressions;
using EFCore.DynamoDb.Metadata;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EFCore.DynamoDb.Query.Translation;

/// <summary>
/// <c>x.Id == a || x.Id == b</c> of a property that a key template is made of is <c>new[] { a, b }.Contains(x.Id)</c>: the keys of both are known together, as they are
/// for a list.
/// </summary>
internal static class Alternatives
{
    public static Expression Fold(Expression condition)
    {
        if (condition is not BinaryExpression { NodeType: ExpressionType.OrElse })
        {
            return condition;
        }

        var values = new List<Expression>();
        Expression? member = null;
        return Collect(condition, values, ref member)
            ? Expression.Call(
                typeof(Enumerable), nameof(Enumerable.Contains), [member!.Type], Expression.NewArrayInit(member.Type, values), member)
            : condition;
    }

    private static bool Collect(Expression condition, List<Expression> values, ref Expression? member)
    {
        if (condition is BinaryExpression { NodeType: ExpressionType.OrElse } either)
        {
            return Collect(either.Left, values, ref member) && Collect(either.Right, values, ref member);
        }

        if (condition is not BinaryExpression { NodeType: ExpressionType.Equal } equality)
        {
            return false;
        }

        var (read, value) = PropertyBinding.IsRowIndependent(equality.Right) ? (equality.Left, equality.Right) : (equality.Right, equality.Left);
        if (!PropertyBinding.IsRowIndependent(value)
            || PropertyBinding.Find(read) is not { Item: ParameterExpression, Property: { DeclaringType: IEntityType type } property }
            || (member is not null && (PropertyBinding.Find(member)!.Property != property || member.Type != read.Type))
            || !type.GetProperties().Any(p => p.FindKeyTemplate()?.Parts.Any(part => part.Property == property) == true))
        {
            return false;
        }

        member ??= read;
        values.Add(value.Type == member.Type ? value : Expression.Convert(value, member.Type));
        return true;
    }
}
