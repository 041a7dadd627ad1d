using System.Linq.Expressions;
using EFCore.DynamoDb.Query.Expressions;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EFCore.DynamoDb.Query.Translation;

/// <summary>Entities are equal when their keys are: <c>o == order</c> becomes comparisons of key properties, which conditions and keys can use.</summary>
internal sealed class EntityEquality : ExpressionVisitor
{
    private static readonly EntityEquality Instance = new();

    public static Expression Rewrite(Expression expression)
        => Instance.Visit(expression);

    /// <summary>An equality node for any two expressions of one type, entities included.</summary>
    public static Expression Equal(Expression left, Expression right)
        => left.Type.IsValueType && left.Type.UnwrapNullableType() is { IsPrimitive: false, IsEnum: false } type && type.GetMethod("op_Equality", [type, type]) is null
            ? Expression.Call(
                typeof(object), nameof(Equals), null, Expression.Convert(left, typeof(object)), Expression.Convert(right, typeof(object)))
            : Expression.Equal(left, right);

    /// <summary>The keys of a join, which are those of the entities where entities are joined.</summary>
    public static (Expression Outer, Expression Inner) Keys(Expression outer, Expression inner)
        => EntityReferenceExpression.Find(outer) is { } left && EntityReferenceExpression.Find(inner) is { } right
            && left.EntityType.FindPrimaryKey() is { } key && right.EntityType.FindPrimaryKey() == key
                ? (KeyOf(left, key), KeyOf(right, key))
                : (outer, inner);

    private static NewArrayExpression KeyOf(EntityReferenceExpression entity, IKey key)
        => Expression.NewArrayInit(
            typeof(object), key.Properties.Select(p => Expression.Convert(new PropertyReadExpression(entity.Item, p, required: false), typeof(object))));

    protected override Expression VisitBinary(BinaryExpression node)
    {
        if (node.NodeType is ExpressionType.Equal or ExpressionType.NotEqual
            && RewriteEquality(node.Left, node.Right) is { } equal)
        {
            return node.NodeType == ExpressionType.Equal ? equal : Expression.Not(equal);
        }

        return base.VisitBinary(node);
    }

    protected override Expression VisitMethodCall(MethodCallExpression node)
        => node switch
        {
            { Method.Name: nameof(Equals), Object: { } instance, Arguments: [var argument] }
                when RewriteEquality(instance, argument) is { } equal => equal,
            { Method.Name: nameof(Equals), Object: null, Arguments: [var left, var right] }
                when RewriteEquality(left, right) is { } equal => equal,
            { Method.Name: nameof(Enumerable.Contains) }
                when CollectionContains.Match(node) is var (collection, item)
                && EntityReferenceExpression.Find(item) is { } entity
                && RewriteContains(collection, entity) is { } contains => contains,
            _ => base.VisitMethodCall(node),
        };

    protected override Expression VisitExtension(Expression node)
        => node;

    private static Expression? RewriteEquality(Expression left, Expression right)
    {
        left = RowTranslator.StripBoxing(left);
        right = RowTranslator.StripBoxing(right);
        var leftEntity = EntityReferenceExpression.Find(left);
        var rightEntity = EntityReferenceExpression.Find(right);
        var entity = leftEntity ?? rightEntity;
        if (entity is null)
        {
            return null;
        }

        if (entity.EntityType.FindPrimaryKey() is not { } key)
        {
            throw new InvalidOperationException(CoreStrings.EntityEqualityOnKeylessEntityNotSupported("==", entity.EntityType.DisplayName()));
        }

        if (leftEntity is not null && rightEntity is not null && leftEntity.EntityType.GetRootType() != rightEntity.EntityType.GetRootType())
        {
            return Expression.Constant(false);
        }

        // An item that was read is there; (animal as Cat) == null asks for its type.
        if (!entity.IsNullable && (left is ConstantExpression { Value: null } || right is ConstantExpression { Value: null }))
        {
            return entity.NarrowedFrom is null ? Expression.Constant(false) : Expression.Not(RowTranslator.TypeTest(entity, _ => true));
        }

        var other = leftEntity is null ? left : right;
        if ((leftEntity is null || rightEntity is null)
            && other is not ConstantExpression { Value: null }
            && !other.Type.IsAssignableFrom(entity.EntityType.ClrType)
            && !entity.EntityType.ClrType.IsAssignableFrom(other.Type))
        {
            // An object of some other class.
            return Expression.Constant(false);
        }

        Expression? result = null;
        foreach (var property in key.Properties)
        {
            if (KeyValue(leftEntity, left, property) is not { } l || KeyValue(rightEntity, right, property) is not { } r)
            {
                return null;
            }

            var equal = Equal(l, r);
            result = result is null ? equal : Expression.AndAlso(result, equal);
        }

        return result;
    }

    /// <summary>
    /// entities.Contains(o). With a key of one property these are its values. With more, the values of the last one narrow what is read, but not those of the
    /// others: every combination of them would be asked for.
    /// </summary>
    private static Expression? RewriteContains(Expression entities, EntityReferenceExpression entity)
    {
        if (!PropertyBinding.IsRowIndependent(entities)
            || !typeof(System.Collections.IEnumerable).IsAssignableFrom(entities.Type)
            || entity.EntityType.FindPrimaryKey() is not { } key)
        {
            return null;
        }

        var last = key.Properties[^1];
        var type = last.ClrType.MakeNullableType();
        Expression contains = Expression.Call(
            typeof(Enumerable),
            nameof(Enumerable.Contains),
            [type],
            Expression.Call(typeof(EntityEquality), nameof(ReadKeys), [type], entities, Expression.Constant(last)),
            new PropertyReadExpression(entity.Item, last, required: false));
        return key.Properties.Count == 1
            ? contains
            : Expression.AndAlso(
                contains,
                Expression.Call(
                    typeof(EntityEquality),
                    nameof(ContainsKey),
                    null,
                    entities,
                    Expression.Constant(key),
                    Expression.NewArrayInit(
                        typeof(object),
                        key.Properties.Select(
                            p => Expression.Convert(new PropertyReadExpression(entity.Item, p, required: false), typeof(object))))));
    }

    private static List<T> ReadKeys<T>(System.Collections.IEnumerable? entities, IProperty property)
    {
        var keys = new List<T>();
        foreach (var entity in entities ?? Array.Empty<object>())
        {
            if (ReadKey(entity, property) is T value)
            {
                keys.Add(value);
            }
        }

        return keys;
    }

    private static bool ContainsKey(System.Collections.IEnumerable? entities, IKey key, object?[] values)
    {
        foreach (var entity in entities ?? Array.Empty<object>())
        {
            var isEqual = entity is not null;
            for (var i = 0; isEqual && i < values.Length; i++)
            {
                isEqual = key.Properties[i].GetKeyValueComparer().Equals(ReadKey(entity, key.Properties[i]), values[i]);
            }

            if (isEqual)
            {
                return true;
            }
        }

        return false;
    }

    private static Expression? KeyValue(EntityReferenceExpression? entity, Expression expression, IProperty property)
    {
        if (entity is not null)
        {
            return entity.EntityType.GetRootType() == property.DeclaringType.ContainingEntityType.GetRootType()
                ? new PropertyReadExpression(entity.Item, property, required: false)
                : null;
        }

        // new Order { Id = o.Id }: an object made for its key.
        if (expression is MemberInitExpression created
            && created.Bindings.OfType<MemberAssignment>().FirstOrDefault(b => b.Member.Name == property.Name) is { } assigned)
        {
            return assigned.Expression.Type.IsNullableType() ? assigned.Expression : Expression.Convert(assigned.Expression, assigned.Expression.Type.MakeNullableType());
        }

        // A null literal is a test for existence, which the translators know.
        return expression is ConstantExpression { Value: null } || !PropertyBinding.IsRowIndependent(expression)
            ? null
            : Expression.Convert(
                Expression.Call(
                    typeof(EntityEquality),
                    nameof(ReadKey),
                    null,
                    Expression.Convert(expression, typeof(object)),
                    Expression.Constant(property)),
                property.ClrType.MakeNullableType());
    }

    private static object? ReadKey(object? entity, IProperty property)
        => entity is null ? null : property.GetGetter().GetClrValue(entity);
}
