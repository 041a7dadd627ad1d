using System.Globalization;
using Amazon.DynamoDBv2.Model;
using EFCore.DynamoDb.FunctionalTests.Local;

namespace EFCore.DynamoDb.FunctionalTests.Oracle;

/// <summary>Random data, with few keys so that partitions hold many items.</summary>
internal static class RandomRows
{
    public static List<Thing> Things(Random random, int count)
        => [
            .. Enumerable.Range(0, count).Select(
                _ => new Thing
                {
                    Owner = Values.Text(random),
                    Number = Values.Some<int>(random),
                    Kind = Values.Text(random),
                    Weight = Values.Some<int>(random),
                    Title = NotEmpty(random),
                    Tag = NotEmpty(random),
                    Level = (int?)Values.Any(random, typeof(int?)),
                    Size = Values.Some<long>(random),
                    IsOpen = Values.Some<bool>(random),
                    IsKnown = (bool?)Values.Any(random, typeof(bool?)),
                    Price = Values.Some<decimal>(random),
                    Ratio = (double?)Values.Any(random, typeof(double?)),
                    Seal = (byte[]?)Values.Any(random, typeof(byte[])),
                    Made = Values.Some<DateTime>(random),
                    Seen = (DateTimeOffset?)Values.Any(random, typeof(DateTimeOffset?)),
                    Day = Values.Some<DateOnly>(random),
                    Took = (TimeSpan?)Values.Any(random, typeof(TimeSpan?)),
                    Mark = (Guid?)Values.Any(random, typeof(Guid?)),
                    Colour = Values.Some<Colour>(random),
                    Mood = (Colour?)Values.Any(random, typeof(Colour?)),
                }).DistinctBy(t => (t.Owner, t.Number)),
        ];

    public static List<Line> Lines(Random random, int count)
        => [
            .. Enumerable.Range(0, count).Select(
                _ => new Line
                {
                    Page = Values.Some<int>(random),
                    Text = Values.Text(random),
                    Note = (string?)Values.Any(random, typeof(string)),
                    Count = (long?)Values.Any(random, typeof(long?)),
                }).DistinctBy(t => (t.Page, t.Text)),
        ];

    public static List<Memo> Memos(Random random, int count)
        => [
            .. Enumerable.Range(0, count).Select(
                _ => new Memo
                {
                    Folder = random.Next(3) == 0 ? Values.Text(random) : "a",
                    At = Values.Some<DateOnly>(random),
                    Rank = Math.Abs(Values.Some<int>(random)),
                    Title = Values.Text(random),
                    Status = NotEmpty(random),
                    Size = Values.Some<long>(random),
                }).DistinctBy(t => (t.Folder, t.At, t.Rank, t.Title)),
        ];

    public static List<Sticker> Stickers(Random random, int count)
        => [
            .. Enumerable.Range(0, count).Select(_ => new Sticker { Folder = Values.Text(random), Title = Values.Text(random), Text = Values.Text(random) })
                .DistinctBy(t => (t.Folder, t.Title)),
        ];

    public static List<Shape> Shapes(Random random, int count)
        => [
            .. Enumerable.Range(0, count).Select(
                _ => Shape(random)).DistinctBy(t => (t.Board, t.Name)),
        ];

    public static List<Note> Notes(Random random, int count)
        => [
            .. Enumerable.Range(0, count).Select(
                _ => new Note
                {
                    Id = Values.Text(random) + (random.Next(2) == 0 ? Values.Text(random) : string.Empty),
                    Author = NotEmpty(random),
                    Kind = Values.Text(random),
                    Rank = Values.Some<int>(random),
                    Stars = (int?)Values.Any(random, typeof(int?)),
                    At = Values.Some<DateTime>(random),
                    Text = (string?)Values.Any(random, typeof(string)),
                    IsPinned = Values.Some<bool>(random),
                }).DistinctBy(n => n.Id),
        ];

    /// <summary>Books and magazines, no two of which have one key.</summary>
    public static (List<Book> Books, List<Magazine> Magazines) Shelf(Random random, int count)
    {
        var keys = Enumerable.Range(0, count).Select(_ => (Room: Values.Some<int>(random), Code: Values.Text(random))).Distinct().ToList();
        return (
            [
                .. keys.Where((_, i) => i % 2 == 0).Select(
                    k => new Book
                    {
                        Room = k.Room,
                        Code = k.Code,
                        Writer = NotEmpty(random),
                        Year = Values.Some<int>(random),
                        Pages = (int?)Values.Any(random, typeof(int?)),
                        Title = (string?)Values.Any(random, typeof(string)),
                    }),
            ],
            [
                .. keys.Where((_, i) => i % 2 != 0).Select(
                    k => new Magazine
                    {
                        Room = k.Room,
                        Code = k.Code,
                        Writer = NotEmpty(random),
                        Year = Values.Some<int>(random),
                        Issue = (int?)Values.Any(random, typeof(int?)),
                    }),
            ]);
    }

    /// <summary>Where a title is null, the item sometimes says so by NULL, as other writers do. An index key cannot be NULL.</summary>
    public static async Task StoreSomeNullsAsync(Random random, LocalConnection connection, List<Thing> things)
    {
        foreach (var thing in things.Where(t => t.Ratio is null && random.Next(2) == 0))
        {
            await connection.Client.UpdateItemAsync(
                new UpdateItemRequest
                {
                    TableName = connection.TableNamePrefix + nameof(Thing),
                    Key = new Dictionary<string, AttributeValue>
                    {
                        [nameof(Thing.Owner)] = new(thing.Owner),
                        [nameof(Thing.Number)] = new() { N = thing.Number.ToString(CultureInfo.InvariantCulture) },
                    },
                    UpdateExpression = "SET Ratio = :null, IsKnown = if_not_exists(IsKnown, :null), Seal = if_not_exists(Seal, :null)",
                    ExpressionAttributeValues = new Dictionary<string, AttributeValue> { [":null"] = new() { NULL = true } },
                });
        }
    }

    private static Shape Shape(Random random)
    {
        var (board, name, colour) = (Values.Some<int>(random), Values.Text(random), NotEmpty(random));
        return random.Next(3) switch
        {
            0 => new Circle { Board = board, Name = name, Colour = colour, Radius = Values.Some<int>(random) },
            1 => new Square { Board = board, Name = name, Colour = colour, Side = (int?)Values.Any(random, typeof(int?)) },
            _ => new Cube { Board = board, Name = name, Colour = colour, Side = (int?)Values.Any(random, typeof(int?)), IsHollow = Values.Some<bool>(random) },
        };
    }

    /// <summary>An index key is never empty.</summary>
    private static string? NotEmpty(Random random)
        => (string?)Values.Any(random, typeof(string)) is { Length: > 0 } text ? text : null;
}
