using System.Linq.Expressions;

namespace EFCore.DynamoDb.FunctionalTests.Oracle;

/// <summary>Random columns and sort keys from inside rows.</summary>
internal sealed class DocumentProjections(Random random, DocumentPredicates predicates)
{
    /// <summary>One value or two.</summary>
    public Pair Columns(Pair row)
    {
        var first = Column(row);
        if (random.Next(2) == 0)
        {
            return first;
        }

        var second = Column(row);
        return new Pair(Two(first.Written, second.Written), Two(first.Meant, second.Meant));
    }

    /// <summary>A value to sort by.</summary>
    public Pair Key(Pair instance)
    {
        var members = DocumentMember.Of(instance.Written.Type)
            .Where(m => m.Kind is MemberKind.Document or MemberKind.Documents or MemberKind.List or MemberKind.Set
                || (m.Kind == MemberKind.Scalar && m.Property.PropertyType != typeof(Colour))).ToArray();
        var member = members[random.Next(members.Length)];
        var read = instance.Member(member.Property);
        if (member.Kind == MemberKind.Document)
        {
            return Key(read);
        }

        if (member.Kind == MemberKind.Scalar)
        {
            return read;
        }

        predicates.Use("order by count");
        return predicates.CountOf(DocumentPredicates.OrEmpty(read, member.Element!), member.Element!);
    }

    private Pair Column(Pair row)
    {
        if (random.Next(10) == 0)
        {
            predicates.Use("select predicate");

            // Not: a truth value on its own is a member, and one that may be missing needs a nullable column.
            return predicates.Predicate(row, 1).Select(Expression.Not);
        }

        if (random.Next(10) == 0 && row.Written.Type == typeof(Parcel))
        {
            predicates.Use("select derived");
            return Nullable(Member(DocumentPredicates.Crate(row)));
        }

        return Nullable(Member(row));
    }

    private Pair Member(Pair instance)
    {
        var members = DocumentPredicates.Members(instance);
        var member = members[random.Next(members.Length)];
        var read = instance.Member(member.Property);
        switch (member.Kind)
        {
            case MemberKind.Scalar:
                return read;
            case MemberKind.Document:
                return random.Next(2) == 0 ? Use("select document", read) : Member(read);
            case MemberKind.Documents:
                return Documents(read, member);
            case MemberKind.Dictionary:
                return Use("select dictionary", read);
        }

        var list = DocumentPredicates.OrEmpty(read, member.Element!);
        return random.Next(4) switch
        {
            0 => Use("select values.Count", predicates.CountOf(list, member.Element!)),
            1 when member.Kind == MemberKind.List => Use("select values.Skip(1).ToList()", ToList(Skip(list, member.Element!), member.Element!)),
            // DynamoDB has no empty sets, so that nobody knows whether the document is missing or has an empty one.
            _ when member.Kind == MemberKind.Set => Use(
                "select set", new Pair(read.Written, Expression.Coalesce(read.Meant, Expression.New(read.Meant.Type)))),
            _ => Use("select values", read),
        };
    }

    private Pair Documents(Pair read, DocumentMember member)
    {
        var element = member.Element!;
        var list = DocumentPredicates.OrEmpty(read, element);
        switch (random.Next(10))
        {
            case 0:
                return Use("select documents.Select(m).ToList()", ToList(predicates.Selected(list, element, out var type), type));
            case 1:
                return Use("select documents.Where(p).ToList()", ToList(Where(list, element), element));
            case 2:
                return Use(
                    "select documents.Where(p).Select(m).ToList()", ToList(predicates.Selected(Where(list, element), element, out var type2), type2));
            case 3:
                return Use("select documents.Count", predicates.CountOf(list, element));
            case 4:
                return Use("select documents.Any(p)", DocumentPredicates.Call(nameof(Enumerable.Any), list, element, Test(element)));
            case 5:
                return Use("select documents.FirstOrDefault()", DocumentPredicates.Picked(nameof(Enumerable.FirstOrDefault), list, element));
            case 6:
                return Use("select documents[i].member", Scalar(predicates.At(list, element)));
            case 7:
                return Use(
                    "select documents.OrderBy(m).Select(m).ToList()",
                    ToList(predicates.Selected(predicates.Ordered(list, element), element, out var type3), type3));
            case var _ when IsCertain(read.Written):
                return Use("select documents", read);
            default:
                // A list of something that is not there may be null or empty.
                return Use("select documents.Where(p).ToList()", ToList(Where(list, element), element));
        }
    }

    private static bool IsCertain(Expression read)
        => read is ParameterExpression
            || (read is MemberExpression { Expression: { } holder } member
                && !DocumentMember.Of(holder.Type).Single(m => m.Property.Name == member.Member.Name).IsNullable
                && IsCertain(holder));

    private Pair Scalar(Pair instance)
    {
        var members = DocumentMember.Of(instance.Written.Type).Where(m => m.Kind == MemberKind.Scalar).ToArray();
        return instance.Member(members[random.Next(members.Length)].Property);
    }

    private Pair Test(Type element)
        => predicates.Lambda(element, e => predicates.Predicate(e, 0));

    private Pair Where(Pair list, Type element)
        => DocumentPredicates.Call(nameof(Enumerable.Where), list, element, Test(element));

    private static Pair Skip(Pair list, Type element)
        => list.Select(l => Expression.Call(typeof(Enumerable), nameof(Enumerable.Skip), [element], l, Expression.Constant(1)));

    private static Pair ToList(Pair list, Type element)
        => list.Select(l => Expression.Call(typeof(Enumerable), nameof(Enumerable.ToList), [element], l));

    private Pair Use(string construct, Pair pair)
    {
        predicates.Use(construct);
        return pair;
    }

    /// <summary>Users cast to the nullable type what may be missing; a collection that is missing may be null or empty.</summary>
    private static Pair Nullable(Pair pair)
        => Nullable_(pair.Meant.Type) && !Nullable_(pair.Written.Type) && pair.Written.Type.IsValueType
            ? new Pair(Expression.Convert(pair.Written, pair.Meant.Type), pair.Meant)
            : pair;

    private static bool Nullable_(Type type)
        => System.Nullable.GetUnderlyingType(type) is not null;

    private static NewExpression Two(Expression first, Expression second)
    {
        var type = typeof(Two<,>).MakeGenericType(first.Type, second.Type);
        return Expression.New(
            type.GetConstructors()[0], [first, second], type.GetProperty(nameof(Two<int, int>.First))!, type.GetProperty(nameof(Two<int, int>.Second))!);
    }
}

/// <summary>Two columns.</summary>
internal sealed class Two<TFirst, TSecond>(TFirst first, TSecond second)
{
    public TFirst First { get; } = first;

    public TSecond Second { get; } = second;
}
