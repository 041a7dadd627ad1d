using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;
using Microsoft.EntityFrameworkCore.Metadata.Conventions.Infrastructure;

namespace EFCore.DynamoDb.Metadata.Conventions;

/// <summary>
/// Gives every table that holds more than one type a discriminator, named <c>$type</c> unless the model says otherwise
/// (<c>HasEmbeddedDiscriminatorName</c>) or the class has a string property <c>Discriminator</c>, with the short names of the types as values.
/// </summary>
/// <remarks>
/// That is a hierarchy, known as soon as a base type is set, and several hierarchies with one table name, known only when the
/// model is complete.
/// </remarks>
internal sealed class DynamoDbDiscriminatorConvention(ProviderConventionSetBuilderDependencies dependencies)
    : DiscriminatorConvention(dependencies), IModelFinalizingConvention
{
    private const string EFCoreName = "Discriminator";

    public override void ProcessEntityTypeBaseTypeChanged(
        IConventionEntityTypeBuilder entityTypeBuilder,
        IConventionEntityType? newBaseType,
        IConventionEntityType? oldBaseType,
        IConventionContext<IConventionEntityType> context)
    {
        if (oldBaseType is { IsInModel: true, BaseType: null } && !oldBaseType.GetDirectlyDerivedTypes().Any())
        {
            oldBaseType.Builder.HasNoDiscriminator();
        }

        var entityType = entityTypeBuilder.Metadata;
        if (newBaseType is not null)
        {
            // The root carries it: one of the derived type's own, from before it had a base, goes.
            if (entityTypeBuilder.HasNoDiscriminator() is not null)
            {
                SetDiscriminator(entityType.GetRootType());
            }
        }
        else if (entityType.GetDirectlyDerivedTypes().Any())
        {
            SetDiscriminator(entityType);
        }
        else
        {
            entityTypeBuilder.HasNoDiscriminator();
        }
    }

    public void ProcessModelFinalizing(IConventionModelBuilder modelBuilder, IConventionContext<IConventionModelBuilder> context)
    {
        foreach (var table in ModelTables.RootsByTable(modelBuilder.Metadata).Where(t => t.Skip(1).Any()))
        {
            foreach (var root in table.Cast<IConventionEntityType>().Where(r => r.FindDiscriminatorProperty() is null))
            {
                SetDiscriminator(root);
            }
        }
    }

    private void SetDiscriminator(IConventionEntityType root)
    {
        var builder = root.FindDiscriminatorProperty() is null
            ? root.Builder.HasDiscriminator(NameFor(root), typeof(string))
            : root.Builder.HasDiscriminator(typeof(string));
        if (builder is not null)
        {
            SetDefaultDiscriminatorValues(root.GetDerivedTypesInclusive(), builder);
        }
    }

    /// <summary>A class that has the property which EF Core looks for means it.</summary>
    private static string NameFor(IConventionEntityType root)
        => root.ClrType.GetProperty(EFCoreName)?.PropertyType == typeof(string) ? EFCoreName : root.Model.GetEmbeddedDiscriminatorName();
}
