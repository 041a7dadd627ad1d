using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Tests.Client;

/// <summary>What an existing table lacks, and in what it contradicts.</summary>
public class TableComparisonTests
{
    [Fact]
    public void A_table_as_it_should_be_lacks_nothing()
        => AssertComparison(
            Wanted("(Id: S, At: N)", gsis: [("ByStatus", "(Status: S)", "Include Total")], lsis: [("ByTotal", "(Id: S, Total: N)", "KeysOnly")]),
            Actual("(Id: S, At: N)", gsis: [("ByStatus", "(Status: S)", "Include Total")], lsis: [("ByTotal", "(Id: S, Total: N)", "KeysOnly")]),
            missing: [],
            conflicts: []);

    [Theory]
    [InlineData("(Id: S)", "(Id: S, At: N)")]
    [InlineData("(Id: S, At: N)", "(Id: S)")]
    [InlineData("(Id: S, At: N)", "(Id: S, At: S)")]
    [InlineData("(Id: S, At: N)", "(At: N, Id: S)")]
    [InlineData("(Id: S)", "(id: S)")]
    public void Another_key_is_a_conflict(string wanted, string actual)
        => AssertComparison(Wanted(wanted), Actual(actual), missing: [], conflicts: [$"its key is {actual} instead of {wanted}"]);

    [Fact]
    public void Missing_global_indexes_can_be_added_in_their_order_and_foreign_ones_stay()
        => AssertComparison(
            Wanted("(Id: S)", gsis: [("B", "(B: S)", "All"), ("A", "(A: S)", "All"), ("C", "(C: S)", "All")]),
            Actual("(Id: S)", gsis: [("Foreign", "(X: S)", "All"), ("A", "(A: S)", "All")]),
            missing: ["B", "C"],
            conflicts: []);

    [Fact]
    public void An_index_that_is_being_deleted_is_missing()
    {
        var actual = Actual("(Id: S)", gsis: [("A", "(Other: N)", "All")]);

        AssertComparison(
            Wanted("(Id: S)", gsis: [("A", "(A: S)", "All")]),
            actual with { GlobalIndexes = [actual.GlobalIndexes[0] with { Status = TableStatus.Deleting }] },
            missing: ["A"],
            conflicts: []);
    }

    [Fact]
    public void A_missing_local_index_is_a_conflict()
        => AssertComparison(
            Wanted("(Id: S, At: N)", lsis: [("L", "(Id: S, Total: N)", "All")]),
            Actual("(Id: S, At: N)"),
            missing: [],
            conflicts: ["it has no local index 'L', and local indexes are only made together with their table"]);

    [Fact]
    public void An_index_of_the_other_kind_is_a_conflict()
        => AssertComparison(
            Wanted("(Id: S, At: N)", gsis: [("G", "(Id: S, Total: N)", "All")], lsis: [("L", "(Id: S, Total: N)", "All")]),
            Actual("(Id: S, At: N)", gsis: [("L", "(Id: S, Total: N)", "All")], lsis: [("G", "(Id: S, Total: N)", "All")]),
            missing: [],
            conflicts: ["its index 'G' is local instead of global", "its index 'L' is global instead of local"]);

    [Theory]
    [InlineData("(A: S)", "(A: N)")]
    [InlineData("(A: S, B: S)", "(A: S)")]
    [InlineData("([A: S, B: S], C: S)", "([B: S, A: S], C: S)")]
    [InlineData("([A: S, B: S])", "(A: S, B: S)")]
    public void Another_key_of_an_index_is_a_conflict(string wanted, string actual)
        => AssertComparison(
            Wanted("(Id: S)", gsis: [("G", wanted, "All")]),
            Actual("(Id: S)", gsis: [("G", actual, "All")]),
            missing: [],
            conflicts: [$"the key of its index 'G' is {actual} instead of {wanted}"]);

    [Theory]
    [InlineData("All", "All", null)]
    [InlineData("KeysOnly", "All", null)]
    [InlineData("Include Total", "All", null)]
    [InlineData("KeysOnly", "KeysOnly", null)]
    [InlineData("KeysOnly", "Include Total", null)]
    [InlineData("Include Total", "Include Note Total", null)]
    [InlineData("All", "KeysOnly", "all attributes")]
    [InlineData("All", "Include Total", "all attributes")]
    [InlineData("Include Total Note", "KeysOnly", "Total, Note")]
    [InlineData("Include Total Note", "Include Total", "Note")]
    public void An_index_may_project_more_but_not_less(string wanted, string actual, string? lacking)
    {
        string[] conflicts = lacking is null ? [] : [$"its index 'I' does not project {lacking}"];

        AssertComparison(
            Wanted("(Id: S)", gsis: [("I", "(A: S)", wanted)]), Actual("(Id: S)", gsis: [("I", "(A: S)", actual)]), missing: [], conflicts);
        AssertComparison(
            Wanted("(Id: S, At: N)", lsis: [("I", "(Id: S, A: S)", wanted)]),
            Actual("(Id: S, At: N)", lsis: [("I", "(Id: S, A: S)", actual)]),
            missing: [],
            conflicts);
    }

    [Fact]
    public void An_index_to_add_fits_the_billing_mode_that_the_table_has()
    {
        var wanted = Wanted("(Id: S)") with
        {
            GlobalIndexes =
            [
                Index("Own") with { Provisioned = new(3, 2), OnDemandMaximum = new(30, 20) },
                Index("Tables") with { OnDemandMaximum = new(30, 20) },
            ],
        };
        var onDemand = Actual("(Id: S)");
        var provisioned = onDemand with { BillingMode = TableBillingMode.Provisioned, Provisioned = new(7, 6) };

        Assert.Equal(
            [(null, new(30, 20)), (null, new(30, 20))],
            TableComparison.Of(wanted, onDemand, null).MissingIndexes.Select(i => (i.Provisioned, i.OnDemandMaximum)));
        Assert.Equal(
            [(new(3, 2), null), (new TableThroughput(7, 6), (TableThroughput?)null)],
            TableComparison.Of(wanted, provisioned, null).MissingIndexes.Select(i => (i.Provisioned, i.OnDemandMaximum)));

        static GlobalIndexDefinition Index(string name)
            => new() { IndexName = name, Key = [new("Status", TableKeyRole.Partition)] };
    }

    [Theory]
    [InlineData(null, TimeToLiveStatusName.Disabled, null, false, null)]
    [InlineData(null, TimeToLiveStatusName.Enabled, "Other", false, null)]
    [InlineData("Expires", TimeToLiveStatusName.Disabled, null, true, null)]
    [InlineData("Expires", TimeToLiveStatusName.Disabling, "Expires", true, null)]
    [InlineData("Expires", TimeToLiveStatusName.Enabling, "Expires", false, null)]
    [InlineData("Expires", TimeToLiveStatusName.Enabled, "Expires", false, null)]
    [InlineData("Expires", TimeToLiveStatusName.Enabled, "Other", false, "its items expire by the attribute 'Other' instead of 'Expires'")]
    public void The_time_to_live_is_set_where_there_is_none(
        string? wanted, TimeToLiveStatusName status, string? attribute, bool missing, string? conflict)
    {
        var comparison = TableComparison.Of(
            Wanted("(Id: S)") with { TimeToLiveAttribute = wanted },
            Actual("(Id: S)"),
            new TimeToLiveDescription(Enum.Parse<TimeToLiveStatus>(status.ToString()), attribute));

        Assert.Equal(missing, comparison.TimeToLiveMissing);
        Assert.Equal(conflict is null ? [] : [conflict], comparison.Conflicts);
    }

    /// <summary>The internal statuses, for public test methods.</summary>
    public enum TimeToLiveStatusName
    {
        Disabled,
        Enabling,
        Enabled,
        Disabling,
    }

    private static void AssertComparison(TableDefinition wanted, TableDescription actual, string[] missing, string[] conflicts)
    {
        var comparison = TableComparison.Of(wanted, actual, null);

        Assert.Equal(missing, comparison.MissingIndexes.Select(i => i.IndexName));
        Assert.Equal(conflicts, comparison.Conflicts);
        Assert.False(comparison.TimeToLiveMissing);
    }

    private static TableDefinition Wanted(
        string key, (string Name, string Key, string Projection)[]? gsis = null, (string Name, string Key, string Projection)[]? lsis = null)
    {
        var attributes = new List<TableAttribute>();
        return new()
        {
            TableName = "Orders",
            Key = ParseKey(key, attributes),
            GlobalIndexes = [.. (gsis ?? []).Select(i => new GlobalIndexDefinition
            {
                IndexName = i.Name,
                Key = ParseKey(i.Key, attributes),
                Projection = Projection(i.Projection).Type,
                ProjectedAttributes = Projection(i.Projection).Attributes,
            })],
            LocalIndexes = [.. (lsis ?? []).Select(i => new LocalIndexDefinition
            {
                IndexName = i.Name,
                Key = ParseKey(i.Key, attributes),
                Projection = Projection(i.Projection).Type,
                ProjectedAttributes = Projection(i.Projection).Attributes,
            })],
            Attributes = attributes,
        };
    }

    private static TableDescription Actual(
        string key, (string Name, string Key, string Projection)[]? gsis = null, (string Name, string Key, string Projection)[]? lsis = null)
    {
        var attributes = new List<TableAttribute>();
        return new()
        {
            TableName = "Orders",
            Status = TableStatus.Active,
            StatusText = "ACTIVE",
            Key = ParseKey(key, attributes),
            GlobalIndexes = [.. (gsis ?? []).Select(i => Index(i, TableStatus.Active))],
            LocalIndexes = [.. (lsis ?? []).Select(i => Index(i, null))],
            Attributes = attributes,
        };

        IndexDescription Index((string Name, string Key, string Projection) index, TableStatus? status)
            => new()
            {
                IndexName = index.Name,
                Status = status,
                Key = ParseKey(index.Key, attributes),
                Projection = Projection(index.Projection).Type,
                ProjectedAttributes = Projection(index.Projection).Attributes,
            };
    }

    /// <summary>Reads <c>(A: S, B: N)</c> and <c>([A: S, B: S], C: N)</c>.</summary>
    private static List<TableKeyElement> ParseKey(string key, List<TableAttribute> attributes)
    {
        var elements = new List<TableKeyElement>();
        var role = TableKeyRole.Partition;
        var bracketed = false;
        foreach (var part in key.Trim('(', ')').Split(", "))
        {
            bracketed |= part.StartsWith('[');
            var words = part.Trim('[', ']').Split(": ");
            elements.Add(new(words[0], role));
            if (attributes.All(a => a.Name != words[0]))
            {
                attributes.Add(new(words[0], Enum.Parse<DynamoDbAttributeType>(words[1])));
            }

            bracketed &= !part.EndsWith(']');
            if (!bracketed)
            {
                role = TableKeyRole.Sort;
            }
        }

        return elements;
    }

    private static (TableProjectionType Type, string[] Attributes) Projection(string text)
    {
        var words = text.Split(' ');
        return (Enum.Parse<TableProjectionType>(words[0]), words[1..]);
    }
}
