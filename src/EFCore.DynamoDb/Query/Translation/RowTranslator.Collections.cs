using System.Linq.Expressions;
using EFCore.DynamoDb.Query.Expressions;

namespace EFCore.DynamoDb.Query.Translation;

/// <summary>
/// Operators over a collection inside an item: a list of documents or a property that is a collection. They run in memory over what the item holds; a
/// collection that is missing is empty.
/// </summary>
internal sealed partial class RowTranslator
{
    private static readonly string[] Terminals =
    [
        nameof(Enumerable.Any), nameof(Enumerable.All), nameof(Enumerable.Count), nameof(Enumerable.LongCount), nameof(Enumerable.Sum),
        nameof(Enumerable.Min), nameof(Enumerable.Max), nameof(Enumerable.Average), nameof(Enumerable.First), nameof(Enumerable.FirstOrDefault),
        nameof(Enumerable.Last), nameof(Enumerable.LastOrDefault), nameof(Enumerable.Single), nameof(Enumerable.SingleOrDefault),
        nameof(Enumerable.ElementAt), nameof(Enumerable.ElementAtOrDefault), nameof(Enumerable.Contains), nameof(Enumerable.SequenceEqual),
    ];

    /// <summary>A call of one of LINQ's operators, or null when it is not over a collection inside an item.</summary>
    private Expression? TranslateCollectionCall(MethodCallExpression node)
    {
        var method = node.Method;
        if (method.Name == "get_Item" && node is { Object: { } indexable, Arguments: [{ Type: var indexType } index] } && indexType == typeof(int)
            && !PropertyBinding.IsRowIndependent(indexable) && TranslateSequence(indexable) is { } indexed)
        {
            return Visit(index) is var position && !IsUnusable(position) ? Pick(nameof(Enumerable.ElementAtOrDefault), indexed, position) : null;
        }

        if (method is { Name: nameof(Enumerable.ToList) or nameof(Enumerable.ToArray) } && method.DeclaringType == typeof(Enumerable)
            && TranslateSequence(node.Arguments[0]) is { IsOfValues: true } values)
        {
            return Expression.Call(typeof(Enumerable), method.Name, [values.Row.Type], values.Rows);
        }

        if (method.Name == nameof(Enumerable.SequenceEqual) && IsLinq(node) && node.Arguments is [var first, var second]
            && TranslateListEquality(first, second) is { } sameList)
        {
            return sameList;
        }

        if (!IsLinq(node)
            || !Terminals.Contains(method.Name)
            || (method.Name == nameof(Enumerable.Contains) && PropertyBinding.IsRowIndependent(node.Arguments[0]))
            || (TranslateSequence(node.Arguments[0]) ?? Elements(node)) is not { } source)
        {
            return null;
        }

        if (node.Arguments is [_, var argument] && Unquote(argument) is LambdaExpression lambda)
        {
            if (Lambda(source, lambda) is not { } translated)
            {
                return null;
            }

            if (method.Name is nameof(Enumerable.Any) or nameof(Enumerable.All) or nameof(Enumerable.Count) or nameof(Enumerable.LongCount))
            {
                return Expression.Call(typeof(Enumerable), method.Name, [source.Row.Type], source.Rows, Predicate(translated));
            }

            if (method.Name is nameof(Enumerable.Sum) or nameof(Enumerable.Min) or nameof(Enumerable.Max) or nameof(Enumerable.Average))
            {
                return Aggregate(
                    method.Name,
                    Expression.Call(
                        typeof(Enumerable), nameof(Enumerable.Select), [source.Row.Type, translated.ReturnType], source.Rows, translated),
                    translated.ReturnType);
            }

            return OrDefault(node, Pick(method.Name, source.After(nameof(Enumerable.Where), Predicate(translated))));
        }

        switch (method.Name)
        {
            case nameof(Enumerable.Any) or nameof(Enumerable.Count) or nameof(Enumerable.LongCount):
                return Expression.Call(typeof(Enumerable), method.Name, [source.Row.Type], source.Rows);

            case nameof(Enumerable.Sum) or nameof(Enumerable.Min) or nameof(Enumerable.Max) or nameof(Enumerable.Average)
                when node.Arguments.Count == 1 && AsValues(source) is { } numbers:
                return Aggregate(method.Name, numbers.Rows, numbers.Row.Type);

            case nameof(Enumerable.ElementAt) or nameof(Enumerable.ElementAtOrDefault):
                return Visit(node.Arguments[1]) is var position && !IsUnusable(position)
                    ? Pick(nameof(Enumerable.ElementAtOrDefault), source, position)
                    : null;

            case nameof(Enumerable.Contains) when node.Arguments.Count == 2 && EntityReferenceExpression.Find(source.Shape) is not null:
                return Visit(Resolve(EntityEquality.Equal(source.Shape, Fit(node.Arguments[1], source.Shape.Type)))) is var isEntity && !IsUnusable(isEntity)
                    ? Expression.Call(
                        typeof(Enumerable), nameof(Enumerable.Any), [source.Row.Type], source.Rows, Expression.Lambda(ToBoolean(isEntity), source.Row))
                    : null;

            case nameof(Enumerable.Contains) when source.Shape is DocumentReferenceExpression document && node.Arguments.Count == 2:
                return TranslateDocumentEquality(document, node.Arguments[1]) is { } isSought
                    ? Expression.Call(
                        typeof(Enumerable), nameof(Enumerable.Any), [source.Row.Type], source.Rows, Expression.Lambda(isSought, source.Row))
                    : null;

            case nameof(Enumerable.Contains) when node.Arguments.Count == 2 && AsValues(source) is { } among:
                return Visit(node.Arguments[1]) is var item && !IsUnusable(item)
                    ? TranslateContains(among.Rows, among.Row.Type, ConvertNull(item, among.Row.Type))
                    : null;

            case nameof(Enumerable.SequenceEqual) when node.Arguments.Count == 2 && TranslateSequence(node.Arguments[1]) is { } other:
                return source.IsOfValues && other.IsOfValues && source.Row.Type == other.Row.Type
                    ? Expression.Call(
                        typeof(Enumerable), nameof(Enumerable.SequenceEqual), [source.Row.Type], source.Rows, other.Rows, ElementComparer(source.Row.Type))
                    : null;

            case nameof(Enumerable.SequenceEqual) or nameof(Enumerable.All) or nameof(Enumerable.Contains) or nameof(Enumerable.Sum) or nameof(Enumerable.Min)
                or nameof(Enumerable.Max) or nameof(Enumerable.Average):
                return null;

            default:
                return OrDefault(node, Pick(method.Name, source));
        }
    }

    /// <summary>Bytes and texts are one value, but for what a lambda asks of each element and for one that is picked.</summary>
    private RowSequence? Elements(MethodCallExpression node)
    {
        var source = node.Arguments[0];
        return (source.Type == typeof(byte[]) || source.Type == typeof(string))
            && ((node.Arguments is [_, var lambda] && Unquote(lambda) is LambdaExpression)
                || node.Method.Name is nameof(Enumerable.First) or nameof(Enumerable.Last) or nameof(Enumerable.Single) or nameof(Enumerable.ElementAt))
            && CollectionContains.ElementType(source.Type) is { } type
            && Visit(source) is var value && !IsUnusable(value)
                ? RowSequence.OfValues(
                    Expression.Coalesce(
                        ConvertTo(value, typeof(IEnumerable<>).MakeGenericType(type)), Expression.Call(typeof(Enumerable), nameof(Enumerable.Empty), [type])),
                    type)
                : null;
    }

    /// <summary>One element, or null where there is none: what is asked of null is null.</summary>
    private Expression Pick(string method, RowSequence source, Expression? position = null)
    {
        var entity = EntityReferenceExpression.Find(source.Shape);
        if (entity is null && source.Shape is not DocumentReferenceExpression)
        {
            // What was made of the rows is picked as it is made.
            if (AsValues(source) is not { } values)
            {
                return Untranslated;
            }

            source = values;
        }

        if (position is not null)
        {
            position = ConvertTo(position, typeof(int));
        }
        else
        {
            // Inside a query Single is First, as EF Core has it: of several elements there is no error.
            method = method.Replace("Single", "First", StringComparison.Ordinal);
            method = method.EndsWith("OrDefault", StringComparison.Ordinal) ? method : method + "OrDefault";
        }

        var rows = source.Rows;
        var type = source.Row.Type;
        if (source.IsOfValues && !type.IsNullableType())
        {
            type = type.MakeNullableType();
            rows = Expression.Call(
                typeof(Enumerable), nameof(Enumerable.Select), [source.Row.Type, type], rows,
                Expression.Lambda(Expression.Convert(source.Row, type), source.Row));
        }

        var picked = position is null
            ? Expression.Call(typeof(Enumerable), method, [type], rows)
            : Expression.Call(typeof(Enumerable), method, [type], rows, position);
        return source.IsOfValues ? picked
            : entity is not null ? Picked(entity, source.Row, picked)
            : RowRebinder.Rebind(source.Shape, source.Row, picked);
    }

    /// <summary>The entity of one row that was picked out of several; it may not be there.</summary>
    private static EntityReferenceExpression Picked(EntityReferenceExpression entity, ParameterExpression row, Expression picked)
    {
        var item = RowRebinder.Rebind(entity.Item, row, picked);
        return new EntityReferenceExpression(
            item as ElementItemExpression ?? new ElementItemExpression(item), entity.EntityType, isNullable: true, entity.NarrowedFrom);
    }

    private static Expression ConvertNull(Expression item, Type type)
        => item is ConstantExpression { Value: null } ? Expression.Constant(null, type.MakeNullableType()) : item;

    /// <summary>The default of a value type is what LINQ gives where there is no element.</summary>
    private static Expression OrDefault(MethodCallExpression node, Expression picked)
        => node.Method.Name.EndsWith("OrDefault", StringComparison.Ordinal) && !node.Type.IsNullableType() && picked.Type == node.Type.MakeNullableType()
            ? Expression.Coalesce(picked, Expression.Default(node.Type))
            : picked;

    /// <summary>LINQ's aggregates over nullable values; those of nothing are null instead of an exception.</summary>
    private static MethodCallExpression Aggregate(string method, Expression values, Type type)
    {
        if (!type.IsNullableType())
        {
            var value = Expression.Parameter(type, "value");
            values = Expression.Call(
                typeof(Enumerable), nameof(Enumerable.Select), [type, type.MakeNullableType()], values,
                Expression.Lambda(Expression.Convert(value, type.MakeNullableType()), value));
            type = type.MakeNullableType();
        }

        return method is nameof(Enumerable.Min) or nameof(Enumerable.Max)
            ? Expression.Call(typeof(Enumerable), method, [type], values, Shaping.RowComparers.For(type))
            : Expression.Call(typeof(Enumerable), method, null, values);
    }
}
