using Amazon;
using Amazon.DynamoDBv2;
using Amazon.Runtime;
using EFCore.DynamoDb.Infrastructure;
using EFCore.DynamoDb.Metadata;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using NSubstitute;

namespace EFCore.DynamoDb.Tests.Infrastructure;

public class DynamoDbOptionsTests
{
    [Fact]
    public void Without_arguments_everything_has_its_default()
    {
        var options = Options();

        Assert.True(options.ClientSettings.IsDefault);
        Assert.Null(options.Client);
        Assert.Null(options.TableNamePrefix);
        Assert.Equal(DynamoDbAttributeNaming.AsIs, options.AttributeNaming);
        Assert.Equal(DynamoDbNullStorage.Absent, options.NullStorage);
        Assert.Equal(DynamoDbMissingRequired.Throw, options.MissingRequired);
        Assert.False(options.ConsistentReads);
        Assert.False(options.AllowScans);
        Assert.True(options.ReturnConsumedCapacity);
        Assert.True(options.PlannerEnabled);
    }

    [Fact]
    public void Every_option_is_kept_and_the_later_call_wins()
    {
        var credentials = new BasicAWSCredentials("a", "b");
        Action<AmazonDynamoDBConfig> configure = _ => { };
        var options = Options(o => o
            .ServiceUrl("http://localhost:8000")
            .Region("us-east-1")
            .Region(RegionEndpoint.EUWest1)
            .Credentials(credentials)
            .ConfigureClient(configure)
            .TableNamePrefix("dev-")
            .TableName(name => name + "2")
            .ConsistentReads()
            .AllowScans()
            .AttributeNaming(DynamoDbAttributeNaming.SnakeCase)
            .StoreNullAsNull()
            .MissingRequired(DynamoDbMissingRequired.UseDefault)
            .ReturnConsumedCapacity(false)
            .UsePlanner(false));

        Assert.Equal("http://localhost:8000", options.ClientSettings.ServiceUrl);
        Assert.Equal(RegionEndpoint.EUWest1, options.ClientSettings.Region);
        Assert.Same(credentials, options.ClientSettings.Credentials);
        Assert.Same(configure, options.ClientSettings.Configure);
        Assert.Equal("dev-", options.TableNamePrefix);
        Assert.Equal("T2", options.TableNaming!("T"));
        Assert.True(options.ConsistentReads);
        Assert.True(options.AllowScans);
        Assert.Equal(DynamoDbAttributeNaming.SnakeCase, options.AttributeNaming);
        Assert.Equal(DynamoDbNullStorage.Null, options.NullStorage);
        Assert.Equal(DynamoDbMissingRequired.UseDefault, options.MissingRequired);
        Assert.False(options.ReturnConsumedCapacity);
        Assert.False(options.PlannerEnabled);
    }

    [Fact]
    public void A_second_UseDynamoDb_adds_to_the_first()
    {
        var builder = new DbContextOptionsBuilder();
        builder.UseDynamoDb("http://localhost:8000").UseDynamoDb(o => o.TableNamePrefix("dev-"));
        var options = builder.Options.FindExtension<DynamoDbOptionsExtension>()!;

        Assert.Equal("http://localhost:8000", options.ClientSettings.ServiceUrl);
        Assert.Equal("dev-", options.TableNamePrefix);
    }

    [Fact]
    public void The_overloads_take_an_endpoint_or_a_client_and_keep_the_type_of_the_context()
    {
        var client = Substitute.For<IAmazonDynamoDB>();

        DbContextOptionsBuilder<DbContext> one = new DbContextOptionsBuilder<DbContext>().UseDynamoDb(client, o => o.TableNamePrefix("x"));
        DbContextOptionsBuilder<DbContext> two = new DbContextOptionsBuilder<DbContext>().UseDynamoDb("http://localhost:8000");
        DbContextOptionsBuilder<DbContext> three = new DbContextOptionsBuilder<DbContext>().UseDynamoDb(o => o.AllowScans());
        DbContextOptionsBuilder<DbContext> four = new DbContextOptionsBuilder<DbContext>().UseDynamoDb(new Uri("http://localhost:8001/"));

        Assert.Same(client, one.Options.FindExtension<DynamoDbOptionsExtension>()!.Client);
        Assert.Equal("x", one.Options.FindExtension<DynamoDbOptionsExtension>()!.TableNamePrefix);
        Assert.Equal("http://localhost:8000", two.Options.FindExtension<DynamoDbOptionsExtension>()!.ClientSettings.ServiceUrl);
        Assert.Equal("http://localhost:8001/", four.Options.FindExtension<DynamoDbOptionsExtension>()!.ClientSettings.ServiceUrl);
        Assert.True(three.Options.FindExtension<DynamoDbOptionsExtension>()!.AllowScans);
    }

    [Theory]
    [InlineData("localhost:8000")]
    [InlineData("ftp://localhost")]
    [InlineData("/tables")]
    public void A_service_URL_is_an_absolute_http_URL(string url)
    {
        var exception = Assert.Throws<ArgumentException>(() => Options(o => o.ServiceUrl(url)));
        Assert.Contains($"'{url}' is no absolute http or https URL", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_region_that_the_SDK_does_not_know_is_an_error_that_says_how_to_use_it_all_the_same()
    {
        var exception = Assert.Throws<ArgumentException>(() => Options(o => o.Region("eu-wst-1")));
        Assert.Contains("RegionEndpoint.GetBySystemName(\"eu-wst-1\")", exception.Message, StringComparison.Ordinal);
        Assert.Equal(RegionEndpoint.EUWest1, Options(o => o.Region("eu-west-1")).ClientSettings.Region);
    }

    [Theory]
    [InlineData("dev/")]
    [InlineData("dev ")]
    [InlineData("ü")]
    public void A_prefix_has_only_characters_of_table_names(string prefix)
    {
        var exception = Assert.Throws<ArgumentException>(() => Options(o => o.TableNamePrefix(prefix)));
        Assert.Contains($"'{prefix}'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_no_argument()
    {
        Assert.Throws<ArgumentNullException>(() => Options(o => o.ServiceUrl(null!)));
        Assert.Throws<ArgumentNullException>(() => Options(o => o.Region((string)null!)));
        Assert.Throws<ArgumentNullException>(() => Options(o => o.Region((RegionEndpoint)null!)));
        Assert.Throws<ArgumentNullException>(() => Options(o => o.Credentials(null!)));
        Assert.Throws<ArgumentNullException>(() => Options(o => o.ConfigureClient(null!)));
        Assert.Throws<ArgumentNullException>(() => Options(o => o.UseClient(null!)));
        Assert.Throws<ArgumentNullException>(() => Options(o => o.UseClientFactory(null!)));
        Assert.Throws<ArgumentNullException>(() => Options(o => o.TableNamePrefix(null!)));
        Assert.Throws<ArgumentNullException>(() => Options(o => o.TableName(null!)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Options(o => o.AttributeNaming((DynamoDbAttributeNaming)9)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Options(o => o.MissingRequired((DynamoDbMissingRequired)9)));
    }

    [Fact]
    public void A_ready_made_client_and_settings_for_another_contradict_each_other()
    {
        var client = Substitute.For<IAmazonDynamoDB>();
        AssertInvalid(
            "ServiceUrl, Region, Credentials, ConfigureClient",
            o => o.UseClient(client).ServiceUrl("http://localhost").Region("eu-west-1").Credentials(new BasicAWSCredentials("a", "b"))
                .ConfigureClient(_ => { }));
        AssertInvalid("Region", o => o.UseClientFactory(_ => client).Region("eu-west-1"));
        AssertInvalid("use either", o => o.UseClientFactory(_ => client).UseClient(client));

        static void AssertInvalid(string expected, Action<DynamoDbDbContextOptionsBuilder> configure)
        {
            var exception = Assert.Throws<InvalidOperationException>(() => Options(configure));
            Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_shapes_queries_or_the_shared_client_makes_another_service_provider()
    {
        var plain = Options();
        Action<DynamoDbDbContextOptionsBuilder>[] changes =
        [
            o => o.ServiceUrl("http://localhost:1"),
            o => o.Region("eu-west-1"),
            o => o.Credentials(new BasicAWSCredentials("a", "b")),
            o => o.ConfigureClient(_ => { }),
            o => o.AttributeNaming(DynamoDbAttributeNaming.CamelCase),
            o => o.StoreNullAsNull(),
            o => o.MissingRequired(DynamoDbMissingRequired.UseDefault),
            o => o.ConsistentReads(),
            o => o.AllowScans(),
            o => o.UsePlanner(false),
        ];

        foreach (var change in changes)
        {
            Assert.False(Options(change).Info.ShouldUseSameServiceProvider(plain.Info));
            Assert.True(Options(change).Info.ShouldUseSameServiceProvider(Options(change).Info));
            Assert.Equal(Options(change).Info.GetServiceProviderHashCode(), Options(change).Info.GetServiceProviderHashCode());
        }
    }

    [Fact]
    public void What_differs_by_context_does_not()
    {
        var plain = Options();
        foreach (var change in (Action<DynamoDbDbContextOptionsBuilder>[])
            [
                o => o.UseClient(Substitute.For<IAmazonDynamoDB>()),
                o => o.UseClientFactory(_ => Substitute.For<IAmazonDynamoDB>()),
                o => o.TableNamePrefix("tenant-"),
                o => o.TableName(name => name),
                o => o.ReturnConsumedCapacity(false),
            ])
        {
            Assert.True(Options(change).Info.ShouldUseSameServiceProvider(plain.Info));
            Assert.Equal(plain.Info.GetServiceProviderHashCode(), Options(change).Info.GetServiceProviderHashCode());
        }
    }

    [Fact]
    public void The_log_names_what_was_configured_and_no_secret()
    {
        var text = Options(o => o.ServiceUrl("http://localhost:8000").Region("eu-west-1").TableNamePrefix("dev-").AllowScans()
            .Credentials(new BasicAWSCredentials("AKIA", "secret"))).Info.LogFragment;

        Assert.Equal("ServiceUrl=http://localhost:8000 Region=eu-west-1 TableNamePrefix=dev- AllowScans=True ", text);
    }

    private static DynamoDbOptionsExtension Options(Action<DynamoDbDbContextOptionsBuilder>? configure = null)
        => new DbContextOptionsBuilder().UseDynamoDb(configure).Options.FindExtension<DynamoDbOptionsExtension>()!;
}
