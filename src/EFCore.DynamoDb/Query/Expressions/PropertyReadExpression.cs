using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query;

namespace EFCore.DynamoDb.Query.Expressions;

/// <summary>
/// The stored value of a property of an item. In the residual it is null when the attribute is missing or NULL, whatever the CLR type says
/// (<see cref="Required" /> false); as a result in the shaper it has the property's own type, and a missing one is an error that names it.
/// Kept symbolic until the plan is known, so that the attributes a query needs can be listed.
/// </summary>
internal sealed class PropertyReadExpression(Expression item, IProperty property, bool required) : Expression, IPrintableExpression
{
    public Expression Item { get; } = item;

    public new IProperty Property { get; } = property;

    public bool Required { get; } = required;

    public override Type Type { get; } = required ? property.ClrType : property.ClrType.MakeNullableType();

    public override ExpressionType NodeType
        => ExpressionType.Extension;

    public PropertyReadExpression AsNullable()
        => Required ? new PropertyReadExpression(Item, Property, required: false) : this;

    public PropertyReadExpression AsRequired()
        => Required ? this : new PropertyReadExpression(Item, Property, required: true);

    void IPrintableExpression.Print(ExpressionPrinter expressionPrinter)
    {
        expressionPrinter.Visit(Item);
        expressionPrinter.Append(".").Append(Property.Name);
    }

    protected override Expression VisitChildren(ExpressionVisitor visitor)
    {
        var item = visitor.Visit(Item);
        return ReferenceEquals(item, Item) ? this : new PropertyReadExpression(item, Property, Required);
    }

    public override bool Equals(object? obj)
        => obj is PropertyReadExpression other
            && Property == other.Property
            && Required == other.Required
            && ExpressionEqualityComparer.Instance.Equals(Item, other.Item);

    public override int GetHashCode()
        => HashCode.Combine(Property, Required);
}
