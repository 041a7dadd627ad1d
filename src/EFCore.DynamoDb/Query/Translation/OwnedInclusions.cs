using System.Linq.Expressions;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Metadata;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query;

namespace EFCore.DynamoDb.Query.Translation;

/// <summary>
/// Takes out what EF Core puts around entities so that what they own is read with them: it is a part of their documents, and the shaper reads it by itself.
/// </summary>
internal sealed class OwnedInclusions : ExpressionVisitor
{
    private static readonly OwnedInclusions Instance = new();

    public static Expression Strip(Expression expression)
        => Instance.Visit(expression);

    protected override Expression VisitExtension(Expression node)
    {
        switch (node)
        {
            case IncludeExpression { Navigation: INavigation owned } include when owned.IsDocument():
                Refuse(Visit(include.NavigationExpression));
                return Visit(include.EntityExpression);

            case MaterializeCollectionNavigationExpression { Navigation: INavigation owned } collection when owned.IsDocument():
                var elements = Visit(collection.Subquery);
                return elements is MethodCallExpression { Method.Name: nameof(Queryable.AsQueryable), Arguments: [var list] } && list.Type == node.Type
                    ? list
                    : Expression.Call(typeof(Enumerable), nameof(Enumerable.ToList), [elements.Type.GetGenericArguments()[0]], elements);

            case IncludeExpression or MaterializeCollectionNavigationExpression:
                return base.VisitExtension(node);

            // Queries and parameters have no inside here.
            default:
                return node;
        }
    }

    protected override Expression VisitMethodCall(MethodCallExpression node)
    {
        var visited = base.VisitMethodCall(node);
        return visited is MethodCallExpression { Method: { Name: nameof(Queryable.Select) } method, Arguments: [var source, var selector] }
            && method.DeclaringType == typeof(Queryable)
            && visited != node
            && selector is UnaryExpression { Operand: LambdaExpression lambda }
            && lambda.Body == lambda.Parameters[0]
                ? source
                : visited;
    }

    /// <summary>Entities may be included through what is owned; they are no part of the item.</summary>
    private static void Refuse(Expression navigation)
    {
        var finder = new InclusionFinder();
        finder.Visit(navigation);
        if (finder.Found is { } found)
        {
            throw new InvalidOperationException(DynamoDbStrings.NavigationNotSupported(found.DeclaringEntityType.DisplayName(), found.Name));
        }
    }

    private sealed class InclusionFinder : ExpressionVisitor
    {
        public INavigationBase? Found { get; private set; }

        protected override Expression VisitExtension(Expression node)
        {
            if (node is IncludeExpression include)
            {
                Found = include.Navigation;
            }

            return node;
        }
    }
}
