using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using EFCore.DynamoDb.Access;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Metadata;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.Query.Paging;

/// <summary>
/// A place in a query as text for a URL: a version, the fingerprint of the query, the place, and with a secret an HMAC-SHA256 over all of it; in base64url. The names of
/// attributes are not in it, since the query knows them.
/// </summary>
/// <param name="fingerprint">Of the query that is read.</param>
/// <param name="requests">The attributes of the keys by which each of its requests goes on.</param>
/// <param name="identity">The attributes that tell one item from another and where it comes in the order.</param>
/// <param name="secret">Signs the cursor; null where anyone may make one.</param>
internal sealed class PageCursor(
    byte[] fingerprint, IReadOnlyList<IReadOnlyList<KeyAttribute>> requests, IReadOnlyList<string> identity, byte[]? secret)
{
    public const int FingerprintLength = 8;

    private const byte Plain = 1;
    private const byte Signed = 2;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public string Write(PagePlace place)
    {
        var bytes = new MemoryStream();
        using (var writer = new BinaryWriter(bytes, Utf8, leaveOpen: true))
        {
            writer.Write(secret is null ? Plain : Signed);
            writer.Write(fingerprint);
            writer.Write7BitEncodedInt(place.First);
            writer.Write7BitEncodedInt(place.Requests.Count);
            for (var i = 0; i < place.Requests.Count; i++)
            {
                var (after, ended) = place.Requests[i];
                writer.Write((byte)(ended ? 2 : after is null ? 0 : 1));
                if (after is not null && !ended)
                {
                    Write(writer, after, requests[place.First + i]);
                }
            }

            writer.Write7BitEncodedInt(place.Met.Count);
            foreach (var item in place.Met)
            {
                foreach (var name in identity)
                {
                    var value = item.Find(name);
                    writer.Write((byte)(value.IsMissingOrNull ? DynamoDbAttributeType.Null : value.Type));
                    if (!value.IsMissingOrNull)
                    {
                        Write(writer, value);
                    }
                }
            }
        }

        if (secret is not null)
        {
            bytes.Write(HMACSHA256.HashData(secret, bytes.ToArray()));
        }

        return Base64Url.EncodeToString(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
    }

    /// <exception cref="DynamoDbCursorException">The text is no cursor, was changed, or belongs to another query.</exception>
    public PagePlace Read(string cursor)
    {
        try
        {
            return Read(Verified(Base64Url.DecodeFromChars(cursor)));
        }
        catch (Exception exception) when (exception is FormatException or EndOfStreamException or ArgumentException and not DynamoDbCursorException)
        {
            throw new DynamoDbCursorException(DynamoDbStrings.CursorUnreadable, exception);
        }
    }

    private byte[] Verified(byte[] bytes)
    {
        if (bytes.Length == 0 || bytes[0] is not (Plain or Signed))
        {
            throw new FormatException();
        }

        if (secret is null)
        {
            return bytes[0] == Plain ? bytes : throw new DynamoDbCursorException(DynamoDbStrings.CursorNotVerified);
        }

        var length = bytes.Length - HMACSHA256.HashSizeInBytes;
        return bytes[0] == Signed && length > 0
            && CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(secret, bytes.AsSpan(0, length)), bytes.AsSpan(length))
                ? bytes[..length]
                : throw new DynamoDbCursorException(DynamoDbStrings.CursorChanged);
    }

    private PagePlace Read(byte[] bytes)
    {
        var stream = new MemoryStream(bytes);
        using var reader = new BinaryReader(stream, Utf8);
        reader.ReadByte();
        if (!reader.ReadBytes(FingerprintLength).AsSpan().SequenceEqual(fingerprint))
        {
            throw new DynamoDbCursorException(DynamoDbStrings.CursorOfOtherQuery);
        }

        var first = reader.Read7BitEncodedInt();
        var count = reader.Read7BitEncodedInt();
        if (first < 0 || count < 0 || (long)first + count > requests.Count)
        {
            throw new FormatException();
        }

        var places = new RequestPlace[count];
        for (var i = 0; i < count; i++)
        {
            places[i] = reader.ReadByte() switch
            {
                0 => default,
                1 => new RequestPlace(Read(reader, requests[first + i]), Ended: false),
                2 => new RequestPlace(null, Ended: true),
                _ => throw new FormatException(),
            };
        }

        var met = new List<ItemMap>();
        for (var left = reader.Read7BitEncodedInt(); left > 0; left--)
        {
            var item = new ItemMap(identity.Count);
            foreach (var name in identity)
            {
                var type = (DynamoDbAttributeType)reader.ReadByte();
                item.Add(name, type == DynamoDbAttributeType.Null ? default : Read(reader, type));
            }

            met.Add(item);
        }

        return stream.Position == stream.Length ? new PagePlace(first, places, met) : throw new FormatException();
    }

    private static void Write(BinaryWriter writer, ItemMap key, IReadOnlyList<KeyAttribute> attributes)
    {
        foreach (var attribute in attributes)
        {
            Write(writer, key.Find(attribute.Name));
        }
    }

    private static void Write(BinaryWriter writer, ItemValue value)
    {
        var bytes = value.Type == DynamoDbAttributeType.B ? value.AsBinary() : Utf8.GetBytes(value.AsText());
        writer.Write7BitEncodedInt(bytes.Length);
        writer.Write(bytes);
    }

    private static ItemMap Read(BinaryReader reader, IReadOnlyList<KeyAttribute> attributes)
    {
        var key = new ItemMap(attributes.Count);
        foreach (var attribute in attributes)
        {
            key.Add(attribute.Name, Read(reader, attribute.Type));
        }

        return key;
    }

    /// <summary>A value that a key can have: nothing else gets into a request.</summary>
    private static ItemValue Read(BinaryReader reader, DynamoDbAttributeType type)
    {
        var length = reader.Read7BitEncodedInt();
        if (length is <= 0 or > BoundOperand.MaxPartitionKey)
        {
            throw new FormatException();
        }

        var bytes = reader.ReadBytes(length);
        if (bytes.Length < length)
        {
            throw new EndOfStreamException();
        }

        return type switch
        {
            DynamoDbAttributeType.B => ItemValue.Binary(bytes),
            DynamoDbAttributeType.S => ItemValue.String(Utf8.GetString(bytes)),
            DynamoDbAttributeType.N when NumberText.TryParse(Utf8.GetString(bytes), out _) => ItemValue.Number(Utf8.GetString(bytes)),
            _ => throw new FormatException(),
        };
    }
}
