using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query;

namespace EFCore.DynamoDb.Query.Expressions;

/// <summary>A whole entity in the middle of an expression; it has to end in one of its properties or in a type test.</summary>
internal sealed class EntityReferenceExpression(Expression item, IEntityType entityType, bool isNullable) : Expression
{
    public Expression Item { get; } = item;

    public IEntityType EntityType { get; } = entityType;

    public bool IsNullable { get; } = isNullable;

    public override Type Type
        => EntityType.ClrType;

    public override ExpressionType NodeType
        => ExpressionType.Extension;

    /// <summary>The entity behind an expression, through casts along its hierarchy; null when it is something else.</summary>
    public static EntityReferenceExpression? Find(Expression? expression)
    {
        switch (expression)
        {
            case EntityReferenceExpression reference:
                return reference;

            case StructuralTypeShaperExpression { StructuralType: IEntityType entityType, ValueBufferExpression: ItemBindingExpression binding } shaper:
                return new EntityReferenceExpression(binding.Item, entityType, shaper.IsNullable);

            case UnaryExpression { NodeType: ExpressionType.Convert or ExpressionType.ConvertChecked or ExpressionType.TypeAs } unary:
                return Find(unary.Operand) is { } operand ? operand.As(unary.Type, unary.NodeType == ExpressionType.TypeAs) : null;

            default:
                return null;
        }
    }

    /// <summary>The property of that name on this type or, as a cast cannot have changed the item, on a type derived from it.</summary>
    public IProperty? FindProperty(string name)
        => EntityType.FindProperty(name);

    protected override Expression VisitChildren(ExpressionVisitor visitor)
        => this;

    private EntityReferenceExpression? As(Type type, bool nullable)
    {
        if (type.IsAssignableFrom(EntityType.ClrType))
        {
            return this;
        }

        foreach (var derived in EntityType.GetDerivedTypes())
        {
            if (derived.ClrType == type)
            {
                return new EntityReferenceExpression(Item, derived, IsNullable || nullable);
            }
        }

        return null;
    }
}
