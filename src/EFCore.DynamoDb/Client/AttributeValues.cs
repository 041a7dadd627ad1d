using Amazon.DynamoDBv2.Model;
using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Client;

/// <summary>Our values to the SDK's and back.</summary>
internal static class AttributeValues
{
    public static DynamoDbAttributeType TypeOf(AttributeValue value)
    {
        if (value.S is not null)
        {
            return DynamoDbAttributeType.S;
        }

        if (value.N is not null)
        {
            return DynamoDbAttributeType.N;
        }

        if (value.BOOL is not null)
        {
            return DynamoDbAttributeType.Bool;
        }

        if (value.NULL is not null)
        {
            return DynamoDbAttributeType.Null;
        }

        if (value.B is not null)
        {
            return DynamoDbAttributeType.B;
        }

        // The SDK can be told to make empty collections for all of these, so the flags decide and not null.
        return value switch
        {
            { IsMSet: true } => DynamoDbAttributeType.M,
            { IsLSet: true } => DynamoDbAttributeType.L,
            { IsSSSet: true } => DynamoDbAttributeType.SS,
            { IsNSSet: true } => DynamoDbAttributeType.NS,
            { IsBSSet: true } => DynamoDbAttributeType.BS,
            _ => throw new InvalidOperationException("An attribute value of DynamoDB has none of the known types."),
        };
    }

    /// <summary>The name of the type in DynamoDB's JSON.</summary>
    public static string WireName(DynamoDbAttributeType type)
        => type switch
        {
            DynamoDbAttributeType.Bool => "BOOL",
            DynamoDbAttributeType.Null => "NULL",
            _ => type.ToString(),
        };

    public static ItemValue Read(AttributeValue value)
    {
        switch (TypeOf(value))
        {
            case DynamoDbAttributeType.S:
                return ItemValue.String(value.S);
            case DynamoDbAttributeType.N:
                return ItemValue.Number(value.N);
            case DynamoDbAttributeType.B:
                return ItemValue.Binary(value.B.ToArray());
            case DynamoDbAttributeType.Bool:
                return ItemValue.Bool(value.BOOL == true);
            case DynamoDbAttributeType.Null:
                return ItemValue.Null;
            case DynamoDbAttributeType.M:
                return ItemValue.Map(ReadMap(value.M));
            case DynamoDbAttributeType.L:
                var elements = new ItemValue[value.L.Count];
                for (var i = 0; i < elements.Length; i++)
                {
                    elements[i] = Read(value.L[i]);
                }

                return ItemValue.List(elements);
            case DynamoDbAttributeType.SS:
                return ItemValue.StringSet(value.SS);
            case DynamoDbAttributeType.NS:
                return ItemValue.NumberSet(value.NS);
            default:
                var members = new byte[value.BS.Count][];
                for (var i = 0; i < members.Length; i++)
                {
                    members[i] = value.BS[i].ToArray();
                }

                return ItemValue.BinarySet(members);
        }
    }

    public static ItemMap ReadMap(Dictionary<string, AttributeValue> attributes)
    {
        var map = new ItemMap(attributes.Count);
        foreach (var (name, value) in attributes)
        {
            map.Add(name, Read(value));
        }

        return map;
    }

    public static ItemMap? ReadMapOrNull(Dictionary<string, AttributeValue>? attributes)
        => attributes is { Count: > 0 } ? ReadMap(attributes) : null;

    public static AttributeValue Write(ItemValue value)
    {
        switch (value.Type)
        {
            case DynamoDbAttributeType.S:
                return new AttributeValue { S = value.AsText() };
            case DynamoDbAttributeType.N:
                return new AttributeValue { N = value.AsText() };
            case DynamoDbAttributeType.B:
                return new AttributeValue { B = new MemoryStream(value.AsBinary(), writable: false) };
            case DynamoDbAttributeType.Bool:
                return new AttributeValue { BOOL = value.AsBool() };
            case DynamoDbAttributeType.Null:
                return new AttributeValue { NULL = true };
            case DynamoDbAttributeType.M:
                return value.AsMap().Count == 0
                    ? new AttributeValue { IsMSet = true }
                    : new AttributeValue { M = WriteMap(value.AsMap()) };
            case DynamoDbAttributeType.L:
                var list = value.AsList();
                if (list.Count == 0)
                {
                    return new AttributeValue { IsLSet = true };
                }

                var elements = new List<AttributeValue>(list.Count);
                foreach (var element in list)
                {
                    elements.Add(Write(element));
                }

                return new AttributeValue { L = elements };
            case DynamoDbAttributeType.SS:
                return new AttributeValue { SS = [.. value.AsTextSet()] };
            case DynamoDbAttributeType.NS:
                return new AttributeValue { NS = [.. value.AsTextSet()] };
            default:
                var set = value.AsBinarySet();
                var members = new List<MemoryStream>(set.Count);
                foreach (var member in set)
                {
                    members.Add(new MemoryStream(member, writable: false));
                }

                return new AttributeValue { BS = members };
        }
    }

    public static Dictionary<string, AttributeValue> WriteMap(ItemMap map)
    {
        var attributes = new Dictionary<string, AttributeValue>(map.Count, StringComparer.Ordinal);
        foreach (var (name, value) in map)
        {
            attributes.Add(name, Write(value));
        }

        return attributes;
    }
}
