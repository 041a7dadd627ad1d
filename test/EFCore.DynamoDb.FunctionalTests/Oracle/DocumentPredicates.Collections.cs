using System.Linq.Expressions;

namespace EFCore.DynamoDb.FunctionalTests.Oracle;

/// <content>What is asked of collections.</content>
internal sealed partial class DocumentPredicates
{
    private static readonly string[] Picks =
        [nameof(Enumerable.First), nameof(Enumerable.FirstOrDefault), nameof(Enumerable.Last), nameof(Enumerable.LastOrDefault)];

    /// <summary>The collection, which is empty where it is missing.</summary>
    public static Pair OrEmpty(Pair list, Type element)
        => new(
            list.Written,
            Expression.Call(
                typeof(Meaning), nameof(Meaning.OrEmpty), [element], Expression.Convert(list.Meant, typeof(IEnumerable<>).MakeGenericType(element))));

    public static Pair Call(string method, Pair list, Type element, Pair? lambda = null)
        => new(
            Expression.Call(typeof(Enumerable), method, [element], lambda is null ? [list.Written] : [list.Written, lambda.Written]),
            Expression.Call(typeof(Enumerable), method, [element], lambda is null ? [list.Meant] : [list.Meant, lambda.Meant]));

    public Pair Lambda(Type element, Func<Pair, Pair> body)
    {
        var parameter = Expression.Parameter(element, "e" + _lambdas++);
        return body(new Pair(parameter)).Select(b => Expression.Lambda(b, parameter));
    }

    public static Pair IsNull(Pair read)
        => new(IsNull(read.Written), IsNull(read.Meant));

    private static Expression IsNull(Expression value)
        => value.Type.IsValueType && Nullable.GetUnderlyingType(value.Type) is null
            ? Expression.Constant(false)
            : Expression.Equal(value, Expression.Constant(null, value.Type));

    public Pair CountOf(Pair list, Type element)
        => new(
            list.Written.Type.IsArray ? Expression.ArrayLength(list.Written)
                : random.Next(2) == 0 && list.Written.Type.GetProperty("Count") is { } property ? Expression.Property(list.Written, property)
                : Expression.Call(typeof(Enumerable), nameof(Enumerable.Count), [element], list.Written),
            Expression.Call(typeof(Enumerable), nameof(Enumerable.Count), [element], list.Meant));

    private Pair Compare(Pair left, Pair right)
        => Pair.Compare(Any(Comparisons), left, right);

    /// <summary>An element by its position, null where there is none.</summary>
    public Pair At(Pair list, Type element)
    {
        var position = random.Next(3);
        Expression index = random.Next(2) == 0 ? Expression.Constant(position) : PredicateGenerator.Captured(typeof(int), position);
        return new Pair(
            list.Written.Type.IsArray ? Expression.ArrayIndex(list.Written, index)
                : random.Next(3) == 0 ? Expression.Call(typeof(Enumerable), nameof(Enumerable.ElementAt), [element], list.Written, index)
                : Expression.Call(list.Written, "get_Item", null, index),
            Expression.Call(typeof(Meaning), nameof(Meaning.At), [element], list.Meant, index));
    }

    private Pair ValueAt(Pair list, Type element)
    {
        var nullable = AsNullable(list, element, out var type);
        var read = At(list, element);
        return new Pair(
            read.Written,
            Expression.Call(typeof(Meaning), nameof(Meaning.At), [type], nullable, ((MethodCallExpression)read.Meant).Arguments[1]));
    }

    private Pair FirstValue(Pair list, Type element)
    {
        var method = random.Next(2) == 0 ? nameof(Enumerable.First) : nameof(Enumerable.Last);
        var nullable = AsNullable(list, element, out var type);
        return new Pair(
            Expression.Call(typeof(Enumerable), method, [element], list.Written),
            Expression.Call(typeof(Enumerable), method + "OrDefault", [type], nullable));
    }

    private static Pair MaxOf(Pair list, Type element)
    {
        var nullable = AsNullable(list, element, out var type);
        return new Pair(
            Expression.Call(typeof(Enumerable), nameof(Enumerable.Max), null, list.Written),
            Expression.Call(typeof(Enumerable), nameof(Enumerable.Max), null, Expression.Convert(nullable, typeof(IEnumerable<>).MakeGenericType(type))));
    }

    public static Pair Picked(string method, Pair list, Type element)
        => new(
            Expression.Call(typeof(Enumerable), method, [element], list.Written),
            Expression.Call(
                typeof(Enumerable), method.EndsWith("OrDefault", StringComparison.Ordinal) ? method : method + "OrDefault", [element], list.Meant));

    /// <summary>Sorted by a member that every element has another value of, or else by their places.</summary>
    public Pair Ordered(Pair list, Type element)
    {
        var property = Any([.. DocumentMember.Of(element).Where(m => m.Kind == MemberKind.Scalar && m.Property.PropertyType != typeof(bool))]).Property;
        var key = Lambda(element, e => e.Member(property));
        return new Pair(
            Expression.Call(typeof(Enumerable), nameof(Enumerable.OrderBy), [element, property.PropertyType], list.Written, key.Written),
            Expression.Call(typeof(Meaning), nameof(Meaning.OrderBy), [element, property.PropertyType], list.Meant, key.Meant));
    }

    public Pair Selected(Pair list, Type element, out Type type)
    {
        var property = Any([.. DocumentMember.Of(element).Where(m => m.Kind == MemberKind.Scalar)]).Property;
        type = property.PropertyType;
        var selector = Lambda(element, e => e.Member(property));
        return new Pair(
            Expression.Call(typeof(Enumerable), nameof(Enumerable.Select), [element, type], list.Written, selector.Written),
            Expression.Call(typeof(Enumerable), nameof(Enumerable.Select), [element, type], list.Meant, selector.Meant));
    }

    private Pair Contains(Pair list, Type element)
    {
        var values = Selected(list, element, out var type);
        return Contains(values, type, _values.Value(type));
    }

    private Pair Contains(Pair list, Type element, Pair value)
        => new(
            random.Next(2) == 0 && list.Written.Type.GetMethod(nameof(Enumerable.Contains), [element]) is { } own
                ? Expression.Call(list.Written, own, value.Written)
                : Expression.Call(typeof(Enumerable), nameof(Enumerable.Contains), [element], list.Written, value.Written),
            Expression.Call(typeof(Enumerable), nameof(Enumerable.Contains), [element], list.Meant, value.Meant));

    private Pair AnyOf(Pair list, Type element)
    {
        var array = Array.CreateInstance(element, random.Next(4));
        for (var i = 0; i < array.Length; i++)
        {
            array.SetValue(Values.Any(random, element) ?? (element == typeof(string) ? "" : null), i);
        }

        var values = new Pair(PredicateGenerator.Captured(array.GetType(), array));
        return Call(nameof(Enumerable.Any), values, element, Lambda(element, v => Contains(list, element, v)));
    }

    private Pair Aggregated(Pair list, Type element)
    {
        var numbers = DocumentMember.Of(element)
            .Where(m => m.Kind == MemberKind.Scalar && (Nullable.GetUnderlyingType(m.Property.PropertyType) ?? m.Property.PropertyType) is var t
                && (t == typeof(int) || t == typeof(decimal))).ToArray();
        var property = Any(numbers).Property;
        var type = property.PropertyType;
        var nullable = Nullable.GetUnderlyingType(type) is null ? typeof(Nullable<>).MakeGenericType(type) : type;
        var method = Any([nameof(Enumerable.Sum), nameof(Enumerable.Min), nameof(Enumerable.Max)]);
        var written = Lambda(element, e => e.Member(property));
        var meant = Lambda(element, e => new Pair(Pair.Nullable_(e.Member(property).Meant)));
        return Compare(
            new Pair(
                Expression.Call(typeof(Enumerable), method, [element], list.Written, written.Written),
                Expression.Call(typeof(Enumerable), method, [element], list.Meant, meant.Meant)),
            _values.Value(nullable));
    }

    private Pair ValueTest(Pair value)
        => CompareValues(value, value.Written.Type);

    private Pair CompareValues(Pair value, Type type)
    {
        var underlying = Nullable.GetUnderlyingType(type) ?? type;
        var comparison = underlying == typeof(string) || underlying.IsEnum ? Any(Comparisons[..2]) : Any(Comparisons);
        return Pair.Compare(comparison, value, _values.Value(type, orNull: false));
    }

    private static Expression AsNullable(Pair list, Type element, out Type type)
    {
        type = element.IsValueType && Nullable.GetUnderlyingType(element) is null ? typeof(Nullable<>).MakeGenericType(element) : element;
        return type == element ? list.Meant : Expression.Call(typeof(Meaning), nameof(Meaning.Nullable), [element], list.Meant);
    }

    public void Use(string construct)
        => Used.Add(construct);

    private Pair Choose(params (string Name, Func<Pair> Make)[] choices)
    {
        var (name, make) = Any(choices);
        Used.Add(name);
        return make();
    }

    private T Any<T>(T[] choices)
        => choices[random.Next(choices.Length)];
}
