using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;
using Microsoft.EntityFrameworkCore.Metadata.Conventions.Infrastructure;

namespace EFCore.DynamoDb.Metadata.Conventions;

/// <summary>Names a table after the context's <c>DbSet</c> property, as EF users expect; a type that several sets show keeps its own name.</summary>
internal sealed class TableNameFromDbSetConvention : IEntityTypeAddedConvention, IEntityTypeBaseTypeChangedConvention
{
    private readonly Dictionary<Type, string> _setNames;

    public TableNameFromDbSetConvention(ProviderConventionSetBuilderDependencies dependencies)
        => _setNames = dependencies.SetFinder.FindSets(dependencies.ContextType)
            .GroupBy(s => s.Type)
            .Where(g => g.Count() == 1)
            .ToDictionary(g => g.Key, g => g.Single().Name);

    public void ProcessEntityTypeAdded(
        IConventionEntityTypeBuilder entityTypeBuilder, IConventionContext<IConventionEntityTypeBuilder> context)
        => SetName(entityTypeBuilder);

    public void ProcessEntityTypeBaseTypeChanged(
        IConventionEntityTypeBuilder entityTypeBuilder,
        IConventionEntityType? newBaseType,
        IConventionEntityType? oldBaseType,
        IConventionContext<IConventionEntityType> context)
        => SetName(entityTypeBuilder);

    private void SetName(IConventionEntityTypeBuilder entityTypeBuilder)
    {
        var entityType = entityTypeBuilder.Metadata;
        if (entityType.BaseType is not null)
        {
            entityTypeBuilder.HasNoAnnotation(DynamoDbAnnotationNames.TableName);
        }
        else if (!entityType.HasSharedClrType && _setNames.TryGetValue(entityType.ClrType, out var name))
        {
            entityTypeBuilder.HasAnnotation(DynamoDbAnnotationNames.TableName, name);
        }
    }
}
