using System.Text;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Storage;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.ValueGeneration;

namespace EFCore.DynamoDb.Metadata;

/// <summary>
/// A property whose values, 0 to <see cref="Count" /> - 1, divide what would be one partition: one value for each value of another property, or any.
/// </summary>
internal sealed class WriteShards
{
    private readonly object[] _all;

    public WriteShards(IProperty property, int count, IProperty? by)
    {
        Property = property;
        Count = count;
        By = by;
        _all = [.. Enumerable.Range(0, count).Select(i => (object)i)];
    }

    public IProperty Property { get; }

    public int Count { get; }

    /// <summary>What decides the shard; null when each new entity takes one at random.</summary>
    public IProperty? By { get; }

    /// <summary>Every shard there is.</summary>
    public IReadOnlyList<object> All
        => _all;

    /// <summary>The shard of a value of <see cref="By" />. What is stored depends on it: it must be the same in every version.</summary>
    public int Of(object value)
    {
        var stored = ((DynamoDbTypeMapping)By!.GetTypeMapping()).ToItemValue(value);
        var bytes = stored.Type == DynamoDbAttributeType.B ? stored.AsBinary() : Encoding.UTF8.GetBytes(stored.AsText());

        // FNV-1a, and the last mixing of MurmurHash3, without which the lowest bits of short texts are not spread.
        var hash = 2166136261u;
        foreach (var item in bytes)
        {
            hash = (hash ^ item) * 16777619u;
        }

        hash = (hash ^ (hash >> 16)) * 0x85ebca6bu;
        hash = (hash ^ (hash >> 13)) * 0xc2b2ae35u;
        return (int)((hash ^ (hash >> 16)) % (uint)Count);
    }
}

/// <summary>The shard of a new entity.</summary>
internal sealed class ShardValueGenerator(WriteShards shards) : ValueGenerator<int>
{
    public override bool GeneratesTemporaryValues
        => false;

    public override int Next(EntityEntry entry)
    {
        if (shards.By is not { } by)
        {
            return Random.Shared.Next(shards.Count);
        }

        var value = entry.Property(by.Name).CurrentValue;
        return value is null || (by.ValueGenerated != ValueGenerated.Never && Equals(value, by.Sentinel))
            ? throw new InvalidOperationException(DynamoDbStrings.ShardedByNothing(entry.Metadata.DisplayName(), shards.Property.Name, by.Name))
            : shards.Of(value);
    }
}
