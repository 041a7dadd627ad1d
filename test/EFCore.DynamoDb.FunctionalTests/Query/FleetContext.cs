using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Query;

/// <summary>
/// A hierarchy of three levels with abstract types, in one table with another type; one whose discriminator is a property with values of its own; one whose
/// discriminator is the number that is its sort key.
/// </summary>
public sealed class FleetContext(LocalConnection connection, Action<DynamoDbDbContextOptionsBuilder>? options = null)
    : LocalContext(connection, options)
{
    public DbSet<Vehicle> Vehicles => Set<Vehicle>();

    public DbSet<Garage> Garages => Set<Garage>();

    public DbSet<Payment> Payments => Set<Payment>();

    public DbSet<Reading> Readings => Set<Reading>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Vehicle>(
            b =>
            {
                b.ToTable("Fleet");
                b.HasPartitionKey(v => v.Fleet);
                b.HasSortKey(v => v.Plate);
                b.HasGsi("ByWheels", v => v.Wheels);
            });
        modelBuilder.Entity<Car>().HasGsi("ByDoors", c => c.Doors);
        modelBuilder.Entity<SportsCar>();
        modelBuilder.Entity<Truck>();
        modelBuilder.Entity<Boat>();
        modelBuilder.Entity<Sailboat>();
        modelBuilder.Entity<Garage>(
            b =>
            {
                b.ToTable("Fleet");
                b.HasPartitionKey(g => g.Fleet);
                b.HasSortKey(g => g.Plate);
            });
        modelBuilder.Entity<Payment>(
            b =>
            {
                b.ToTable("Payments");
                b.HasPartitionKey(p => p.Account);
                b.HasSortKey(p => p.Number);
                b.HasDiscriminator(p => p.Kind).HasValue<Payment>("pay").HasValue<CardPayment>("card").HasValue<CashPayment>("cash");
            });
        modelBuilder.Entity<Reading>(
            b =>
            {
                b.ToTable("Readings");
                b.HasPartitionKey(r => r.Sensor);
                b.HasSortKey(r => r.Kind);
                b.HasDiscriminator(r => r.Kind).HasValue<Temperature>(1).HasValue<Pressure>(2);
            });
        modelBuilder.Entity<Temperature>();
        modelBuilder.Entity<Pressure>();
    }
}

public abstract class Vehicle
{
    public required string Fleet { get; set; }

    public required string Plate { get; set; }

    public int Wheels { get; set; }
}

public class Car : Vehicle
{
    public int Doors { get; set; }

    public string? Radio { get; set; }
}

public class SportsCar : Car
{
    public int TopSpeed { get; set; }
}

/// <summary>Shares the attribute Radio with its sibling.</summary>
public class Truck : Vehicle
{
    public int Load { get; set; }

    public string? Radio { get; set; }
}

public abstract class Boat : Vehicle
{
    public int Length { get; set; }
}

public class Sailboat : Boat
{
    public int Sails { get; set; }
}

public class Garage
{
    public required string Fleet { get; set; }

    public required string Plate { get; set; }

    public int Places { get; set; }

    public int Wheels { get; set; }
}

public class Payment
{
    public required string Account { get; set; }

    public int Number { get; set; }

    public string Kind { get; set; } = null!;

    public int Cents { get; set; }
}

public class CardPayment : Payment
{
    public string? Card { get; set; }
}

public class CashPayment : Payment
{
    public int Change { get; set; }
}

public abstract class Reading
{
    public required string Sensor { get; set; }

    public int Kind { get; set; }
}

public class Temperature : Reading
{
    public int Degrees { get; set; }
}

public class Pressure : Reading
{
    public int Pascal { get; set; }
}
