using System.Linq.Expressions;
using EFCore.DynamoDb.Items;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query;

namespace EFCore.DynamoDb.Query.Expressions;

/// <summary>The maps of a list of documents, each an item; none where the list is missing or NULL.</summary>
internal sealed class ElementsExpression(Expression item, IPropertyBase documents) : Expression, IPrintableExpression
{
    /// <summary>What holds the list.</summary>
    public Expression Item { get; } = item;

    public IPropertyBase Documents { get; } = documents;

    public override Type Type
        => typeof(IReadOnlyList<Item>);

    public override ExpressionType NodeType
        => ExpressionType.Extension;

    void IPrintableExpression.Print(ExpressionPrinter expressionPrinter)
    {
        expressionPrinter.Visit(Item);
        expressionPrinter.Append(".").Append(Documents.Name);
    }

    protected override Expression VisitChildren(ExpressionVisitor visitor)
    {
        var item = visitor.Visit(Item);
        return ReferenceEquals(item, Item) ? this : new ElementsExpression(item, Documents);
    }

    public override bool Equals(object? obj)
        => obj is ElementsExpression other
            && Documents == other.Documents
            && ExpressionEqualityComparer.Instance.Equals(Item, other.Item);

    public override int GetHashCode()
        => Documents.GetHashCode();
}
