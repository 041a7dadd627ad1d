using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.Items;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Values;

public class Shipment
{
    public int Id { get; set; }

    public Parcel Parcel { get; set; } = new();
}

public class Parcel
{
    [UnixTimestamp(TimestampUnit.Seconds)]
    public DateTime SentAt { get; set; }

    public DateTimeOffset? ArrivedAt { get; set; }

    public Guid Code { get; set; }

    [JsonStr]
    public List<string> Labels { get; set; } = [];

    public Size Size { get; set; }

    public bool IsInsured { get; set; }

    public string? Note { get; set; }

    public DateOnly Day { get; set; }
}

/// <summary>The forms of values are the same inside documents.</summary>
public class ValuesInDocumentsTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    [Fact]
    public async Task Members_of_complex_types_have_the_forms_that_the_model_says()
    {
        await using var connection = local.Connect();
        await using var db = new ShipmentContext(connection);
        await db.Database.EnsureCreatedAsync();
        connection.Recorder.Clear();
        var sentAt = new DateTime(2024, 1, 1, 0, 0, 1, 500, DateTimeKind.Utc);
        var shipment = new Shipment
        {
            Id = 1,
            Parcel = new Parcel
            {
                SentAt = sentAt,
                ArrivedAt = DateTimeOffset.UnixEpoch.AddMilliseconds(-1),
                Code = Guid.Empty,
                Labels = ["a"],
                Size = Size.Large,
                IsInsured = true,
                Day = new DateOnly(2024, 2, 3),
            },
        };
        db.Add(shipment);
        await db.SaveChangesAsync();

        Assert.Equal(
            """
            PutItem Shipments {Id: 1, Parcel: {ArrivedAt: -1, Code: binary(AAAAAAAAAAAAAAAAAAAAAA==), Day: "20240203", IsInsured: true, Labels: "[\"a\"]", Note: null, SentAt: 1704067201, Size: "Large"}}
            """.Trim() + " if: attribute_not_exists(Id) on failure: ALL_OLD",
            connection.Recorder.Single.ToString());
        connection.Recorder.Clear();

        // A change inside the JSON is one path; the same second is no change.
        shipment.Parcel.SentAt = sentAt.AddMilliseconds(100);
        shipment.Parcel.Labels.Add("b");
        await db.SaveChangesAsync();
        Assert.Equal(
            """UpdateItem Shipments {Id: 1} SET Parcel.Labels = "[\"a\",\"b\"]" if: attribute_type(Parcel, "M") on failure: ALL_OLD""",
            connection.Recorder.Single.ToString());
        connection.Recorder.Clear();

        db.ChangeTracker.Clear();
        var read = await db.Shipments.SingleAsync(s => s.Id == 1);
        Assert.Equal(new DateTime(2024, 1, 1, 0, 0, 1, DateTimeKind.Utc), read.Parcel.SentAt);
        Assert.Equal(["a", "b"], read.Parcel.Labels);
        Assert.Equal((Guid.Empty, Size.Large, true), (read.Parcel.Code, read.Parcel.Size, read.Parcel.IsInsured));
        connection.Recorder.Clear();

        Assert.Equal(1, await db.Shipments.AllowScan().CountAsync(s => s.Parcel.SentAt == sentAt && s.Parcel.Note == null));
        Assert.Equal(0, await db.Shipments.AllowScan().CountAsync(s => s.Parcel.SentAt > sentAt));
        Assert.All(connection.Recorder.Texts, text => Assert.Contains("1704067201", text, StringComparison.Ordinal));
    }

    private sealed class ShipmentContext(LocalConnection connection) : DbContext
    {
        public DbSet<Shipment> Shipments => Set<Shipment>();

        protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder)
            => optionsBuilder.UseLocal(connection);

        protected override void OnModelCreating(ModelBuilder modelBuilder)
            => modelBuilder.Entity<Shipment>().ComplexProperty(
                s => s.Parcel,
                b =>
                {
                    b.Property(p => p.ArrivedAt).HasUnixTimestamp(TimestampUnit.Milliseconds);
                    b.Property(p => p.Code).HasAttributeType(DynamoDbAttributeType.B);
                    b.Property(p => p.Size).HasConversion<string>();
                    b.Property(p => p.Note).StoreNullAsNull();
                    b.Property(p => p.Day).HasIsoFormat("yyyyMMdd");
                });
    }
}
