using System.Globalization;

namespace EFCore.DynamoDb.Items;

/// <summary>
/// One attribute value on its way to DynamoDB: its type and its payload, with no SDK type in sight.
/// <c>default</c> is the missing value: an attribute that is not there.
/// </summary>
internal readonly partial struct ItemValue : IEquatable<ItemValue>
{
    private static readonly object NullPayload = new();
    private static readonly object TruePayload = true;
    private static readonly object FalsePayload = false;

    private readonly object? _payload;
    private readonly DynamoDbAttributeType _type;

    private ItemValue(DynamoDbAttributeType type, object payload)
    {
        _type = type;
        _payload = payload;
    }

    public static ItemValue Null
        => new(DynamoDbAttributeType.Null, NullPayload);

    public bool IsMissing
        => _payload is null;

    /// <summary>Missing or the explicit null: both are null to the CLR.</summary>
    public bool IsMissingOrNull
        => _payload is null || _type == DynamoDbAttributeType.Null;

    /// <summary>The type; only meaningful when the value is not missing.</summary>
    public DynamoDbAttributeType Type
        => _type;

    public static ItemValue String(string value)
        => new(DynamoDbAttributeType.S, value);

    /// <summary>A number by its text in DynamoDB's syntax (invariant digits, an optional exponent).</summary>
    public static ItemValue Number(string text)
        => new(DynamoDbAttributeType.N, text);

    public static ItemValue Number(long value)
        => new(DynamoDbAttributeType.N, value.ToString(CultureInfo.InvariantCulture));

    public static ItemValue Binary(byte[] value)
        => new(DynamoDbAttributeType.B, value);

    public static ItemValue Bool(bool value)
        => new(DynamoDbAttributeType.Bool, value ? TruePayload : FalsePayload);

    public static ItemValue Map(ItemMap value)
        => new(DynamoDbAttributeType.M, value);

    public static ItemValue List(IReadOnlyList<ItemValue> value)
        => new(DynamoDbAttributeType.L, value);

    public static ItemValue StringSet(IReadOnlyList<string> value)
        => new(DynamoDbAttributeType.SS, value);

    public static ItemValue NumberSet(IReadOnlyList<string> texts)
        => new(DynamoDbAttributeType.NS, texts);

    public static ItemValue BinarySet(IReadOnlyList<byte[]> value)
        => new(DynamoDbAttributeType.BS, value);

    /// <summary>The text of an S or the digits of an N.</summary>
    public string AsText()
        => (string)_payload!;

    public byte[] AsBinary()
        => (byte[])_payload!;

    public bool AsBool()
        => ReferenceEquals(_payload, TruePayload);

    public ItemMap AsMap()
        => (ItemMap)_payload!;

    public IReadOnlyList<ItemValue> AsList()
        => (IReadOnlyList<ItemValue>)_payload!;

    /// <summary>The members of an SS or NS.</summary>
    public IReadOnlyList<string> AsTextSet()
        => (IReadOnlyList<string>)_payload!;

    public IReadOnlyList<byte[]> AsBinarySet()
        => (IReadOnlyList<byte[]>)_payload!;
}
