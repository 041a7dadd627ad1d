using System.Linq.Expressions;
using EFCore.DynamoDb.Metadata;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query;

namespace EFCore.DynamoDb.Query.Expressions;

/// <summary>A whole entity in the middle of an expression; it has to end in one of its properties or in a type test.</summary>
/// <param name="item">The item.</param>
/// <param name="entityType">What it is read as.</param>
/// <param name="isNullable">Whether there may be no item.</param>
/// <param name="narrowedFrom">What it was before <c>as</c>: an item of another type than <paramref name="entityType" /> is null.</param>
internal sealed class EntityReferenceExpression(Expression item, IEntityType entityType, bool isNullable, IEntityType? narrowedFrom = null) : Expression
{
    public Expression Item { get; } = item;

    public IEntityType EntityType { get; } = entityType;

    public bool IsNullable { get; } = isNullable;

    public IEntityType? NarrowedFrom { get; } = narrowedFrom;

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

            case StructuralTypeShaperExpression { StructuralType: IEntityType entityType, ValueBufferExpression: ItemBindingExpression binding } shaper
                when !entityType.IsOwned():
                return new EntityReferenceExpression(binding.Item, entityType, shaper.IsNullable);

            case IncludeExpression include:
                return Find(include.EntityExpression);

            case UnaryExpression { NodeType: ExpressionType.Convert or ExpressionType.ConvertChecked or ExpressionType.TypeAs } unary:
                return Find(unary.Operand) is { } operand ? operand.As(unary.Type, isTest: unary.NodeType == ExpressionType.TypeAs) : null;

            default:
                return null;
        }
    }

    /// <summary>Whether an item that <c>as</c> makes null may have the attribute of this property all the same.</summary>
    public bool IsSharedWithOtherTypes(IProperty property)
        => NarrowedFrom is not null
            && NarrowedFrom.GetConcreteDerivedTypesInclusive().Any(
                t => !EntityType.IsAssignableFrom(t)
                    && t.GetProperties().Any(p => p.GetItemAttributeName() == property.GetItemAttributeName()));

    protected override Expression VisitChildren(ExpressionVisitor visitor)
        => this;

    private EntityReferenceExpression? As(Type type, bool isTest)
    {
        if (type.IsAssignableFrom(EntityType.ClrType))
        {
            return this;
        }

        foreach (var derived in EntityType.GetDerivedTypes())
        {
            if (derived.ClrType == type)
            {
                return new EntityReferenceExpression(Item, derived, IsNullable, isTest ? NarrowedFrom ?? EntityType : NarrowedFrom);
            }
        }

        return null;
    }
}
