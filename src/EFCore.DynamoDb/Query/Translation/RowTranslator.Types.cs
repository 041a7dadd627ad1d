using System.Linq.Expressions;
using EFCore.DynamoDb.Query.Expressions;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EFCore.DynamoDb.Query.Translation;

/// <content>Which type of its hierarchy a row is: its discriminator tells.</content>
internal sealed partial class RowTranslator
{
    protected override Expression VisitTypeBinary(TypeBinaryExpression node)
        => node.NodeType == ExpressionType.TypeIs && EntityReferenceExpression.Find(node.Expression) is { } entity
            ? TypeTest(entity, t => node.TypeOperand.IsAssignableFrom(t.ClrType))
            : Untranslated;

    /// <summary>A test of the discriminator: whether the row is one of the concrete types that qualify.</summary>
    public static Expression TypeTest(EntityReferenceExpression entity, Func<IEntityType, bool> qualifies)
    {
        var concrete = (entity.NarrowedFrom ?? entity.EntityType).GetConcreteDerivedTypesInclusive().ToList();
        var wanted = concrete.Where(t => entity.EntityType.IsAssignableFrom(t) && qualifies(t)).ToList();
        if (wanted.Count == concrete.Count || entity.EntityType.FindDiscriminatorProperty() is not { } discriminator)
        {
            return Expression.Constant(wanted.Count == concrete.Count);
        }

        if (wanted.Count == 0)
        {
            return Expression.Constant(false);
        }

        return DiscriminatorTest(new PropertyReadExpression(entity.Item, discriminator, required: false), wanted);
    }

    /// <summary>Whether the stored discriminator is one of those of the types.</summary>
    public static Expression DiscriminatorTest(PropertyReadExpression discriminator, IReadOnlyList<IEntityType> types)
    {
        if (types is [var only])
        {
            return Expression.Equal(discriminator, Expression.Constant(only.GetDiscriminatorValue(), discriminator.Type));
        }

        // A list, so that the server gets one IN.
        var values = Array.CreateInstance(discriminator.Type, types.Count);
        for (var i = 0; i < types.Count; i++)
        {
            values.SetValue(types[i].GetDiscriminatorValue(), i);
        }

        return Expression.Call(
            typeof(Enumerable), nameof(Enumerable.Contains), [discriminator.Type], Expression.Constant(values), discriminator);
    }

    /// <summary>x.GetType() == typeof(T).</summary>
    internal static bool TryTranslateTypeComparison(BinaryExpression node, out Expression result)
    {
        var (call, constant) = node.Right is MethodCallExpression ? (node.Right, node.Left) : (node.Left, node.Right);
        if (call is MethodCallExpression { Method.Name: nameof(GetType), Arguments.Count: 0, Object: { } instance }
            && EntityReferenceExpression.Find(instance) is { } entity
            && Unwrap(constant) is ConstantExpression { Value: Type type })
        {
            var test = TypeTest(entity, t => t.ClrType == type);
            result = node.NodeType == ExpressionType.Equal ? test : Expression.Not(test);
            return true;
        }

        result = node;
        return false;

        static Expression Unwrap(Expression expression)
            => expression is UnaryExpression { NodeType: ExpressionType.Convert } unary ? unary.Operand : expression;
    }
}
