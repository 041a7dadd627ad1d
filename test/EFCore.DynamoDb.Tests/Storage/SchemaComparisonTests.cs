using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Storage;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.Tests.Storage;

/// <summary>Every difference between a table of the model and a live one, and nothing that is none.</summary>
public class SchemaComparisonTests
{
    private const string KeyArn = "arn:aws:kms:us-east-1:123456789012:key/one";

    private static readonly TableDefinition Wanted = new()
    {
        TableName = "Orders",
        Key = [new("Id", TableKeyRole.Partition), new("At", TableKeyRole.Sort)],
        Attributes =
        [
            new("Id", DynamoDbAttributeType.S), new("At", DynamoDbAttributeType.N), new("Status", DynamoDbAttributeType.S),
            new("Total", DynamoDbAttributeType.N),
        ],
        GlobalIndexes =
        [
            new()
            {
                IndexName = "ByStatus", Key = [new("Status", TableKeyRole.Partition)], Projection = TableProjectionType.Include,
                ProjectedAttributes = ["A", "B"],
            },
        ],
        LocalIndexes =
        [
            new()
            {
                IndexName = "ByTotal", Key = [new("Id", TableKeyRole.Partition), new("Total", TableKeyRole.Sort)],
                Projection = TableProjectionType.KeysOnly,
            },
        ],
    };

    /// <summary>As DynamoDB describes such a table, with all that it tells of its own accord.</summary>
    private static readonly TableDescription Actual = new()
    {
        TableName = "Orders",
        Status = TableStatus.Active,
        StatusText = "ACTIVE",
        Arn = "arn:aws:dynamodb:us-east-1:123456789012:table/Orders",
        Key = Wanted.Key,
        Attributes = [.. Wanted.Attributes.Reverse()],
        GlobalIndexes =
        [
            new()
            {
                IndexName = "ByStatus", Status = TableStatus.Active, Key = [new("Status", TableKeyRole.Partition)],
                Projection = TableProjectionType.Include, ProjectedAttributes = ["B", "A"], Warm = new(12000, 4000), Provisioned = new(0, 0),
            },
        ],
        LocalIndexes =
        [
            new()
            {
                IndexName = "ByTotal", Key = [new("Id", TableKeyRole.Partition), new("Total", TableKeyRole.Sort)],
                Projection = TableProjectionType.KeysOnly,
            },
        ],
        BillingMode = TableBillingMode.OnDemand,
        Provisioned = new(0, 0),
        Warm = new(12000, 4000),
        StorageClass = TableStorageClass.Standard,
    };

    [Fact]
    public void A_table_as_the_model_says_has_no_differences()
    {
        var report = Compare(Wanted, Actual);

        Assert.Empty(report.Differences);
        Assert.Empty(report.NotChecked);
        Assert.False(report.HasDifferences);
        Assert.Equal("The tables are as the model says.", report.ToString());
        report.ThrowIfDifferent();
        report.ThrowIfBreaking();
    }

    [Fact]
    public void A_table_that_is_not_there_is_one_difference()
        => AssertDiffers("Orders, table: the model says a table, but live is none!", Compare([(Wanted, new LiveTable())]));

    [Theory]
    [InlineData("INACCESSIBLE_ENCRYPTION_CREDENTIALS", "Other")]
    [InlineData("CREATING", "Creating")]
    public void A_table_that_cannot_be_used_is_a_difference(string text, string status)
        => AssertDiffers(
            $"Orders, table: the model says ACTIVE, but live is {text}!",
            Compare(Wanted, Actual with { Status = Enum.Parse<TableStatus>(status), StatusText = text }));

    [Fact]
    public void A_table_that_is_being_changed_can_be_used()
        => AssertDiffers("", Compare(Wanted, Actual with { Status = TableStatus.Updating, StatusText = "UPDATING" }));

    [Fact]
    public void Keys_differ_by_names_roles_and_types()
    {
        AssertDiffers(
            "Orders, key: the model says (Id: S, At: N), but live is (Id: S)!",
            Compare(Wanted, Actual with { Key = [Actual.Key[0]] }));
        AssertDiffers(
            "Orders, key: the model says (Id: S, At: N), but live is (Id: S, At: S)!",
            Compare(Wanted, Actual with { Attributes = [.. Actual.Attributes.Where(a => a.Name != "At"), new("At", DynamoDbAttributeType.S)] }));
    }

    [Fact]
    public void Indexes_are_missing_of_the_other_kind_or_strangers()
    {
        AssertDiffers(
            "Orders, index ByStatus, index: the model says GSI (Status: S) INCLUDE [A, B], but live is none!",
            Compare(Wanted, Actual with { GlobalIndexes = [] }));
        AssertDiffers(
            "Orders, index ByTotal, index: the model says LSI (Id: S, Total: N) KEYS_ONLY, but live is none!",
            Compare(Wanted, Actual with { LocalIndexes = [] }));
        AssertDiffers(
            "Orders, index ByTotal, index: the model says LSI (Id: S, Total: N), but live is GSI (Id: S, Total: N)!",
            Compare(
                Wanted,
                Actual with { LocalIndexes = [], GlobalIndexes = [.. Actual.GlobalIndexes, Actual.LocalIndexes[0] with { Status = TableStatus.Active }] }));
        AssertDiffers(
            "Orders, index Other, index: the model says none, but live is GSI (Total: N) ALL",
            Compare(
                Wanted,
                Actual with
                {
                    GlobalIndexes =
                    [
                        .. Actual.GlobalIndexes,
                        new() { IndexName = "Other", Status = TableStatus.Active, Key = [new("Total", TableKeyRole.Partition)] },
                    ],
                }));
    }

    [Fact]
    public void An_index_differs_by_its_key_and_what_it_carries_and_must_be_ready()
    {
        AssertDiffers(
            "Orders, index ByStatus, index: the model says GSI (Status: S), but live is GSI (Status: S, At: N)!",
            CompareIndex(i => i with { Key = [.. i.Key, new("At", TableKeyRole.Sort)] }));
        AssertDiffers(
            "Orders, index ByStatus, index: the model says GSI (Status: S), but live is GSI (Status: N)!",
            Compare(Wanted, Actual with { Attributes = [.. Actual.Attributes.Where(a => a.Name != "Status"), new("Status", DynamoDbAttributeType.N)] }));
        AssertDiffers(
            "Orders, index ByStatus, index: the model says ACTIVE, but live is CREATING!", CompareIndex(i => i with { Status = TableStatus.Creating }));
        AssertDiffers("", CompareIndex(i => i with { Status = TableStatus.Updating }));
        AssertDiffers(
            "Orders, index ByStatus, index: the model says GSI (Status: S) INCLUDE [A, B], but live is none!",
            CompareIndex(i => i with { Status = TableStatus.Deleting }));
        AssertDiffers(
            "Orders, index ByStatus, projection: the model says INCLUDE [A, B], but live is INCLUDE [A]!",
            CompareIndex(i => i with { ProjectedAttributes = ["A"] }));
        AssertDiffers(
            "Orders, index ByStatus, projection: the model says INCLUDE [A, B], but live is KEYS_ONLY!",
            CompareIndex(i => i with { Projection = TableProjectionType.KeysOnly, ProjectedAttributes = [] }));
        AssertDiffers(
            "Orders, index ByStatus, projection: the model says INCLUDE [A, B], but live is INCLUDE [A, B, C]",
            CompareIndex(i => i with { ProjectedAttributes = ["A", "B", "C"] }));
        AssertDiffers(
            "Orders, index ByStatus, projection: the model says INCLUDE [A, B], but live is ALL",
            CompareIndex(i => i with { Projection = TableProjectionType.All, ProjectedAttributes = [] }));
        AssertDiffers("", CompareIndex(i => i with { ProjectedAttributes = ["A", "B", "At"] }));

        static DynamoDbSchemaReport CompareIndex(Func<IndexDescription, IndexDescription> change)
            => Compare(Wanted, Actual with { GlobalIndexes = [change(Actual.GlobalIndexes[0])] });
    }

    [Fact]
    public void Another_billing_mode_is_one_difference_whatever_the_throughputs()
        => AssertDiffers(
            "Orders, billing mode: the model says on demand, but live is provisioned",
            Compare(
                Wanted with { OnDemandMaximum = new(10, 20) },
                Actual with { BillingMode = TableBillingMode.Provisioned, Provisioned = new(5, 5) }));

    [Fact]
    public void Provisioned_throughputs_differ_of_the_table_and_its_indexes()
        => AssertDiffers(
            """
            Orders, throughput: the model says 5 reads and 6 writes, but live is 7 reads and 6 writes
            Orders, index ByStatus, throughput: the model says 1 reads and 2 writes, but live is 5 reads and 6 writes
            """,
            Compare(
                Wanted with
                {
                    BillingMode = TableBillingMode.Provisioned, Provisioned = new(5, 6),
                    GlobalIndexes = [Wanted.GlobalIndexes[0] with { Provisioned = new(1, 2) }],
                },
                Actual with
                {
                    BillingMode = TableBillingMode.Provisioned, Provisioned = new(7, 6),
                    GlobalIndexes = [Actual.GlobalIndexes[0] with { Provisioned = new(5, 6) }],
                }));

    [Fact]
    public void Maxima_on_demand_differ_of_the_table_and_its_indexes()
        => AssertDiffers(
            """
            Orders, throughput: the model says at most 5 reads and any writes, but live is none
            Orders, index ByStatus, throughput: the model says none, but live is at most 5 reads and at most 6 writes
            """,
            Compare(
                Wanted with { OnDemandMaximum = new(5, null) },
                Actual with { GlobalIndexes = [Actual.GlobalIndexes[0] with { OnDemandMaximum = new(5, 6) }] }));

    [Fact]
    public void Warm_enough_is_warm_enough()
    {
        AssertDiffers("", Compare(Wanted with { Warm = new(12000, null) }, Actual with { Warm = new(20000, 4000) }));
        AssertDiffers(
            """
            Orders, warm throughput: the model says 13000 reads and 4000 writes, but live is 12000 reads and 4000 writes
            Orders, index ByStatus, warm throughput: the model says any reads and 5000 writes, but live is 12000 reads and 4000 writes
            """,
            Compare(
                Wanted with { Warm = new(13000, 4000), GlobalIndexes = [Wanted.GlobalIndexes[0] with { Warm = new(null, 5000) }] }, Actual));
    }

    [Fact]
    public void Class_protection_and_stream_differ()
    {
        AssertDiffers(
            """
            Orders, deletion protection: the model says on, but live is off
            Orders, stream: the model says none, but live is NewImage
            Orders, table class: the model says StandardInfrequentAccess, but live is Standard
            """,
            Compare(
                Wanted with { DeletionProtection = true, StorageClass = TableStorageClass.StandardInfrequentAccess },
                Actual with { Stream = TableStreamView.NewImage }));
        AssertDiffers(
            "Orders, stream: the model says NewAndOldImages, but live is KeysOnly",
            Compare(Wanted with { Stream = TableStreamView.NewAndOldImages }, Actual with { Stream = TableStreamView.KeysOnly }));
    }

    [Theory]
    [InlineData(null, null, "")]
    [InlineData("managed", KeyArn, "")]
    [InlineData(KeyArn, KeyArn, "")]
    [InlineData("one", KeyArn, "")]
    [InlineData("two", KeyArn, "Orders, encryption: the model says the KMS key two, but live is the KMS key " + KeyArn)]
    [InlineData("alias/one", KeyArn, "Orders, encryption: not compared, because only KMS knows which key 'alias/one' names")]
    [InlineData("alias/one", null, "Orders, encryption: the model says the KMS key alias/one, but live is the key that DynamoDB owns")]
    [InlineData("managed", null, "Orders, encryption: the model says the KMS key that AWS manages, but live is the key that DynamoDB owns")]
    [InlineData(null, KeyArn, "Orders, encryption: the model says the key that DynamoDB owns, but live is the KMS key " + KeyArn)]
    public void Keys_of_encryption_are_told_by_their_ARN(string? wanted, string? live, string lines)
    {
        var report = Compare(
            Wanted with { Encryption = wanted is null ? null : new TableEncryption(wanted == "managed" ? null : wanted) },
            Actual with { Encryption = live is null ? null : new TableEncryption(live) });

        Assert.Equal(lines, string.Join('\n', report.Differences.Select(d => d.ToString()).Concat(report.NotChecked.Select(n => n.ToString()))));
    }

    [Theory]
    [InlineData(null, "Disabled", null, "")]
    [InlineData("Expires", "Enabled", "Expires", "")]
    [InlineData("Expires", "Enabling", "Expires", "")]
    [InlineData("Expires", "Disabling", "Expires", "Orders, time to live: the model says Expires, but live is none")]
    [InlineData("Expires", "Enabled", "Other", "Orders, time to live: the model says Expires, but live is Other")]
    [InlineData(null, "Enabled", "Other", "Orders, time to live: the model says none, but live is Other")]
    public void The_time_to_live_differs(string? wanted, string status, string? live, string line)
        => AssertDiffers(
            line,
            Compare(
                [(Wanted with { TimeToLiveAttribute = wanted }, Live(Actual) with { TimeToLive = new(Enum.Parse<TimeToLiveStatus>(status), live) })]));

    [Theory]
    [InlineData(null, null, "")]
    [InlineData(35, 35, "")]
    [InlineData(35, 7, "Orders, point in time recovery: the model says 35 days, but live is 7 days")]
    [InlineData(35, null, "Orders, point in time recovery: the model says 35 days, but live is none")]
    [InlineData(null, 35, "Orders, point in time recovery: the model says none, but live is 35 days")]
    public void Backups_differ(int? wanted, int? live, string line)
        => AssertDiffers(
            line, Compare([(Wanted with { PointInTimeRecoveryDays = wanted }, Live(Actual) with { Recovery = new(live) })]));

    [Fact]
    public void Tags_differ_one_by_one()
        => AssertDiffers(
            """
            Orders, tags: the model says b=2, but live is b=3
            Orders, tags: the model says c=4, but live is none
            Orders, tags: the model says none, but live is d=5
            """,
            Compare(
                [(Wanted with { Tags = [new("a", "1"), new("b", "2"), new("c", "4")] },
                    Live(Actual) with { Tags = [new("d", "5"), new("b", "3"), new("a", "1")] })]));

    [Fact]
    public void Replicas_differ_by_region_status_and_settings()
    {
        var replicated = Wanted with { Stream = TableStreamView.NewAndOldImages };
        var live = Actual with { Stream = TableStreamView.NewAndOldImages };
        AssertDiffers(
            "",
            Compare(
                replicated with { Replicas = [new("us-east-1"), new("eu-west-1")], OnDemandMaximum = new(50, 60) },
                live with
                {
                    OnDemandMaximum = new(50, 60),
                    Replicas =
                    [
                        // DynamoDB repeats the table's settings.
                        new("eu-west-1", ReplicaStatus.Active) { StorageClass = TableStorageClass.Standard, OnDemandMaxRead = 50 },
                        new("us-east-1", ReplicaStatus.Active),
                    ],
                }));
        AssertDiffers(
            """
            Orders, replicas: the model says ap-south-1, but live is none
            Orders, replicas: the model says eu-west-1, but live is eu-west-1 (CreationFailed: No capacity.)
            Orders, replicas: the model says eu-west-1 of class StandardInfrequentAccess, but live is eu-west-1 of class Standard
            Orders, replicas: the model says eu-west-1 with at most 5 reads, but live is eu-west-1 with any reads
            Orders, encryption: the model says the KMS key two in eu-west-1, but live is the KMS key arn:aws:kms:eu-west-1:1:key/one in eu-west-1
            Orders, replicas: the model says none, but live is us-west-2
            """,
            Compare(
                replicated with
                {
                    Encryption = new("one"),
                    Replicas =
                    [
                        new("ap-south-1"),
                        new("eu-west-1") { StorageClass = TableStorageClass.StandardInfrequentAccess, OnDemandMaxRead = 5, KmsKeyId = "two" },
                    ],
                },
                live with
                {
                    Encryption = new(KeyArn),
                    Replicas =
                    [
                        new("eu-west-1", ReplicaStatus.CreationFailed) { StatusDescription = "No capacity.", KmsKeyId = "arn:aws:kms:eu-west-1:1:key/one" },
                        new("us-west-2", ReplicaStatus.Active),
                        new("us-west-1", ReplicaStatus.Deleting),
                    ],
                }));
        AssertDiffers(
            "Orders, replicas: the model says eu-west-1 with 9 reads, but live is eu-west-1 with 5 reads",
            Compare(
                replicated with
                {
                    BillingMode = TableBillingMode.Provisioned, Provisioned = new(5, 5), GlobalIndexes = [],
                    Replicas = [new("eu-west-1") { ProvisionedRead = 9 }],
                },
                live with
                {
                    BillingMode = TableBillingMode.Provisioned, Provisioned = new(5, 5), GlobalIndexes = [], Replicas = [new("eu-west-1", ReplicaStatus.Active)],
                }));
    }

    [Fact]
    public void What_may_not_be_asked_is_told_and_is_no_difference()
    {
        var report = Compare(
            [(Wanted with { TimeToLiveAttribute = "Expires", PointInTimeRecoveryDays = 3, Tags = [new("a", "1")] },
                new LiveTable { Description = Actual, TimeToLiveProblem = "no 1", RecoveryProblem = "no 2", TagsProblem = "no 3" })]);

        Assert.False(report.HasDifferences);
        Assert.Equal(
            [
                "Orders, time to live: not compared, because it cannot be asked for (no 1)",
                "Orders, point in time recovery: not compared, because it cannot be asked for (no 2)",
                "Orders, tags: not compared, because it cannot be asked for (no 3)",
            ],
            report.NotChecked.Select(n => n.ToString()));
    }

    [Fact]
    public void What_DynamoDB_Local_forgets_is_told_once_and_only_if_the_model_says_it()
    {
        var local = Actual with { Arn = "arn:aws:dynamodb:ddblocal:000000000000:table/Orders", Warm = null };
        Assert.Empty(Compare(Wanted, local).NotChecked);

        var report = Compare(
            Wanted with
            {
                OnDemandMaximum = new(1, 1), Warm = new(12000, 4000), StorageClass = TableStorageClass.StandardInfrequentAccess, Encryption = new(null),
                PointInTimeRecoveryDays = 35, Tags = [new("a", "1")], Replicas = [new("eu-west-1")],
                GlobalIndexes = [Wanted.GlobalIndexes[0] with { OnDemandMaximum = new(1, 1), Warm = new(12000, 4000) }],
            },
            local);

        Assert.Empty(report.Differences);
        Assert.Equal(
            [
                DynamoDbSchemaAspect.Throughput, DynamoDbSchemaAspect.WarmThroughput, DynamoDbSchemaAspect.TableClass, DynamoDbSchemaAspect.Encryption,
                DynamoDbSchemaAspect.PointInTimeRecovery, DynamoDbSchemaAspect.Tags, DynamoDbSchemaAspect.Replicas,
            ],
            report.NotChecked.Select(n => n.Aspect));
        Assert.All(report.NotChecked, n => Assert.Equal(("Orders", "DynamoDB Local does not keep it"), (n.TableName, n.Reason)));
    }

    [Fact]
    public void A_report_is_read_narrowed_and_thrown()
    {
        var report = Compare([(Wanted with { Tags = [new("a", "1")] }, Live(Actual)), (Wanted with { TableName = "Others" }, new LiveTable())]);

        Assert.Equal(
            """
            The tables differ from the model in 2 points:
            - Orders, tags: the model says a=1, but live is none
            - Others, table: the model says a table, but live is none
            """,
            report.ToString(), ignoreLineEndingDifferences: true);
        Assert.Equal(report.ToString(), Assert.Throws<InvalidOperationException>(report.ThrowIfDifferent).Message);
        Assert.Equal(report.ToString(), Assert.Throws<InvalidOperationException>(report.ThrowIfBreaking).Message);
        Assert.Equal(
            ("Orders", null, DynamoDbSchemaAspect.Tags, "a=1", "none", false),
            report.Differences.Select(d => (d.TableName, d.IndexName, d.Aspect, d.Model, d.Live, d.IsBreaking)).First());

        var tagsOnly = report.Except(DynamoDbSchemaAspect.Table);
        Assert.StartsWith("The tables differ from the model in one point:", tagsOnly.ToString(), StringComparison.Ordinal);
        tagsOnly.ThrowIfBreaking();
        report.Except(DynamoDbSchemaAspect.Table, DynamoDbSchemaAspect.Tags).ThrowIfDifferent();
    }

    private static DynamoDbSchemaReport Compare(TableDefinition table, TableDescription actual)
        => Compare([(table, Live(actual))]);

    private static DynamoDbSchemaReport Compare(IEnumerable<(TableDefinition, LiveTable)> tables)
        => SchemaComparison.Compare(tables);

    private static LiveTable Live(TableDescription description)
        => new() { Description = description, TimeToLive = new(TimeToLiveStatus.Disabled, null), Recovery = new(null), Tags = [] };

    /// <param name="lines">The differences, breaking ones with an exclamation mark.</param>
    /// <param name="report">What was found.</param>
    private static void AssertDiffers(string lines, DynamoDbSchemaReport report)
        => Assert.Equal(
            lines, string.Join('\n', report.Differences.Select(d => d + (d.IsBreaking ? "!" : ""))), ignoreLineEndingDifferences: true);
}
