using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query.Internal;

namespace EFCore.DynamoDb.Query.Shaping;

#pragma warning disable EF1001 // EF Core has no other place to say how complex properties are read.

/// <summary>EF's materializers, but complex properties are read from the maps and lists inside the item and not from the item's own attributes.</summary>
internal sealed class DynamoDbStructuralTypeMaterializerSource(StructuralTypeMaterializerSourceDependencies dependencies)
    : StructuralTypeMaterializerSource(dependencies)
{
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
        else if (property is IProperty { IsPrimitiveCollection: true } collection && !collection.IsIndexerProperty() && !collection.IsShadowProperty())
        {
            // EF Core would fill the collection that an initialiser made, if it is a list; what was read is the value here.
            blockExpressions.Add(
                Expression.MakeMemberAccess(instanceVariable, collection.GetMemberInfo(forMaterialization: true, forSet: true))
                    .Assign(getValueBufferExpression.CreateValueBufferReadValueExpression(collection.ClrType, collection.GetIndex(), collection)));
        }
        else
        {
            base.AddInitializeExpression(property, bindingInfo, instanceVariable, getValueBufferExpression, blockExpressions, nullable);
        }
    }
}
