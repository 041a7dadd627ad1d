using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Items;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace EFCore.DynamoDb.Storage;

/// <summary>Strings, characters, identifiers, truth values and bytes.</summary>
internal static class TextForms
{
    public static IEnumerable<StoredForm> All
        =>
        [
            StoredForm.Of(DynamoDbAttributeType.S, ReadString, WriteString),
            StoredForm.Of(DynamoDbAttributeType.S, ReadChar, WriteChar),

            // Guids compare as their hexadecimal digits and as their bytes from the highest do.
            StoredForm.Of(DynamoDbAttributeType.S, ReadGuid, WriteGuid),
            StoredForm.Of(DynamoDbAttributeType.B, ReadGuidBytes, WriteGuidBytes),

            // BOOL has no order and cannot be a key.
            StoredForm.Of(DynamoDbAttributeType.Bool, ReadBoolean, WriteBoolean, keepsOrder: false),
            StoredForm.Of(DynamoDbAttributeType.N, ReadBooleanNumber, WriteBooleanNumber),

            StoredForm.Of(DynamoDbAttributeType.B, ReadBytes, WriteBytes, comparer: new ValueComparer<byte[]>(favorStructuralComparisons: true)),
            StoredForm.Of(
                DynamoDbAttributeType.B,
                ReadMemory,
                WriteMemory,
                keepsOrder: false,
                comparer: new ValueComparer<ReadOnlyMemory<byte>>(
                    (left, right) => AreEqual(left, right), value => HashOf(value), value => value.ToArray())),
        ];

    private static string ReadString(Item item, int ordinal)
        => item.GetString(ordinal);

    public static ItemValue WriteString(string? value)
    {
        if (value is null)
        {
            return default; // What a value converter made of a value that is not null.
        }

        var position = value.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF');
        if (position >= 0)
        {
            CheckSurrogates(value, position);
        }

        return ItemValue.String(value);
    }

    private static void CheckSurrogates(string value, int position)
    {
        for (; position < value.Length; position++)
        {
            if (char.IsSurrogate(value[position]))
            {
                if (position + 1 == value.Length || !char.IsSurrogatePair(value[position], value[position + 1]))
                {
                    throw new UnstorableValueException(DynamoDbStrings.LoneSurrogate(position));
                }

                position++;
            }
        }
    }

    private static char ReadChar(Item item, int ordinal)
        => item.GetString(ordinal) is [var only]
            ? only
            : throw new ItemReadException(item.NameOf(ordinal), DynamoDbStrings.NotOfForm(item.GetString(ordinal), "a single character"));

    private static ItemValue WriteChar(char value)
        => char.IsSurrogate(value)
            ? throw new UnstorableValueException(DynamoDbStrings.LoneSurrogate(0))
            : ItemValue.String(value.ToString());

    private static Guid ReadGuid(Item item, int ordinal)
    {
        var text = item.GetString(ordinal);

        // Other spellings are other keys to DynamoDB, so taking them for the same identifier would deceive.
        return Guid.TryParseExact(text, "D", out var value) && !text.AsSpan().ContainsAnyInRange('A', 'F')
            ? value
            : throw new ItemReadException(
                item.NameOf(ordinal),
                DynamoDbStrings.NotOfForm(text, "a Guid of the form 'xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx' in lower case"));
    }

    private static ItemValue WriteGuid(Guid value)
        => ItemValue.String(value.ToString("D"));

    private static Guid ReadGuidBytes(Item item, int ordinal)
    {
        var bytes = item.GetBinary(ordinal);
        return bytes.Length == 16
            ? new Guid(bytes, bigEndian: true)
            : throw new ItemReadException(item.NameOf(ordinal), DynamoDbStrings.NotSixteenBytes(bytes.Length));
    }

    private static ItemValue WriteGuidBytes(Guid value)
        => ItemValue.Binary(value.ToByteArray(bigEndian: true));

    private static bool ReadBoolean(Item item, int ordinal)
        => item.GetBoolean(ordinal);

    private static ItemValue WriteBoolean(bool value)
        => ItemValue.Bool(value);

    private static bool ReadBooleanNumber(Item item, int ordinal)
        => item.GetInt64(ordinal) switch
        {
            0 => false,
            1 => true,
            _ => throw new ItemReadException(item.NameOf(ordinal), DynamoDbStrings.NotANumberOf(item.GetNumberText(ordinal), "a truth value, 0 or 1")),
        };

    private static ItemValue WriteBooleanNumber(bool value)
        => ItemValue.Number(value ? "1" : "0");

    private static byte[] ReadBytes(Item item, int ordinal)
        => item.GetBinary(ordinal);

    private static ItemValue WriteBytes(byte[]? value)
        => value is null ? default : ItemValue.Binary(value);

    private static ReadOnlyMemory<byte> ReadMemory(Item item, int ordinal)
        => item.GetBinary(ordinal);

    private static ItemValue WriteMemory(ReadOnlyMemory<byte> value)
        => ItemValue.Binary(value.ToArray());

    private static bool AreEqual(ReadOnlyMemory<byte> left, ReadOnlyMemory<byte> right)
        => left.Span.SequenceEqual(right.Span);

    private static int HashOf(ReadOnlyMemory<byte> value)
    {
        var hash = new HashCode();
        hash.AddBytes(value.Span);
        return hash.ToHashCode();
    }
}
