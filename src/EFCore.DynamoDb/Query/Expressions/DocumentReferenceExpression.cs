using System.Linq.Expressions;
using EFCore.DynamoDb.Metadata;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EFCore.DynamoDb.Query.Expressions;

/// <summary>A whole complex or owned object in the middle of an expression; it has to end in one of its members or in a comparison.</summary>
internal sealed class DocumentReferenceExpression(Expression item, IPropertyBase property) : Expression
{
    /// <summary>The map that stores it; null where it is null.</summary>
    public Expression Item { get; } = item;

    /// <summary>The complex property, or the navigation to something owned.</summary>
    public new IPropertyBase Property { get; } = property;

    public ITypeBase DocumentType { get; } = property.GetDocumentType();

    public override Type Type
        => DocumentType.ClrType;

    public override ExpressionType NodeType
        => ExpressionType.Extension;

    protected override Expression VisitChildren(ExpressionVisitor visitor)
        => this;
}
