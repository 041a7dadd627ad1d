using System.Linq.Expressions;
using EFCore.DynamoDb.Items;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query;

namespace EFCore.DynamoDb.Query.Expressions;

/// <summary>
/// The map inside an item that stores a document; null where it is missing or NULL, or where what it lies in is. Symbolic until the query is compiled, so
/// that the path to it can be sent to the server.
/// </summary>
internal sealed class NestedItemExpression(Expression item, IPropertyBase document) : Expression, IPrintableExpression
{
    /// <summary>What it lies in.</summary>
    public Expression Item { get; } = item;

    public IPropertyBase Document { get; } = document;

    public override Type Type
        => typeof(Item);

    public override ExpressionType NodeType
        => ExpressionType.Extension;

    void IPrintableExpression.Print(ExpressionPrinter expressionPrinter)
    {
        expressionPrinter.Visit(Item);
        expressionPrinter.Append(".").Append(Document.Name);
    }

    protected override Expression VisitChildren(ExpressionVisitor visitor)
    {
        var item = visitor.Visit(Item);
        return ReferenceEquals(item, Item) ? this : new NestedItemExpression(item, Document);
    }

    public override bool Equals(object? obj)
        => obj is NestedItemExpression other
            && Document == other.Document
            && ExpressionEqualityComparer.Instance.Equals(Item, other.Item);

    public override int GetHashCode()
        => Document.GetHashCode();
}
