using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Access;

/// <summary>Attribute values as a person reads them.</summary>
internal static class ValueText
{
    public static string Of(ItemValue value)
        => value.IsMissing
            ? "(missing)"
            : value.Type switch
            {
                DynamoDbAttributeType.S => $"\"{value.AsText()}\"",
                DynamoDbAttributeType.N => value.AsText(),
                DynamoDbAttributeType.B => $"0x{Convert.ToHexString(value.AsBinary())}",
                DynamoDbAttributeType.Bool => value.AsBool() ? "true" : "false",
                DynamoDbAttributeType.Null => "NULL",
                DynamoDbAttributeType.L => $"[{string.Join(", ", value.AsList().Select(Of))}]",
                DynamoDbAttributeType.M => $"{{{string.Join(", ", value.AsMap().Select(a => $"{a.Key}: {Of(a.Value)}"))}}}",
                DynamoDbAttributeType.BS => $"<<{string.Join(", ", value.AsBinarySet().Select(Convert.ToHexString))}>>",
                _ => $"<<{string.Join(", ", value.AsTextSet())}>>",
            };
}
