using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Metadata;
using EFCore.DynamoDb.Query.Paging;
using EFCore.DynamoDb.Tests.Access;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.Tests.Query;

/// <summary>Places in a query as text.</summary>
public class PageCursorTests
{
    private static readonly byte[] Fingerprint = [1, 2, 3, 4, 5, 6, 7, 8];
    private static readonly byte[] Secret = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    [Fact]
    public void A_cursor_keeps_its_form()
    {
        // Cursors lie in links and in the memory of other processes: a new form needs a new version, and the old one must still be read.
        var place = new PagePlace(0, [new RequestPlace(Key("c", "42"), Ended: false)], []);

        Assert.Equal("AQECAwQFBgcIAAEBAWMCNDIA", Cursor(1).Write(place));
        Same(place, Cursor(1).Read("AQECAwQFBgcIAAEBAWMCNDIA"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_place_comes_back(bool isSigned)
    {
        var cursor = Cursor(4, isSigned ? Secret : null);
        foreach (var place in new[]
        {
            new PagePlace(0, [], []),
            new PagePlace(3, [new RequestPlace(Key("ü\u20ac\U0001F600", "-1.5E+20"), Ended: false)], []),
            new PagePlace(0, [default, new RequestPlace(Key("a", "1"), Ended: false), new RequestPlace(null, Ended: true), default], []),
            new PagePlace(1, [new RequestPlace(Key(new string('x', 2048), "1"), Ended: false)], [Met("a", "1", "2026"), Met("b", "2", null)]),
        })
        {
            var text = cursor.Write(place);
            Assert.Matches("^[A-Za-z0-9_-]+$", text);
            Same(place, cursor.Read(text));
        }
    }

    [Fact]
    public void Binary_keys_come_back()
    {
        var cursor = new PageCursor(Fingerprint, [[new KeyAttribute("B", DynamoDbAttributeType.B)]], ["B"], null);
        var key = new ItemMap();
        key.Add("B", ItemValue.Binary([0, 255, 128]));

        Same(new PagePlace(0, [new RequestPlace(key, false)], []), cursor.Read(cursor.Write(new PagePlace(0, [new RequestPlace(key, false)], []))));
    }

    [Fact]
    public void What_is_not_a_cursor_of_this_query_is_refused()
    {
        var cursor = Cursor(1);
        var text = cursor.Write(new PagePlace(0, [new RequestPlace(Key("c", "42"), Ended: false)], []));
        for (var length = 0; length < text.Length; length++)
        {
            Assert.Throws<DynamoDbCursorException>(() => cursor.Read(text[..length]));
        }

        Assert.Throws<DynamoDbCursorException>(() => cursor.Read(text + "AAAA"));
        Assert.Throws<DynamoDbCursorException>(() => new PageCursor([8, 7, 6, 5, 4, 3, 2, 1], Requests(1), ["Id", "Number"], null).Read(text));

        // More requests than the query has, and a number that is none.
        Assert.Throws<DynamoDbCursorException>(() => cursor.Read(Cursor(4).Write(new PagePlace(3, [default], []))));
        Assert.Throws<DynamoDbCursorException>(() => cursor.Read(cursor.Write(new PagePlace(0, [new RequestPlace(Key("c", "forty"), Ended: false)], []))));
    }

    [Fact]
    public void A_signed_cursor_that_was_changed_in_any_bit_is_refused()
    {
        var cursor = Cursor(1, Secret);
        var bytes = System.Buffers.Text.Base64Url.DecodeFromChars(cursor.Write(new PagePlace(0, [new RequestPlace(Key("c", "42"), Ended: false)], [])));
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            var changed = bytes.ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Throws<DynamoDbCursorException>(() => cursor.Read(System.Buffers.Text.Base64Url.EncodeToString(changed)));
        }

        Assert.Throws<DynamoDbCursorException>(() => cursor.Read(Cursor(1).Write(new PagePlace(0, [], []))));
        Assert.Throws<DynamoDbCursorException>(() => Cursor(1).Read(cursor.Write(new PagePlace(0, [], []))));
        Assert.Throws<DynamoDbCursorException>(() => Cursor(1, [.. Secret.Reverse()]).Read(cursor.Write(new PagePlace(0, [], []))));
    }

    [Fact]
    public void Random_bytes_are_refused_or_a_place()
    {
        var random = new Random(20261123);
        var cursor = Cursor(3);
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = new byte[random.Next(40)];
            random.NextBytes(bytes);
            byte[] beginning = [1, .. Fingerprint];
            beginning.AsSpan(0, Math.Min(9, bytes.Length)).CopyTo(bytes);
            var text = System.Buffers.Text.Base64Url.EncodeToString(bytes);
            try
            {
                Same(cursor.Read(text), cursor.Read(cursor.Write(cursor.Read(text))));
            }
            catch (DynamoDbCursorException)
            {
            }
        }
    }

    private static PageCursor Cursor(int requests, byte[]? secret = null)
        => new(Fingerprint, Requests(requests), ["Id", "Number", "Date"], secret);

    private static IReadOnlyList<IReadOnlyList<KeyAttribute>> Requests(int count)
        => [.. Enumerable.Repeat<IReadOnlyList<KeyAttribute>>([Asking.S("Id"), Asking.N("Number")], count)];

    private static ItemMap Key(string id, string number)
    {
        var key = new ItemMap();
        key.Add("Id", ItemValue.String(id));
        key.Add("Number", ItemValue.Number(number));
        return key;
    }

    private static ItemMap Met(string id, string number, string? date)
    {
        var item = Key(id, number);
        item.Add("Date", date is null ? default : ItemValue.String(date));
        return item;
    }

    private static void Same(PagePlace expected, PagePlace actual)
    {
        Assert.Equal(expected.First, actual.First);
        Assert.Equal(expected.Requests.Select(Text), actual.Requests.Select(Text));
        Assert.Equal(expected.Met.Select(ItemValue.Map), actual.Met.Select(ItemValue.Map));

        static (ItemValue?, bool) Text(RequestPlace place)
            => (place.After is null ? null : ItemValue.Map(place.After), place.Ended);
    }
}
