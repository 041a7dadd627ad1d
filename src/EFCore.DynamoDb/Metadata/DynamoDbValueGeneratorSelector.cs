using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.ValueGeneration;

namespace EFCore.DynamoDb.Metadata;

/// <summary>EF's choice of generators, and those for the positions of owned elements and for shards.</summary>
internal sealed class DynamoDbValueGeneratorSelector(ValueGeneratorSelectorDependencies dependencies) : ValueGeneratorSelector(dependencies)
{
    protected override ValueGenerator? FindForType(IProperty property, ITypeBase typeBase, Type clrType)
        => typeBase is IEntityType entityType && entityType.FindPositionKey() == property
            ? new PositionValueGenerator()
            : property.FindWriteShards() is { } shards ? new ShardValueGenerator(shards)
            : base.FindForType(property, typeBase, clrType);
}

/// <summary>
/// Keys for owned elements until a save gives them their positions: negative, and none twice. They are stable, so that EF takes the elements of a graph that is
/// attached for what the graph is attached as, and not for added ones.
/// </summary>
internal sealed class PositionValueGenerator : ValueGenerator<int>
{
    private int _last = int.MinValue;

    public override bool GeneratesTemporaryValues
        => true;

    public override bool GeneratesStableValues
        => true;

    public override int Next(EntityEntry entry)
        => Interlocked.Increment(ref _last);
}
