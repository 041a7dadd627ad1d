using System.Linq.Expressions;
using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Query.Expressions;

/// <summary>An element of a list of documents, inside a lambda over that list: no path from the source's item leads to it.</summary>
internal sealed class ElementItemExpression(ParameterExpression element) : Expression
{
    public ParameterExpression Element { get; } = element;

    public override Type Type
        => typeof(Item);

    public override ExpressionType NodeType
        => ExpressionType.Extension;

    protected override Expression VisitChildren(ExpressionVisitor visitor)
        => this;
}
