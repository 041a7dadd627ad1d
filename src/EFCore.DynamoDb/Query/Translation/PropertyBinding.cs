using System.Linq.Expressions;
using EFCore.DynamoDb.Query.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;

namespace EFCore.DynamoDb.Query.Translation;

/// <summary>The one place that knows how a property of an entity is spelled in a query: a member, EF.Property, an indexer, a read made before.</summary>
internal static class PropertyBinding
{
    public static PropertyReadExpression? Find(Expression expression)
    {
        switch (expression)
        {
            case PropertyReadExpression read:
                return read.AsNullable();

            case MemberExpression { Expression: { } instance } member
                when EntityReferenceExpression.Find(instance) is { } entity
                && entity.FindProperty(member.Member.Name) is { } property:
                return new PropertyReadExpression(entity.Item, property, required: false);

            case MethodCallExpression { Method: { Name: nameof(EF.Property), IsGenericMethod: true } method } call
                when method.DeclaringType == typeof(EF)
                && EntityReferenceExpression.Find(call.Arguments[0]) is { } entity
                && call.Arguments[1] is ConstantExpression { Value: string name }:
                return entity.FindProperty(name) is { } named
                    ? new PropertyReadExpression(entity.Item, named, required: false)
                    : null;

            case MethodCallExpression { Method.Name: "get_Item", Object: { } dictionary, Arguments: [ConstantExpression { Value: string key }] }
                when EntityReferenceExpression.Find(dictionary) is { } entity
                && entity.FindProperty(key) is { } indexed:
                return new PropertyReadExpression(entity.Item, indexed, required: false);

            default:
                return null;
        }
    }

    /// <summary>Whether the expression can be evaluated once per execution: nothing in it comes from a row.</summary>
    public static bool IsRowIndependent(Expression expression)
    {
        var finder = new RowFinder();
        finder.Visit(expression);
        return !finder.Found;
    }

    private sealed class RowFinder : ExpressionVisitor
    {
        private readonly HashSet<ParameterExpression> _own = [];

        public bool Found { get; private set; }

        public override Expression? Visit(Expression? node)
            => Found ? node : base.Visit(node);

        protected override Expression VisitLambda<T>(Expression<T> node)
        {
            _own.UnionWith(node.Parameters);
            return base.VisitLambda(node);
        }

        protected override Expression VisitParameter(ParameterExpression node)
        {
            Found |= !_own.Contains(node) && node != QueryCompilationContext.QueryContextParameter;
            return node;
        }

        protected override Expression VisitExtension(Expression node)
        {
            // Whatever is neither a constant nor a parameter of the query speaks of a source or a row.
            Found |= node is not QueryParameterExpression;
            return node;
        }
    }
}
