using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Items;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EFCore.DynamoDb.Storage;

/// <summary>What the model says of how a property is stored; a foreign key follows the key that it refers to.</summary>
internal readonly record struct StorageSettings(
    object? Json, TimestampUnit? UnixTimestamp, string? IsoFormat, DynamoDbAttributeType? AttributeType)
{
    private static readonly string[] Names =
    [
        MappingAnnotationNames.JsonStr,
        MappingAnnotationNames.UnixTimestamp,
        MappingAnnotationNames.IsoFormat,
        MappingAnnotationNames.AttributeType,
    ];

    public static StorageSettings Of(IReadOnlyProperty property)
    {
        foreach (var principal in property.GetPrincipals())
        {
            if (Of((IReadOnlyAnnotatable)principal) is { IsEmpty: false } settings)
            {
                return settings;
            }
        }

        return default;
    }

    public static StorageSettings Of(IReadOnlyAnnotatable annotatable)
        => new(
            annotatable[MappingAnnotationNames.JsonStr],
            (TimestampUnit?)annotatable[MappingAnnotationNames.UnixTimestamp],
            (string?)annotatable[MappingAnnotationNames.IsoFormat],
            (DynamoDbAttributeType?)annotatable[MappingAnnotationNames.AttributeType]);

    public bool IsEmpty
        => this == default;

    /// <summary>The sentence that refuses what the model says of a property's storage, or null.</summary>
    public static string? ProblemOf(IProperty property)
    {
        var settings = Of(property);
        var entity = property.DeclaringType.DisplayName();
        var chosen = Names.Where(name => property[name] is not null).ToList();
        if (property.GetValueConverter() is not null || property.GetProviderClrType() is not null)
        {
            chosen.Remove(MappingAnnotationNames.UnixTimestamp);
            chosen.Remove(MappingAnnotationNames.IsoFormat);
            chosen.Remove(MappingAnnotationNames.AttributeType);
            if (chosen.Count > 0)
            {
                return DynamoDbStrings.SeveralForms(entity, property.Name, "a JSON string", "a value converter");
            }
        }

        if (Names.Where(name => property[name] is not null).ToList() is [var first, var second, ..]
            && !(first == MappingAnnotationNames.UnixTimestamp && settings.AttributeType == DynamoDbAttributeType.N)
            && !(settings.AttributeType == DynamoDbAttributeType.S && second == MappingAnnotationNames.AttributeType && first != MappingAnnotationNames.UnixTimestamp))
        {
            return DynamoDbStrings.SeveralForms(entity, property.Name, NameOf(first), NameOf(second));
        }

        return settings.ProblemOf(property, entity);
    }

    private string? ProblemOf(IProperty property, string entity)
    {
        if (Json is not null)
        {
            return JsonProblemOf(property, entity);
        }

        var type = property.GetValueConverter()?.ProviderClrType ?? property.GetProviderClrType() ?? property.ClrType;
        if (property.FindTypeMapping() is DynamoDbCollectionTypeMapping { Converter: null } collection)
        {
            type = collection.InnermostElement.ClrType;
        }

        type = Nullable.GetUnderlyingType(type) ?? type;
        var name = type.ShortDisplayName();
        if (UnixTimestamp is not null)
        {
            return type == typeof(DateTime) || type == typeof(DateTimeOffset)
                ? null
                : DynamoDbStrings.UnixTimestampType(entity, property.Name, name);
        }

        if (IsoFormat is not null)
        {
            return !IsoText.Supports(type) ? DynamoDbStrings.IsoFormatType(entity, property.Name, name)
                : !IsoText.For(type, IsoFormat).IsValid ? DynamoDbStrings.IsoFormatInvalid(entity, property.Name, IsoFormat, name)
                : null;
        }

        if (AttributeType is not { } attributeType || (type.IsEnum && attributeType == DynamoDbAttributeType.S))
        {
            return null;
        }

        // Of a type that only a converter of EF's brings to an attribute, what counts is what the converter makes of it.
        var stored = StoredForms.Find(type) is not null ? type
            : property.FindTypeMapping() is { Converter.ProviderClrType: var made } ? Nullable.GetUnderlyingType(made) ?? made
            : type;
        return StoredForms.Find(stored, attributeType) is not null
            ? null
            : DynamoDbStrings.AttributeTypeImpossible(
                entity, property.Name, name, WireName(attributeType), string.Join(" or ", StoredForms.AttributeTypesOf(stored).Select(WireName)));
    }

    private string? JsonProblemOf(IProperty property, string entity)
    {
        if (property.IsKey() || property.IsIndex())
        {
            return DynamoDbStrings.JsonKey(entity, property.Name);
        }

        var type = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
        try
        {
            _ = JsonText.For(type, Json);
            return null;
        }
        catch (Exception exception) when (IsSerializersRefusal(exception))
        {
            return DynamoDbStrings.JsonType(entity, property.Name, type.ShortDisplayName(), exception.Message);
        }
    }

    /// <summary>What System.Text.Json throws when it cannot serialise a type, or not by the given options.</summary>
    public static bool IsSerializersRefusal(Exception exception)
        => exception is NotSupportedException or InvalidOperationException or ArgumentException;

    private static string NameOf(string annotation)
        => annotation switch
        {
            MappingAnnotationNames.JsonStr => "a JSON string",
            MappingAnnotationNames.UnixTimestamp => "a Unix timestamp",
            MappingAnnotationNames.IsoFormat => "an ISO format",
            _ => "an attribute type",
        };

    private static string WireName(DynamoDbAttributeType type)
        => type switch
        {
            DynamoDbAttributeType.Bool => "BOOL",
            DynamoDbAttributeType.Null => "NULL",
            _ => type.ToString(),
        };
}
