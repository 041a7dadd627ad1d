using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace EFCore.DynamoDb.Storage;

/// <summary>Comparers of collections by what is in them, for change detection.</summary>
internal static class CollectionComparer
{
    /// <param name="collectionType">The type of the property.</param>
    /// <param name="same">Whether two collections hold the same.</param>
    /// <param name="hash">A hash of what a collection holds.</param>
    /// <param name="copy">A copy, of the usual type; it becomes one of the collection's type.</param>
    public static ValueComparer Of<TElements>(
        Type collectionType, Func<TElements, TElements, bool> same, Func<TElements, int> hash, Expression<Func<TElements, object>> copy)
        where TElements : class
    {
        var left = Expression.Parameter(collectionType, "left");
        var right = Expression.Parameter(collectionType, "right");
        var value = Expression.Parameter(collectionType, "value");
        var nothing = Expression.Constant(null);
        var equals = Expression.Lambda(
            Expression.Condition(
                Expression.OrElse(Expression.ReferenceEqual(left, nothing), Expression.ReferenceEqual(right, nothing)),
                Expression.ReferenceEqual(left, right),
                Expression.Invoke(Expression.Constant(same), As(left), As(right))),
            left, right);
        var hashCode = Expression.Lambda(Expression.Invoke(Expression.Constant(hash), As(value)), value);
        var compiled = copy.Compile();
        var usual = copy.Body is UnaryExpression { NodeType: ExpressionType.Convert } convert ? convert.Operand.Type : copy.Body.Type;
        var snapshot = Expression.Lambda(
            CollectionTypes.Make(Expression.Convert(Expression.Invoke(Expression.Constant(compiled), As(value)), usual), collectionType), value);
        return (ValueComparer)Activator.CreateInstance(
            typeof(ValueComparer<>).MakeGenericType(collectionType), equals, hashCode, snapshot)!;

        static UnaryExpression As(Expression collection)
            => Expression.Convert(collection, typeof(TElements));
    }
}
