using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Metadata;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EFCore.DynamoDb.Tests.Metadata;

public class TableValidationTests
{
    [Theory]
    [InlineData("ab")]
    [InlineData("orders of today")]
    [InlineData("bestellungen-fürs-büro")]
    public void Table_names_outside_DynamoDBs_rules_are_refused(string name)
        => Assert.Equal(DynamoDbStrings.TableName("Order", name), ErrorOf(e => e.ToTable(name)));

    [Fact]
    public void Table_names_have_at_most_255_characters()
    {
        Assert.NotNull(ModelOnly.Build(b => b.Entity<Order>().ToTable(new string('t', 255))));
        Assert.Equal(DynamoDbStrings.TableName("Order", new string('t', 256)), ErrorOf(e => e.ToTable(new string('t', 256))));
    }

    [Fact]
    public void Attribute_names_have_at_most_65535_bytes_and_those_of_keys_255()
    {
        var tooLong = new string('é', 32768);
        Assert.Equal(
            DynamoDbStrings.AttributeName("Order", "Status", tooLong), ErrorOf(e => e.Property(o => o.Status).HasAttributeName(tooLong)));

        var tooLongForKeys = new string('é', 128);
        Assert.NotNull(ModelOnly.Build(b => b.Entity<Order>().Property(o => o.Status).HasAttributeName(tooLongForKeys)));
        Assert.Equal(
            DynamoDbStrings.KeyAttributeName("Order", "Id", tooLongForKeys),
            ErrorOf(e => e.Property(o => o.Id).HasAttributeName(tooLongForKeys)));
        Assert.Equal(
            DynamoDbStrings.KeyAttributeName("Order", "Status", tooLongForKeys),
            ErrorOf(e =>
            {
                e.Property(o => o.Status).HasAttributeName(tooLongForKeys);
                e.HasGsi("by_status", o => o.Status);
            }));
    }

    [Fact]
    public void Two_properties_of_a_type_cannot_share_an_attribute()
        => Assert.Equal(
            DynamoDbStrings.SameAttributeTwice("Order", "City", "Status", "City"),
            ErrorOf(e => e.Property(o => o.Status).HasAttributeName("City")));

    [Fact]
    public void A_derived_types_property_cannot_share_an_attribute_with_an_inherited_one()
        => Assert.Equal(
            DynamoDbStrings.SameAttributeTwice("BigOrder", "Status", "Crane", "Status"),
            ModelOnly.ErrorOf(b =>
            {
                b.Entity<Order>();
                b.Entity<BigOrder>().Property(o => o.Crane).HasAttributeName("Status");
            }));

    [Fact]
    public void Siblings_may_share_an_attribute()
    {
        var model = ModelOnly.Build(b =>
        {
            b.Entity<Order>();
            b.Entity<BigOrder>().Property(o => o.Crane).HasAttributeName("Extra");
            b.Entity<SmallOrder>().Property(o => o.Envelope).HasAttributeName("Extra");
        });

        var layout = model.FindEntityType(typeof(Order))!.GetLayout();
        Assert.Equal(
            layout.OrdinalOf(model.FindEntityType(typeof(BigOrder))!.FindProperty("Crane")!),
            layout.OrdinalOf(model.FindEntityType(typeof(SmallOrder))!.FindProperty("Envelope")!));
    }

    [Fact]
    public void Types_that_share_a_table_must_agree_on_its_key()
    {
        Assert.Equal(
            DynamoDbStrings.TableKeysDiffer("shop", "Invoice", "(Id S)", "Order", "(pk S)"),
            ErrorOfShared(order: e => e.Property(o => o.Id).HasAttributeName("pk")));
        Assert.Equal(
            DynamoDbStrings.TableKeysDiffer("shop", "Invoice", "(Id S)", "Order", "(Id S, Number N)"),
            ErrorOfShared(order: e => e.HasSortKey(o => o.Number)));
        Assert.Equal(
            DynamoDbStrings.TableKeysDiffer("shop", "Invoice", "(Id N)", "Order", "(Id S)"),
            ErrorOfShared(invoice: e =>
            {
                e.HasPartitionKey(i => i.Number);
                e.Ignore(i => i.Id);
                e.Property(i => i.Number).HasAttributeName("Id");
            }));
    }

    [Fact]
    public void Types_that_share_a_table_need_discriminators()
        => Assert.Equal(
            DynamoDbStrings.NoDiscriminator("shop", "Order", "Invoice"), ErrorOfShared(order: e => e.Property<int>("$type")));

    [Fact]
    public void Types_that_share_a_table_need_one_discriminator_attribute()
        => Assert.Equal(
            DynamoDbStrings.DiscriminatorsDiffer("shop", "Invoice", "$type", "Order", "kind"),
            ErrorOfShared(order: e => e.HasDiscriminator<string>("kind").HasValue("O")));

    [Fact]
    public void Types_that_share_a_table_need_different_discriminator_values()
        => Assert.Equal(
            DynamoDbStrings.SameDiscriminatorValue("shop", "Invoice", "Order", "X"),
            ErrorOfShared(
                e => e.HasDiscriminator<string>("kind").HasValue("X"),
                e => e.HasDiscriminator<string>("kind").HasValue("X")));

    [Fact]
    public void A_discriminator_may_be_a_property_of_every_type()
    {
        var model = ModelOnly.Build(b =>
        {
            b.Entity<Order>(e => e.ToTable("shop").HasDiscriminator(o => o.Status).HasValue("order"));
            b.Entity<Invoice>(e => e.ToTable("shop").HasDiscriminator(i => i.Status).HasValue("invoice"));
        });

        Assert.Equal("Status", model.GetTables().Single().DiscriminatorAttribute);
    }

    [Fact]
    public void The_discriminator_takes_the_name_that_the_model_gives_it()
        => Assert.Equal(
            "_t",
            ModelOnly.Build(b =>
            {
                b.HasEmbeddedDiscriminatorName("_t");
                b.Entity<Order>().ToTable("shop");
                b.Entity<Invoice>().ToTable("shop");
            }).GetTables().Single().DiscriminatorAttribute);

    [Fact]
    public void Types_that_share_a_table_must_not_say_different_things_about_it()
    {
        Assert.Equal(
            DynamoDbStrings.SettingsDiffer("shop", "Invoice", "Order", "provisioned throughput"),
            ErrorOfShared(
                e => e.ToTable(t => t.HasProvisionedThroughput(1, 1)), e => e.ToTable(t => t.HasProvisionedThroughput(2, 1))));
        Assert.NotNull(ModelOnly.Build(b =>
        {
            b.Entity<Order>().ToTable("shop", t => t.HasProvisionedThroughput(1, 1));
            b.Entity<Invoice>().ToTable("shop", t => t.HasProvisionedThroughput(1, 1));
        }));
    }

    [Fact]
    public void Billing_mode_and_throughput_must_fit()
    {
        Assert.Equal(
            DynamoDbStrings.ProvisionedWithoutThroughput("Order"),
            ErrorOf(e => e.ToTable(t => t.HasBillingMode(DynamoDbBillingMode.Provisioned))));
        Assert.Equal(
            DynamoDbStrings.OnDemandWithThroughput("Order"),
            ErrorOf(e => e.ToTable(t => t.HasBillingMode(DynamoDbBillingMode.OnDemand).HasProvisionedThroughput(1, 1))));
        Assert.Equal(
            DynamoDbStrings.OnDemandWithThroughput("Order"),
            ErrorOf(e => e.HasGsi("by_status", o => o.Status).HasProvisionedThroughput(1, 1)));
        Assert.Equal(
            DynamoDbStrings.ProvisionedWithOnDemandThroughput("Order"),
            ErrorOf(e => e.ToTable(t => t.HasProvisionedThroughput(1, 1).HasOnDemandThroughput(5))));
        Assert.Equal(
            DynamoDbStrings.ProvisionedWithOnDemandThroughput("Order"),
            ErrorOf(e =>
            {
                e.ToTable(t => t.HasProvisionedThroughput(1, 1));
                e.HasGsi("by_status", o => o.Status).HasOnDemandThroughput(5);
            }));
    }

    [Fact]
    public void Throughputs_are_at_least_1()
    {
        Assert.Throws<ArgumentOutOfRangeException>(
            "read", () => ModelOnly.Build(b => b.Entity<Order>().ToTable(t => t.HasProvisionedThroughput(0, 1))));
        Assert.Throws<ArgumentOutOfRangeException>(
            "maxWrite",
            () => ModelOnly.Build(b => b.Entity<Order>().HasGsi("by_status", o => o.Status).HasOnDemandThroughput(maxWrite: 0)));
    }

    [Fact]
    public void Time_to_live_needs_a_property_of_the_right_type_and_mapping()
    {
        Assert.Equal(DynamoDbStrings.UnknownTimeToLive("Order", "Expires"), ErrorOf(e => e.HasTimeToLive("Expires")));
        Assert.Equal(DynamoDbStrings.TimeToLiveType("Order", "Status", "string"), ErrorOf(e => e.HasTimeToLive(o => o.Status)));
        Assert.Equal(
            DynamoDbStrings.TimeToLiveMapping("Order", "ExpiresAt"),
            ErrorOf(e =>
            {
                e.HasTimeToLive(o => o.ExpiresAt);
                e.Property(o => o.ExpiresAt).HasUnixTimestamp(TimestampUnit.Milliseconds);
            }));
        Assert.Equal(
            DynamoDbStrings.TimeToLiveMapping("Order", "ExpiresAt"),
            ErrorOf(e =>
            {
                e.HasTimeToLive(o => o.ExpiresAt);
                e.Property(o => o.ExpiresAt).HasIsoFormat("yyyy-MM-dd");
            }));
        Assert.Equal(
            DynamoDbStrings.TimeToLiveMapping("Order", "ExpiresAt"),
            ErrorOf(e =>
            {
                e.HasTimeToLive(o => o.ExpiresAt);
                e.Property(o => o.ExpiresAt).HasConversion(t => t!.Value.Year, y => new DateTime(y, 1, 1));
            }));
        Assert.Equal(
            DynamoDbStrings.TimeToLiveMapping("Order", "Number"),
            ErrorOf(e =>
            {
                e.HasTimeToLive(o => o.Number);
                e.Property(o => o.Number).HasConversion<string>();
            }));
    }

    [Fact]
    public void A_table_has_one_time_to_live()
        => Assert.Equal(
            DynamoDbStrings.SeveralTimesToLive("shop", "Number", "ExpiresAt"),
            ErrorOfShared(e => e.HasTimeToLive(i => i.Number), e => e.HasTimeToLive(o => o.ExpiresAt)));

    private static string ErrorOf(Action<EntityTypeBuilder<Order>> configure)
        => ModelOnly.ErrorOf(b => b.Entity(configure));

    // EF keeps entity types in the order of their names: Invoice comes first.
    private static string ErrorOfShared(
        Action<EntityTypeBuilder<Invoice>>? invoice = null, Action<EntityTypeBuilder<Order>>? order = null)
        => ModelOnly.ErrorOf(b =>
        {
            b.Entity<Order>(e =>
            {
                e.ToTable("shop");
                order?.Invoke(e);
            });
            b.Entity<Invoice>(e =>
            {
                e.ToTable("shop");
                invoice?.Invoke(e);
            });
        });

    private class Order
    {
        public string Id { get; set; } = "";

        public int Number { get; set; }

        public string? City { get; set; }

        public string? Status { get; set; }

        public DateTime? ExpiresAt { get; set; }
    }

    private sealed class BigOrder : Order
    {
        public string? Crane { get; set; }
    }

    private sealed class SmallOrder : Order
    {
        public string? Envelope { get; set; }
    }

    private sealed class Invoice
    {
        public string Id { get; set; } = "";

        public int Number { get; set; }

        public string? Status { get; set; }
    }
}
