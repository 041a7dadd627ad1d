using EFCore.DynamoDb.FunctionalTests.Local;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Query;

/// <summary>Hierarchies, and types that share a table: which items are read, and what becomes of them.</summary>
public class InheritanceTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    private static readonly List<Vehicle> Vehicles =
    [
        new Car { Fleet = "f", Plate = "a", Wheels = 4, Doors = 5, Radio = "DAB" },
        new Car { Fleet = "f", Plate = "b", Wheels = 3, Doors = 2 },
        new SportsCar { Fleet = "f", Plate = "c", Wheels = 4, Doors = 2, TopSpeed = 300, Radio = "FM" },
        new Truck { Fleet = "f", Plate = "d", Wheels = 6, Load = 20, Radio = "DAB" },
        new Sailboat { Fleet = "f", Plate = "e", Length = 12, Sails = 2 },
        new SportsCar { Fleet = "g", Plate = "a", Wheels = 4, Doors = 3, TopSpeed = 250 },
    ];

    [Fact]
    public async Task Queries_over_a_hierarchy_give_what_LINQ_gives()
    {
        await using var connection = local.Connect();
        await ArrangeAsync(connection);
        await using var planned = new FleetContext(connection);
        await using var scanned = new FleetContext(connection, Arranging.Scanned);
        var compare = new Comparison<Vehicle>(
            Vehicles, v => $"{v.GetType().Name} {v.Fleet}{v.Plate}", ("planned", planned.Vehicles.AsNoTracking().AllowScan()), ("scanned", scanned.Vehicles.AsNoTracking()));

        await compare.Rows(s => s.Select(v => v.Plate));
        await compare.Rows(s => s.OfType<Car>().Select(c => c.Plate + c.Doors));
        await compare.Rows(s => s.OfType<SportsCar>().Select(c => c.Plate + c.TopSpeed));
        await compare.Rows(s => s.OfType<Boat>().Select(b => b.Length));
        await compare.Rows(s => s.OfType<Vehicle>().Select(v => v.Plate));
        await compare.Rows(s => s.OfType<Car>().OfType<SportsCar>().Select(c => c.Plate));
        await compare.Rows(s => s.OfType<Car>().Where(c => c.Doors == 2).Select(c => c.Plate));
        await compare.Rows(s => s.Where(v => v.Fleet == "f").OfType<Car>().OrderBy(c => c.Doors).Take(1).Select(c => c.Plate));
        await compare.Where(v => v is Car);
        await compare.Where(v => !(v is Car));
        await compare.Where(v => v is Boat || v is Truck);
        await compare.Where(v => v is Vehicle);
        await compare.Where(v => v.GetType() == typeof(Car));
        await compare.Where(v => v.GetType() != typeof(Car));
        await compare.Where(v => typeof(SportsCar) == v.GetType());
        await compare.Where(v => v.GetType() == typeof(Boat));
        await compare.Where(v => v is Car && ((Car)v).Doors == 2);
        await compare.Where(v => v is SportsCar && ((SportsCar)v).TopSpeed > 260 && v.Wheels == 4);
        await compare.Where(v => v is Car && ((Car)v).Radio == "DAB");
        await compare.Where(v => v is Truck && ((Truck)v).Radio == "DAB");
        await compare.Where(v => v as Car != null);
        await compare.Where(v => (v as Car) == null);
        await compare.Where(v => (v as Boat) != null && v.Fleet == "f");
        await compare.Where(v => (v as Truck) != null && (v as Truck)!.Radio == "DAB");
        await compare.Where(v => (v as Car) is SportsCar);
        await compare.Rows(s => s.Select(v => v as Car));
        await compare.Rows(s => s.Select(v => new { v.Plate, IsCar = v is Car, Sports = v is SportsCar }));
        await compare.Rows(s => s.Select(v => v is Car ? ((Car)v).Doors : -1));
        await compare.Rows(s => s.Select(v => v is SportsCar ? "fast" : v is Truck ? "strong" : "other"));
        await compare.Rows(s => s.OrderBy(v => v is Car).Select(v => v is Car));
        await compare.Rows(s => s.OfType<Car>().Cast<Vehicle>().Select(v => v.Plate));
        await compare.Rows(s => s.OfType<Car>().Select(c => c.GetType() == typeof(SportsCar)));
        await compare.Value(s => s.OfType<Car>().CountAsync(), s => s.OfType<Car>().Count());
        await compare.Value(s => s.CountAsync(v => v is Boat), s => s.Count(v => v is Boat));
        await compare.Value(s => s.AnyAsync(v => v is Truck), s => s.Any(v => v is Truck));
        await compare.Value(s => s.AllAsync(v => v is Car), s => s.All(v => v is Car));
        await compare.Value(s => s.OfType<Car>().SumAsync(c => c.Doors), s => s.OfType<Car>().Sum(c => c.Doors));
        await compare.Value(s => s.MaxAsync(v => v is Car ? ((Car)v).Doors : 0), s => s.Max(v => v is Car ? ((Car)v).Doors : 0));
        compare.Verify();
    }

    [Fact]
    public async Task A_query_of_the_base_gives_instances_of_the_derived_types_with_their_values()
    {
        await using var connection = local.Connect();
        await ArrangeAsync(connection);
        await using var db = new FleetContext(connection);

        var all = await db.Vehicles.Where(v => v.Fleet == "f").ToListAsync();

        Assert.Equal(
            [typeof(Car), typeof(Car), typeof(SportsCar), typeof(Truck), typeof(Sailboat)],
            all.Select(v => v.GetType()));
        Assert.Equal((300, 2, "FM"), Values((SportsCar)all[2]));
        Assert.Equal((20, "DAB"), (((Truck)all[3]).Load, ((Truck)all[3]).Radio));
        Assert.Equal((12, 2), (((Sailboat)all[4]).Length, ((Sailboat)all[4]).Sails));
        Assert.Equal(5, db.ChangeTracker.Entries<Vehicle>().Count());
        Assert.Same(all[2], await db.Vehicles.OfType<SportsCar>().SingleAsync(c => c.Fleet == "f" && c.Plate == "c"));

        static (int, int, string?) Values(SportsCar car)
            => (car.TopSpeed, car.Doors, car.Radio);
    }

    [Fact]
    public async Task The_type_is_asked_of_the_server()
    {
        await using var connection = local.Connect();
        await ArrangeAsync(connection);
        await using var db = new FleetContext(connection);
        var fleet = db.Vehicles.AsNoTracking().Where(v => v.Fleet == "f");

        Assert.Equal(5, await fleet.CountAsync());
        Assert.Equal(3, (await fleet.OfType<Car>().ToListAsync()).Count);
        Assert.Single(await fleet.Where(v => v is SportsCar).ToListAsync());
        Assert.Equal(2, (await fleet.Where(v => v.GetType() == typeof(Car)).ToListAsync()).Count);
        Assert.Equal(2, (await fleet.OfType<Car>().Where(c => c.Doors == 2).Select(c => c.Plate).ToListAsync()).Count);
        Assert.Empty(await fleet.Where(v => v.GetType() == typeof(Boat)).ToListAsync());
        Assert.Empty(await fleet.OfType<Car>().Where(c => c.GetType() == typeof(Truck)).ToListAsync());

        const string All = """$type IN ("Car", "Truck", "Sailboat", "SportsCar")""";
        connection.AssertSent(
            $"""Query Fleet key: Fleet = "f" filter: {All} count""",
            $"""Query Fleet key: Fleet = "f" filter: $type IN ("Car", "SportsCar")""",
            $"""Query Fleet key: Fleet = "f" filter: {All} AND $type = "SportsCar" """,
            $"""Query Fleet key: Fleet = "f" filter: {All} AND $type = "Car" """,
            $"""Query Fleet key: Fleet = "f" filter: $type IN ("Car", "SportsCar") AND Doors = 2 projection: Plate""");
    }

    [Fact]
    public async Task A_member_behind_as_is_null_for_other_types()
    {
        await using var connection = local.Connect();
        await ArrangeAsync(connection);
        await using var db = new FleetContext(connection);
        await using var scanned = new FleetContext(connection, Arranging.Scanned);

        foreach (var context in new[] { db, scanned })
        {
            var fleet = context.Vehicles.AsNoTracking().Where(v => v.Fleet == "f");
            Assert.Equal(["a"], (await fleet.Where(v => (v as Car)!.Radio == "DAB").ToListAsync()).Select(v => v.Plate));
            Assert.Equal(["b", "d", "e"], (await fleet.Where(v => EF.Property<string?>((v as Car)!, "Radio") == null).ToListAsync()).Select(v => v.Plate));
            Assert.Equal(["c"], (await fleet.Where(v => (v as SportsCar)!.TopSpeed > 0).ToListAsync()).Select(v => v.Plate));
            Assert.Equal(["DAB", null, "FM", null, null], await fleet.Select(v => (v as Car)!.Radio).ToListAsync());
        }
    }

    [Fact]
    public async Task Types_that_share_a_table_do_not_see_each_other()
    {
        await using var connection = local.Connect();
        await ArrangeAsync(connection);
        await using var db = new FleetContext(connection);

        var garages = await db.Garages.Where(g => g.Fleet == "f").ToListAsync();
        Assert.Null(await db.Garages.SingleOrDefaultAsync(g => g.Fleet == "f" && g.Plate == "a"));
        Assert.Null(await db.Garages.FindAsync("f", "a"));
        Assert.Null(await db.Vehicles.FindAsync("f", "z"));
        Assert.Equal(3, (await db.Vehicles.Where(v => v.Wheels == 4).ToListAsync()).Count);
        var limited = await db.Vehicles.Where(v => v.Wheels == 4).Take(3).ToListAsync();

        Assert.Equal(9, Assert.Single(garages).Places);
        Assert.Equal(3, limited.Count);
        const string All = """$type IN ("Car", "Truck", "Sailboat", "SportsCar")""";
        connection.AssertSent(
            """Query Fleet key: Fleet = "f" filter: $type = "Garage" """,
            """GetItem Fleet {Fleet: "f", Plate: "a"}""",
            """GetItem Fleet {Fleet: "f", Plate: "a"}""",
            """GetItem Fleet {Fleet: "f", Plate: "z"}""",
            $"Query Fleet index=ByWheels key: Wheels = 4 filter: {All}",
            $"Query Fleet index=ByWheels key: Wheels = 4 filter: {All} limit: 25");
    }

    [Fact]
    public async Task Find_of_a_derived_type_does_not_give_its_siblings()
    {
        await using var connection = local.Connect();
        await ArrangeAsync(connection);
        await using var db = new FleetContext(connection);

        Assert.IsType<SportsCar>(await db.FindAsync<Vehicle>("f", "c"));
        Assert.IsType<SportsCar>(await db.FindAsync<Car>("f", "c"));
        Assert.Null(await db.FindAsync<Truck>("f", "a"));
        Assert.Null(await db.FindAsync<Boat>("f", "a"));
        Assert.IsType<Sailboat>(await db.FindAsync<Boat>("f", "e"));

        Assert.Equal(
            ["c", "a", "a", "e"],
            connection.Recorder.Requests.Select(r => r.Body.GetProperty("Key").GetProperty("Plate").GetProperty("S").GetString()));
    }

    [Fact]
    public async Task A_discriminator_may_be_a_property_with_values_of_its_own()
    {
        await using var connection = local.Connect();
        await connection.ArrangeAsync(
            new FleetContext(connection),
            new Payment { Account = "x", Number = 1, Cents = 100 },
            new CardPayment { Account = "x", Number = 2, Cents = 200, Card = "visa" },
            new CashPayment { Account = "x", Number = 3, Cents = 300, Change = 7 });
        await using var db = new FleetContext(connection);

        var cards = await db.Payments.Where(p => p.Account == "x").OfType<CardPayment>().ToListAsync();
        var plain = await db.Payments.Where(p => p.Account == "x" && p.GetType() == typeof(Payment)).ToListAsync();
        var kinds = await db.Payments.Where(p => p.Account == "x" && p.Kind != "pay").Select(p => new { p.Number, p.Kind }).ToListAsync();
        var all = await db.Payments.Where(p => p.Account == "x").ToListAsync();

        Assert.Equal("visa", Assert.Single(cards).Card);
        Assert.Equal(1, Assert.Single(plain).Number);
        Assert.Equal(["2 card", "3 cash"], kinds.Select(k => $"{k.Number} {k.Kind}"));
        Assert.Equal(["pay", "card", "cash"], all.Select(p => p.Kind));
        Assert.Equal([typeof(Payment), typeof(CardPayment), typeof(CashPayment)], all.Select(p => p.GetType()));
        connection.AssertSent(
            """Query Payments key: Account = "x" filter: Kind = "card" """,
            """Query Payments key: Account = "x" filter: Kind = "pay" """,
            """Query Payments key: Account = "x" filter: Kind <> "pay" projection: Kind, Number""",
            """Query Payments key: Account = "x" """);
    }

    [Fact]
    public async Task A_discriminator_that_is_the_sort_key_makes_OfType_a_GetItem()
    {
        await using var connection = local.Connect();
        await connection.ArrangeAsync(
            new FleetContext(connection),
            new Temperature { Sensor = "s", Degrees = 21 },
            new Pressure { Sensor = "s", Pascal = 1013 });
        await using var db = new FleetContext(connection);

        Assert.Equal(21, (await db.Set<Temperature>().SingleAsync(r => r.Sensor == "s")).Degrees);
        Assert.Equal(1013, (await db.Readings.OfType<Pressure>().SingleAsync(r => r.Sensor == "s")).Pascal);
        Assert.Equal(2, (await db.Readings.Where(r => r.Sensor == "s").ToListAsync()).Count);

        connection.AssertSent(
            """GetItem Readings {Sensor: "s", Kind: 1}""",
            """GetItem Readings {Sensor: "s", Kind: 2}""",
            """Query Readings key: Sensor = "s" """);
    }

    [Fact]
    public async Task An_index_on_a_property_of_a_derived_type_serves_it()
    {
        await using var connection = local.Connect();
        await ArrangeAsync(connection);
        await using var db = new FleetContext(connection);

        Assert.Equal(["b", "c"], (await db.Set<Car>().Where(c => c.Doors == 2).Select(c => c.Plate).ToListAsync()).Order());
        Assert.Equal(["b", "c"], (await db.Vehicles.OfType<Car>().Where(c => c.Doors == 2).Select(c => c.Plate).ToListAsync()).Order());
        Assert.Equal(["b", "c"], (await db.Vehicles.Where(v => v is Car && ((Car)v).Doors == 2).Select(c => c.Plate).ToListAsync()).Order());

        Assert.All(
            connection.Recorder.Texts, t => Assert.StartsWith("Query Fleet index=ByDoors key: Doors = 2 filter: $type IN (", t, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_item_of_an_unknown_type_is_not_read_as_one_of_the_hierarchy()
    {
        await using var connection = local.Connect();
        await ArrangeAsync(connection);
        await connection.Client.PutItemAsync(
            connection.TableNamePrefix + "Fleet",
            new() { ["Fleet"] = new("f"), ["Plate"] = new("x"), ["$type"] = new("Hovercraft"), ["Wheels"] = new() { N = "0" } });
        await using var db = new FleetContext(connection);

        Assert.Equal(5, (await db.Vehicles.Where(v => v.Fleet == "f").ToListAsync()).Count);
        Assert.Null(await db.Vehicles.FindAsync("f", "x"));
        Assert.Equal(5, await db.Vehicles.CountAsync(v => v.Fleet == "f"));
    }

    private static Task ArrangeAsync(LocalConnection connection)
        => connection.ArrangeAsync(
            new FleetContext(connection),
            [
                .. Vehicles.Select(Copy),
                new Garage { Fleet = "f", Plate = "z", Places = 9, Wheels = 4 },
                new Garage { Fleet = "h", Plate = "z", Places = 1 },
            ]);

    private static Vehicle Copy(Vehicle vehicle)
        => vehicle switch
        {
            SportsCar s => new SportsCar { Fleet = s.Fleet, Plate = s.Plate, Wheels = s.Wheels, Doors = s.Doors, Radio = s.Radio, TopSpeed = s.TopSpeed },
            Car c => new Car { Fleet = c.Fleet, Plate = c.Plate, Wheels = c.Wheels, Doors = c.Doors, Radio = c.Radio },
            Truck t => new Truck { Fleet = t.Fleet, Plate = t.Plate, Wheels = t.Wheels, Load = t.Load, Radio = t.Radio },
            Sailboat s => new Sailboat { Fleet = s.Fleet, Plate = s.Plate, Wheels = s.Wheels, Length = s.Length, Sails = s.Sails },
            _ => throw new InvalidOperationException(),
        };
}
