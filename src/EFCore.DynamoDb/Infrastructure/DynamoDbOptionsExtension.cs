using System.Globalization;
using System.Text;
using Amazon.DynamoDBv2;
using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Metadata;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

namespace EFCore.DynamoDb.Infrastructure;

/// <summary>All options of UseDynamoDb. Immutable: each With... method gives a changed copy.</summary>
internal sealed record DynamoDbOptionsExtension : IDbContextOptionsExtension
{
    private DbContextOptionsExtensionInfo? _info;

    public DynamoDbOptionsExtension()
    {
    }

    private DynamoDbOptionsExtension(DynamoDbOptionsExtension original)
    {
        ClientSettings = original.ClientSettings;
        AttributeNaming = original.AttributeNaming;
        NullStorage = original.NullStorage;
        MissingRequired = original.MissingRequired;
        ConsistentReads = original.ConsistentReads;
        AllowScans = original.AllowScans;
        PlannerEnabled = original.PlannerEnabled;
        Client = original.Client;
        ClientFactory = original.ClientFactory;
        TableNamePrefix = original.TableNamePrefix;
        TableNaming = original.TableNaming;
        ReturnConsumedCapacity = original.ReturnConsumedCapacity;
        AllowTransactionChunking = original.AllowTransactionChunking;
        IdempotentWrites = original.IdempotentWrites;
        IgnoreMissingDeletes = original.IgnoreMissingDeletes;
        MaxParallelRequests = original.MaxParallelRequests;
        MaxBufferedRows = original.MaxBufferedRows;
        Time = original.Time;
        PrefetchPages = original.PrefetchPages;
        CursorKey = original.CursorKey;
    }

    // One set per internal service provider: these are in its hash.
    public ClientSettings ClientSettings { get; init; } = new();

    public DynamoDbAttributeNaming AttributeNaming { get; init; }

    public DynamoDbNullStorage NullStorage { get; init; }

    public DynamoDbMissingRequired MissingRequired { get; init; }

    public bool ConsistentReads { get; init; }

    public bool AllowScans { get; init; }

    public bool PlannerEnabled { get; init; } = true;

    // Per context: not in the hash, or every tenant and every test would have a service provider and a query cache of its own.
    public IAmazonDynamoDB? Client { get; init; }

    public Func<IServiceProvider, IAmazonDynamoDB>? ClientFactory { get; init; }

    public string? TableNamePrefix { get; init; }

    public bool AllowTransactionChunking { get; init; }

    public bool IdempotentWrites { get; init; }

    public bool IgnoreMissingDeletes { get; init; }

    public int MaxParallelRequests { get; init; } = 16;

    public int MaxBufferedRows { get; init; } = 100_000;

    public TimeProvider? Time { get; init; }

    public bool PrefetchPages { get; init; }

    public byte[]? CursorKey { get; init; }

    public Func<string, string>? TableNaming { get; init; }

    public bool ReturnConsumedCapacity { get; init; } = true;

    public DbContextOptionsExtensionInfo Info
        => _info ??= new ExtensionInfo(this);

    public void ApplyServices(IServiceCollection services)
        => services.AddEntityFrameworkDynamoDb();

    public void Validate(IDbContextOptions options)
    {
        if (Client is not null && ClientFactory is not null)
        {
            throw new InvalidOperationException(DynamoDbStrings.ClientAndFactory);
        }

        if ((Client is not null || ClientFactory is not null) && !ClientSettings.IsDefault)
        {
            throw new InvalidOperationException(DynamoDbStrings.ClientAndSettings(SettingNames()));
        }
    }

    public bool HasSameSingletonOptions(DynamoDbOptionsExtension other)
        => ClientSettings == other.ClientSettings
            && AttributeNaming == other.AttributeNaming
            && NullStorage == other.NullStorage
            && MissingRequired == other.MissingRequired
            && ConsistentReads == other.ConsistentReads
            && AllowScans == other.AllowScans
            && PlannerEnabled == other.PlannerEnabled;

    public int SingletonHashCode()
        => HashCode.Combine(
            ClientSettings, AttributeNaming, NullStorage, MissingRequired, ConsistentReads, AllowScans, PlannerEnabled);

    private string SettingNames()
    {
        List<string> names = [];
        if (ClientSettings.ServiceUrl is not null)
        {
            names.Add("ServiceUrl");
        }

        if (ClientSettings.Region is not null)
        {
            names.Add("Region");
        }

        if (ClientSettings.Credentials is not null)
        {
            names.Add("Credentials");
        }

        if (ClientSettings.Configure is not null)
        {
            names.Add("ConfigureClient");
        }

        return string.Join(", ", names);
    }

    private sealed class ExtensionInfo(DynamoDbOptionsExtension extension) : DbContextOptionsExtensionInfo(extension)
    {
        private string? _logFragment;

        private new DynamoDbOptionsExtension Extension
            => (DynamoDbOptionsExtension)base.Extension;

        public override bool IsDatabaseProvider
            => true;

        public override string LogFragment
            => _logFragment ??= CreateLogFragment();

        public override int GetServiceProviderHashCode()
            => Extension.SingletonHashCode();

        public override bool ShouldUseSameServiceProvider(DbContextOptionsExtensionInfo other)
            => other is ExtensionInfo info && Extension.HasSameSingletonOptions(info.Extension);

        public override void PopulateDebugInfo(IDictionary<string, string> debugInfo)
        {
            void Add(string name, object? value)
                => debugInfo["DynamoDb:" + name] = (value?.GetHashCode() ?? 0).ToString(CultureInfo.InvariantCulture);

            Add(nameof(ClientSettings.ServiceUrl), Extension.ClientSettings.ServiceUrl);
            Add(nameof(ClientSettings.Region), Extension.ClientSettings.Region);
            Add(nameof(ClientSettings.Credentials), Extension.ClientSettings.Credentials);
            Add("ConfigureClient", Extension.ClientSettings.Configure);
            Add(nameof(AttributeNaming), Extension.AttributeNaming);
            Add(nameof(NullStorage), Extension.NullStorage);
            Add(nameof(MissingRequired), Extension.MissingRequired);
            Add(nameof(ConsistentReads), Extension.ConsistentReads);
            Add(nameof(AllowScans), Extension.AllowScans);
            Add(nameof(PlannerEnabled), Extension.PlannerEnabled);
        }

        private string CreateLogFragment()
        {
            var text = new StringBuilder();
            void Add(string name, object? value)
            {
                if (value is not null)
                {
                    _ = text.Append(name).Append('=').Append(value).Append(' ');
                }
            }

            Add("ServiceUrl", Extension.ClientSettings.ServiceUrl);
            Add("Region", Extension.ClientSettings.Region?.SystemName);
            Add("TableNamePrefix", Extension.TableNamePrefix);
            Add("AttributeNaming", Extension.AttributeNaming == DynamoDbAttributeNaming.AsIs ? null : Extension.AttributeNaming);
            Add("ConsistentReads", Extension.ConsistentReads ? true : null);
            Add("AllowScans", Extension.AllowScans ? true : null);
            return text.ToString();
        }
    }
}
