using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Metadata;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;

namespace EFCore.DynamoDb.Tests.Metadata;

/// <summary>Class, protection, stream, encryption, tags, recovery and replicas: said, read, shared between types, refused.</summary>
public class TableOptionsTests
{
    private const string Key = "arn:aws:kms:us-east-1:123456789012:key/one";

    [Fact]
    public void Nothing_is_said_by_default()
    {
        var model = ModelOnly.Build(b => b.Entity<Order>());
        var type = model.FindEntityType(typeof(Order))!;
        var table = model.GetTables().Single();

        Assert.Equal(DynamoDbTableClass.Standard, type.GetTableClass());
        Assert.False(type.GetDeletionProtection());
        Assert.Null(type.GetStreamViewType());
        Assert.Null(type.GetKmsKeyId());
        Assert.Null(type.GetPointInTimeRecoveryDays());
        Assert.Empty(type.GetTags());
        Assert.Empty(type.GetReplicas());
        Assert.Equal(
            (DynamoDbTableClass.Standard, false, null, null, null),
            (table.TableClass, table.DeletionProtection, table.StreamViewType, table.KmsKeyId, table.PointInTimeRecoveryDays));
        Assert.Empty(table.Tags);
        Assert.Empty(table.Replicas);
    }

    [Fact]
    public void All_of_it_is_said_in_one_chain_and_read_again()
    {
        var model = ModelOnly.Build(b => b.Entity<Order>().ToTable("orders", t => t
            .HasTableClass(DynamoDbTableClass.StandardInfrequentAccess)
            .HasDeletionProtection()
            .HasStream()
            .HasKmsKey(Key)
            .HasTag("team", "shop").HasTag("env", "production")
            .HasPointInTimeRecovery(7)
            .HasReplica("eu-west-1", r => r.HasKmsKey("alias/eu").HasTableClass(DynamoDbTableClass.Standard).HasOnDemandThroughput(50))));
        var type = model.FindEntityType(typeof(Order))!;

        Assert.Equal(DynamoDbTableClass.StandardInfrequentAccess, type.GetTableClass());
        Assert.True(type.GetDeletionProtection());
        Assert.Equal(DynamoDbStreamViewType.NewAndOldImages, type.GetStreamViewType());
        Assert.Equal(Key, type.GetKmsKeyId());
        Assert.Equal(7, type.GetPointInTimeRecoveryDays());
        Assert.Equal(new Dictionary<string, string> { ["team"] = "shop", ["env"] = "production" }, type.GetTags());
        var replica = new DynamoDbReplica("eu-west-1") { KmsKeyId = "alias/eu", TableClass = DynamoDbTableClass.Standard, OnDemandMaxRead = 50 };
        Assert.Equal([replica], type.GetReplicas());

        var table = model.GetDynamoTables().Single();
        Assert.Equal(DynamoDbTableClass.StandardInfrequentAccess, table.TableClass);
        Assert.True(table.DeletionProtection);
        Assert.Equal(DynamoDbStreamViewType.NewAndOldImages, table.StreamViewType);
        Assert.Equal(Key, table.KmsKeyId);
        Assert.Equal(7, table.PointInTimeRecoveryDays);
        Assert.Equal(["env", "team"], table.Tags.Keys);
        Assert.Equal([replica], table.Replicas);
    }

    [Fact]
    public void Throughputs_are_told_with_the_table_and_its_indexes()
    {
        var tables = ModelOnly.Build(b =>
        {
            b.Entity<Order>(e =>
            {
                e.ToTable("orders", t => t.HasProvisionedThroughput(5, 6).HasWarmThroughput(12000, 4000));
                e.HasGsi("by_status", o => o.Status).HasWarmThroughput(13000, null);
                e.HasGsi("by_status_again", o => o.Status).HasProvisionedThroughput(1, 2);
            });
            b.Entity<Invoice>(e =>
            {
                e.ToTable("invoices", t => t.HasOnDemandThroughput(maxRead: 9));
                e.HasGsi("by_total", i => i.Total).HasOnDemandThroughput(null, 8);
            });
        }).GetDynamoTables().ToDictionary(t => t.Name);

        Assert.Equal((5, 6), tables["orders"].ProvisionedThroughput);
        Assert.Equal((12000, 4000), tables["orders"].WarmThroughput);
        Assert.Equal([(5, 6), (1, 2)], tables["orders"].Indexes.Select(i => i.ProvisionedThroughput!.Value));
        Assert.Equal((13000, null), tables["orders"].Indexes[0].WarmThroughput);
        Assert.Equal((9, null), tables["invoices"].OnDemandThroughput);
        Assert.Equal((null, 8), tables["invoices"].Indexes.Single().OnDemandThroughput);
        Assert.Null(tables["invoices"].Indexes.Single().ProvisionedThroughput);
    }

    [Fact]
    public void A_replica_keeps_what_was_said_before_and_brings_the_stream()
    {
        var model = ModelOnly.Build(b => b.Entity<Order>().ToTable(t => t
            .HasReplica("eu-west-1", r => r.HasOnDemandThroughput(5))
            .HasReplicas("us-east-1", "eu-west-1")
            .HasReplica("eu-west-1", r => r.HasTableClass(DynamoDbTableClass.StandardInfrequentAccess))));

        Assert.Equal(
            [
                new DynamoDbReplica("eu-west-1") { OnDemandMaxRead = 5, TableClass = DynamoDbTableClass.StandardInfrequentAccess },
                new DynamoDbReplica("us-east-1"),
            ],
            model.GetTables().Single().Replicas);
        Assert.Null(model.FindEntityType(typeof(Order))!.GetStreamViewType());
        Assert.Equal(DynamoDbStreamViewType.NewAndOldImages, model.GetTables().Single().StreamViewType);
    }

    [Fact]
    public void Mutable_metadata_sets_and_takes_back()
    {
        var type = ModelOnly.Build(b =>
        {
            var order = b.Entity<Order>().Metadata;
            order.SetTableClass(DynamoDbTableClass.StandardInfrequentAccess);
            order.SetDeletionProtection(true);
            order.SetStreamViewType(DynamoDbStreamViewType.KeysOnly);
            order.SetKmsKeyId(DynamoDbEntityTypeExtensions.AwsManagedKmsKey);
            order.SetPointInTimeRecoveryDays(3);
            order.SetTag("a", "1");
            order.SetTag("b", "2");
            order.SetTag("a", null);
            order.SetReplica(new DynamoDbReplica("eu-west-1") { OnDemandMaxRead = 4 });
            Assert.Equal(new DynamoDbReplica("eu-west-1") { OnDemandMaxRead = 4 }, order.RemoveReplica("eu-west-1"));
            Assert.Null(order.RemoveReplica("eu-west-1"));
        }).FindEntityType(typeof(Order))!;

        Assert.Equal(DynamoDbTableClass.StandardInfrequentAccess, type.GetTableClass());
        Assert.True(type.GetDeletionProtection());
        Assert.Equal(DynamoDbStreamViewType.KeysOnly, type.GetStreamViewType());
        Assert.Equal("alias/aws/dynamodb", type.GetKmsKeyId());
        Assert.Equal(3, type.GetPointInTimeRecoveryDays());
        Assert.Equal(["b"], type.GetTags().Keys);
        Assert.Empty(type.GetReplicas());
    }

    [Fact]
    public void Conventions_give_every_table_what_nobody_said_otherwise()
    {
        var model = ModelOnly.Build(new ConventionContext(b =>
        {
            b.Entity<Order>().ToTable(t => t.HasTag("env", "test").HasDeletionProtection(false).HasPointInTimeRecovery(false));
            b.Entity<Invoice>();
        }));

        var order = model.FindEntityType(typeof(Order))!;
        Assert.Equal(new Dictionary<string, string> { ["env"] = "test", ["team"] = "shop" }, order.GetTags());
        Assert.False(order.GetDeletionProtection());
        Assert.Null(order.GetPointInTimeRecoveryDays());

        var invoice = model.FindEntityType(typeof(Invoice))!;
        Assert.Equal(new Dictionary<string, string> { ["env"] = "production", ["team"] = "shop" }, invoice.GetTags());
        Assert.True(invoice.GetDeletionProtection());
        Assert.Equal(35, invoice.GetPointInTimeRecoveryDays());
        Assert.Equal(DynamoDbTableClass.StandardInfrequentAccess, invoice.GetTableClass());
        Assert.Equal(DynamoDbStreamViewType.NewAndOldImages, invoice.GetStreamViewType());
        Assert.Equal("alias/aws/dynamodb", invoice.GetKmsKeyId());
        Assert.Equal(["eu-west-1"], invoice.GetReplicas().Select(r => r.Region));
        Assert.Equal(DynamoDbBillingMode.OnDemand, invoice.GetBillingMode());
    }

    [Fact]
    public void Conventions_set_throughputs_and_replicas_where_nobody_else_does()
        => ModelOnly.Build(b =>
        {
            var order = (IConventionEntityType)b.Entity<Order>().Metadata;
            Assert.Equal((5, 6), order.SetProvisionedThroughput(5, 6));
            Assert.Equal((7, null), order.SetOnDemandThroughput(7, null));
            Assert.Equal((12000, 4000), order.SetWarmThroughput(12000, 4000, fromDataAnnotation: true));
            Assert.Equal((5, 6), order.GetProvisionedThroughput());
            Assert.Equal((7, null), order.GetOnDemandThroughput());
            Assert.Equal((12000, 4000), order.GetWarmThroughput());
            Assert.Null(order.SetProvisionedThroughput(null, null));
            Assert.Null(order.GetProvisionedThroughput());

            var replica = new DynamoDbReplica("eu-west-1") { OnDemandMaxRead = 3 };
            Assert.Equal(replica, order.SetReplica(replica));
            b.Entity<Order>().ToTable(t => t.HasReplica("eu-west-1", r => r.HasOnDemandThroughput(4)));
            Assert.Null(order.Builder.HasReplica(replica, fromDataAnnotation: true));
            Assert.Equal([replica with { OnDemandMaxRead = 4 }], order.GetReplicas());

            b.Entity<Order>().ToTable(t => t.HasWarmThroughput(20000));
            Assert.Null(order.Builder.HasWarmThroughput(12000, 4000));
            Assert.NotNull(order.Builder.HasOnDemandThroughput(8, 9));
            Assert.Equal((8, 9), order.GetOnDemandThroughput());
            Assert.NotNull(order.Builder.HasProvisionedThroughput(null, null));
            Assert.Equal((20000, null), order.GetWarmThroughput());

            var index = (IConventionIndex)b.Entity<Order>().HasGsi("by_status", o => o.Status).Metadata;
            Assert.Equal((5, 6), index.SetProvisionedThroughput(5, 6));
            Assert.Null(index.SetProvisionedThroughput(null, null));
            Assert.Equal((7, null), index.SetOnDemandThroughput(7, null));
            Assert.Equal((12000, null), index.SetWarmThroughput(12000, null, fromDataAnnotation: true));
            Assert.Equal((12000, null), index.GetWarmThroughput());
        });

    [Fact]
    public void Types_that_share_a_table_add_up_their_tags_and_replicas()
    {
        var table = Shared(
            t => t.HasTag("a", "1").HasTag("b", "2").HasReplica("eu-west-1", r => r.HasOnDemandThroughput(5)),
            t => t.HasTag("b", "2").HasTag("c", "3").HasReplica("eu-west-1", r => r.HasOnDemandThroughput(5)).HasReplica("ap-south-1"));

        Assert.Equal(["a=1", "b=2", "c=3"], table.Tags.Select(t => $"{t.Key}={t.Value}"));
        Assert.Equal(["ap-south-1", "eu-west-1"], table.Replicas.Select(r => r.Region));
    }

    [Fact]
    public void Types_that_share_a_table_do_not_contradict_each_other()
    {
        AssertDiffer("table class", t => t.HasTableClass(DynamoDbTableClass.Standard), t => t.HasTableClass(DynamoDbTableClass.StandardInfrequentAccess));
        AssertDiffer("deletion protection", t => t.HasDeletionProtection(), t => t.HasDeletionProtection(false));
        AssertDiffer("stream", t => t.HasStream(), t => t.HasStream(DynamoDbStreamViewType.KeysOnly));
        AssertDiffer("KMS key", t => t.HasKmsKey(), t => t.HasKmsKey(Key));
        AssertDiffer("point-in-time recovery", t => t.HasPointInTimeRecovery(3), t => t.HasPointInTimeRecovery());
        AssertDiffer("tag 'env'", t => t.HasTag("env", "a"), t => t.HasTag("env", "b"));
        AssertDiffer("replica in eu-west-1", t => t.HasReplica("eu-west-1"), t => t.HasReplica("eu-west-1", r => r.HasOnDemandThroughput(5)));
        AssertDiffer("billing mode", t => t.HasBillingMode(DynamoDbBillingMode.OnDemand), t => t.HasBillingMode(DynamoDbBillingMode.Provisioned));
        AssertDiffer("provisioned throughput", t => t.HasProvisionedThroughput(1, 1), t => t.HasProvisionedThroughput(1, 2));
        AssertDiffer("on-demand throughput", t => t.HasOnDemandThroughput(1), t => t.HasOnDemandThroughput(2));
        AssertDiffer("warm throughput", t => t.HasWarmThroughput(12000), t => t.HasWarmThroughput(13000));

        static void AssertDiffer(string setting, Action<DynamoDbTableBuilder> order, Action<DynamoDbTableBuilder> invoice)
            => Assert.Equal(
                DynamoDbStrings.SettingsDiffer("shop", "Invoice", "Order", setting),
                Assert.Throws<InvalidOperationException>(() => Shared(order, invoice)).Message);
    }

    [Fact]
    public void A_derived_type_says_nothing_of_its_own_about_the_table()
    {
        Assert.Equal(
            DynamoDbStrings.SettingNotOnRoot("Order", "BigOrder", "Order", "tag 'size'"),
            ModelOnly.ErrorOf(b =>
            {
                b.Entity<Order>();
                b.Entity<BigOrder>().ToTable(t => t.HasTag("size", "big"));
            }));
        Assert.Equal(
            DynamoDbStrings.SettingNotOnRoot("Order", "BigOrder", "Order", "deletion protection"),
            ModelOnly.ErrorOf(b =>
            {
                b.Entity<Order>();
                b.Entity<BigOrder>().ToTable(t => t.HasDeletionProtection());
            }));

        // As a loop over all types of a model does.
        var model = ModelOnly.Build(b =>
        {
            b.Entity<Order>().ToTable(t => t.HasTag("env", "test"));
            b.Entity<BigOrder>().ToTable(t => t.HasTag("env", "test"));
        });
        Assert.Equal("test", model.FindEntityType(typeof(BigOrder))!.GetTags()["env"]);
    }

    [Fact]
    public void What_DynamoDB_would_refuse_is_refused_with_the_model()
    {
        AssertRefused(DynamoDbStrings.Tag("Order", "aws:team"), t => t.HasTag("aws:team", "x"));
        AssertRefused(DynamoDbStrings.Tag("Order", new string('k', 129)), t => t.HasTag(new string('k', 129), "x"));
        AssertRefused(DynamoDbStrings.Tag("Order", "k"), t => t.HasTag("k", new string('v', 257)));
        AssertRefused(
            DynamoDbStrings.TooManyTags("Order", 51),
            t =>
            {
                for (var i = 0; i < 51; i++)
                {
                    t.HasTag($"k{i}", "v");
                }
            });
        AssertRefused(DynamoDbStrings.PointInTimeRecoveryDays("Order"), t => t.EntityType.SetPointInTimeRecoveryDays(36));
        AssertRefused(DynamoDbStrings.PointInTimeRecoveryDays("Order"), t => t.EntityType.SetPointInTimeRecoveryDays(-1));
        AssertRefused(
            DynamoDbStrings.ReplicaStream("Order", "eu-west-1"), t => t.HasReplica("eu-west-1").HasStream(DynamoDbStreamViewType.NewImage));
        AssertRefused(DynamoDbStrings.ReplicaWithoutKmsKey("Order", "eu-west-1"), t => t.HasKmsKey(Key).HasReplica("eu-west-1"));
        AssertRefused(DynamoDbStrings.ReplicaWithKmsKey("Order", "eu-west-1"), t => t.HasReplica("eu-west-1", r => r.HasKmsKey(Key)));
        AssertRefused(DynamoDbStrings.ReplicaWithKmsKey("Order", "eu-west-1"), t => t.HasKmsKey().HasReplica("eu-west-1", r => r.HasKmsKey(Key)));
        AssertRefused(
            DynamoDbStrings.ReplicaThroughput("Order", "eu-west-1"), t => t.HasReplica("eu-west-1", r => r.HasProvisionedThroughput(5)));
        AssertRefused(
            DynamoDbStrings.ReplicaThroughput("Order", "eu-west-1"),
            t => t.HasProvisionedThroughput(5, 5).HasReplica("eu-west-1", r => r.HasOnDemandThroughput(5)));

        static void AssertRefused(string message, Action<DynamoDbTableBuilder> settings)
            => Assert.Equal(message, ModelOnly.ErrorOf(b => b.Entity<Order>().ToTable(settings)));
    }

    [Fact]
    public void Arguments_out_of_range_are_refused_at_once()
        => ModelOnly.Build(b => b.Entity<Order>().ToTable(t =>
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => t.HasPointInTimeRecovery(0));
            Assert.Throws<ArgumentOutOfRangeException>(() => t.HasPointInTimeRecovery(36));
            Assert.Throws<ArgumentException>(() => t.HasTag("", "x"));
            Assert.Throws<ArgumentException>(() => t.HasKmsKey(""));
            Assert.Throws<ArgumentException>(() => t.HasReplica(""));
            Assert.Throws<ArgumentOutOfRangeException>(() => t.HasReplica("eu-west-1", r => r.HasProvisionedThroughput(0)));
            Assert.Throws<ArgumentOutOfRangeException>(() => t.HasReplica("eu-west-1", r => r.HasOnDemandThroughput(0)));
            t.EntityType.RemoveReplica("eu-west-1");
        }));

    private static TableModel Shared(Action<DynamoDbTableBuilder> order, Action<DynamoDbTableBuilder> invoice)
        => ModelOnly.Build(b =>
        {
            b.Entity<Order>().ToTable("shop", order);
            b.Entity<Invoice>().ToTable("shop", invoice);
        }).GetTables().Single();

    private sealed class ConventionContext(Action<ModelBuilder> configure) : ModelOnly.ModelContext(configure)
    {
        protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
            => configurationBuilder.Conventions.Add(_ => new House());
    }

    private sealed class House : IModelFinalizingConvention
    {
        public void ProcessModelFinalizing(IConventionModelBuilder modelBuilder, IConventionContext<IConventionModelBuilder> context)
        {
            foreach (var entityType in modelBuilder.Metadata.GetEntityTypes())
            {
                entityType.Builder.HasTag("env", "production");
                entityType.Builder.HasTag("team", "shop");
                entityType.Builder.HasDeletionProtection(true);
                entityType.Builder.HasPointInTimeRecovery(35);
                entityType.Builder.HasTableClass(DynamoDbTableClass.StandardInfrequentAccess);
                entityType.Builder.HasStream(DynamoDbStreamViewType.NewAndOldImages);
                entityType.Builder.HasKmsKey(DynamoDbEntityTypeExtensions.AwsManagedKmsKey);
                entityType.Builder.HasReplica(new DynamoDbReplica("eu-west-1"));
                entityType.Builder.HasBillingMode(DynamoDbBillingMode.OnDemand);
            }
        }
    }

    private class Order
    {
        public string Id { get; set; } = "";

        public string? Status { get; set; }
    }

    private sealed class BigOrder : Order;

    private sealed class Invoice
    {
        public string Id { get; set; } = "";

        public int Total { get; set; }
    }
}
