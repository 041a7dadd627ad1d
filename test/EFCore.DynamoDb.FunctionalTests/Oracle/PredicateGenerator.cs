using System.Linq.Expressions;
using System.Reflection;

namespace EFCore.DynamoDb.FunctionalTests.Oracle;

/// <summary>Random predicates and values over a row, of what the sections 9 and 10 of the seed list.</summary>
/// <param name="random">Where chance comes from.</param>
/// <param name="row">The row, or a document or element inside it that may be missing.</param>
internal sealed class PredicateGenerator(Random random, Pair row)
{
    private static readonly ExpressionType[] Comparisons =
    [
        ExpressionType.Equal, ExpressionType.NotEqual, ExpressionType.LessThan, ExpressionType.LessThanOrEqual, ExpressionType.GreaterThan,
        ExpressionType.GreaterThanOrEqual,
    ];

    private readonly PropertyInfo[] _properties =
    [
        .. (Nullable.GetUnderlyingType(row.Written.Type) ?? row.Written.Type).GetProperties()

            // Behind a cast, what only the derived type has.
            .Where(p => Values.Has(p.PropertyType) && (row.Written.NodeType != ExpressionType.Convert || p.DeclaringType == row.Written.Type)),
    ];

    /// <summary>The variables that the predicates capture, each with a way to give it another value: the same compiled query then runs with other parameters.</summary>
    public List<Action<Random>> Captures { get; } = [];

    public Pair Predicate(int depth)
    {
        if (depth > 0)
        {
            switch (random.Next(7))
            {
                case 0 or 1:
                    return Predicate(depth - 1).Combine(Predicate(depth - 1), Expression.AndAlso);
                case 2 or 3:
                    return Predicate(depth - 1).Combine(Predicate(depth - 1), Expression.OrElse);
                case 4:
                    return Predicate(depth - 1).Select(Expression.Not);
                case 5 when random.Next(3) == 0:
                    return Predicate(depth - 1).Combine(Predicate(depth - 1), Expression.ExclusiveOr);
            }
        }

        return Leaf(Any(_properties));
    }

    /// <summary>A comparison of the property with a value that some row may well have.</summary>
    public Pair Leaf(PropertyInfo property)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        if (row.Written.Type == typeof(Shape) && random.Next(8) == 0)
        {
            return TypeTest();
        }

        return type == typeof(string) ? TextLeaf(property)
            : type == typeof(bool) ? BooleanLeaf(property)
            : type == typeof(byte[]) ? BinaryLeaf(property)
            : type == typeof(Guid) || type.IsEnum ? EqualityLeaf(property, Comparisons[..2])
            : property.Name == nameof(Thing.Made) && random.Next(3) == 0 ? FractionLeaf(property)
            : !IsNumber(type) ? EqualityLeaf(property, Comparisons)
            : NumberLeaf(property, type);
    }

    public Pair Equal(PropertyInfo property)
        => Pair.Compare(ExpressionType.Equal, Read(property), Value(property));

    public Pair In(PropertyInfo property)
    {
        var type = property.PropertyType;
        var values = Captured(type.MakeArrayType(), next => List(next, type));
        var read = Read(property);
        return new Pair(
            Expression.Call(typeof(Enumerable), nameof(Enumerable.Contains), [type], values, read.Written),
            read.Meant.Type == type
                ? Expression.Call(typeof(Enumerable), nameof(Enumerable.Contains), [type], values, read.Meant)
                : Expression.Call(typeof(Meaning), nameof(Meaning.In), [type], values, read.Meant));
    }

    /// <summary>A bound on one side.</summary>
    public Pair Bound(PropertyInfo property, bool lower)
    {
        var comparison = (lower, random.Next(2)) switch
        {
            (true, 0) => ExpressionType.GreaterThan,
            (true, _) => ExpressionType.GreaterThanOrEqual,
            (_, 0) => ExpressionType.LessThan,
            _ => ExpressionType.LessThanOrEqual,
        };
        return property.PropertyType == typeof(string)
            ? CompareText(Read(property), Value(property, orNull: false), comparison)
            : Pair.Compare(comparison, Read(property), Value(property));
    }

    /// <summary>Keys on either side of an ||.</summary>
    public Pair Either(PropertyInfo one, PropertyInfo other)
        => (random.Next(4) == 0 ? In(one) : Equal(one)).Combine(
            random.Next(3) == 0 ? Equal(other).Combine(Leaf(Any(_properties)), Expression.AndAlso) : Equal(other), Expression.OrElse);

    /// <summary>None, one, some with duplicates and null among them, now and then more than one request takes.</summary>
    private static Array List(Random random, Type type)
    {
        var array = Array.CreateInstance(type, random.Next(25) == 0 ? 130 : random.Next(6));
        for (var i = 0; i < array.Length; i++)
        {
            array.SetValue(Values.Any(random, type), i);
        }

        return array;
    }

    /// <summary>A number to sort or to sum by.</summary>
    public Pair Number(Type type)
    {
        var candidates = _properties.Where(p => p.PropertyType == type).ToArray();
        return candidates.Length == 0 ? new Pair(Expression.Default(type)) : Read(Any(candidates));
    }

    private Pair TextLeaf(PropertyInfo property)
    {
        var text = Read(property);
        switch (random.Next(13))
        {
            case 0 or 1:
                return Pair.Compare(random.Next(3) == 0 ? ExpressionType.NotEqual : ExpressionType.Equal, text, Value(property));
            case 2 or 3:
                return CompareText(text, random.Next(4) == 0 ? Read(Any(Like(property))) : Value(property, orNull: false));
            case 4:
                return TextCall(nameof(string.StartsWith), text);
            case 5:
                return TextCall(nameof(string.Contains), text);
            case 6:
                return TextCall(nameof(string.EndsWith), text);
            case 7:
                return text.Select(t => Expression.Call(typeof(string), nameof(string.IsNullOrEmpty), null, t));
            case 8:
                return In(property);
            case 9:
                return Pair.Compare(Any(Comparisons[..2]), text, Read(Any(Like(property))));
            case 10:
                return Pair.Compare(
                    ExpressionType.Equal,
                    new Pair(
                        Expression.Call(text.Written, nameof(string.ToUpper), null),
                        Expression.Call(typeof(Meaning), nameof(Meaning.ToUpper), null, text.Meant)),
                    new Pair(Expression.Constant(random.Next(2) == 0 ? "AB" : "Ä")));
            case 11:
                return Pair.Compare(
                    Any(Comparisons[..2]),
                    text.Combine(Value(property, orNull: false), Expression.Coalesce),
                    Value(property, orNull: false));
            default:
                return Pair.Compare(
                    Any(Comparisons),
                    new Pair(
                        Expression.Property(text.Written, nameof(string.Length)),
                        Expression.Call(typeof(Meaning), nameof(Meaning.Length), null, text.Meant)),
                    Number(random.Next(4)));
        }
    }

    private Pair CompareText(Pair left, Pair right)
        => CompareText(left, right, Any(Comparisons[2..]));

    private Pair CompareText(Pair left, Pair right, ExpressionType comparison)
    {
        var written = random.Next(2) == 0
            ? Expression.Call(typeof(string), nameof(string.Compare), null, left.Written, right.Written)
            : Expression.Call(left.Written, typeof(string).GetMethod(nameof(string.CompareTo), [typeof(string)])!, right.Written);
        var meant = Expression.Call(typeof(Meaning), nameof(Meaning.Compare), null, left.Meant, right.Meant);
        return Pair.Compare(comparison, new Pair(written, meant), new Pair(Expression.Constant(0)));
    }

    private Pair TextCall(string method, Pair text)
    {
        var value = Value(typeof(string), orNull: false);
        return new Pair(
            Expression.Call(text.Written, method, null, value.Written),
            Expression.Call(typeof(Meaning), method, null, text.Meant, value.Meant));
    }

    private Pair BooleanLeaf(PropertyInfo property)
    {
        var read = Read(property);
        var fallback = Expression.Constant(random.Next(2) == 0);
        return property.PropertyType == typeof(bool)
            ? random.Next(3) == 0 ? Pair.Compare(Any(Comparisons[..2]), read, Value(property)) : read.AsTruth()
            : random.Next(3) switch
            {
                0 => Pair.Compare(Any(Comparisons[..2]), read, Value(property)),
                1 => read.Select(r => Expression.Coalesce(r, fallback)),
                _ => read.Select(r => Expression.Property(r, nameof(Nullable<bool>.HasValue))),
            };
    }

    private Pair BinaryLeaf(PropertyInfo property)
    {
        var read = Read(property);
        if (random.Next(3) == 0)
        {
            // Not with zero: EF Core makes Any() of Length != 0 and its negation of Length == 0, whatever null is.
            return Pair.Compare(
                Any(Comparisons),
                new Pair(
                    Expression.ArrayLength(read.Written), Expression.Call(typeof(Meaning), nameof(Meaning.Length), null, read.Meant)),
                Number(1 + random.Next(3)));
        }

        var value = Value(property);
        var same = new Pair(
            Expression.Equal(read.Written, value.Written),
            Expression.Call(typeof(Meaning), nameof(Meaning.SameBytes), null, read.Meant, value.Meant));
        return random.Next(3) == 0 ? same.Select(Expression.Not) : same;
    }

    private static bool IsNumber(Type type)
        => type == typeof(int) || type == typeof(long) || type == typeof(decimal) || type == typeof(double);

    /// <summary>What all types have in common.</summary>
    private Pair EqualityLeaf(PropertyInfo property, ExpressionType[] comparisons)
    {
        var read = Read(property);
        var type = Nullable.GetUnderlyingType(property.PropertyType);
        return random.Next(6) switch
        {
            0 => In(property),
            1 when type is not null => read.Select(r => Expression.Property(r, nameof(Nullable<int>.HasValue))),
            2 when type is not null => Pair.Compare(Any(comparisons), read.Combine(Value(type), Expression.Coalesce), Value(type)),
            3 => Pair.Compare(Any(comparisons[..2]), read, Read(Any(Like(property)))),
            _ => Pair.Compare(Any(comparisons), read, Value(property)),
        };
    }

    /// <summary>A time of seconds is compared at the precision of seconds.</summary>
    private Pair FractionLeaf(PropertyInfo property)
    {
        var second = Values.Some<DateTime>(random);
        var written = Captured(typeof(DateTime), second.AddMilliseconds(400));
        return Pair.Compare(Any(Comparisons), Read(property), new Pair(written, Expression.Constant(second)));
    }

    private Pair NumberLeaf(PropertyInfo property, Type type)
    {
        var read = Read(property);
        var isNullable = property.PropertyType != type;
        switch (random.Next(10))
        {
            case 0 when isNullable:
                return read.Select(r => Expression.Property(r, nameof(Nullable<int>.HasValue)));
            case 1 when isNullable:
                return Pair.Compare(Any(Comparisons), new Pair(Expression.Property(read.Written, nameof(Nullable<int>.Value)), read.Meant), Value(type));
            case 2 when isNullable:
                return Pair.Compare(Any(Comparisons), read.Combine(Value(type), Expression.Coalesce), Value(type));
            case 3:
                return Pair.Compare(Any(Comparisons), read, Read(Any(Like(property))));
            case 4:
                var operation = Any([ExpressionType.Add, ExpressionType.Subtract]);
                return Pair.Compare(
                    Any(Comparisons),
                    read.Combine(
                        random.Next(2) == 0 ? Read(Any(Like(property))) : Value(type), (l, r) => Pair.Lifted(operation, l, r)),
                    Value(type));
            case 5 when type == typeof(int) || type == typeof(long):
                return Pair.Compare(
                    Any(Comparisons),
                    read.Select(r => Pair.Lifted(ExpressionType.Modulo, r, Expression.Constant(Convert.ChangeType(3, type, null)))),
                    Value(type));
            case 6:
                return In(property);
            case 7 when type == typeof(int):
                var wide = Any([typeof(long), typeof(double), typeof(decimal)]);
                return Pair.Compare(
                    Any(Comparisons),
                    read.Select(r => Expression.Convert(r, r.Type == type ? wide : typeof(Nullable<>).MakeGenericType(wide))),
                    Value(wide));
            case 8:
                return Pair.Compare(
                    Any(Comparisons),
                    Conditional(Leaf(Any(_properties)), read, Read(Any(Like(property)))),
                    Value(type));
            default:
                return Pair.Compare(Any(Comparisons), read, Value(property));
        }
    }

    private static Pair Conditional(Pair test, Pair ifTrue, Pair ifFalse)
    {
        return new Pair(
            Make(test.Written, ifTrue.Written, ifFalse.Written), Make(test.Meant, ifTrue.Meant, ifFalse.Meant));

        static Expression Make(Expression test, Expression ifTrue, Expression ifFalse)
            => ifTrue.Type == ifFalse.Type
                ? Expression.Condition(test, ifTrue, ifFalse)
                : Expression.Condition(test, Pair.Nullable_(ifTrue), Pair.Nullable_(ifFalse));
    }

    private Pair TypeTest()
    {
        var type = Any([typeof(Circle), typeof(Square), typeof(Cube)]);
        if (random.Next(2) == 0)
        {
            return new Pair(Expression.TypeIs(row.Written, type));
        }

        // A member that a row of another type has not is null; one that it inherits is read, whatever the cast says.
        type = type == typeof(Cube) ? typeof(Square) : type;
        var name = type == typeof(Circle) ? nameof(Circle.Radius) : nameof(Square.Side);
        var written = Expression.Property(Expression.Convert(row.Written, type), name);
        var meant = Expression.Condition(
            Expression.TypeIs(row.Written, type), Pair.Nullable_(written), Expression.Constant(null, typeof(int?)));
        return Pair.Compare(Any(Comparisons), new Pair(written, meant), Value(typeof(int?)));
    }

    /// <summary>Properties that C# compares with this one.</summary>
    private PropertyInfo[] Like(PropertyInfo property)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        return [.. _properties.Where(p => p.PropertyType == type || Nullable.GetUnderlyingType(p.PropertyType) == type)];
    }

    private Pair Read(PropertyInfo property)
        => row.Member(property);

    private Pair Number(int value)
        => new(random.Next(2) == 0 ? Expression.Constant(value) : Captured(typeof(int), value));

    private Pair Value(PropertyInfo property, bool orNull = true)
        => Value(property.PropertyType, orNull);

    public Pair Value(Type type, bool orNull = true)
    {
        return new Pair(random.Next(3) == 0 ? Expression.Constant(Next(random), type) : Captured(type, Next));

        object? Next(Random source)
        {
            object? value;
            do
            {
                value = Values.Any(source, type);
            }
            while (value is null && !orNull);

            return value;
        }
    }

    /// <summary>A variable that takes other values later.</summary>
    private MemberExpression Captured(Type type, Func<Random, object?> next)
    {
        var captured = Captured(type, next(random));
        var closure = ((ConstantExpression)captured.Expression!).Value!;
        Captures.Add(source => closure.GetType().GetProperty(nameof(Closure<int>.Value))!.SetValue(closure, next(source)));
        return captured;
    }

    /// <summary>A variable that the query captures: a parameter to EF Core.</summary>
    public static MemberExpression Captured(Type type, object? value)
    {
        var closure = Activator.CreateInstance(typeof(Closure<>).MakeGenericType(type), value)!;
        return Expression.Property(Expression.Constant(closure), nameof(Closure<int>.Value));
    }

    private T Any<T>(T[] choices)
        => choices[random.Next(choices.Length)];

    private sealed class Closure<T>(T value)
    {
        public T Value { get; set; } = value;
    }
}
