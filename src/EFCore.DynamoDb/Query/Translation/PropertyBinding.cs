using System.Linq.Expressions;
using EFCore.DynamoDb.Metadata;
using EFCore.DynamoDb.Query.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query;

namespace EFCore.DynamoDb.Query.Translation;

/// <summary>The one place that knows how a property of an entity is spelled in a query: a member, EF.Property, an indexer, a read made before.</summary>
internal static class PropertyBinding
{
    public static PropertyReadExpression? Find(Expression expression)
        => expression is PropertyReadExpression read
            ? read.AsNullable()
            : Match(expression) is var (item, entity, property) && entity?.IsSharedWithOtherTypes(property) != true
                ? new PropertyReadExpression(item, property, required: false)
                : null;

    /// <summary>
    /// A property behind <c>as</c> whose attribute items of other types have too: it is null for these, so that the attribute alone does not tell.
    /// </summary>
    public static (EntityReferenceExpression Entity, PropertyReadExpression Read)? FindGuarded(Expression expression)
        => Match(expression) is (_, { } entity, var property) && entity.IsSharedWithOtherTypes(property)
            ? (entity, new PropertyReadExpression(entity.Item, property, required: false))
            : null;

    private static (Expression Item, EntityReferenceExpression? Entity, IProperty Property)? Match(Expression expression)
    {
        var (instance, name) = expression switch
        {
            MemberExpression { Expression: { } target } member => (target, member.Member.Name),
            MethodCallExpression { Method: { Name: nameof(EF.Property), IsGenericMethod: true } method, Arguments: [var target, ConstantExpression { Value: string named }] }
                when method.DeclaringType == typeof(EF) => (target, named),
            MethodCallExpression { Method.Name: "get_Item", Object: { } dictionary, Arguments: [ConstantExpression { Value: string key }] }
                => (dictionary, key),
            _ => (null, null),
        };
        if (name is null)
        {
            return null;
        }

        if (EntityReferenceExpression.Find(instance) is { } entity)
        {
            return entity.EntityType.FindProperty(name) is { } property && !property.IsExtensionData() ? (entity.Item, entity, property) : null;
        }

        return DocumentBinding.Find(instance) is { } document && document.DocumentType.FindProperty(name) is { } inside
            && Locate(document.Item, inside) is var (holder, stored)
                ? (holder, null, stored)
                : null;
    }

    /// <summary>Where a property of a document is stored: the key that an owned type repeats is its owner's. Null for a position, which is stored nowhere.</summary>
    private static (Expression Item, IProperty Property)? Locate(Expression item, IProperty property)
    {
        while (property.FindOwnerProperty() is IProperty ownerProperty)
        {
            var owner = item switch
            {
                NestedItemExpression nested => nested.Item,
                ElementItemExpression { List: { } list } => list.Item,
                ElementItemExpression { Owner: { } holder } => holder,
                _ => null,
            };
            if (owner is null)
            {
                return null;
            }

            (item, property) = (owner, ownerProperty);
        }

        return property.IsStored() || DynamoDbMetadata.IsStoredInKeyOnly(property) ? (item, property) : null;
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

        protected override Expression VisitMethodCall(MethodCallExpression node)
        {
            // Each row has a random value of its own.
            Found |= node.Method.DeclaringType == typeof(Random)
                || (node.Method.DeclaringType == typeof(Guid) && node.Method.Name is nameof(Guid.NewGuid) or nameof(Guid.CreateVersion7))
                || (node.Method.DeclaringType == typeof(DbFunctionsExtensions) && node.Method.Name == nameof(DbFunctionsExtensions.Random));
            return base.VisitMethodCall(node);
        }

        protected override Expression VisitExtension(Expression node)
        {
            // Whatever is neither a constant nor a parameter of the query speaks of a source or a row.
            Found |= node is not QueryParameterExpression;
            return node;
        }
    }
}
