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

    /// <summary>Rows of the values that two shapers are made of, such that the first shaper makes the results of both; null when they are not made alike.</summary>
    public static (RowProjection First, RowProjection Second)? Pair(Expression shaper1, Expression shaper2, RowTranslator rows)
        => Of(shaper1, rows, withConstants: true) is { } first
            && Of(shaper2, rows, withConstants: true) is { } second
            && first.Row.Type == second.Row.Type
            && IsSame(first.Shaper, RowRebinder.Rebind(second.Shaper, second.Row, first.Row))
                ? (first, second)
                : null;

    /// <summary>Whether two shapers make the same of the same values.</summary>
    private static bool IsSame(Expression? x, Expression? y)
        => ReferenceEquals(x, y) || (x is not null && y is not null && x.Type == y.Type && (x, y) switch
        {
            (NewExpression a, NewExpression b) => a.Constructor == b.Constructor && AreSame(a.Arguments, b.Arguments),
            (MemberInitExpression a, MemberInitExpression b) => IsSame(a.NewExpression, b.NewExpression)
                && a.Bindings.Count == b.Bindings.Count
                && a.Bindings.Zip(b.Bindings).All(
                    p => p is { First: MemberAssignment c, Second: MemberAssignment d } && c.Member == d.Member && IsSame(c.Expression, d.Expression)),
            (UnaryExpression a, UnaryExpression b) => a.NodeType == b.NodeType && a.Method == b.Method && IsSame(a.Operand, b.Operand),
            (MemberExpression a, MemberExpression b) => a.Member == b.Member && IsSame(a.Expression, b.Expression),
            (NewArrayExpression a, NewArrayExpression b) => a.NodeType == b.NodeType && AreSame(a.Expressions, b.Expressions),
            (DocumentReferenceExpression a, DocumentReferenceExpression b) => DocumentShape.AreInterchangeable(a.DocumentType, b.DocumentType) && IsSame(a.Item, b.Item),
            (StructuralTypeShaperExpression a, StructuralTypeShaperExpression b) => DocumentShape.AreInterchangeable(a.StructuralType, b.StructuralType)
                && a is { ValueBufferExpression: ItemBindingExpression c } && b is { ValueBufferExpression: ItemBindingExpression d } && IsSame(c.Item, d.Item),
            (ElementItemExpression a, ElementItemExpression b) => IsSame(a.Element, b.Element),
            _ => false,
        });

    private static bool AreSame(IReadOnlyList<Expression> x, IReadOnlyList<Expression> y)
        => x.Count == y.Count && Enumerable.Range(0, x.Count).All(i => IsSame(x[i], y[i]));

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
                    Slots.Add(new Slot(node, node.Type.IsNullableType() ? node : Expression.Convert(node, node.Type.MakeNullableType()), null));
                    return node;

                case null or ConstantExpression or QueryParameterExpression:
                    return node;

                case NewExpression or MemberInitExpression or NewArrayExpression:
                case UnaryExpression { NodeType: ExpressionType.Convert } convert when !convert.Type.IsValueType || convert.Type.UnwrapNullableType() != convert.Operand.Type.UnwrapNullableType():
                    return base.Visit(node);

                case DocumentReferenceExpression reference when DocumentShape.Of(reference.DocumentType, reference.DocumentType) is { } ofReference:
                    Slots.Add(new Slot(node, reference.Item, ofReference.ToComparer()));
                    return node;

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
            if (withConstants && !value.Type.IsNullableType())
            {
                // The other side may be null.
                value = Expression.Convert(value, value.Type.MakeNullableType());
            }

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
                    if (node is DocumentReferenceExpression reference)
                    {
                        return new DocumentReferenceExpression(new ElementItemExpression(read), reference.Property);
                    }

                    // A document in a row of its own is no part of the source's item any more.
                    return node is StructuralTypeShaperExpression shaper
                        ? shaper.Update(
                            new ItemBindingExpression(
                                DocumentBinding.Find(shaper) is not null || shaper.ValueBufferExpression is ItemBindingExpression { Item: ElementItemExpression }
                                    ? new ElementItemExpression(read)
                                    : read))
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
