using System.Globalization;
using System.Linq.Expressions;
using System.Reflection;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Metadata;
using EFCore.DynamoDb.Storage;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Update;

namespace EFCore.DynamoDb.Update;

/// <summary>One property's value of an entry as an attribute value, by compiled expressions: the value is never boxed on its way.</summary>
internal sealed class PropertyWriter
{
    private static readonly MethodInfo CurrentValueMethod = ValueMethod(nameof(IUpdateEntry.GetCurrentValue));
    private static readonly MethodInfo OriginalValueMethod = ValueMethod(nameof(IUpdateEntry.GetOriginalValue));

    private readonly Func<IUpdateEntry, ItemValue> _current;
    private readonly Func<IUpdateEntry, ItemValue>? _original;
    private readonly bool _storesNull;

    /// <param name="property">The property.</param>
    /// <param name="key">What its attribute is to the keys of the table and its indexes.</param>
    /// <param name="storesNull">Whether null is stored as NULL; otherwise, and always in an index key, the attribute is left out.</param>
    /// <param name="hasOriginal">Whether the value as it was read is asked for; of concurrency tokens and documents it always is.</param>
    public PropertyWriter(IProperty property, KeyRole key, bool storesNull, bool hasOriginal = false)
    {
        Property = property;
        Attribute = property.GetItemAttributeName();
        Mapping = (DynamoDbTypeMapping)property.GetTypeMapping();
        Key = key;
        IsRowVersion = RowVersion.IsRowVersion(property);
        TakesStoredValue = Mapping.NormalizesValues && (!key.IsTableKey || Mapping.Converter is null);
        _storesNull = (DynamoDbMetadata.StoresNull(property) ?? storesNull) && !key.IsKey;
        Template = property.FindKeyTemplate();
        _current = Template is { } template ? entry => OfTemplate(entry, template)
            : property.FindWriteShards() is { } shards ? entry => OfShard(entry, shards)
            : Compile(CurrentValueMethod);
        IsDocument = Mapping.AttributeType is DynamoDbAttributeType.M or DynamoDbAttributeType.L
            or DynamoDbAttributeType.SS or DynamoDbAttributeType.NS or DynamoDbAttributeType.BS;
        IsCounter = DynamoDbMetadata.IsAtomicCounter(property);
        _original = hasOriginal || property.IsConcurrencyToken || IsDocument || IsCounter ? Compile(OriginalValueMethod) : null;
        MustBeReadBack = TakesStoredValue || (key.IsTableKey && Mapping.Converter is not null);
    }

    public IProperty Property { get; }

    public string Attribute { get; }

    public DynamoDbTypeMapping Mapping { get; }

    public KeyRole Key { get; }

    /// <summary>What makes the value of other properties; null when the property has a value of its own.</summary>
    public KeyTemplate? Template { get; }

    public bool IsRowVersion { get; }

    /// <summary>Whether a change is added to what is stored.</summary>
    public bool IsCounter { get; }

    /// <summary>Whether the value is a map, a list or a set, which may change in part.</summary>
    public bool IsDocument { get; }

    /// <summary>
    /// The CLR value may not be what the store gives back: the entity takes the stored value when it is saved, or the value is refused (keys with a
    /// converter of the user's).
    /// </summary>
    public bool MustBeReadBack { get; }

    /// <summary>Whether the entity takes the stored value when it is saved.</summary>
    public bool TakesStoredValue { get; }

    public bool IsModified(IUpdateEntry entry)
        => Template is null ? entry.IsModified(Property) : Template.Parts.Any(p => entry.IsModified((IProperty)p.Property));

    /// <summary>The value to be saved; missing for a null that is not stored.</summary>
    public ItemValue Current(IUpdateEntry entry)
        => _current(entry);

    /// <summary>The value as it was read, of a concurrency token or a document.</summary>
    public ItemValue Original(IUpdateEntry entry)
        => _original!(entry);

    /// <summary>What a counter is changed by; null when it must be set, because it was null where that is stored or is null now.</summary>
    public static decimal? Difference(ItemValue original, ItemValue current)
        => current.IsMissingOrNull || (original.IsMissingOrNull && !original.IsMissing)
            ? null
            : Number(current) - (original.IsMissing ? 0 : Number(original));

    private static decimal Number(ItemValue value)
        => decimal.Parse(value.AsText(), NumberStyles.Float, CultureInfo.InvariantCulture);

    /// <summary>What the property will be when the stored value is read.</summary>
    public object? ReadBack(ItemValue stored)
        => stored.IsMissingOrNull ? null : Mapping.FromItemValue(stored);

    private static ItemValue OfTemplate(IUpdateEntry entry, KeyTemplate template)
    {
        var values = new object?[template.Parts.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = entry.GetCurrentValue((IProperty)template.Parts[i].Property);
        }

        return template.Format(values) is { } text ? ItemValue.String(text) : default;
    }

    private static ItemValue OfShard(IUpdateEntry entry, WriteShards shards)
    {
        var shard = entry.GetCurrentValue<int>(shards.Property);
        var expected = shards.By is { } by ? shards.Of(entry.GetCurrentValue(by)!) : shard >= 0 && shard < shards.Count ? shard : -1;
        return shard == expected
            ? ((DynamoDbTypeMapping)shards.Property.GetTypeMapping()).ToItemValue(shard)
            : throw new InvalidOperationException(
                DynamoDbStrings.WrongShard(
                    entry.EntityType.DisplayName(), shards.Property.Name, shard, expected < 0 ? $"one of 0 to {shards.Count - 1}" : $"{expected}"));
    }

    private Func<IUpdateEntry, ItemValue> Compile(MethodInfo getValue)
    {
        var entry = Expression.Parameter(typeof(IUpdateEntry), "entry");
        var type = Property.ClrType;
        var read = Expression.Call(
            entry,
            getValue.MakeGenericMethod(type),
            Expression.Constant(Property, getValue.GetParameters()[0].ParameterType));
        return Expression.Lambda<Func<IUpdateEntry, ItemValue>>(
            DocumentExpressions.OfScalar(read, Mapping, _storesNull), entry).Compile();
    }

    private static MethodInfo ValueMethod(string name)
        => typeof(IUpdateEntry).GetMethods().Single(m => m.Name == name && m.IsGenericMethodDefinition);
}
