using System.Collections.Immutable;
using System.Linq.Expressions;
using EFCore.DynamoDb.Access;
using EFCore.DynamoDb.Metadata;
using EFCore.DynamoDb.Query.Expressions;
using EFCore.DynamoDb.Storage;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EFCore.DynamoDb.Query.Translation;

/// <summary>
/// What conditions on the properties behind key templates say of the key attributes: the exact text, what it begins with, or its bounds. These take the place
/// of the conditions, all of which they are equal to, so that the planner finds keys where LINQ names properties.
/// </summary>
internal sealed class KeyTemplateConditions
{
    private readonly ItemSourceExpression _source;
    private readonly Dictionary<string, IProperty> _templates;
    private readonly List<Conjunct> _conjuncts;
    private readonly List<OperandSlot> _slots;
    private readonly DynamoDbTypeMapping _text;
    private readonly HashSet<int> _notNull = [];
    private TemplateGap? _gap;
    private bool _isUsed;

    private KeyTemplateConditions(ItemSourceExpression source, Dictionary<string, IProperty> templates)
    {
        _source = source;
        _templates = templates;
        _conjuncts = [.. source.Conjuncts];
        _slots = [.. source.Slots];
        _text = (DynamoDbTypeMapping)templates.Values.First().GetTypeMapping();
    }

    /// <summary>What was found about one key attribute.</summary>
    /// <param name="Condition">The condition on it.</param>
    /// <param name="Conjuncts">The positions of the conjuncts that say the same.</param>
    /// <param name="Pinned">How many parts of the template have a known value.</param>
    private sealed record Finding(Condition Condition, IReadOnlyList<int> Conjuncts, int Pinned);

    /// <summary>
    /// The source with conditions on its keys, the one without, and the operands that must not be null for both to mean the same. In either the server is
    /// asked nothing about properties that only the key holds.
    /// </summary>
    public static (ItemSourceExpression Source, ItemSourceExpression AsWritten, ImmutableArray<int> NotNull, TemplateGap? Gap) Apply(ItemSourceExpression source)
    {
        var templates = source.EntityType.GetProperties()
            .Where(p => p.FindKeyTemplate() is not null)
            .ToDictionary(p => p.GetItemAttributeName());
        if (templates.Count == 0)
        {
            return (source, source, [], null);
        }

        var conditions = new KeyTemplateConditions(source, templates);
        var (found, notNull) = conditions.Apply();
        HashSet<string> inKeyOnly = [.. source.EntityType.GetProperties().Where(DynamoDbMetadata.IsStoredInKeyOnly).Select(p => p.GetItemAttributeName())];
        return inKeyOnly.Count == 0
            ? (found, source, notNull, conditions._gap)
            : (Without(found, inKeyOnly), Without(source, inKeyOnly), notNull, conditions._gap);
    }

    private static ItemSourceExpression Without(ItemSourceExpression source, HashSet<string> attributes)
    {
        var named = new HashSet<string>();
        return source
            .WithConjuncts([.. source.Conjuncts.Select(c => c.Condition is { } condition && Names(condition) ? c with { Condition = null, Exact = false } : c)], source.Slots)
            .WithOrder([.. source.Order.Select(o => o.Attribute is { } attribute && attributes.Contains(attribute) ? o with { Attribute = null } : o)]);

        bool Names(Condition condition)
        {
            named.Clear();
            ConditionFacts.AddAttributes(condition, named);
            return named.Overlaps(attributes);
        }
    }

    private (ItemSourceExpression Source, ImmutableArray<int> NotNull) Apply()
    {
        KeySchema[] schemas = _source.Hints switch
        {
            { IndexName: { } name } => [.. _source.Table.Indexes.Where(i => i.Name == name).Select(i => i.Key)],
            { TableOnly: true } => [_source.Table.Key],
            _ => [_source.Table.Key, .. _source.Table.Indexes.Select(i => i.Key)],
        };

        // The one key of which most is known; the table's before an index's.
        foreach (var schema in schemas.OrderByDescending(Score))
        {
            if (!schema.Partition.All(IsPinned))
            {
                continue;
            }

            // Before the conditions on properties make way for those on the keys.
            var order = Order(schema);
            _gap = schema.Sort is [var sort] ? Gap(sort.Name) : null;
            foreach (var attribute in schema.All)
            {
                _isUsed = true;
                if (_templates.ContainsKey(attribute.Name) && Find(attribute.Name, toUse: true) is { } finding)
                {
                    Use(attribute.Name, finding);
                }

                _isUsed = false;
            }

            return (_source.WithConjuncts([.. _conjuncts], [.. _slots]).WithOrder(order), [.. _notNull]);
        }

        return (_source, []);
    }

    private int Score(KeySchema schema)
        => schema.Partition.All(IsPinned)
            ? 1 + schema.Sort.Sum(k => _templates.ContainsKey(k.Name) ? Find(k.Name, toUse: false)?.Conjuncts.Count ?? 0 : IsPinned(k) ? 1 : 0)
            : 0;

    private bool IsPinned(KeyAttribute attribute)
        => _templates.TryGetValue(attribute.Name, out var property) && property.FindKeyTemplate() is { IsConstant: false } template
            ? Find(attribute.Name, toUse: false) is { } finding && finding.Pinned == template.Parts.Count
            : _conjuncts.Any(c => c.Condition is Condition.Comparison { Operator: ComparisonOperator.Equal, Left: Operand.Path { Attribute: { IsTopLevel: true } path } } && path.Name == attribute.Name)
                || _conjuncts.Any(c => c.Condition is Condition.In { Attribute: { IsTopLevel: true } listed } && listed.Name == attribute.Name);

    /// <summary>The condition replaces all that it is equal to, and what was known of the attribute before.</summary>
    private void Use(string attribute, Finding finding)
    {
        var isSaid = false;
        for (var i = 0; i < _conjuncts.Count; i++)
        {
            if (finding.Conjuncts.Contains(i) || (_conjuncts[i].Condition is Condition.BeginsWith begins && begins.Attribute.Equals(attribute)))
            {
                _conjuncts[i] = _conjuncts[i] with { Condition = finding.Condition };
                isSaid = true;
            }
        }

        if (!isSaid)
        {
            // What holds for every item: that it is in one of the shards.
            _conjuncts.Add(new Conjunct(_conjuncts.Count, finding.Condition, Exact: true, [attribute], $"{attribute} is one of the shards"));
        }
    }

    private Finding? Find(string attribute, bool toUse)
    {
        var template = _templates[attribute].FindKeyTemplate()!;
        var used = new List<int>();
        var values = new List<Expression>();
        (Expression List, int Part)? each = null;
        var pinned = 0;
        for (; pinned < template.Parts.Count; pinned++)
        {
            var property = (IProperty)template.Parts[pinned].Property;
            if (!template.Parts[pinned].IsLossless)
            {
                break;
            }

            if (Equality(property) is var (position, value))
            {
                used.Add(position);
                values.Add(value);
            }
            else if (property.FindWriteShards() is { } shards)
            {
                if (shards.By is { } by && Equality(by) is var (_, decider))
                {
                    values.Add(Expression.Call(Expression.Constant(shards), nameof(WriteShards.Of), null, decider));
                }
                else if (each is null)
                {
                    values.Add(Expression.Constant(null));
                    each = (Expression.Constant(shards.All, typeof(System.Collections.IEnumerable)), pinned);
                }
                else
                {
                    break;
                }
            }
            else if (each is null && pinned == template.Parts.Count - 1 && List(property) is var (listed, list))
            {
                used.Add(listed);
                values.Add(Expression.Constant(null));
                each = (list, pinned);
            }
            else
            {
                break;
            }
        }

        var path = (AttributePath)attribute;
        if (pinned == template.Parts.Count && pinned > 0)
        {
            return new Finding(
                !toUse ? new Condition.Exists(path)
                : each is var (list, part)
                    ? new Condition.In(path, Slot(Call(nameof(KeyTemplateOperands.FormatEach), template, values, Expression.Constant(part), list), isList: true))
                : new Condition.Comparison(
                    new Operand.Path(path), ComparisonOperator.Equal, Slot(Call(nameof(KeyTemplateOperands.Format), template, values))),
                used,
                pinned);
        }

        if (each is not null)
        {
            // One beginning or range for each shard is more than a condition can say.
            return null;
        }

        if (pinned < template.Parts.Count && template.Parts[pinned] is { KeepsOrder: true, IsLossless: true }
            && Range(path, template, values, pinned, used, toUse) is { } range)
        {
            return new Finding(range, used, pinned);
        }

        return used.Count == 0
            ? null
            : new Finding(
                toUse ? new Condition.BeginsWith(path, Slot(Call(nameof(KeyTemplateOperands.Format), template, values))) : new Condition.Exists(path), used, pinned);
    }

    private Condition? Range(AttributePath path, KeyTemplate template, List<Expression> values, int part, List<int> used, bool toUse)
    {
        (Expression Value, bool Inclusive)? lower = null;
        (Expression Value, bool Inclusive)? upper = null;
        var property = (IProperty)template.Parts[part].Property;
        for (var i = 0; i < _conjuncts.Count; i++)
        {
            switch (_conjuncts[i])
            {
                case { Exact: true, Condition: Condition.Comparison { Left: Operand.Path { Attribute: var compared }, Right: Operand.Slot slot } comparison }
                    when IsOf(compared, property) && Value(slot, property) is { } value:
                    NotNull(property, slot);
                    if (lower is null && comparison.Operator is ComparisonOperator.GreaterThan or ComparisonOperator.GreaterThanOrEqual)
                    {
                        lower = (value, comparison.Operator == ComparisonOperator.GreaterThanOrEqual);
                        used.Add(i);
                    }
                    else if (upper is null && comparison.Operator is ComparisonOperator.LessThan or ComparisonOperator.LessThanOrEqual)
                    {
                        upper = (value, comparison.Operator == ComparisonOperator.LessThanOrEqual);
                        used.Add(i);
                    }

                    break;

                case { Exact: true, Condition: Condition.Between { Value: Operand.Path { Attribute: var within }, Lower: Operand.Slot from, Upper: Operand.Slot to } }
                    when lower is null && upper is null && IsOf(within, property) && Value(from, property) is { } least && Value(to, property) is { } most:
                    (lower, upper) = ((least, true), (most, true));
                    used.Add(i);
                    break;
            }
        }

        if (lower is null && upper is null)
        {
            return null;
        }

        if (!toUse)
        {
            return new Condition.Exists(path);
        }

        Condition.Comparison? above = lower is var (low, lowInclusive)
            ? new Condition.Comparison(
                new Operand.Path(path),
                template.IsStrict(part, isLower: true, lowInclusive) ? ComparisonOperator.GreaterThan : ComparisonOperator.GreaterThanOrEqual,
                Slot(Bound(template, values, low, isLower: true, lowInclusive)))
            : null;
        Condition.Comparison? below = upper is var (high, highInclusive)
            ? new Condition.Comparison(
                new Operand.Path(path),
                template.IsStrict(part, isLower: false, highInclusive) ? ComparisonOperator.LessThan : ComparisonOperator.LessThanOrEqual,
                Slot(Bound(template, values, high, isLower: false, highInclusive)))
            : null;
        if (part > 0 || template.Beginning.Length > 0)
        {
            // Without a bound, what stands before the part is one. What comes after all that begin so may be a key of another type, but only where nothing
            // of the type's own stands before the part.
            above ??= new Condition.Comparison(
                new Operand.Path(path), ComparisonOperator.GreaterThanOrEqual, Slot(Call(nameof(KeyTemplateOperands.Format), template, values)));
            below ??= new Condition.Comparison(
                new Operand.Path(path),
                part == 0 ? ComparisonOperator.LessThan : ComparisonOperator.LessThanOrEqual,
                Slot(Call(nameof(KeyTemplateOperands.After), template, values)));
        }

        return above is { Operator: ComparisonOperator.GreaterThanOrEqual } && below is { Operator: ComparisonOperator.LessThanOrEqual }
            ? new Condition.Between(new Operand.Path(path), above.Right, below.Right)
            : above is not null && below is not null ? new Condition.And([above, below])
            : above ?? (Condition)below!;
    }

    private TemplateGap? Gap(string attribute)
    {
        if (!_templates.TryGetValue(attribute, out var property))
        {
            return null;
        }

        var template = property.FindKeyTemplate()!;
        var missing = template.Parts.FirstOrDefault(p => !IsKnown((IProperty)p.Property));
        var known = template.Parts.SkipWhile(p => p != missing).FirstOrDefault(p => IsKnown((IProperty)p.Property));
        return known is null ? null : new TemplateGap(attribute, template.Text, missing!.Property.Name, known.Property.Name);

        bool IsKnown(IProperty part)
            => _conjuncts.Any(c => c.Condition is not null && c.Attributes is [var only] && IsOf(only, part));
    }

    /// <summary>An order by the parts after those with a known value is the order of the attribute.</summary>
    private ImmutableArray<OrderKey> Order(KeySchema schema)
    {
        if (schema.Sort is not [var sort] || !_templates.TryGetValue(sort.Name, out var property) || _source.Order.IsEmpty)
        {
            return _source.Order;
        }

        var template = property.FindKeyTemplate()!;
        var part = Find(sort.Name, toUse: false)?.Pinned ?? 0;
        var descending = _source.Order[0].Descending;
        foreach (var key in _source.Order)
        {
            if (template.Parts.Take(part).Any(p => p.Property.GetItemAttributeName() == key.Attribute))
            {
                continue;
            }

            if (part == template.Parts.Count
                || template.Parts[part].Property.GetItemAttributeName() != key.Attribute
                || !template.Parts[part].KeepsOrder
                || key.Descending != descending)
            {
                return _source.Order;
            }

            part++;
        }

        return [new OrderKey(sort.Name, descending, [sort.Name])];
    }

    private (int Position, Expression Value)? Equality(IProperty property)
    {
        for (var i = 0; i < _conjuncts.Count; i++)
        {
            if (_conjuncts[i] is
                {
                    Exact: true,
                    Condition: Condition.Comparison { Operator: ComparisonOperator.Equal, Left: Operand.Path { Attribute: var path }, Right: Operand.Slot slot },
                }
                && IsOf(path, property)
                && Value(slot, property) is { } value)
            {
                NotNull(property, slot);
                return (i, value);
            }
        }

        return null;
    }

    private (int Position, Expression List)? List(IProperty property)
    {
        for (var i = 0; i < _conjuncts.Count; i++)
        {
            if (_conjuncts[i] is { Exact: true, Condition: Condition.In { Attribute: var path, Values: var slot } }
                && IsOf(path, property)
                && ReferenceEquals(_slots[slot.Index].Mapping, property.GetTypeMapping()))
            {
                NotNull(property, slot);
                return (i, Expression.Convert(_slots[slot.Index].Value, typeof(System.Collections.IEnumerable)));
            }
        }

        return null;
    }

    private static bool IsOf(AttributePath path, IProperty property)
        => path.IsTopLevel && path.Name == property.GetItemAttributeName();

    /// <summary>The operand as a value of the property; null when it is one of another type.</summary>
    private UnaryExpression? Value(Operand.Slot slot, IProperty property)
        => _slots[slot.Index] is { IsList: false } operand && ReferenceEquals(operand.Mapping, property.GetTypeMapping())
            ? Expression.Convert(operand.Value, typeof(object))
            : null;

    /// <summary>What is compared with null asks for items that an index lacks, which no text says.</summary>
    private void NotNull(IProperty property, Operand.Slot slot)
    {
        if (_isUsed && property.IsNullable)
        {
            _notNull.Add(slot.Index);
        }
    }

    private Operand.Slot Slot(Expression value, bool isList = false)
    {
        _slots.Add(new OperandSlot(value, _text, isList));
        return new Operand.Slot(_slots.Count - 1);
    }

    private static MethodCallExpression Bound(KeyTemplate template, List<Expression> values, Expression bound, bool isLower, bool isInclusive)
        => Call(nameof(KeyTemplateOperands.Bound), template, values, bound, Expression.Constant(isLower), Expression.Constant(isInclusive));

    private static MethodCallExpression Call(string method, KeyTemplate template, List<Expression> values, params ReadOnlySpan<Expression> more)
        => Expression.Call(
            typeof(KeyTemplateOperands),
            method,
            null,
            [
                Expression.Constant(template),
                Expression.NewArrayInit(typeof(object), values.Select(v => v.Type == typeof(object) ? v : Expression.Convert(v, typeof(object)))),
                .. more,
            ]);
}
