using EFCore.DynamoDb.Diagnostics;

namespace EFCore.DynamoDb.Client;

/// <summary>A table as it is; both null when there is none.</summary>
internal sealed record TableState(TableDescription? Description, TimeToLiveDescription? TimeToLive);

/// <summary>
/// What lies between a table as it is to be and an existing one: what can be added to it, and what DynamoDB changes in no table. Settings of capacity
/// and cost are not compared: they are changed in running systems, by people and by automatic scaling.
/// </summary>
internal sealed class TableComparison
{
    private TableComparison(
        IReadOnlyList<GlobalIndexDefinition> missingIndexes,
        IReadOnlyList<string> conflicts,
        bool timeToLiveMissing,
        IReadOnlyList<ReplicaDefinition> missingReplicas)
    {
        MissingIndexes = missingIndexes;
        Conflicts = conflicts;
        TimeToLiveMissing = timeToLiveMissing;
        MissingReplicas = missingReplicas;
    }

    /// <summary>GSIs to add, one at a time, in the order of their definition, and as they fit the billing mode that the table has.</summary>
    public IReadOnlyList<GlobalIndexDefinition> MissingIndexes { get; }

    /// <summary>Each a clause about the existing table.</summary>
    public IReadOnlyList<string> Conflicts { get; }

    /// <summary>Items are to expire, and the table lets none expire.</summary>
    public bool TimeToLiveMissing { get; }

    /// <summary>Replicas to add, one at a time; the region that the table is in is none of them.</summary>
    public IReadOnlyList<ReplicaDefinition> MissingReplicas { get; }

    /// <param name="table">As it is to be.</param>
    /// <param name="actual">As it is.</param>
    /// <param name="timeToLive">Its TTL setting; null when it was not asked for.</param>
    public static TableComparison Of(TableDefinition table, TableDescription actual, TimeToLiveDescription? timeToLive)
    {
        var conflicts = new List<string>();
        var missing = new List<GlobalIndexDefinition>();

        var key = KeyText(table.Key, table.Attributes);
        var actualKey = KeyText(actual.Key, actual.Attributes);
        if (key != actualKey)
        {
            conflicts.Add(DynamoDbStrings.TableKeyConflict(actualKey, key));
        }

        foreach (var index in table.GlobalIndexes)
        {
            if (Find(actual.GlobalIndexes, index.IndexName) is { Status: not TableStatus.Deleting } found)
            {
                Compare(index.IndexName, index.Key, index.Projection, index.ProjectedAttributes, found);
            }
            else if (Find(actual.LocalIndexes, index.IndexName) is not null)
            {
                conflicts.Add(DynamoDbStrings.IndexKindConflict(index.IndexName, "local", "global"));
            }
            else
            {
                missing.Add(Fit(index, actual));
            }
        }

        foreach (var index in table.LocalIndexes)
        {
            if (Find(actual.LocalIndexes, index.IndexName) is { } found)
            {
                Compare(index.IndexName, index.Key, index.Projection, index.ProjectedAttributes, found);
            }
            else
            {
                conflicts.Add(
                    Find(actual.GlobalIndexes, index.IndexName) is null
                        ? DynamoDbStrings.LocalIndexMissing(index.IndexName)
                        : DynamoDbStrings.IndexKindConflict(index.IndexName, "global", "local"));
            }
        }

        if (table.TimeToLiveAttribute is { } attribute
            && timeToLive is { Status: TimeToLiveStatus.Enabled or TimeToLiveStatus.Enabling }
            && timeToLive.AttributeName != attribute)
        {
            conflicts.Add(DynamoDbStrings.TimeToLiveConflict(timeToLive.AttributeName!, attribute));
        }

        var missingReplicas = MissingReplicasOf(table, actual);
        if (missingReplicas.Count > 0 && actual.Stream is { } stream and not TableStreamView.NewAndOldImages)
        {
            conflicts.Add(DynamoDbStrings.StreamConflict(stream.ToString()));
        }

        return new TableComparison(
            missing,
            conflicts,
            table.TimeToLiveAttribute is not null
            && timeToLive is { Status: TimeToLiveStatus.Disabled or TimeToLiveStatus.Disabling },
            missingReplicas);

        void Compare(
            string name,
            IReadOnlyList<TableKeyElement> indexKey,
            TableProjectionType projection,
            IReadOnlyList<string> projectedAttributes,
            IndexDescription found)
        {
            var wanted = KeyText(indexKey, table.Attributes);
            var there = KeyText(found.Key, actual.Attributes);
            if (wanted != there)
            {
                conflicts.Add(DynamoDbStrings.IndexKeyConflict(name, there, wanted));
            }

            if (found.Projection == TableProjectionType.All)
            {
                return;
            }

            // A query that trusts the model would miss what the index does not carry. What it carries beyond the model harms nobody.
            if (projection == TableProjectionType.All)
            {
                conflicts.Add(DynamoDbStrings.IndexProjectionConflict(name, "all attributes"));
            }
            else if (projectedAttributes.Where(a => !found.ProjectedAttributes.Contains(a)).ToList() is { Count: > 0 } lacking)
            {
                conflicts.Add(DynamoDbStrings.IndexProjectionConflict(name, string.Join(", ", lacking)));
            }
        }
    }

    /// <summary>A key as people write it: <c>(Id: S, At: N)</c>, the partition key's attributes first; several of one role in brackets.</summary>
    internal static string KeyText(IReadOnlyList<TableKeyElement> key, IReadOnlyList<TableAttribute> attributes)
    {
        var partition = Part(TableKeyRole.Partition);
        var sort = Part(TableKeyRole.Sort);
        return sort.Length == 0 ? $"({partition})" : $"({partition}, {sort})";

        string Part(TableKeyRole role)
        {
            var elements = key.Where(k => k.Role == role).Select(Element).ToList();
            return elements.Count > 1 ? $"[{string.Join(", ", elements)}]" : string.Concat(elements);
        }

        string Element(TableKeyElement element)
        {
            foreach (var attribute in attributes)
            {
                if (attribute.Name == element.AttributeName)
                {
                    return $"{attribute.Name}: {attribute.Type}";
                }
            }

            return element.AttributeName;
        }
    }

    /// <summary>The billing mode of the existing table decides, which may have been changed since it was made.</summary>
    private static GlobalIndexDefinition Fit(GlobalIndexDefinition index, TableDescription table)
        => table.BillingMode == TableBillingMode.OnDemand
            ? index with { Provisioned = null }
            : index with { Provisioned = index.Provisioned ?? table.Provisioned, OnDemandMaximum = null };

    private static IReadOnlyList<ReplicaDefinition> MissingReplicasOf(TableDefinition table, TableDescription actual)
        => table.Replicas.Count == 0 || actual.IsLocal
            ? []
            : [.. table.Replicas.Where(
                r => r.Region != actual.Region && !actual.Replicas.Any(a => a.Region == r.Region && a.Status != ReplicaStatus.Deleting))];

    private static IndexDescription? Find(IReadOnlyList<IndexDescription> indexes, string name)
        => indexes.FirstOrDefault(i => i.IndexName == name);
}
