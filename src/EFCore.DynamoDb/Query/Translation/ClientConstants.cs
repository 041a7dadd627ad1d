using System.Collections;
using System.Linq.Expressions;
using EFCore.DynamoDb.Query.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;

namespace EFCore.DynamoDb.Query.Translation;

/// <summary>
/// Refuses, as EF Core does, projections that speak of an instance, mostly the caller's <c>this</c>: the cache of compiled queries would hold it for good.
/// Values, and lists of them, are no instances.
/// </summary>
internal sealed class ClientConstants(ITypeMappingSource mappings) : ExpressionVisitor
{
    public static void Refuse(Expression projection, ITypeMappingSource mappings)
        => new ClientConstants(mappings).Visit(projection);

    protected override Expression VisitConstant(ConstantExpression node)
        => IsInstance(node)
            ? throw new InvalidOperationException(CoreStrings.ClientProjectionCapturingConstantInTree(node.Type.Name))
            : node;

    protected override Expression VisitMethodCall(MethodCallExpression node)
    {
        if (IsInstance(node.Object))
        {
            throw new InvalidOperationException(
                CoreStrings.ClientProjectionCapturingConstantInMethodInstance(node.Object!.Type.Name, node.Method.Name));
        }

        foreach (var argument in node.Arguments)
        {
            if (IsInstance(argument))
            {
                throw new InvalidOperationException(
                    CoreStrings.ClientProjectionCapturingConstantInMethodArgument(argument.Type.Name, node.Method.Name));
            }
        }

        return base.VisitMethodCall(node);
    }

    protected override Expression VisitExtension(Expression node)
        => node;

    private bool IsInstance(Expression? expression)
    {
        while (expression is UnaryExpression { NodeType: ExpressionType.Convert } convert)
        {
            expression = convert.Operand;
        }

        return expression is ConstantExpression { Value: { } value }
            && value is not (DbFunctions or Type)
            && !IsValue(value.GetType())
            && !(value is IEnumerable && CollectionContains.ElementType(value.GetType()) is { } element && IsValue(element));
    }

    private bool IsValue(Type type)
        => mappings.FindMapping(type.UnwrapNullableType()) is not null;
}
