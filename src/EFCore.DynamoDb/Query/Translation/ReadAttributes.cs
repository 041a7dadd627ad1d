using System.Collections.Immutable;
using System.Linq.Expressions;
using EFCore.DynamoDb.Access;
using EFCore.DynamoDb.Metadata;
using EFCore.DynamoDb.Query.Expressions;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query;

namespace EFCore.DynamoDb.Query.Translation;

/// <summary>The attributes that an expression over rows reads, so that no more are fetched.</summary>
internal sealed class ReadAttributes : ExpressionVisitor
{
    private readonly List<AttributePath> _paths = [];
    private readonly HashSet<IEntityType> _others = [];
    private TableModel? _table;
    private bool _withKeysOfOwned;

    /// <summary>
    /// What is read of the table's key where the attribute is missing: by results, which are never without it. What operators read is the attribute alone.
    /// </summary>
    public static ImmutableDictionary<string, string> InKey(IEntityType entityType, Expression? result, IEnumerable<Expression?> operators)
    {
        var reads = Of(result);
        var stored = Of(operators)._paths.Select(p => p.Name).ToHashSet();
        return reads.WholeItem
            ? ImmutableDictionary<string, string>.Empty
            : entityType.GetProperties()
                .Where(p => !DynamoDbMetadata.IsStoredInKeyOnly(p) && p.FindKeySource() is not null && !stored.Contains(p.GetItemAttributeName()))
                .ToImmutableDictionary(p => p.GetItemAttributeName(), p => p.FindKeySource()!.Key.GetItemAttributeName());
    }

    /// <summary>In an order of their own, so that one query is one request.</summary>
    public ImmutableArray<AttributePath> Paths
        => [.. _paths.Distinct().OrderBy(p => p.ToString(), StringComparer.Ordinal)];

    /// <summary>A whole entity is made: every attribute is read.</summary>
    public bool WholeItem { get; private set; }

    public static ReadAttributes Of(params IEnumerable<Expression?> expressions)
        => Of(table: null, expressions);

    /// <param name="table">The table that is read: what is read of the items of others is not of it; null when there are no others.</param>
    /// <param name="expressions">What reads.</param>
    /// <param name="withKeysOfOwned">Whether what is owned has an identity in the result, which is its owner's key.</param>
    public static ReadAttributes Of(TableModel? table, IEnumerable<Expression?> expressions, bool withKeysOfOwned = false)
    {
        var reads = new ReadAttributes { _table = table, _withKeysOfOwned = withKeysOfOwned };
        foreach (var expression in expressions)
        {
            reads.Visit(expression);
        }

        return reads;
    }

    /// <summary>An item is a value of rows that are compared: its key says which it is.</summary>
    public bool ItemItself { get; private set; }

    /// <summary>Whether entities of a type, of whichever source, are made of what stands in a row beside others.</summary>
    public bool MakesOthersOf(IEntityType type)
        => _others.Contains(type.GetRootType());

    /// <summary>Rows in memory, with whole items in them, are compared.</summary>
    public bool ComparesItems { get; private set; }

    protected override Expression VisitMethodCall(MethodCallExpression node)
    {
        ComparesItems |= node.Method.DeclaringType == typeof(Enumerable) && node.Method.IsGenericMethod && node.Method.Name switch
        {
            nameof(Enumerable.Distinct) or nameof(Enumerable.Union) or nameof(Enumerable.Intersect) or nameof(Enumerable.Except) => HasItem(node.Method.GetGenericArguments()[0]),
            nameof(Enumerable.GroupBy) => HasItem(node.Method.GetGenericArguments()[1]),
            _ => false,
        };
        return base.VisitMethodCall(node);
    }

    private static bool HasItem(Type type)
        => type == typeof(Items.Item) || (type.IsGenericType && type.GetGenericArguments().Any(HasItem));

    protected override Expression VisitParameter(ParameterExpression node)
    {
        ItemItself |= node.Type == typeof(Items.Item);
        return node;
    }

    protected override Expression VisitMember(MemberExpression node)
    {
        ItemItself |= node.Type == typeof(Items.Item);
        return base.VisitMember(node);
    }

    protected override Expression VisitLambda<T>(Expression<T> node)
    {
        Visit(node.Body);
        return node;
    }

    protected override Expression VisitExtension(Expression node)
    {
        switch (node)
        {
            case PropertyReadExpression read when DynamoDbMetadata.IsStoredInKeyOnly(read.Property):
                _paths.Add(read.Property.FindKeySource()!.Key.GetItemAttributeName());
                return node;

            // An item that was picked out of several.
            case PropertyReadExpression { Item: ElementItemExpression item, Property: { DeclaringType: IEntityType entityType } property } when !entityType.IsOwned():
                if (_table is null || entityType.GetTable() == _table)
                {
                    _paths.Add(property.GetItemAttributeName());
                }

                Visit(item);
                return node;

            case PropertyReadExpression read:
                Add(IsInElement(read.Item) ? null : ItemPath.Of(read), read.Item);
                return node;

            // A projection with positions would come back as a shorter list: what is read of an element is read of the whole list.
            case ElementItemExpression element:
                Visit(element.Element);
                return node;

            case EntryReadExpression entry:
                Add(IsInElement(entry.Dictionary.Item) ? null : ItemPath.Of(entry.Dictionary, entry.Key), entry.Dictionary.Item);
                return node;

            case ElementsExpression elements:
                Add(IsInElement(elements.Item) ? null : ItemPath.Of(elements.Item, elements.Documents), elements.Item);
                return node;

            case DocumentListExpression list:
                Add(IsInElement(list.Item) ? null : ItemPath.Of(list.Item, list.Property), list.Item);
                AddOwnerKey(list.Property.GetDocumentType());
                return node;

            case RowsShaperExpression collection:
                Visit(collection.Rows);
                Visit(collection.Shaper);
                return node;

            case AttributeOrdinalExpression ordinal:
                Visit(ordinal.Read);
                return node;

            // A whole document, or its being there.
            case NestedItemExpression document:
                Add(IsInElement(document.Item) ? null : ItemPath.Of(document), document.Item);
                return node;

            case StructuralTypeShaperExpression { ValueBufferExpression: ItemBindingExpression { Item: ElementItemExpression { List: null } other }, StructuralType: IEntityType related }
                when !related.IsOwned():
                // An entity of another source, or one of this one that stands among others of a group.
                _others.Add(related.GetRootType());
                Visit(other);
                return node;

            case IncludeExpression or RowValueExpression:
                return base.VisitExtension(node);

            case StructuralTypeShaperExpression { StructuralType: IEntityType entityType } when !entityType.IsOwned():
                WholeItem = true;
                return node;

            case StructuralTypeShaperExpression { ValueBufferExpression: ItemBindingExpression document } shaper:
                Visit(document.Item);
                AddOwnerKey(shaper.StructuralType);
                return node;

            default:
                return node;
        }
    }

    /// <summary>A class that is owned may have a property for the key of its owner, which its document does not repeat.</summary>
    private void AddOwnerKey(ITypeBase type)
    {
        foreach (var property in type.GetProperties())
        {
            IReadOnlyProperty place = property;
            while ((_withKeysOfOwned || !property.IsShadowProperty()) && place.FindOwnerProperty() is { } ownerProperty)
            {
                place = ownerProperty;
            }

            if (place != property && place.DeclaringType == type.GetItemType())
            {
                _paths.Add(place.GetItemAttributeName());
            }
        }
    }

    private static bool IsInElement(Expression item)
    {
        while (item is NestedItemExpression nested)
        {
            item = nested.Item;
        }

        return item is ElementItemExpression;
    }

    private void Add(AttributePath? path, Expression item)
    {
        if (path is not null)
        {
            _paths.Add(path);
        }
        else
        {
            // What an element is read of is read whole.
            Visit(item);
        }
    }
}
