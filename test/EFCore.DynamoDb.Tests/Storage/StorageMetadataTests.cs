using EFCore.DynamoDb.Items;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EFCore.DynamoDb.Tests.Storage;

/// <summary>What the model says of the form of a property can be read, set, and set by conventions.</summary>
public class StorageMetadataTests
{
    [Fact]
    public void What_was_said_can_be_read()
    {
        Assert.Equal(TimestampUnit.Microseconds, Stored.Property<DateTime>(p => p.HasUnixTimestamp(TimestampUnit.Microseconds)).GetUnixTimestamp());
        Assert.Equal("yyyy", Stored.Property<DateOnly>(p => p.HasIsoFormat("yyyy")).GetIsoFormat());
        Assert.True(Stored.Property<List<int>>(p => p.HasJsonStr()).IsJsonStr());
        Assert.Equal(DynamoDbAttributeType.B, Stored.Property<Guid>(p => p.HasAttributeType(DynamoDbAttributeType.B)).GetAttributeType());
        Assert.Equal(DynamoDbAttributeType.S, Stored.Property<Guid>().GetAttributeType());
        Assert.True(Stored.Property<int?>(p => p.StoreNullAsNull()).GetStoreNullAsNull());
        Assert.False(Stored.Property<int?>(p => p.StoreNullAsNull(false)).GetStoreNullAsNull());

        var plain = Stored.Property<DateTime?>();
        Assert.Null(plain.GetUnixTimestamp());
        Assert.Null(plain.GetIsoFormat());
        Assert.Null(plain.GetStoreNullAsNull());
        Assert.False(plain.IsJsonStr());
    }

    [Fact]
    public void All_properties_of_a_type_may_store_null()
    {
        Assert.True(Stored.Property<int?>(conventions: c => c.Properties<int>().StoreNullAsNull()).GetStoreNullAsNull());
        Assert.False(Stored.Property<int?>(p => p.StoreNullAsNull(false), c => c.Properties<int>().StoreNullAsNull()).GetStoreNullAsNull());
    }

    [Fact]
    public void One_property_may_differ_from_all_others_of_its_type()
    {
        static void AllInSeconds(ModelConfigurationBuilder c) => c.Properties<DateTime>().HaveUnixTimestamp(TimestampUnit.Seconds);
        var time = new DateTime(2024, 1, 1, 0, 0, 1, 500, DateTimeKind.Utc);

        Assert.Equal("N 1704067201500", Stored.Mapping<DateTime>(p => p.HasUnixTimestamp(TimestampUnit.Milliseconds), AllInSeconds).Text(time));
        Assert.Equal("S 2024-01-01T00:00:01.5000000Z", Stored.Mapping<DateTime>(p => p.Metadata.SetUnixTimestamp(null), AllInSeconds).Text(time));
        Assert.Equal(
            "S 20240101",
            Stored.Mapping<DateTime>(
                p =>
                {
                    p.Metadata.SetUnixTimestamp(null);
                    p.HasIsoFormat("yyyyMMdd");
                },
                AllInSeconds).Text(time));
    }

    [Fact]
    public void Conventions_say_it_too_and_give_way_to_what_is_said_explicitly()
    {
        var property = Stored.Property<DateOnly>(p =>
        {
            var builder = ((IConventionProperty)p.Metadata).Builder;
            Assert.NotNull(builder.HasIsoFormat("yyyy"));
            Assert.NotNull(builder.StoreNullAsNull(true));
            Assert.NotNull(builder.HasJsonStr(true));
            Assert.NotNull(builder.HasJsonStr(null));
            Assert.NotNull(builder.HasAttributeType(DynamoDbAttributeType.S));
            p.HasIsoFormat("yyyy-MM");
            Assert.False(builder.CanSetIsoFormat("yyyy", fromDataAnnotation: true));
            Assert.Null(builder.HasIsoFormat("yyyy"));
            Assert.True(builder.CanSetStoreNullAsNull(false));
            Assert.True(builder.CanSetJsonStr(true));
            Assert.True(builder.CanSetAttributeType(null));
        });

        Assert.Equal("yyyy-MM", property.GetIsoFormat());
        Assert.True(property.GetStoreNullAsNull());
        Assert.False(property.IsJsonStr());
    }
}
