using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Tests.Update;

/// <summary>Random attribute values and random edits of them.</summary>
internal static class RandomDocuments
{
    /// <summary>The name of an attribute that nobody mapped.</summary>
    public const string Stranger = "stranger";

    public static ItemValue Value(Random random, int depth)
        => random.Next(depth > 0 ? 8 : 5) switch
        {
            0 => ItemValue.String(random.Next(4).ToString(System.Globalization.CultureInfo.InvariantCulture)),
            1 => ItemValue.Number(random.Next(4)),
            2 => ItemValue.Null,
            3 => ItemValue.Bool(random.Next(2) == 0),
            4 => ItemValue.StringSet([.. Enumerable.Range(0, 5).Where(i => i == 0 || random.Next(2) == 0).Select(i => $"m{i}")]),
            5 => ItemValue.List([.. Enumerable.Range(0, random.Next(6)).Select(_ => Value(random, depth - 1))]),
            _ => Map(Enumerable.Range(0, random.Next(5)).Select(i => ($"k{i}", Value(random, depth - 1)))),
        };

    public static ItemValue Edited(Random random, ItemValue value)
    {
        switch (value.Type)
        {
            case DynamoDbAttributeType.M when !value.IsMissing && random.Next(6) > 0:
                return Map(
                    value.AsMap().Where(_ => random.Next(8) > 0).Select(m => (m.Key, random.Next(3) == 0 ? Edited(random, m.Value) : m.Value))
                        .Append(random.Next(4) == 0 ? ($"n{random.Next(3)}", Value(random, 2)) : ("", default)));
            case DynamoDbAttributeType.L when random.Next(6) > 0:
                var elements = value.AsList().Where(_ => random.Next(8) > 0).Select(e => random.Next(4) == 0 ? Edited(random, e) : e).ToList();
                if (random.Next(3) == 0)
                {
                    elements.Insert(random.Next(2) == 0 ? elements.Count : random.Next(elements.Count + 1), Value(random, 2));
                }

                if (random.Next(6) == 0)
                {
                    elements.Reverse();
                }

                return ItemValue.List(elements);
            default:
                return Value(random, 2);
        }
    }

    /// <summary>The same with an attribute in each map outside lists that the model does not know.</summary>
    public static ItemValue WithStrangers(ItemValue value)
        => value is { IsMissing: false, Type: DynamoDbAttributeType.M }
            ? Map(value.AsMap().Select(m => (m.Key, WithStrangers(m.Value))).Append((Stranger, ItemValue.String("kept"))))
            : value;

    public static ItemValue WithoutStrangers(ItemValue value)
        => value is { IsMissing: false, Type: DynamoDbAttributeType.M }
            ? Map(value.AsMap().Where(m => m.Key != Stranger).Select(m => (m.Key, WithoutStrangers(m.Value))))
            : value;

    private static ItemValue Map(IEnumerable<(string Name, ItemValue Value)> members)
    {
        var map = new ItemMap();
        foreach (var (name, value) in members)
        {
            if (map.Find(name).IsMissing)
            {
                map.Add(name, value);
            }
        }

        return ItemValue.Map(map);
    }
}
