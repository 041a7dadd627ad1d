using System.Linq.Expressions;
using EFCore.DynamoDb.Query.Expressions;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query;

namespace EFCore.DynamoDb.Query.Translation;

/// <summary>
/// Rows made of just the values that a shaper reads, for operators that compare whole rows. Only for shapers whose result is decided by these values:
/// constructors and conversions over them, not the caller's own methods.
/// </summary>
internal sealed class RowProjection
{
    private RowProjection(Expression selector, ParameterExpression row, Expression shaper, Expression? comparer)
    {
        Selector = selector;
        Row = row;
        Shaper = shaper;
        Comparer = comparer;
    }

    /// <summary>The new row, over the old one.</summary>
    public Expression Selector { get; }

    public ParameterExpression Row { get; }

    /// <summary>The shaper over the new row.</summary>
    public Expression Shaper { get; }

    /// <summary>An equality comparer of rows, when their own equality does not serve.</summary>
    public Expression? Comparer { get; }

    public static RowProjection? Of(Expression shaper, RowTranslator rows, bool mayBeConstant = false, bool withConstants = false)
    {
        var collector = new SlotCollector(rows, withConstants);
        collector.Visit(shaper);
        if (collector.Failed || (collector.Slots.Count == 0 && !mayBeConstant))
        {
            return null;
        }

        Expression[] values = collector.Slots.Count == 0 ? [Expression.Constant(0)] : [.. collector.Slots.Select(s => s.Value)];
        var selector = RowTuple.Make(values);
        var row = Expression.Parameter(selector.Type, "row");
        var rebound = new SlotRebinder(collector, row).Visit(shaper)!;
        return new RowProjection(selector, row, rebound, Comparison(selector.Type, collector.Slots));
    }

    private static ConstantExpression? Comparison(Type rowType, List<Slot> slots)
    {
        if (slots.All(s => s.Comparer is null))
        {
            return null;
        }

        var row = Expression.Parameter(rowType, "row");
        var read = Expression.Lambda(
            Expression.NewArrayInit(
                typeof(object), slots.Select((_, i) => Expression.Convert(RowTuple.Read(row, i), typeof(object)))),
            row);
        return Expression.Constant(
            Activator.CreateInstance(
                typeof(SlotEqualityComparer<>).MakeGenericType(rowType), read.Compile(), slots.Select(s => s.Comparer).ToArray()));
    }

    private sealed record Slot(Expression Original, Expression Value, ValueComparer? Comparer);

    private sealed class SlotCollector(RowTranslator rows, bool withConstants) : ExpressionVisitor
    {
        public List<Slot> Slots { get; } = [];

        public bool Failed { get; private set; }

        public override Expression? Visit(Expression? node)
        {
            switch (node)
            {
                case ConstantExpression or QueryParameterExpression when withConstants:
                    Slots.Add(new Slot(node, node, null));
                    return node;

                case null or ConstantExpression or QueryParameterExpression:
                    return node;

                case NewExpression or MemberInitExpression or NewArrayExpression:
                case UnaryExpression { NodeType: ExpressionType.Convert }:
                    return base.Visit(node);

                case StructuralTypeShaperExpression { StructuralType: var type, ValueBufferExpression: ItemBindingExpression document }
                    when type is IComplexType || ((IEntityType)type).IsOwned():
                    if (DocumentShape.Of(type, type) is { } shape)
                    {
                        Slots.Add(new Slot(node, document.Item, shape.ToComparer()));
                        return node;
                    }

                    Failed = true;
                    return node;

                case StructuralTypeShaperExpression { ValueBufferExpression: ItemBindingExpression binding }:
                    Slots.Add(new Slot(node, binding.Item, null));
                    return node;
            }

            if (rows.Translate(node) is not { } value)
            {
                Failed = true;
                return node;
            }

            var comparer = RowTranslator.FindComparer(value);
            Slots.Add(new Slot(node, value, comparer is null || UsesOwnEquality(value.Type) ? null : comparer));
            return node;
        }

        private static bool UsesOwnEquality(Type type)
        {
            type = type.UnwrapNullableType();
            return type.IsPrimitive || type.IsEnum || type == typeof(string) || typeof(IEquatable<>).MakeGenericType(type).IsAssignableFrom(type);
        }
    }

    private sealed class SlotRebinder(SlotCollector collector, ParameterExpression row) : ExpressionVisitor
    {
        public override Expression? Visit(Expression? node)
        {
            for (var i = 0; i < collector.Slots.Count; i++)
            {
                if (ReferenceEquals(collector.Slots[i].Original, node))
                {
                    var read = RowTuple.Read(row, i);
                    // A document in a row of its own is no part of the source's item any more.
                    return node is StructuralTypeShaperExpression shaper
                        ? shaper.Update(new ItemBindingExpression(DocumentBinding.Find(shaper) is not null ? new ElementItemExpression(read) : read))
                        : read.Type == node!.Type ? read : Expression.Convert(read, node.Type);
                }
            }

            return base.Visit(node);
        }

        protected override Expression VisitExtension(Expression node)
            => node;
    }

    private sealed class SlotEqualityComparer<TRow>(Func<TRow, object?[]> read, ValueComparer?[] comparers) : IEqualityComparer<TRow>
    {
        public bool Equals(TRow? x, TRow? y)
        {
            var left = read(x!);
            var right = read(y!);
            for (var i = 0; i < left.Length; i++)
            {
                if (comparers[i] is { } comparer ? !comparer.Equals(left[i], right[i]) : !Equals(left[i], right[i]))
                {
                    return false;
                }
            }

            return true;
        }

        public int GetHashCode(TRow obj)
        {
            var hash = new HashCode();
            var values = read(obj);
            for (var i = 0; i < values.Length; i++)
            {
                hash.Add(values[i] is { } value ? comparers[i]?.GetHashCode(value) ?? value.GetHashCode() : 0);
            }

            return hash.ToHashCode();
        }
    }
}
