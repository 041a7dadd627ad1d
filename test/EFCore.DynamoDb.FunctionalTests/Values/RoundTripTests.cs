using System.Text.Json;
using Amazon.DynamoDBv2.Model;
using EFCore.DynamoDb.FunctionalTests.Local;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Values;

/// <summary>What is stored of an entity, as text, and what is read of it.</summary>
public class RoundTripTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    private static readonly Dictionary<string, AttributeValue> Key = new() { ["Id"] = new() { S = "e" } };

    [Fact]
    public async Task Everything_is_stored_in_its_form_and_read_again()
    {
        await using var connection = local.Connect();
        await using (var db = await EverythingContext.CreateAsync(connection))
        {
            db.Add(Everything.Sample());
            await db.SaveChangesAsync();
        }

        Assert.Equal(
            """
            Address = S {"Street":"Main St 1","City":null}
            BigInteger = N 10000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000
            Boolean = BOOL True
            Byte = N 255
            Bytes = B AP8=
            Char = S ß
            Counts = S {"x":1}
            Date = S 2024-02-29
            DateTime = S 2024-02-29T12:00:00.0000001Z
            DateTimeOffset = S 2024-02-29T12:00:00.0000000Z
            Decimal = N 79228162514264337593543950335
            Double = N 0.1
            Duration = N -1.5
            Guid = S 0f8fad5b-d9cb-469f-a165-70867728950e
            GuidBytes = B D4+tW9nLRp+hZXCGdyiVDg==
            Half = N 0.1
            Id = S e
            Int128 = N -99999999999999999999999999999999999999
            Int16 = N -32768
            Int32 = N -2147483648
            Int64 = N -9223372036854775808
            Link = S https://example.org/
            Memory = B AQI=
            Microseconds = N 1
            Milliseconds = N -1
            Nanoseconds = N -100
            Price = S 12.5 EUR
            Python = S 2024-07-01T12:00:00+02:00
            SByte = N -128
            Seconds = N 2524608001
            Single = N 0.1
            Size = N 2
            SizeName = S Large
            StoredNull = NULL
            Tags = S ["a","b"]
            Text = S Grüße 😀
            Time = S 12:00:01.0000000
            UInt128 = N 99999999999999999999999999999999999999
            UInt16 = N 65535
            UInt32 = N 4294967295
            UInt64 = N 18446744073709551615
            """,
            Text((await connection.StoredItemAsync("Everything", Key))!),
            ignoreLineEndingDifferences: true);

        await using var other = new EverythingContext(connection);
        var read = await other.Everything.SingleAsync(e => e.Id == "e");
        var sample = Everything.Sample();
        foreach (var property in other.Model.FindEntityType(typeof(Everything))!.GetProperties())
        {
            var (expected, actual) = (property.PropertyInfo!.GetValue(sample), property.PropertyInfo.GetValue(read));
            Assert.True(property.GetValueComparer().Equals(expected, actual), $"{property.Name}: {expected} is read as {actual}");
        }

        Assert.Equal(DateTimeKind.Utc, read.DateTime.Kind);
        Assert.Equal(TimeSpan.FromHours(2), read.Python.Offset);
        Assert.Equal(0, await other.SaveChangesAsync());
    }

    [Fact]
    public async Task Each_value_can_be_selected_alone()
    {
        await using var connection = local.Connect();
        await using var db = await EverythingContext.CreateAsync(connection);
        db.Add(Everything.Sample());
        await db.SaveChangesAsync();
        var entities = db.Everything.Where(e => e.Id == "e");

        var selected = await entities.Select(e => new { e.Half, e.Nanoseconds, e.Tags, e.Price, e.NoTime, e.SizeName, e.Memory }).SingleAsync();

        Assert.Equal((Half)0.1, selected.Half);
        Assert.Equal(DateTimeOffset.UnixEpoch.AddTicks(-1), selected.Nanoseconds);
        Assert.Equal(["a", "b"], selected.Tags);
        Assert.Equal(new Money(12.5m, "EUR"), selected.Price);
        Assert.Null(selected.NoTime);
        Assert.Equal(Size.Large, selected.SizeName);
        Assert.Equal([1, 2], selected.Memory.ToArray());
        Assert.Equal(
            """GetItem Everything {Id: "e"} projection: Half, Memory, Nanoseconds, NoTime, Price, SizeName, Tags""", connection.Recorder.Texts[^1]);
    }

    [Fact]
    public async Task A_change_inside_JSON_sends_that_attribute_and_no_other()
    {
        await using var connection = local.Connect();
        await using var db = await EverythingContext.CreateAsync(connection);
        var entity = Everything.Sample();
        db.Add(entity);
        await db.SaveChangesAsync();
        connection.Recorder.Clear();

        entity.Tags.Add("c");
        entity.Address = new Address("Main St 1", null); // The same.
        Assert.Equal(1, await db.SaveChangesAsync());
        entity.Counts["y"] = 2;
        entity.Counts.Remove("x");
        entity.Address = null;
        Assert.Equal(1, await db.SaveChangesAsync());
        Assert.Equal(0, await db.SaveChangesAsync());

        Assert.Equal(
            [
                """UpdateItem Everything {Id: "e"} SET Tags = "[\"a\",\"b\",\"c\"]" if: attribute_exists(Id) on failure: ALL_OLD""",
                """UpdateItem Everything {Id: "e"} SET Counts = "{\"y\":2}" REMOVE Address if: attribute_exists(Id) on failure: ALL_OLD""",
            ],
            connection.Recorder.Texts);
    }

    [Fact]
    public async Task A_change_inside_bytes_is_seen_and_the_same_bytes_are_no_change()
    {
        await using var connection = local.Connect();
        await using var db = await EverythingContext.CreateAsync(connection);
        var entity = Everything.Sample();
        db.Add(entity);
        await db.SaveChangesAsync();
        connection.Recorder.Clear();

        entity.Bytes = [0, 255];
        entity.Memory = new byte[] { 1, 2 };
        Assert.Equal(0, await db.SaveChangesAsync());
        entity.Bytes[0] = 1;
        Assert.Equal(1, await db.SaveChangesAsync());

        Assert.Equal(["""UpdateItem Everything {Id: "e"} SET Bytes = binary(Af8=) if: attribute_exists(Id) on failure: ALL_OLD"""], connection.Recorder.Texts);
    }

    [Fact]
    public async Task A_saved_entity_has_the_values_that_are_stored()
    {
        await using var connection = local.Connect();
        await using var db = await EverythingContext.CreateAsync(connection);
        var entity = Everything.Sample();
        var time = new DateTime(2024, 1, 1, 0, 0, 1, 500, DateTimeKind.Utc).AddTicks(1234);
        entity.Seconds = time;
        entity.Microseconds = time;
        entity.DateTime = time.ToLocalTime();
        entity.DateTimeOffset = new DateTimeOffset(2024, 1, 1, 12, 0, 0, TimeSpan.FromHours(5));
        db.Add(entity);
        await db.SaveChangesAsync();

        Assert.Equal(new DateTime(2024, 1, 1, 0, 0, 1, DateTimeKind.Utc), entity.Seconds);
        Assert.Equal(time.AddTicks(-4), entity.Microseconds);
        Assert.Equal((time, DateTimeKind.Utc), (entity.DateTime, entity.DateTime.Kind));
        Assert.Equal(TimeSpan.Zero, entity.DateTimeOffset.Offset);
        Assert.Equal(0, await db.SaveChangesAsync());

        // The same second is no change; the next one is.
        connection.Recorder.Clear();
        entity.Seconds = entity.Seconds.AddMilliseconds(999);
        Assert.Equal(0, await db.SaveChangesAsync());
        entity.Seconds = entity.Seconds.AddMilliseconds(1);
        await db.SaveChangesAsync();
        Assert.Equal(["""UpdateItem Everything {Id: "e"} SET Seconds = 1704067202 if: attribute_exists(Id) on failure: ALL_OLD"""], connection.Recorder.Texts);
    }

    [Fact]
    public async Task Null_is_no_attribute_or_NULL_and_both_are_read_as_null()
    {
        await using var connection = local.Connect();
        await using var db = await EverythingContext.CreateAsync(connection);
        var entity = Everything.Sample();
        entity.NoText = "x";
        entity.StoredNull = "x";
        db.Add(entity);
        await db.SaveChangesAsync();
        connection.Recorder.Clear();

        entity.NoText = null;
        entity.StoredNull = null;
        await db.SaveChangesAsync();

        Assert.Equal(
            ["""UpdateItem Everything {Id: "e"} SET StoredNull = null REMOVE NoText if: attribute_exists(Id) on failure: ALL_OLD"""],
            connection.Recorder.Texts);
        Assert.Equal(
            "e", (await db.Everything.AsNoTracking().SingleAsync(e => e.Id == "e" && e.NoText == null && e.StoredNull == null)).Id);

        // By option, all nulls are stored, but for the properties that say otherwise.
        await using var storing = new EverythingContext(connection, o => o.StoreNullAsNull());
        storing.Update(Everything.Sample());
        await storing.SaveChangesAsync();
        var stored = (await connection.StoredItemAsync("Everything", Key))!;
        Assert.True(stored["NoNumber"].NULL);
        Assert.True(stored["NoText"].NULL);
        var read = await storing.Everything.AsNoTracking().SingleAsync(e => e.Id == "e");
        Assert.Null(read.NoNumber);
        Assert.Null(read.NoTime);
    }

    [Fact]
    public async Task Attributes_that_nobody_mapped_survive_every_update()
    {
        await using var connection = local.Connect();
        await using var db = await EverythingContext.CreateAsync(connection);
        var entity = Everything.Sample();
        db.Add(entity);
        await db.SaveChangesAsync();
        using var client = connection.CreateUnrecordedClient();
        await client.UpdateItemAsync(new UpdateItemRequest
        {
            TableName = connection.TableNamePrefix + "Everything",
            Key = Key,
            UpdateExpression = "SET Legacy = :l, Scores = :n",
            ExpressionAttributeValues = new()
            {
                [":l"] = new() { M = new() { ["a"] = new() { L = [new() { N = "1" }] } } },
                [":n"] = new() { NS = ["1", "2"] },
            },
        });

        entity.Int32 = 1;
        entity.Text = "changed";
        await db.SaveChangesAsync();
        db.Update(entity); // Everything at once.
        await db.SaveChangesAsync();

        var stored = (await connection.StoredItemAsync("Everything", Key))!;
        Assert.Equal("1", stored["Legacy"].M["a"].L[0].N);
        Assert.Equal(["1", "2"], stored["Scores"].NS.Order());
        Assert.Equal("changed", stored["Text"].S);
    }

    private static string Text(Dictionary<string, AttributeValue> item)
        => string.Join('\n', item.OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => $"{a.Key} = {Text(a.Value)}"));

    private static string Text(AttributeValue value)
        => value switch
        {
            { S: { } text } => "S " + text,
            { N: { } number } => "N " + number,
            { B: { } bytes } => "B " + Convert.ToBase64String(bytes.ToArray()),
            { BOOL: { } truth } => "BOOL " + truth,
            { NULL: true } => "NULL",
            _ => throw new JsonException("No scalar."),
        };
}
