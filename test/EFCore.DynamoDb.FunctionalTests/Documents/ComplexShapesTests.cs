using Amazon.DynamoDBv2.Model;
using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.FunctionalTests.Query;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Documents;

/// <summary>Complex types of every kind: classes, records, structs, with constructors, init and required members, in hierarchies and in each other.</summary>
public class ComplexShapesTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    private static readonly DateTime At = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly Dictionary<string, AttributeValue> Key = new() { ["Id"] = new("t") };

    [Fact]
    public async Task Every_kind_of_complex_type_is_stored_and_read_again()
    {
        await using var connection = local.Connect();
        await connection.ArrangeAsync(new TripContext(connection), SampleTrain(), SampleFlight());

        Assert.Equal(
            """
            {$type: S Train, Back: M {At: N 1767225600, Track: S 2}, Cars: L [M {Doors: L [M {Left: BOOL True, Moved: N 1767225600}], No: N 1}],
            From: M {At: N 1767225600, Geo: M {Lat: N 1.5, Lon: N 2.5}, Name: S Bern, Tags: SS [a]}, Id: S t, Notes: L [S x, S ],
            Out: M {At: N 1767225600, Track: S 1}, Seats: L [M {No: N 1, Row: S a}, M {No: N 2, Row: S }], Stops: L []}
            """.ReplaceLineEndings(" "),
            ItemText.Of((await connection.StoredItemAsync("Trips", Key))!));

        await using var db = new TripContext(connection);
        var train = (Train)await db.Trips.SingleAsync(t => t.Id == "t");
        Assert.Equal(SampleTrain().From with { Tags = train.From.Tags }, train.From);
        Assert.Equal(["a"], train.From.Tags);
        Assert.Equal(new Departure(At, "1"), train.Out);
        Assert.Equal(new Departure(At, "2"), train.Back);
        Assert.Equal([new Seat(1, "a"), new Seat(2, "")], train.Seats);
        Assert.True(train.Cars[0].Doors.Single().Left);
        Assert.Empty(train.Stops);
        var flight = (Flight)await db.Trips.SingleAsync(t => t.Id == "f");
        Assert.Equal(("LX", 3), (flight.Plane!.Line, flight.Plane.Wheels));
        Assert.Null(flight.Back);
        Assert.Equal("X", flight.Gate.Name);
        Assert.Equal(0, await db.SaveChangesAsync());
    }

    [Fact]
    public async Task A_member_of_a_struct_or_a_record_that_is_replaced_is_sent_by_its_path()
    {
        await using var connection = local.Connect();
        await connection.ArrangeAsync(new TripContext(connection), SampleTrain(), SampleFlight());
        await using var db = new TripContext(connection);
        var train = (Train)await db.Trips.SingleAsync(t => t.Id == "t");
        var flight = (Flight)await db.Trips.SingleAsync(t => t.Id == "f");
        connection.Recorder.Clear();

        train.Out = train.Out with { Track = "9" };
        train.From = train.From with { Geo = new Position { Lat = 1.5, Lon = 3 } };
        await db.SaveChangesAsync();
        connection.AssertSent(
            """UpdateItem Trips {Id: "t"} SET From.Geo.Lon = 3, Out.Track = "9" if: attribute_type(From.Geo, "M") AND attribute_type(Out, "M") on failure: ALL_OLD""");

        train.Back = null;
        train.Seats[1] = new Seat(2, "b");
        await db.SaveChangesAsync();
        connection.AssertSent(
            """UpdateItem Trips {Id: "t"} SET Seats[1].Row = "b" REMOVE Back if: Seats[1] = {No: 2, Row: ""} on failure: ALL_OLD""");

        flight.Gate = flight.Gate with { Name = "Y" };
        flight.Back = new Departure(At, "5");
        await db.SaveChangesAsync();
        connection.AssertSent(
            """UpdateItem Trips {Id: "f"} SET Back = {At: 1767225600, Track: "5"}, Gate.Name = "Y" if: attribute_type(Gate, "M") on failure: ALL_OLD""");

        await using var fresh = new TripContext(connection);
        foreach (var trip in db.Trips.Local)
        {
            Assert.Equal(ItemText.Of(db.ToAttributeMap(trip)), ItemText.Of(fresh.ToAttributeMap(await fresh.Trips.SingleAsync(t => t.Id == trip.Id))));
        }
    }

    [Fact]
    public async Task Members_take_the_values_that_are_stored_when_they_are_saved()
    {
        await using var connection = local.Connect();
        await connection.ArrangeAsync(new TripContext(connection));
        await using var db = new TripContext(connection);
        var train = SampleTrain();
        var late = At.AddMilliseconds(700);
        train.Out = new Departure(late, "1");
        train.Back = new Departure(late, "2");
        train.From.At = late;
        train.Cars[0].Doors[0].Moved = late;
        db.Add(train);
        await db.SaveChangesAsync();

        Assert.Equal([At, At, At, At], [train.Out.At, train.Back.Value.At, train.From.At, train.Cars[0].Doors[0].Moved]);
        Assert.Equal(0, await db.SaveChangesAsync());

        train.Out = train.Out with { At = late.AddSeconds(1) };
        train.Cars[0].Doors[0].Moved = late.AddSeconds(2).ToLocalTime();
        await db.SaveChangesAsync();
        Assert.Equal(At.AddSeconds(1), train.Out.At);
        Assert.Equal((At.AddSeconds(2), DateTimeKind.Utc), (train.Cars[0].Doors[0].Moved, train.Cars[0].Doors[0].Moved.Kind));
        Assert.Equal(0, await db.SaveChangesAsync());
        await using var fresh = new TripContext(connection);
        Assert.Equal(ItemText.Of(db.ToAttributeMap(train)), ItemText.Of(fresh.ToAttributeMap(await fresh.Trips.SingleAsync(t => t.Id == "t"))));
    }

    private static Train SampleTrain()
        => new()
        {
            Id = "t",
            From = new Station { Name = "Bern", At = At, Geo = new Position { Lat = 1.5, Lon = 2.5 }, Tags = ["a"] },
            Out = new Departure(At, "1"),
            Back = new Departure(At, "2"),
            Seats = [new Seat(1, "a"), new Seat(2, "")],
            Cars = [new Wagon(1) { Doors = [new Door { Left = true, Moved = At }] }],
            Notes = ["x", ""],
        };

    private static Flight SampleFlight()
        => new() { Id = "f", From = new Station { Name = "ZRH", At = At }, Plane = new Plane("LX", 3), Gate = new Gate("X"), Out = new Departure(At, "3") };
}

internal sealed class TripContext(LocalConnection connection) : LocalContext(connection)
{
    public DbSet<Trip> Trips => Set<Trip>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
        => configurationBuilder.Properties<DateTime>().HaveUnixTimestamp(TimestampUnit.Seconds);

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Trip>(
            b =>
            {
                b.ComplexProperty(t => t.From, s => s.ComplexProperty(x => x.Geo));
                b.ComplexProperty(t => t.Out);
                b.ComplexProperty(t => t.Back);
            });
        modelBuilder.Entity<Train>(
            b =>
            {
                b.ComplexCollection(t => t.Cars, c => c.ComplexCollection(x => x.Doors));
                b.ComplexCollection(t => t.Stops);
            });
        modelBuilder.Entity<Flight>(
            b =>
            {
                b.ComplexProperty(f => f.Plane);
                b.ComplexProperty(f => f.Gate);
            });
    }
}

internal abstract class Trip
{
    public required string Id { get; init; }

    public required Station From { get; set; }

    public Departure Out { get; set; }

    public Departure? Back { get; set; }
}

internal sealed class Train : Trip
{
    public List<Seat> Seats { get; init; } = [];

    public List<Wagon> Cars { get; set; } = [];

    public IList<Station> Stops { get; set; } = [];

    public IReadOnlyList<string> Notes { get; set; } = [];
}

internal sealed class Flight : Trip
{
    public Plane? Plane { get; set; }

    public required Gate Gate { get; set; }
}

/// <summary>A record with init and required members.</summary>
internal sealed record Station
{
    public required string Name { get; init; }

    public DateTime At { get; set; }

    public Position? Geo { get; init; }

    public HashSet<string> Tags { get; init; } = [];
}

/// <summary>A mutable struct.</summary>
internal struct Position
{
    public double Lat { get; set; }

    public double Lon { get; set; }
}

/// <summary>A struct that cannot be changed.</summary>
internal readonly record struct Departure(DateTime At, string Track);

internal readonly record struct Seat(int No, string Row);

/// <summary>A class with a constructor, whose property nobody else sets.</summary>
internal sealed class Wagon(int no)
{
    public int No { get; private set; } = no;

    public List<Door> Doors { get; set; } = [];
}

internal sealed class Door
{
    public bool Left { get; set; }

    public DateTime Moved { get; set; }
}

/// <summary>A record with a constructor.</summary>
internal sealed record Plane(string Line, int Wheels);

internal sealed record Gate(string Name);
