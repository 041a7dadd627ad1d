using System.Linq.Expressions;
using EFCore.DynamoDb.Metadata;
using EFCore.DynamoDb.Query.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query;

namespace EFCore.DynamoDb.Query.Translation;

/// <summary>The one place that knows how a complex property or something owned is spelled in a query: a member, EF.Property, the Value of a nullable struct, an element at a known position.</summary>
internal static class DocumentBinding
{
    /// <summary>The document behind an expression, or null when it is something else.</summary>
    public static DocumentReferenceExpression? Find(Expression? expression)
    {
        switch (expression)
        {
            case DocumentReferenceExpression reference:
                return reference;

            case StructuralTypeShaperExpression { StructuralType: var type, ValueBufferExpression: ItemBindingExpression binding } when DocumentOf(type) is { } whole:
                return new DocumentReferenceExpression(binding.Item, whole);

            case MemberExpression { Member.Name: nameof(Nullable<int>.Value), Expression: { } nullable }
                when Nullable.GetUnderlyingType(nullable.Type) is not null:
                return Find(nullable);

            case UnaryExpression { NodeType: ExpressionType.Convert } convert
                when convert.Type.UnwrapNullableType() == convert.Operand.Type.UnwrapNullableType() || convert.Type == typeof(object):
                return Find(convert.Operand);

            case null:
                return null;

            default:
                return FindProperty(expression) is var (item, property) && !property.IsDocumentList()
                        ? new DocumentReferenceExpression(new NestedItemExpression(item, property), property)
                    : CollectionBinding.FindDocument(expression) is var (list, element, position)
                        ? new DocumentReferenceExpression(new ElementItemExpression(list, position), element)
                    : null;
        }
    }

    /// <summary>The complex property or navigation to something owned that an expression reads, collections included, and the item that holds it.</summary>
    public static (Expression Item, IPropertyBase Property)? FindProperty(Expression? expression)
    {
        var (instance, name) = MemberOf(expression);
        return instance is not null
            && FindStructure(instance) is var (item, type)
            && type.FindDocument(name!) is { } property
                ? (item, property)
                : null;
    }

    /// <summary>What a member is read of, and its name: x.Member, or EF.Property(x, "Member").</summary>
    public static (Expression? Instance, string? Name) MemberOf(Expression? expression)
        => expression switch
        {
            MemberExpression { Expression: { } holder } member => (holder, member.Member.Name),
            MethodCallExpression { Method: { Name: nameof(EF.Property), IsGenericMethod: true } method, Arguments: [var holder, ConstantExpression { Value: string n }] }
                when method.DeclaringType == typeof(EF) => (holder, n),
            _ => (null, null),
        };

    private static IPropertyBase? DocumentOf(ITypeBase type)
        => type is IEntityType entityType ? entityType.FindOwnership()?.PrincipalToDependent : ((IComplexType)type).ComplexProperty;

    /// <summary>The entity or document behind an expression: where its members are found.</summary>
    public static (Expression Item, ITypeBase Type)? FindStructure(Expression expression)
        => EntityReferenceExpression.Find(expression) is { } entity ? (entity.Item, entity.EntityType)
            : Find(expression) is { } document ? (document.Item, document.DocumentType)
            : null;
}
