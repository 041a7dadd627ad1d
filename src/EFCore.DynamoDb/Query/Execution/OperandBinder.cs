using System.Collections;
using System.Linq.Expressions;
using EFCore.DynamoDb.Access;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Query.Expressions;
using EFCore.DynamoDb.Storage;
using Microsoft.EntityFrameworkCore.Query;

namespace EFCore.DynamoDb.Query.Execution;

/// <summary>
/// Evaluates the operands of a query once per execution: their stored values, and the states that decide which plan serves.
/// </summary>
internal sealed class OperandBinder
{
    private readonly (Func<QueryContext, object?> Read, DynamoDbTypeMapping Mapping, bool IsList)[] _slots;

    public OperandBinder(IReadOnlyList<OperandSlot> slots)
        => _slots = [.. slots.Select(s => (CompileValue(s.Value), s.Mapping, s.IsList))];

    public BoundOperand[] Bind(QueryContext context)
    {
        var operands = new BoundOperand[_slots.Length];
        for (var i = 0; i < operands.Length; i++)
        {
            operands[i] = Bind(context, i);
        }

        return operands;
    }

    /// <summary>The value of one slot.</summary>
    public BoundOperand Bind(QueryContext context, int position)
    {
        var (read, mapping, isList) = _slots[position];
        var value = read(context);
        return isList ? BindList(value as IEnumerable, mapping) : BindValue(value, mapping);
    }

    /// <summary>A parameter is read, a constant is itself, anything else (DateTime.UtcNow) is evaluated.</summary>
    public static Func<QueryContext, object?> CompileValue(Expression expression)
    {
        switch (expression)
        {
            case ConstantExpression constant:
                var value = constant.Value;
                return _ => value;

            case QueryParameterExpression parameter:
                var name = parameter.Name;
                return context => context.Parameters[name];

            default:
                var body = Expression.Convert(new ParameterReader().Visit(expression), typeof(object));
                return Expression.Lambda<Func<QueryContext, object?>>(body, QueryCompilationContext.QueryContextParameter).Compile();
        }
    }

    private static BoundOperand BindValue(object? value, DynamoDbTypeMapping mapping)
        => value is null ? BoundOperand.Null
            : mapping.ClrType.IsInstanceOfType(value) && mapping.TryToItemValue(value, out var stored)
                ? BoundOperand.Of(stored)
                : BoundOperand.Unrepresentable;

    /// <summary>Elements that the attribute cannot hold equal nothing and are left out.</summary>
    private static BoundOperand BindList(IEnumerable? values, DynamoDbTypeMapping mapping)
    {
        var elements = new List<ItemValue>();
        var seen = new HashSet<ItemValue>();
        var hasNull = false;
        foreach (var value in values ?? Array.Empty<object>())
        {
            if (value is null)
            {
                hasNull = true;
            }
            else if (mapping.TryToItemValue(value, out var stored))
            {
                if (seen.Add(stored))
                {
                    elements.Add(stored);
                }
            }
            else if (mapping.Converter is not null)
            {
                // Only the property's comparer knows what a value equals that its converter changes.
                return BoundOperand.Unrepresentable;
            }
        }

        return BoundOperand.OfList(elements, hasNull);
    }

    private sealed class ParameterReader : ExpressionVisitor
    {
        protected override Expression VisitExtension(Expression node)
            => node is QueryParameterExpression parameter
                ? Expression.Convert(
                    Expression.Property(
                        Expression.Property(QueryCompilationContext.QueryContextParameter, nameof(QueryContext.Parameters)),
                        "Item",
                        Expression.Constant(parameter.Name)),
                    parameter.Type)
                : base.VisitExtension(node);
    }
}
