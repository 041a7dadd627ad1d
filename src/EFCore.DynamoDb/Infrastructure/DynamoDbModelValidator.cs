using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Metadata;
using EFCore.DynamoDb.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EFCore.DynamoDb.Infrastructure;

/// <summary>
/// Refuses models that DynamoDB cannot serve, before any request: in one sentence that names the entity type and the property.
/// First what EF would complain about in words that mean nothing here, then EF's own rules, then tables and indexes.
/// </summary>
internal sealed partial class DynamoDbModelValidator(ModelValidatorDependencies dependencies) : ModelValidator(dependencies)
{
    private static readonly Type[] RowVersionTypes =
    [
        typeof(long), typeof(int), typeof(short), typeof(ulong), typeof(uint), typeof(ushort), typeof(decimal), typeof(Guid),
    ];

    public override void Validate(IModel model, IDiagnosticsLogger<DbLoggerCategory.Model.Validation> logger)
    {
        // What a query defines is not stored.
        var stored = model.GetEntityTypes().Where(e => DynamoDbMetadata.DefiningQueryOf(e.GetRootType()) is null).ToList();
        foreach (var entityType in stored)
        {
            ValidateStructure(entityType);
            ValidateKey(entityType);
            ValidateStorage(entityType);
        }

        base.Validate(model, logger);

        foreach (var entityType in stored)
        {
            ValidateKeyTypes(entityType);
            ValidateExtensionData(entityType);
            ValidateAttributes(entityType);
            ValidateDocuments(entityType);
            ValidateGeneratedValues(entityType);
            ValidateTimeToLive(entityType);
            ValidateIndexes(entityType);
        }

        foreach (var table in ModelTables.RootsByTable(model))
        {
            ValidateTable(table.Key, [.. table]);
        }
    }

    protected override void ThrowPropertyNotMappedException(
        string propertyType, IConventionTypeBase structuralType, IConventionProperty unmappedProperty)
        => throw new InvalidOperationException(
            DynamoDbStrings.PropertyNotMapped(structuralType.DisplayName(), unmappedProperty.Name, propertyType));

    private static void ValidateStructure(IEntityType entityType)
    {
        if (entityType.FindOwnership() is { } ownership)
        {
            ValidateOwned(entityType, ownership);
            return;
        }

        if (entityType.BaseType is not null)
        {
            var root = entityType.GetRootType();
            if (entityType.FindAnnotation(DynamoDbAnnotationNames.PartitionKey) is not null
                || entityType.FindAnnotation(DynamoDbAnnotationNames.SortKey) is not null)
            {
                throw new InvalidOperationException(DynamoDbStrings.KeyNotOnRoot(entityType.DisplayName(), root.DisplayName()));
            }

            if (entityType[DynamoDbAnnotationNames.TableName] is string name && name != DynamoDbMetadata.TableNameOf(root))
            {
                throw new InvalidOperationException(DynamoDbStrings.TableNotOnRoot(entityType.DisplayName(), root.DisplayName()));
            }
        }
    }

    private static void ValidateStorage(ITypeBase type)
    {
        foreach (var property in type.GetDeclaredProperties())
        {
            if (type is not IEntityType && DynamoDbMetadata.IsAtomicCounter(property))
            {
                throw new InvalidOperationException(DynamoDbStrings.AtomicCounter(type.DisplayName(), property.Name));
            }

            if (StorageSettings.ProblemOf(property) is { } problem)
            {
                throw new InvalidOperationException(problem);
            }

            if (property.FindTypeMapping() is not DynamoDbTypeMapping)
            {
                throw new InvalidOperationException(
                    DynamoDbStrings.PropertyNotMapped(type.DisplayName(), property.Name, property.ClrType.ShortDisplayName()));
            }
        }

        foreach (var document in type.GetDeclaredComplexProperties())
        {
            ValidateStorage(document.ComplexType);
        }
    }

    private static void ValidateGeneratedValues(IEntityType entityType)
    {
        foreach (var property in entityType.GetDeclaredProperties())
        {
            var type = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
            if (DynamoDbMetadata.IsAtomicCounter(property)
                && (property.IsKey()
                    || property.IsConcurrencyToken
                    || type.IsEnum
                    || Type.GetTypeCode(type) is not ((>= TypeCode.SByte and <= TypeCode.UInt64) or TypeCode.Decimal)
                    || property.GetTypeMapping() is not DynamoDbTypeMapping { AttributeType: DynamoDbAttributeType.N, Converter: null }))
            {
                throw new InvalidOperationException(DynamoDbStrings.AtomicCounter(entityType.DisplayName(), property.Name));
            }

            if (property.ValueGenerated.HasFlag(ValueGenerated.OnUpdate) || property.ValueGenerated.HasFlag(ValueGenerated.OnUpdateSometimes))
            {
                if (!property.IsConcurrencyToken)
                {
                    throw new InvalidOperationException(
                        DynamoDbStrings.ComputedValue(entityType.DisplayName(), property.Name));
                }

                if (!RowVersionTypes.Contains(type))
                {
                    throw new InvalidOperationException(
                        DynamoDbStrings.RowVersionType(entityType.DisplayName(), property.Name, type.ShortDisplayName()));
                }
            }
            else if (property.ValueGenerated == ValueGenerated.OnAdd
                && property.GetValueGeneratorFactory() is null
                && property != entityType.FindPositionKey()
                && DynamoDbMetadata.WriteShardCountOf(property) is null
                && type != typeof(Guid)
                && type != typeof(string)
                && type != typeof(byte[]))
            {
                throw new InvalidOperationException(
                    DynamoDbStrings.GeneratedValue(entityType.DisplayName(), property.Name, property.ClrType.ShortDisplayName()));
            }
        }
    }

    private static void ValidateTimeToLive(IEntityType entityType)
    {
        if (entityType[DynamoDbAnnotationNames.HidesExpired] is true)
        {
            ValidateHidesExpired(entityType);
        }

        if (entityType[DynamoDbAnnotationNames.TimeToLive] is not string name)
        {
            return;
        }

        var property = entityType.FindProperty(name)
            ?? throw new InvalidOperationException(DynamoDbStrings.UnknownTimeToLive(entityType.DisplayName(), name));
        var type = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
        var isTime = type == typeof(DateTime) || type == typeof(DateTimeOffset);
        if (!isTime && type != typeof(long) && type != typeof(int))
        {
            throw new InvalidOperationException(
                DynamoDbStrings.TimeToLiveType(entityType.DisplayName(), name, property.ClrType.ShortDisplayName()));
        }

        if ((isTime && property[MappingAnnotationNames.UnixTimestamp] is not TimestampUnit.Seconds)
            || property.GetValueConverter() is not null
            || property.GetProviderClrType() is not null
            || DynamoDbMetadata.AttributeTypeOf(property) != DynamoDbAttributeType.N)
        {
            throw new InvalidOperationException(DynamoDbStrings.TimeToLiveMapping(entityType.DisplayName(), name));
        }
    }

    private static void ValidateHidesExpired(IEntityType entityType)
    {
        if (entityType.BaseType is not null)
        {
            throw new InvalidOperationException(DynamoDbStrings.HideExpiredOfDerived(entityType.DisplayName(), entityType.GetRootType().DisplayName()));
        }

        if (DynamoDbMetadata.TimeToLiveOf(entityType) is null)
        {
            throw new InvalidOperationException(DynamoDbStrings.HideExpiredWithoutTimeToLive(entityType.DisplayName()));
        }

        if (entityType.GetDeclaredQueryFilters().Any(f => f.IsAnonymous))
        {
            throw new InvalidOperationException(DynamoDbStrings.HideExpiredBesideUnnamed(entityType.DisplayName()));
        }
    }

    private static bool IsTooLong(string name, int maximum)
        => name.Length == 0 || System.Text.Encoding.UTF8.GetByteCount(name) > maximum;
}
