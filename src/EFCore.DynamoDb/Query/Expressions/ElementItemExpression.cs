using System.Linq.Expressions;
using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Query.Expressions;

/// <summary>An element of a list of documents, or null: no path of names leads to it from the source's item.</summary>
/// <param name="element">The parameter of a lambda over the list, or the expression that picks it.</param>
internal sealed class ElementItemExpression(Expression element) : Expression
{
    public Expression Element { get; } = element;

    public override Type Type
        => typeof(Item);

    public override ExpressionType NodeType
        => ExpressionType.Extension;

    protected override Expression VisitChildren(ExpressionVisitor visitor)
    {
        var element = visitor.Visit(Element);
        return ReferenceEquals(element, Element) ? this : new ElementItemExpression(element);
    }
}
