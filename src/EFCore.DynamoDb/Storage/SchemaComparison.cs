using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.Diagnostics;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.Storage;

/// <summary>
/// Everything in which a live table is not what the model says. Pure: data to data. What DynamoDB tells without being asked (its defaults, tags of its own,
/// its name for no maximum) is no difference.
/// </summary>
internal sealed partial class SchemaComparison
{
    private readonly TableDefinition _table;
    private readonly LiveTable _live;
    private readonly List<DynamoDbSchemaDifference> _differences = [];
    private readonly List<DynamoDbUncheckedSetting> _notChecked = [];

    private SchemaComparison(TableDefinition table, LiveTable live)
    {
        _table = table;
        _live = live;
    }

    public static DynamoDbSchemaReport Compare(IEnumerable<(TableDefinition Table, LiveTable Live)> tables)
    {
        var differences = new List<DynamoDbSchemaDifference>();
        var notChecked = new List<DynamoDbUncheckedSetting>();
        foreach (var (table, live) in tables)
        {
            var comparison = new SchemaComparison(table, live);
            comparison.CompareAll();
            differences.AddRange(comparison._differences);
            notChecked.AddRange(comparison._notChecked);
        }

        return new DynamoDbSchemaReport(differences, notChecked);
    }

    private void CompareAll()
    {
        if (_live.Description is not { } live)
        {
            Add(DynamoDbSchemaAspect.Table, "a table", DynamoDbStrings.SchemaNone, isBreaking: true);
            return;
        }

        if (live.Status is not (TableStatus.Active or TableStatus.Updating))
        {
            Add(DynamoDbSchemaAspect.Table, "ACTIVE", live.StatusText, isBreaking: true);
        }

        var key = TableComparison.KeyText(_table.Key, _table.Attributes);
        var liveKey = TableComparison.KeyText(live.Key, live.Attributes);
        if (key != liveKey)
        {
            Add(DynamoDbSchemaAspect.Key, key, liveKey, isBreaking: true);
        }

        CompareIndexes(live);
        CompareBilling(live);
        CompareSettings(live);
        CompareTimeToLive();
        CompareRecovery(live);
        CompareTags(live);
        CompareReplicas(live);
    }

    private void CompareIndexes(TableDescription live)
    {
        var wanted = _table.GlobalIndexes.Select(i => new Index("GSI", i.IndexName, i.Key, i.Projection, i.ProjectedAttributes))
            .Concat(_table.LocalIndexes.Select(i => new Index("LSI", i.IndexName, i.Key, i.Projection, i.ProjectedAttributes)))
            .ToList();
        var found = live.GlobalIndexes.Select(i => (Kind: "GSI", Index: i)).Concat(live.LocalIndexes.Select(i => (Kind: "LSI", Index: i)))
            .Where(i => i.Index.Status != TableStatus.Deleting)
            .ToDictionary(i => i.Index.IndexName, i => i, StringComparer.Ordinal);
        foreach (var index in wanted)
        {
            if (!found.Remove(index.Name, out var there))
            {
                AddIndex(index.Name, DynamoDbSchemaAspect.Index, index.Text(_table.Attributes), DynamoDbStrings.SchemaNone, isBreaking: true);
                continue;
            }

            var actual = Actual(there.Kind, there.Index);
            var (text, actualText) = (index.KeyText(_table.Attributes), actual.KeyText(live.Attributes));
            if (text != actualText)
            {
                AddIndex(index.Name, DynamoDbSchemaAspect.Index, text, actualText, isBreaking: true);
            }

            if (there.Index.Status is { } status and not (TableStatus.Active or TableStatus.Updating))
            {
                AddIndex(index.Name, DynamoDbSchemaAspect.Index, "ACTIVE", status == TableStatus.Creating ? "CREATING" : "not ACTIVE", isBreaking: true);
            }

            if (index.ProjectionText != actual.ProjectionText)
            {
                AddIndex(index.Name, DynamoDbSchemaAspect.Projection, index.ProjectionText, actual.ProjectionText, isBreaking: !actual.Carries(index));
            }
        }

        foreach (var (kind, extra) in found.Values)
        {
            AddIndex(extra.IndexName, DynamoDbSchemaAspect.Index, DynamoDbStrings.SchemaNone, Actual(kind, extra).Text(live.Attributes));
        }

        // Keys are carried anyway, whether somebody listed them or not.
        Index Actual(string kind, IndexDescription index)
            => new(
                kind, index.IndexName, index.Key, index.Projection,
                [.. index.ProjectedAttributes.Where(a => !index.Key.Concat(live.Key).Any(k => k.AttributeName == a))]);
    }

    private void Add(DynamoDbSchemaAspect aspect, string model, string live, bool isBreaking = false)
        => AddIndex(null, aspect, model, live, isBreaking);

    private void AddIndex(string? index, DynamoDbSchemaAspect aspect, string model, string live, bool isBreaking = false)
        => _differences.Add(new DynamoDbSchemaDifference(_table.TableName, index, aspect, model, live, isBreaking));

    private void AddUnchecked(DynamoDbSchemaAspect aspect, string reason)
        => _notChecked.Add(new DynamoDbUncheckedSetting(_table.TableName, aspect, reason));

    private void Compare(DynamoDbSchemaAspect aspect, string? model, string? live, string? index = null)
    {
        if (model != live)
        {
            AddIndex(index, aspect, model ?? DynamoDbStrings.SchemaNone, live ?? DynamoDbStrings.SchemaNone);
        }
    }

    private sealed record Index(
        string Kind, string Name, IReadOnlyList<TableKeyElement> Key, TableProjectionType Projection, IReadOnlyList<string> Attributes)
    {
        public string ProjectionText
            => Projection switch
            {
                TableProjectionType.All => "ALL",
                TableProjectionType.Include when Attributes.Count > 0 => $"INCLUDE [{string.Join(", ", Attributes.Order(StringComparer.Ordinal))}]",
                _ => "KEYS_ONLY",
            };

        public string KeyText(IReadOnlyList<TableAttribute> attributes)
            => $"{Kind} {TableComparison.KeyText(Key, attributes)}";

        public string Text(IReadOnlyList<TableAttribute> attributes)
            => $"{KeyText(attributes)} {ProjectionText}";

        /// <summary>Whether queries find here all that they expect of the other.</summary>
        public bool Carries(Index other)
            => Projection == TableProjectionType.All
                || (other.Projection != TableProjectionType.All && other.Attributes.All(a => Attributes.Contains(a)));
    }
}
