using System.Linq.Expressions;

namespace EFCore.DynamoDb.FunctionalTests.Oracle;

/// <summary>Random predicates over documents and collections inside a row, to any depth.</summary>
/// <param name="random">Where chance comes from.</param>
/// <param name="data">Objects whose documents are compared with.</param>
/// <param name="isOwned">Whether classes are owned types, which are entities and so not equal by their members.</param>
internal sealed partial class DocumentPredicates(Random random, IReadOnlyList<object> data, bool isOwned)
{
    private static readonly ExpressionType[] Comparisons =
    [
        ExpressionType.Equal, ExpressionType.NotEqual, ExpressionType.LessThan, ExpressionType.LessThanOrEqual, ExpressionType.GreaterThan,
        ExpressionType.GreaterThanOrEqual,
    ];

    private readonly PredicateGenerator _values = new(random, new Pair(Expression.Parameter(typeof(Choice))));
    private int _lambdas;

    /// <summary>The constructs that were asked, which say what a failure is about.</summary>
    public HashSet<string> Used { get; } = [];

    public Pair Predicate(Pair instance, int depth)
    {
        if (depth > 0)
        {
            switch (random.Next(7))
            {
                case 0 or 1:
                    return Predicate(instance, depth - 1).Combine(Predicate(instance, depth - 1), Expression.AndAlso);
                case 2 or 3:
                    return Predicate(instance, depth - 1).Combine(Predicate(instance, depth - 1), Expression.OrElse);
                case 4:
                    return Predicate(instance, depth - 1).Select(Expression.Not);
            }
        }

        return Leaf(instance, depth);
    }

    /// <summary>A test of one member, or of something inside it.</summary>
    public Pair Leaf(Pair instance, int depth)
    {
        var members = Members(instance);
        var member = Any(members);
        if (member.Kind == MemberKind.Scalar && random.Next(2) == 0)
        {
            member = Any(members);
        }

        var read = instance.Member(member.Property);
        if (instance.Written is MethodCallExpression && member.Kind is not (MemberKind.Scalar or MemberKind.Document))
        {
            // EF Core turns list.First().Collection.Count into list.Select(e => e.Collection.Count).First(), so that no element makes null of it, not zero.
            return IsNull(instance).Select(Expression.Not).Combine(Leaf(read, member, instance, depth), Expression.AndAlso);
        }

        return Leaf(read, member, instance, depth);
    }

    private Pair Leaf(Pair read, DocumentMember member, Pair instance, int depth)
        => member.Kind switch
        {
            MemberKind.Scalar => new PredicateGenerator(random, instance).Leaf(member.Property),
            MemberKind.Document => DocumentLeaf(read, member, depth),
            MemberKind.Documents => ElementsLeaf(read, member.Element!, depth),
            MemberKind.Dictionary => DictionaryLeaf(read, member.Element!),
            _ => ValuesLeaf(read, member),
        };

    public Pair DerivedLeaf(Pair row)
    {
        Used.Add("cast to derived type");
        return Leaf(Crate(row), 1);
    }

    public static Pair Crate(Pair row)
        => new(Expression.Convert(row.Written, typeof(Crate)), Expression.TypeAs(row.Meant, typeof(Crate)));

    /// <summary>What is read of a row that is cast is what only the derived type has: an inherited member is read whatever the cast says.</summary>
    public static DocumentMember[] Members(Pair instance)
        => instance.Written is UnaryExpression { NodeType: ExpressionType.Convert, Type: var type } && type == typeof(Crate)
            ? [.. DocumentMember.Of(type).Where(m => m.Property.DeclaringType == type)]
            : DocumentMember.Of(instance.Written.Type);

    private Pair DocumentLeaf(Pair read, DocumentMember member, int depth)
    {
        var type = Nullable.GetUnderlyingType(read.Written.Type) ?? read.Written.Type;
        if (random.Next(4) == 0 && (type.IsValueType || !isOwned) && DocumentMember.Of(type).All(m => m.Kind == MemberKind.Scalar))
        {
            return Choose(("document == value", () => EqualsValue(read, type)), ("document != value", () => EqualsValue(read, type).Select(Expression.Not)));
        }

        if (random.Next(4) > 0 || !member.IsNullable)
        {
            return Leaf(read, depth);
        }

        return Choose(
            ("document == null", () => IsNull(read)),
            ("document != null", () => IsNull(read).Select(Expression.Not)),
            ("document.HasValue", () => Nullable.GetUnderlyingType(read.Written.Type) is null
                ? IsNull(read)
                : read.Select(r => Expression.Property(r, nameof(Nullable<int>.HasValue)))));
    }

    /// <summary>Equal member by member, to a document that some row has, or to null.</summary>
    private Pair EqualsValue(Pair read, Type type)
    {
        var samples = Samples(data[random.Next(data.Count)], type).ToArray();
        var sample = samples.Length == 0 || random.Next(4) == 0 ? RandomObjects.Object(random, type) : RandomObjects.Copy(Any(samples));
        var isNull = random.Next(6) == 0 && (!read.Written.Type.IsValueType || Nullable.GetUnderlyingType(read.Written.Type) is not null);
        var value = PredicateGenerator.Captured(read.Written.Type, isNull ? null : sample);
        return new Pair(
            Expression.Equal(read.Written, value),
            Expression.Call(
                typeof(Meaning), nameof(Meaning.Same), null, Expression.Convert(read.Meant, typeof(object)), Expression.Convert(value, typeof(object))));
    }

    private static IEnumerable<object> Samples(object instance, Type type)
        => DocumentMember.Of(instance.GetType())
            .Select(m => (m.Kind, Value: m.Property.GetValue(instance)))
            .SelectMany(
                m => m.Value is null ? []
                    : m.Kind == MemberKind.Document ? m.Value.GetType() == type ? [m.Value] : Samples(m.Value, type)
                    : m.Kind == MemberKind.Documents ? ((System.Collections.IEnumerable)m.Value).Cast<object>().SelectMany(e => Samples(e, type))
                    : []);

    private Pair ElementsLeaf(Pair list, Type element, int depth)
    {
        list = OrEmpty(list, element);
        var count = new Pair(Expression.Constant(random.Next(4)));
        depth = Math.Max(depth - 1, 0);
        return Choose(
            ("documents.Any()", () => Call(nameof(Enumerable.Any), list, element)),
            ("documents.Any(p)", () => Call(nameof(Enumerable.Any), list, element, Lambda(element, e => Predicate(e, depth)))),
            ("documents.Any(p)", () => Call(nameof(Enumerable.Any), list, element, Lambda(element, e => Predicate(e, depth)))),
            ("documents.All(p)", () => Call(nameof(Enumerable.All), list, element, Lambda(element, e => Predicate(e, depth)))),
            ("documents.Count", () => Compare(CountOf(list, element), count)),
            ("documents.Count(p)", () => Compare(Call(nameof(Enumerable.Count), list, element, Lambda(element, e => Predicate(e, depth))), count)),
            ("documents.Where(p).Count()", () => Compare(
                Call(nameof(Enumerable.Count), Call(nameof(Enumerable.Where), list, element, Lambda(element, e => Predicate(e, depth))), element), count)),
            ("documents.Where(p).Any()", () => Call(
                nameof(Enumerable.Any), Call(nameof(Enumerable.Where), list, element, Lambda(element, e => Predicate(e, 0))), element)),
            ("documents[i]", () => Leaf(At(list, element), depth)),
            ("documents.First()", () => Leaf(Picked(Any(Picks), list, element), depth)),
            ("documents.First(p)", () => Leaf(
                Picked(Any(Picks), Call(nameof(Enumerable.Where), list, element, Lambda(element, e => Predicate(e, 0))), element), depth)),
            ("documents.First() == null", () => IsNull(Picked(nameof(Enumerable.FirstOrDefault), list, element))),
            ("documents.OrderBy(m).First()", () => Leaf(Picked(nameof(Enumerable.FirstOrDefault), Ordered(list, element), element), 0)),
            ("documents.Select(m).Contains(v)", () => Contains(list, element)),
            ("documents.Sum(m)", () => Aggregated(list, element)));
    }

    private Pair ValuesLeaf(Pair read, DocumentMember member)
    {
        var element = member.Element!;
        var isList = member.Kind == MemberKind.List;
        var list = OrEmpty(read, element);
        var name = isList ? "values" : "set";
        var count = new Pair(Expression.Constant(random.Next(4)));
        if (member.IsNullable && random.Next(4) == 0)
        {
            Used.Add("values == null");
            return IsNull(read);
        }

        return Choose(
            ($"{name}.Contains(v)", () => Contains(list, element, _values.Value(element))),
            ($"{name}.Contains(v)", () => Contains(list, element, _values.Value(element))),
            ($"{name}.Count", () => Compare(CountOf(list, element), count)),
            ($"{name}.Any()", () => Call(nameof(Enumerable.Any), list, element)),
            ($"{name}.Any(p)", () => Call(nameof(Enumerable.Any), list, element, Lambda(element, ValueTest))),
            ($"{name}.All(p)", () => Call(nameof(Enumerable.All), list, element, Lambda(element, ValueTest))),
            ($"{name}.Count(p)", () => Compare(Call(nameof(Enumerable.Count), list, element, Lambda(element, ValueTest)), count)),
            ($"parameter.Any(v => {name}.Contains(v))", () => AnyOf(list, element)),
            (isList ? "values[i]" : "set.Any()", () => isList ? CompareValues(ValueAt(list, element), element) : Call(nameof(Enumerable.Any), list, element)),
            (isList ? "values.First()" : "set.Any()", () => isList
                ? CompareValues(FirstValue(list, element), element)
                : Call(nameof(Enumerable.Any), list, element)),
            ($"{name}.Max()", () => element == typeof(string) || Nullable.GetUnderlyingType(element) is not null || element.IsEnum
                ? Call(nameof(Enumerable.Any), list, element)
                : CompareValues(MaxOf(list, element), element)));
    }

    private Pair DictionaryLeaf(Pair map, Type element)
    {
        var key = RandomObjects.Key(random);
        var captured = new Pair(random.Next(2) == 0 ? Expression.Constant(key) : PredicateGenerator.Captured(typeof(string), key));
        var interfaceType = typeof(IReadOnlyDictionary<,>).MakeGenericType(typeof(string), element);
        var hasKey = new Pair(
            Expression.Call(map.Written, "ContainsKey", null, captured.Written),
            Expression.Call(typeof(Meaning), nameof(Meaning.HasKey), [element], Expression.Convert(map.Meant, interfaceType), captured.Meant));
        if (!element.IsValueType)
        {
            return Choose(("dictionary.ContainsKey(k)", () => hasKey));
        }

        var entry = typeof(KeyValuePair<,>).MakeGenericType(typeof(string), element);
        var entries = OrEmpty(map, entry);
        return Choose(
            ("dictionary.ContainsKey(k)", () => hasKey),
            ("dictionary[k]", () => CompareValues(
                new Pair(
                    Expression.Call(map.Written, "get_Item", null, captured.Written),
                    Expression.Call(typeof(Meaning), nameof(Meaning.OfKey), [element], Expression.Convert(map.Meant, interfaceType), captured.Meant)),
                element)),
            ("dictionary.Count", () => Compare(CountOf(entries, entry), new Pair(Expression.Constant(random.Next(4))))),
            ("dictionary.Any()", () => Call(nameof(Enumerable.Any), entries, entry)),
            ("dictionary.Any(p)", () => Call(
                nameof(Enumerable.Any), entries, entry,
                Lambda(entry, e => CompareValues(e.Select(x => Expression.Property(x, "Value")), element)))),
            ("dictionary.Keys.Contains(k)", () => new Pair(
                Expression.Call(typeof(Enumerable), nameof(Enumerable.Contains), [typeof(string)], Expression.Property(map.Written, "Keys"), captured.Written),
                hasKey.Meant)),
            ("dictionary.Values.Contains(v)", () => Contains(
                new Pair(
                    Expression.Property(map.Written, "Values"),
                    Expression.Call(
                        typeof(Enumerable), nameof(Enumerable.Select), [entry, element], entries.Meant, Lambda(entry, e => e.Select(x => Expression.Property(x, "Value"))).Meant)),
                element,
                _values.Value(element))));
    }
}
