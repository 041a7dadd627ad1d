using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Metadata;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace EFCore.DynamoDb.Infrastructure;

internal sealed class DynamoDbSingletonOptions : IDynamoDbSingletonOptions
{
    private DynamoDbOptionsExtension _extension = new();

    public ClientSettings ClientSettings
        => _extension.ClientSettings;

    public DynamoDbAttributeNaming AttributeNaming
        => _extension.AttributeNaming;

    public DynamoDbNullStorage NullStorage
        => _extension.NullStorage;

    public DynamoDbMissingRequired MissingRequired
        => _extension.MissingRequired;

    public bool ConsistentReads
        => _extension.ConsistentReads;

    public bool AllowScans
        => _extension.AllowScans;

    public bool PlannerEnabled
        => _extension.PlannerEnabled;

    public void Initialize(IDbContextOptions options)
        => _extension = options.FindExtension<DynamoDbOptionsExtension>() ?? _extension;

    /// <summary>Contexts that share an internal service provider by UseInternalServiceProvider must agree on all this.</summary>
    public void Validate(IDbContextOptions options)
    {
        if (options.FindExtension<DynamoDbOptionsExtension>() is { } extension && !extension.HasSameSingletonOptions(_extension))
        {
            throw new InvalidOperationException(
                DynamoDbStrings.SingletonOptionsChanged(
                    nameof(DynamoDbDbContextOptionsExtensions.UseDynamoDb), nameof(DbContextOptionsBuilder.UseInternalServiceProvider)));
        }
    }
}
