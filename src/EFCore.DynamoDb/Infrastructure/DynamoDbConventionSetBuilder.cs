using EFCore.DynamoDb.Metadata;
using EFCore.DynamoDb.Metadata.Conventions;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;
using Microsoft.EntityFrameworkCore.Metadata.Conventions.Infrastructure;

namespace EFCore.DynamoDb.Infrastructure;

/// <summary>EF's conventions, less those that make no sense for DynamoDB, plus this provider's.</summary>
internal sealed class DynamoDbConventionSetBuilder(
    ProviderConventionSetBuilderDependencies dependencies, IDynamoDbSingletonOptions options)
    : ProviderConventionSetBuilder(dependencies)
{
    public override ConventionSet CreateConventionSet()
    {
        var conventions = base.CreateConventionSet();

        // A secondary index costs money and capacity with every write: never one that nobody asked for.
        conventions.Remove(typeof(ForeignKeyIndexConvention));

        conventions.Replace<KeyDiscoveryConvention>(new DynamoDbKeyDiscoveryConvention(Dependencies));
        conventions.Replace<ValueGenerationConvention>(new DynamoDbValueGenerationConvention(Dependencies));
        conventions.Replace<DiscriminatorConvention>(new DynamoDbDiscriminatorConvention(Dependencies));
        conventions.Replace<RuntimeModelConvention>(new DynamoDbRuntimeModelConvention(Dependencies));
        conventions.Add(new TableNameFromDbSetConvention(Dependencies));
        conventions.Add(new TableAttributeConvention(Dependencies));
        conventions.Add(new ColumnAttributeConvention(Dependencies));
        conventions.Add(new UnixTimestampAttributeConvention(Dependencies));
        conventions.Add(new JsonStrAttributeConvention(Dependencies));
        conventions.Add(new PartitionKeyAttributeConvention(Dependencies));
        conventions.Add(new SortKeyAttributeConvention(Dependencies));
        conventions.Add(new SecondaryIndexAttributeConvention());
        conventions.Add(new TimeToLiveConvention());
        conventions.Add(new HideExpiredConvention());
        conventions.Add(new OwnedPositionConvention());
        conventions.Add(new CompositeKeyConvention());
        conventions.Add(new DefiningQueryConvention(Dependencies));

        // Behind every convention that adds properties.
        if (options.AttributeNaming != DynamoDbAttributeNaming.AsIs)
        {
            conventions.Add(new AttributeNamingConvention(options.AttributeNaming));
        }

        return conventions;
    }
}
