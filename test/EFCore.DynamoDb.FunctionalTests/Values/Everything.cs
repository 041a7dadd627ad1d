using System.Globalization;
using System.Numerics;
using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.Infrastructure;
using EFCore.DynamoDb.Items;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Values;

public enum Size
{
    Small = 1,
    Large = 2,
}

public record Address(string Street, string? City);

public readonly record struct Money(decimal Amount, string Currency);

/// <summary>A property of every kind that an attribute can hold.</summary>
public class Everything
{
    public string Id { get; set; } = "";

    public sbyte SByte { get; set; }

    public byte Byte { get; set; }

    public short Int16 { get; set; }

    public ushort UInt16 { get; set; }

    public int Int32 { get; set; }

    public uint UInt32 { get; set; }

    public long Int64 { get; set; }

    public ulong UInt64 { get; set; }

    public Int128 Int128 { get; set; }

    public UInt128 UInt128 { get; set; }

    public BigInteger BigInteger { get; set; }

    public decimal Decimal { get; set; }

    public double Double { get; set; }

    public float Single { get; set; }

    public Half Half { get; set; }

    public bool Boolean { get; set; }

    public string Text { get; set; } = "";

    public char Char { get; set; }

    public Guid Guid { get; set; }

    public Guid GuidBytes { get; set; }

    public byte[] Bytes { get; set; } = [];

    public ReadOnlyMemory<byte> Memory { get; set; }

    public Size Size { get; set; }

    public Size SizeName { get; set; }

    public DateTime DateTime { get; set; }

    public DateTimeOffset DateTimeOffset { get; set; }

    public DateOnly Date { get; set; }

    public TimeOnly Time { get; set; }

    public TimeSpan Duration { get; set; }

    public DateTime Seconds { get; set; }

    public DateTimeOffset Milliseconds { get; set; }

    public DateTime? Microseconds { get; set; }

    public DateTimeOffset? Nanoseconds { get; set; }

    public DateTimeOffset Python { get; set; }

    public Address? Address { get; set; }

    public List<string> Tags { get; set; } = [];

    public Dictionary<string, int> Counts { get; set; } = [];

    public Money Price { get; set; }

    public Uri? Link { get; set; }

    public int? NoNumber { get; set; }

    public string? NoText { get; set; }

    public DateTime? NoTime { get; set; }

    public string? StoredNull { get; set; }

    public static Everything Sample()
        => new()
        {
            Id = "e",
            SByte = -128,
            Byte = 255,
            Int16 = -32768,
            UInt16 = 65535,
            Int32 = int.MinValue,
            UInt32 = uint.MaxValue,
            Int64 = long.MinValue,
            UInt64 = ulong.MaxValue,
            Int128 = -Int128.Parse(new string('9', 38), CultureInfo.InvariantCulture),
            UInt128 = UInt128.Parse(new string('9', 38), CultureInfo.InvariantCulture),
            BigInteger = BigInteger.Pow(10, 100),
            Decimal = 79228162514264337593543950335m,
            Double = 0.1,
            Single = 0.1f,
            Half = (Half)0.1,
            Boolean = true,
            Text = "Grüße 😀",
            Char = 'ß',
            Guid = new Guid("0f8fad5b-d9cb-469f-a165-70867728950e"),
            GuidBytes = new Guid("0f8fad5b-d9cb-469f-a165-70867728950e"),
            Bytes = [0, 255],
            Memory = new byte[] { 1, 2 },
            Size = Size.Large,
            SizeName = Size.Large,
            DateTime = new DateTime(2024, 2, 29, 12, 0, 0, DateTimeKind.Utc).AddTicks(1),
            DateTimeOffset = new DateTimeOffset(2024, 2, 29, 12, 0, 0, TimeSpan.Zero),
            Date = new DateOnly(2024, 2, 29),
            Time = new TimeOnly(12, 0, 1),
            Duration = TimeSpan.FromMilliseconds(-1500),
            Seconds = new DateTime(2050, 1, 1, 0, 0, 1, DateTimeKind.Utc),
            Milliseconds = DateTimeOffset.UnixEpoch.AddMilliseconds(-1),
            Microseconds = DateTime.UnixEpoch.AddTicks(10),
            Nanoseconds = DateTimeOffset.UnixEpoch.AddTicks(-1),
            Python = new DateTimeOffset(2024, 7, 1, 12, 0, 0, TimeSpan.FromHours(2)),
            Address = new Address("Main St 1", null),
            Tags = ["a", "b"],
            Counts = new Dictionary<string, int> { ["x"] = 1 },
            Price = new Money(12.5m, "EUR"),
            Link = new Uri("https://example.org/"),
        };
}

public sealed class EverythingContext(LocalConnection connection, Action<DynamoDbDbContextOptionsBuilder>? options = null) : DbContext
{
    public DbSet<Everything> Everything => Set<Everything>();

    public static async Task<EverythingContext> CreateAsync(LocalConnection connection)
    {
        var context = new EverythingContext(connection);
        await context.Database.EnsureCreatedAsync();
        connection.Recorder.Clear();
        return context;
    }

    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder)
        => optionsBuilder.UseLocal(connection, options);

    protected override void OnModelCreating(ModelBuilder modelBuilder)
        => modelBuilder.Entity<Everything>(b =>
        {
            b.Property(e => e.GuidBytes).HasAttributeType(DynamoDbAttributeType.B);
            b.Property(e => e.SizeName).HasConversion<string>();
            b.Property(e => e.Seconds).HasUnixTimestamp(TimestampUnit.Seconds);
            b.Property(e => e.Milliseconds).HasUnixTimestamp(TimestampUnit.Milliseconds);
            b.Property(e => e.Microseconds).HasUnixTimestamp(TimestampUnit.Microseconds);
            b.Property(e => e.Nanoseconds).HasUnixTimestamp(TimestampUnit.Nanoseconds);
            b.Property(e => e.Python).HasIsoFormat("yyyy-MM-ddTHH:mm:sszzz");
            b.Property(e => e.Address).HasJsonStr();
            b.Property(e => e.Tags).HasJsonStr();
            b.Property(e => e.Counts).HasJsonStr();
            b.Property(e => e.Price).HasConversion(
                m => m.Amount.ToString(CultureInfo.InvariantCulture) + " " + m.Currency,
                s => new Money(decimal.Parse(s.Split(' ', StringSplitOptions.None)[0], CultureInfo.InvariantCulture), s.Split(' ', StringSplitOptions.None)[1]));
            b.Property(e => e.StoredNull).StoreNullAsNull();
        });
}
