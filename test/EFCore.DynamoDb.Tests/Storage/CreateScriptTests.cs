using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace EFCore.DynamoDb.Tests.Storage;

/// <summary>Models as CloudFormation templates. The expected ones passed cfn-lint.</summary>
public class CreateScriptTests
{
    [Fact]
    public void A_table_with_everything_is_a_template()
        => AssertScript(
            """
            {
              "AWSTemplateFormatVersion": "2010-09-09",
              "Resources": {
                "ProdOrdersTable": {
                  "Type": "AWS::DynamoDB::Table",
                  "DeletionPolicy": "Retain",
                  "UpdateReplacePolicy": "Retain",
                  "Properties": {
                    "TableName": "prod-orders",
                    "AttributeDefinitions": [
                      { "AttributeName": "Customer", "AttributeType": "S" },
                      { "AttributeName": "Number", "AttributeType": "N" },
                      { "AttributeName": "Status", "AttributeType": "S" },
                      { "AttributeName": "Total", "AttributeType": "N" }
                    ],
                    "KeySchema": [
                      { "AttributeName": "Customer", "KeyType": "HASH" },
                      { "AttributeName": "Number", "KeyType": "RANGE" }
                    ],
                    "BillingMode": "PAY_PER_REQUEST",
                    "GlobalSecondaryIndexes": [
                      {
                        "OnDemandThroughput": { "MaxWriteRequestUnits": 50 },
                        "IndexName": "by_status",
                        "KeySchema": [
                          { "AttributeName": "Status", "KeyType": "HASH" },
                          { "AttributeName": "Number", "KeyType": "RANGE" }
                        ],
                        "Projection": { "ProjectionType": "INCLUDE", "NonKeyAttributes": [ "Expires" ] },
                        "WarmThroughput": { "ReadUnitsPerSecond": 12000, "WriteUnitsPerSecond": 4000 }
                      }
                    ],
                    "LocalSecondaryIndexes": [
                      {
                        "IndexName": "by_total",
                        "KeySchema": [
                          { "AttributeName": "Customer", "KeyType": "HASH" },
                          { "AttributeName": "Total", "KeyType": "RANGE" }
                        ],
                        "Projection": { "ProjectionType": "KEYS_ONLY" }
                      }
                    ],
                    "WarmThroughput": { "ReadUnitsPerSecond": 13000, "WriteUnitsPerSecond": 5000 },
                    "StreamSpecification": { "StreamViewType": "KEYS_ONLY" },
                    "TimeToLiveSpecification": { "AttributeName": "Expires", "Enabled": true },
                    "OnDemandThroughput": { "MaxReadRequestUnits": 1000, "MaxWriteRequestUnits": 500 },
                    "SSESpecification": { "SSEEnabled": true, "SSEType": "KMS", "KMSMasterKeyId": "alias/orders" },
                    "TableClass": "STANDARD_INFREQUENT_ACCESS",
                    "DeletionProtectionEnabled": true,
                    "PointInTimeRecoverySpecification": { "PointInTimeRecoveryEnabled": true, "RecoveryPeriodInDays": 7 },
                    "Tags": [
                      { "Key": "env", "Value": "test" },
                      { "Key": "team", "Value": "shop & more" }
                    ]
                  }
                }
              }
            }
            """,
            model => model.Entity<Order>(b =>
            {
                b.ToTable("orders", t => t
                    .HasOnDemandThroughput(1000, 500).HasWarmThroughput(13000, 5000).HasTableClass(DynamoDbTableClass.StandardInfrequentAccess)
                    .HasDeletionProtection().HasStream(DynamoDbStreamViewType.KeysOnly).HasKmsKey("alias/orders")
                    .HasTag("team", "shop & more").HasTag("env", "test").HasPointInTimeRecovery(7));
                b.HasGsi("by_status", o => o.Status, o => o.Number).ProjectIncluding(o => o.Expires).HasOnDemandThroughput(maxWrite: 50)
                    .HasWarmThroughput(12000, 4000);
                b.HasLsi("by_total", o => o.Total).ProjectKeysOnly();
                b.HasTimeToLive(o => o.Expires);
            }));

    [Fact]
    public void A_provisioned_table_and_one_with_nothing_said_are_a_template()
        => AssertScript(
            """
            {
              "AWSTemplateFormatVersion": "2010-09-09",
              "Resources": {
                "ProdAB1Table": {
                  "Type": "AWS::DynamoDB::Table",
                  "DeletionPolicy": "Retain",
                  "UpdateReplacePolicy": "Retain",
                  "Properties": {
                    "TableName": "prod-a.b-1",
                    "AttributeDefinitions": [ { "AttributeName": "Id", "AttributeType": "S" } ],
                    "KeySchema": [ { "AttributeName": "Id", "KeyType": "HASH" } ],
                    "BillingMode": "PAY_PER_REQUEST"
                  }
                },
                "ProdAB1Table2": {
                  "Type": "AWS::DynamoDB::Table",
                  "DeletionPolicy": "Retain",
                  "UpdateReplacePolicy": "Retain",
                  "Properties": {
                    "TableName": "prod-a_b1",
                    "AttributeDefinitions": [
                      { "AttributeName": "Customer", "AttributeType": "S" },
                      { "AttributeName": "Number", "AttributeType": "N" },
                      { "AttributeName": "Status", "AttributeType": "S" }
                    ],
                    "KeySchema": [
                      { "AttributeName": "Customer", "KeyType": "HASH" },
                      { "AttributeName": "Number", "KeyType": "RANGE" }
                    ],
                    "BillingMode": "PROVISIONED",
                    "GlobalSecondaryIndexes": [
                      {
                        "ProvisionedThroughput": { "ReadCapacityUnits": 5, "WriteCapacityUnits": 6 },
                        "IndexName": "by_status",
                        "KeySchema": [ { "AttributeName": "Status", "KeyType": "HASH" } ],
                        "Projection": { "ProjectionType": "ALL" }
                      }
                    ],
                    "ProvisionedThroughput": { "ReadCapacityUnits": 5, "WriteCapacityUnits": 6 },
                    "SSESpecification": { "SSEEnabled": true, "SSEType": "KMS" }
                  }
                }
              }
            }
            """,
            model =>
            {
                model.Entity<Customer>().ToTable("a.b-1");
                model.Entity<Order>(b =>
                {
                    b.ToTable("a_b1", t => t.HasProvisionedThroughput(5, 6).HasKmsKey());
                    b.HasGsi("by_status", o => o.Status);
                });
            });

    [Fact]
    public void A_table_with_replicas_is_a_global_one_with_the_region_of_its_stack()
        => AssertScript(
            """
            {
              "AWSTemplateFormatVersion": "2010-09-09",
              "Conditions": {
                "IsInEuWest1": { "Fn::Equals": [ { "Ref": "AWS::Region" }, "eu-west-1" ] }
              },
              "Resources": {
                "ProdOrdersTable": {
                  "Type": "AWS::DynamoDB::GlobalTable",
                  "DeletionPolicy": "Retain",
                  "UpdateReplacePolicy": "Retain",
                  "Properties": {
                    "TableName": "prod-orders",
                    "AttributeDefinitions": [
                      { "AttributeName": "Customer", "AttributeType": "S" },
                      { "AttributeName": "Number", "AttributeType": "N" },
                      { "AttributeName": "Status", "AttributeType": "S" }
                    ],
                    "KeySchema": [
                      { "AttributeName": "Customer", "KeyType": "HASH" },
                      { "AttributeName": "Number", "KeyType": "RANGE" }
                    ],
                    "BillingMode": "PAY_PER_REQUEST",
                    "GlobalSecondaryIndexes": [
                      {
                        "WriteOnDemandThroughputSettings": { "MaxWriteRequestUnits": 60 },
                        "IndexName": "by_status",
                        "KeySchema": [ { "AttributeName": "Status", "KeyType": "HASH" } ],
                        "Projection": { "ProjectionType": "ALL" }
                      }
                    ],
                    "StreamSpecification": { "StreamViewType": "NEW_AND_OLD_IMAGES" },
                    "TimeToLiveSpecification": { "AttributeName": "Expires", "Enabled": true },
                    "WriteOnDemandThroughputSettings": { "MaxWriteRequestUnits": 500 },
                    "SSESpecification": { "SSEEnabled": true, "SSEType": "KMS" },
                    "Replicas": [
                      {
                        "TableClass": "STANDARD_INFREQUENT_ACCESS",
                        "DeletionProtectionEnabled": true,
                        "PointInTimeRecoverySpecification": { "PointInTimeRecoveryEnabled": true, "RecoveryPeriodInDays": 35 },
                        "Tags": [ { "Key": "team", "Value": "shop" } ],
                        "Region": { "Ref": "AWS::Region" },
                        "SSESpecification": { "KMSMasterKeyId": "alias/orders" },
                        "ReadOnDemandThroughputSettings": { "MaxReadRequestUnits": 1000 },
                        "GlobalSecondaryIndexes": [
                          { "IndexName": "by_status", "ReadOnDemandThroughputSettings": { "MaxReadRequestUnits": 50 } }
                        ]
                      },
                      {
                        "Fn::If": [
                          "IsInEuWest1",
                          { "Ref": "AWS::NoValue" },
                          {
                            "TableClass": "STANDARD",
                            "DeletionProtectionEnabled": true,
                            "PointInTimeRecoverySpecification": { "PointInTimeRecoveryEnabled": true, "RecoveryPeriodInDays": 35 },
                            "Tags": [ { "Key": "team", "Value": "shop" } ],
                            "Region": "eu-west-1",
                            "SSESpecification": { "KMSMasterKeyId": "alias/orders-eu" },
                            "ReadOnDemandThroughputSettings": { "MaxReadRequestUnits": 20 },
                            "GlobalSecondaryIndexes": [
                              { "IndexName": "by_status", "ReadOnDemandThroughputSettings": { "MaxReadRequestUnits": 50 } }
                            ]
                          }
                        ]
                      }
                    ]
                  }
                }
              }
            }
            """,
            model => model.Entity<Order>(b =>
            {
                b.ToTable("orders", t => t
                    .HasOnDemandThroughput(1000, 500).HasTableClass(DynamoDbTableClass.StandardInfrequentAccess).HasDeletionProtection()
                    .HasKmsKey("alias/orders").HasTag("team", "shop").HasPointInTimeRecovery()
                    .HasReplica(
                        "eu-west-1",
                        r => r.HasTableClass(DynamoDbTableClass.Standard).HasKmsKey("alias/orders-eu").HasOnDemandThroughput(20)));
                b.HasGsi("by_status", o => o.Status).HasOnDemandThroughput(50, 60);
                b.HasTimeToLive(o => o.Expires);
            }));

    [Fact]
    public void A_provisioned_table_with_replicas_scales_its_writes_between_what_the_model_says_and_that()
    {
        var properties = Script(model => model.Entity<Order>(b =>
        {
            b.ToTable("orders", t => t.HasProvisionedThroughput(5, 6).HasReplica("eu-west-1", r => r.HasProvisionedThroughput(7)));
            b.HasGsi("by_status", o => o.Status).HasProvisionedThroughput(3, 4);
        }))["Resources"]!["ProdOrdersTable"]!["Properties"]!;

        AssertJson(
            """
            {
              "WriteCapacityAutoScalingSettings": {
                "MinCapacity": 6, "MaxCapacity": 6, "TargetTrackingScalingPolicyConfiguration": { "TargetValue": 70 }
              }
            }
            """,
            properties["WriteProvisionedThroughputSettings"]!);
        Assert.Equal(4, (int)properties["GlobalSecondaryIndexes"]![0]!["WriteProvisionedThroughputSettings"]!["WriteCapacityAutoScalingSettings"]!["MinCapacity"]!);
        AssertJson(
            """
            {
              "Region": { "Ref": "AWS::Region" },
              "ReadProvisionedThroughputSettings": { "ReadCapacityUnits": 5 },
              "GlobalSecondaryIndexes": [ { "IndexName": "by_status", "ReadProvisionedThroughputSettings": { "ReadCapacityUnits": 3 } } ]
            }
            """,
            properties["Replicas"]![0]!);
        Assert.Equal(7, (int)properties["Replicas"]![1]!["Fn::If"]![2]!["ReadProvisionedThroughputSettings"]!["ReadCapacityUnits"]!);
    }

    private static void AssertScript(string expected, Action<ModelBuilder> model)
        => AssertJson(expected, Script(model));

    private static void AssertJson(string expected, JsonNode actual)
        => Assert.Equal(JsonNode.Parse(expected)!.ToString(), actual.ToString());

    private static JsonNode Script(Action<ModelBuilder> model)
    {
        using var context = new ScriptContext(model);
        return JsonNode.Parse(context.Database.GenerateCreateScript())!;
    }

    /// <summary>No region, no credentials: nothing is sent.</summary>
    private sealed class ScriptContext(Action<ModelBuilder> model) : DbContext
    {
        protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder)
            => optionsBuilder.UseDynamoDb(o => o.TableNamePrefix("prod-")).EnableServiceProviderCaching(false);

        protected override void OnModelCreating(ModelBuilder modelBuilder)
            => model(modelBuilder);
    }

    private sealed class Customer
    {
        public string Id { get; set; } = "";
    }

    [PrimaryKey(nameof(Customer), nameof(Number))]
    private sealed class Order
    {
        public string Customer { get; set; } = "";

        public int Number { get; set; }

        public string? Status { get; set; }

        public int Total { get; set; }

        public long Expires { get; set; }
    }
}
