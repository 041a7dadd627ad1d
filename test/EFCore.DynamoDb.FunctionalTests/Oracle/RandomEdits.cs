using System.Collections;

namespace EFCore.DynamoDb.FunctionalTests.Oracle;

/// <summary>What was done to an object.</summary>
/// <param name="Name">What, for people.</param>
/// <param name="Size">How much of the object is new, in characters of its text.</param>
/// <param name="List">The list that got another order or other positions, so that it may be written whole; null for all other edits.</param>
internal sealed record RandomEdit(string Name, int Size, object? List = null);

/// <summary>Random edits of an object: of its members, and of what is inside them, as applications make them.</summary>
internal sealed class RandomEdits(Random random)
{
    /// <summary>Does something to the object or to an object inside it.</summary>
    public RandomEdit Edit(object target)
    {
        var members = DocumentMember.Of(target.GetType())
            .Where(m => m.Property.CanWrite && m.Property.Name is not (nameof(Parcel.Owner) or nameof(Parcel.Number))).ToArray();
        var member = members[random.Next(members.Length)];
        if (member.Kind == MemberKind.Scalar && random.Next(2) == 0)
        {
            member = members[random.Next(members.Length)];
        }

        var edit = Edit(target, member, member.Property.GetValue(target));
        return edit with { Name = $"{target.GetType().Name}.{member.Property.Name} {edit.Name}" };
    }

    private RandomEdit Edit(object target, DocumentMember member, object? value)
    {
        var isNullable = member.IsNullable;
        switch (member.Kind)
        {
            case MemberKind.Document when value is not null && !value.GetType().IsValueType && random.Next(4) > 0:
                return Edit(value);

            case MemberKind.Scalar or MemberKind.Document:
                return Set(target, member, "= another");

            case var _ when value is null || (isNullable && random.Next(6) == 0):
                return Set(target, member, "= another collection");

            case MemberKind.Documents:
                return EditDocuments(target, member, (IList)value!);

            case MemberKind.List:
                return EditList(target, member, (IList)value!);

            case MemberKind.Set:
                return EditSet(target, member, value!);

            default:
                return EditDictionary(target, member, (IDictionary)value!);
        }
    }

    private RandomEdit Set(object target, DocumentMember member, string name)
    {
        var (old, value) = (member.Property.GetValue(target), RandomObjects.Member(random, member));
        member.Property.SetValue(target, value);
        var text = DeepText.Of(value);
        return new RandomEdit($"{name} {(text.Length < 30 ? text : "...")}", Size(value) + (member.Kind == MemberKind.Documents ? Size(old) : 0));
    }

    private RandomEdit EditDocuments(object target, DocumentMember member, IList list)
    {
        var element = member.Element!;
        var at = random.Next(list.Count + 1);
        switch (random.Next(16))
        {
            case 0 or 1:
                var added = RandomObjects.Object(random, element);
                list.Add(added);
                return new RandomEdit("add", Size(added));

            case 2:
                var inserted = RandomObjects.Object(random, element);
                list.Insert(at, inserted);
                return new RandomEdit($"insert at {at}", Size(inserted), list);

            case 3 when list.Count > 0:
                at = random.Next(list.Count);
                var size = Size(list[at]);
                list.RemoveAt(at);
                return new RandomEdit($"remove at {at}", size, list);

            case 4 when list.Count > 1:
                var moved = list[at % list.Count];
                list.RemoveAt(at % list.Count);
                var to = random.Next(list.Count + 1);
                list.Insert(to, moved);
                return new RandomEdit($"move {at % (list.Count + 1)} to {to}", Size(moved), list);

            case 5 when list.Count > 1:
                var (left, right) = (random.Next(list.Count), random.Next(list.Count));
                (list[left], list[right]) = (list[right], list[left]);
                return new RandomEdit($"swap {left} and {right}", 2 * (Size(list[left]) + Size(list[right])), list);

            case 6 when list.Count > 0:
                at = random.Next(list.Count);
                var replaced = list[at];
                list[at] = RandomObjects.Object(random, element);
                return new RandomEdit($"replace {at}", Size(replaced) + Size(list[at]));

            case 7 when random.Next(3) == 0:
                list.Clear();
                return new RandomEdit("clear", 0, list);

            case 8:
                var copy = (IList)Activator.CreateInstance(list.GetType(), list)!;
                member.Property.SetValue(target, copy);
                return new RandomEdit("= the same elements in another list", 0);

            case 9 when list.Count > 0:
                at = random.Next(list.Count);
                var rest = (IList)Activator.CreateInstance(list.GetType(), list)!;
                var left9 = Size(rest[at]);
                rest.RemoveAt(at);
                member.Property.SetValue(target, rest);
                return new RandomEdit($"= another list without {at}", left9, rest);

            case 10 when list.Count > 0:
                var copies = (IList)Activator.CreateInstance(list.GetType())!;
                foreach (var one in list)
                {
                    copies.Add(RandomObjects.Copy(one));
                }

                member.Property.SetValue(target, copies);
                return new RandomEdit("= copies of the elements", 0);

            case var _ when list.Count > 0:
                at = random.Next(list.Count);
                var before = Size(list[at]);
                var inside = Edit(list[at]!);
                return inside with { Name = $"[{at}] {inside.Name}", Size = inside.Size + before + Size(list[at]), List = null };

            default:
                return Set(target, member, "= another list") with { List = list };
        }
    }

    private RandomEdit EditList(object target, DocumentMember member, IList list)
    {
        var value = RandomObjects.Value(random, member.Element!);
        if (list is Array array)
        {
            if (array.Length > 0 && random.Next(2) == 0)
            {
                array.SetValue(value, random.Next(array.Length));
                return new RandomEdit("set in place", Size(value));
            }

            return Set(target, member, "= another array") with { List = list };
        }

        var at = random.Next(list.Count + 1);
        switch (random.Next(7))
        {
            case 0 or 1:
                list.Add(value);
                return new RandomEdit("add", Size(value));
            case 2:
                list.Insert(at, value);
                return new RandomEdit($"insert at {at}", Size(value), list);
            case 3 when list.Count > 0:
                list.RemoveAt(random.Next(list.Count));
                return new RandomEdit("remove", 0, list);
            case 4 when list.Count > 0:
                list[random.Next(list.Count)] = value;
                return new RandomEdit("set", Size(value));
            case 5 when list.Count > 0:
                list.Clear();
                return new RandomEdit("clear", 0, list);
            default:
                return Set(target, member, "= another list") with { List = list };
        }
    }

    private RandomEdit EditSet(object target, DocumentMember member, object set)
    {
        switch (random.Next(6))
        {
            case 0 or 1:
                if (set is HashSet<string> texts)
                {
                    texts.Add(Values.Text(random));
                }
                else
                {
                    ((HashSet<int>)set).Add(Values.Some<int>(random));
                }

                return new RandomEdit("add to set", 10);
            case 2 or 3:
                if (set is HashSet<string> some)
                {
                    some.Remove(some.FirstOrDefault() ?? "");
                }
                else
                {
                    ((HashSet<int>)set).Remove(((HashSet<int>)set).FirstOrDefault());
                }

                return new RandomEdit("remove from set", 10);
            case 4:
                set.GetType().GetMethod(nameof(HashSet<int>.Clear))!.Invoke(set, null);
                return new RandomEdit("clear set", 0);
            default:
                return Set(target, member, "= another set");
        }
    }

    private RandomEdit EditDictionary(object target, DocumentMember member, IDictionary map)
    {
        var key = RandomObjects.Key(random);
        switch (random.Next(6))
        {
            case 0 or 1:
                map[key] = RandomObjects.Value(random, member.Element!);
                return new RandomEdit($"['{key}'] = ", 20 + Size(map[key]));
            case 2:
                map.Remove(key);
                return new RandomEdit($"remove '{key}'", 20);
            case 3 when map[key] is List<string> texts:
                var size = Size(texts);
                texts.Add(Values.Text(random));
                return new RandomEdit($"['{key}'] add", size + 20);
            case 4:
                map.Clear();
                return new RandomEdit("clear dictionary", 80);
            default:
                return Set(target, member, "= another dictionary");
        }
    }

    private static int Size(object? value)
        => DeepText.Of(value).Length;
}
