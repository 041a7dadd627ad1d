using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query.Internal;
using Microsoft.EntityFrameworkCore.Storage;

namespace EFCore.DynamoDb.Query.Shaping;

#pragma warning disable EF1001 // EF Core has no other place to say how complex properties are read.

/// <summary>EF's materializers, but complex properties are read from the maps and lists inside the item and not from the item's own attributes.</summary>
internal sealed class DynamoDbStructuralTypeMaterializerSource(StructuralTypeMaterializerSourceDependencies dependencies)
    : StructuralTypeMaterializerSource(dependencies)
{
    private readonly OfValues _ofValues = new(dependencies);

    /// <summary>From values that EF Core keeps, as PropertyValues.ToObject has it: there is no item.</summary>
    public override Func<MaterializationContext, object> GetMaterializer(IEntityType entityType)
        => _ofValues.GetMaterializer(entityType);

    /// <inheritdoc cref="GetMaterializer(IEntityType)" />
    public override Func<MaterializationContext, object> GetMaterializer(IComplexType complexType)
        => _ofValues.GetMaterializer(complexType);

    protected override bool ReadComplexTypeDirectly(IComplexType complexType)
        => false;

    protected override void AddInitializeExpression(
        IPropertyBase property,
        ParameterBindingInfo bindingInfo,
        Expression instanceVariable,
        MethodCallExpression getValueBufferExpression,
        List<Expression> blockExpressions,
        bool nullable)
    {
        if (property is IComplexProperty document)
        {
            blockExpressions.Add(
                new DocumentAssignmentExpression(
                    bindingInfo.MaterializationContextExpression,
                    document,
                    Expression.MakeMemberAccess(instanceVariable, document.GetMemberInfo(forMaterialization: true, forSet: true))));
        }
        else if (Assignment(property, instanceVariable, getValueBufferExpression) is { } assignment)
        {
            blockExpressions.Add(assignment);
        }
        else
        {
            base.AddInitializeExpression(property, bindingInfo, instanceVariable, getValueBufferExpression, blockExpressions, nullable);
        }
    }

    /// <summary>EF Core would fill the collection that an initialiser made, if it is a list; what was read is the value here.</summary>
    private static Expression? Assignment(IPropertyBase property, Expression instance, MethodCallExpression getValueBuffer)
        => property is IProperty { IsPrimitiveCollection: true } collection && !collection.IsIndexerProperty() && !collection.IsShadowProperty()
            ? Expression.MakeMemberAccess(instance, collection.GetMemberInfo(forMaterialization: true, forSet: true))
                .Assign(getValueBuffer.CreateValueBufferReadValueExpression(collection.ClrType, collection.GetIndex(), collection))
            : null;

    private sealed class OfValues(StructuralTypeMaterializerSourceDependencies dependencies) : StructuralTypeMaterializerSource(dependencies)
    {
        protected override void AddInitializeExpression(
            IPropertyBase property,
            ParameterBindingInfo bindingInfo,
            Expression instanceVariable,
            MethodCallExpression getValueBufferExpression,
            List<Expression> blockExpressions,
            bool nullable)
        {
            if (Assignment(property, instanceVariable, getValueBufferExpression) is { } assignment)
            {
                blockExpressions.Add(assignment);
            }
            else
            {
                base.AddInitializeExpression(property, bindingInfo, instanceVariable, getValueBufferExpression, blockExpressions, nullable);
            }
        }
    }
}
