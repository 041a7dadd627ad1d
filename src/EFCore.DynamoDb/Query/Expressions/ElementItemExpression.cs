using System.Linq.Expressions;
using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Query.Expressions;

/// <summary>An element of a list of documents, or null.</summary>
/// <param name="element">The parameter of a lambda over the list, or the expression that picks it.</param>
/// <param name="owner">The item or document whose list it is, where that is known: what is owned does not repeat its owner's key.</param>
internal sealed class ElementItemExpression(Expression element, Expression? owner = null) : Expression
{
    /// <summary>The element at a position that the query names, so that conditions have a path to it.</summary>
    public ElementItemExpression(ElementsExpression list, int position)
        : this(Call(typeof(Enumerable), nameof(Enumerable.ElementAtOrDefault), [typeof(Item)], list, Constant(position)))
        => (List, Position) = (list, position);

    private ElementItemExpression(Expression element, ElementsExpression? list, int position)
        : this(element)
        => (List, Position) = (list, position);

    public Expression Element { get; } = element;

    public Expression? Owner { get; } = owner;

    /// <summary>The list, where the position in it is known.</summary>
    public ElementsExpression? List { get; }

    public int Position { get; }

    public override Type Type
        => typeof(Item);

    public override ExpressionType NodeType
        => ExpressionType.Extension;

    protected override Expression VisitChildren(ExpressionVisitor visitor)
    {
        var element = visitor.Visit(Element);
        var holder = visitor.Visit(Owner);
        return ReferenceEquals(element, Element) && ReferenceEquals(holder, Owner) ? this
            : List is null ? new ElementItemExpression(element, holder)
            : new ElementItemExpression(element, (ElementsExpression)((MethodCallExpression)element).Arguments[0], Position);
    }
}
