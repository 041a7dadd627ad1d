using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Tests.Client;

public class RequestTextTests
{
    private static readonly ItemLayout Layout = new(["Id"], [0]);

    private static readonly QueryRequest Query = new()
    {
        TableName = "dev-Orders",
        IndexName = "ByStatus",
        Layout = Layout,
        Aliases = new ExpressionAliases
        {
            Names = { new("#n0", "Status"), new("#n1", "CreatedAt"), new("#n10", "Total.x") },
            Values = { new(":v0", ItemValue.String("Ship\"ped")), new(":v1", ItemValue.Number(5)) },
        },
        KeyConditionExpression = "#n0 = :v0 AND #n1 >= :v1",
        FilterExpression = "#n10 > :v1",
        ProjectionExpression = "#n1, #n10",
        ScanIndexForward = false,
        Limit = 10,
        ConsistentRead = true,
        ExclusiveStartKey = new ItemMap { { "Id", ItemValue.String("a") } },
    };

    [Fact]
    public void A_query_is_written_with_its_placeholders_resolved()
        => Assert.Equal(
            """
            Query dev-Orders index=ByStatus key: Status = "Ship\"ped" AND CreatedAt >= 5 filter: `Total.x` > 5 projection: CreatedAt, `Total.x` limit: 10 desc consistent start: {Id: "a"}
            """,
            RequestText.Of(Query, showValues: true));

    [Fact]
    public void Without_values_names_stay_and_values_are_question_marks()
        => Assert.Equal(
            "Query dev-Orders index=ByStatus key: Status = ? AND CreatedAt >= ? filter: `Total.x` > ? projection: CreatedAt, `Total.x` "
            + "limit: 10 desc consistent start: {Id: ?}",
            RequestText.Of(Query, showValues: false));

    [Fact]
    public void Scans_counts_and_segments_are_written()
        => Assert.Equal(
            "Scan T count segment: 0/4",
            RequestText.Of(
                new ScanRequest { TableName = "T", Layout = Layout, Aliases = new(), CountOnly = true, Segment = 0, TotalSegments = 4 }, true));

    [Fact]
    public void Point_reads_are_written()
    {
        ItemMap key = new() { { "Id", ItemValue.String("a") }, { "At", ItemValue.Number(3) } };
        Assert.Equal("""GetItem T {Id: "a", At: 3}""", RequestText.Of(new GetItemRequest { TableName = "T", Key = key, Layout = Layout }, true));

        var batch = new BatchGetItemRequest
        {
            TableName = "T",
            Keys = [key, key],
            Layout = Layout,
            Aliases = new() { Names = { new("#n0", "Id") } },
            ProjectionExpression = "#n0",
            ConsistentRead = true,
        };
        Assert.Equal("""BatchGetItem T [{Id: "a", At: 3}, {Id: "a", At: 3}] projection: Id consistent""", RequestText.Of(batch, true));
        Assert.Equal("BatchGetItem T 2 keys projection: Id consistent", RequestText.Of(batch, false));
    }

    [Fact]
    public void Writes_are_written_alone_and_together()
    {
        ItemMap key = new() { { "Id", ItemValue.String("a") } };
        var put = new PutItemRequest
        {
            TableName = "T",
            Item = new ItemMap
            {
                { "Id", ItemValue.String("a") },
                { "Tags", ItemValue.StringSet(["x"]) },
                { "Sizes", ItemValue.NumberSet(["1", "2"]) },
                { "Data", ItemValue.Binary([1, 2]) },
                { "Lines", ItemValue.List([ItemValue.Null, ItemValue.Bool(true)]) },
                { "Address", ItemValue.Map(new ItemMap { { "Home town", ItemValue.String("Bonn") } }) },
            },
            ConditionExpression = "attribute_not_exists(#n0)",
            Aliases = new() { Names = { new("#n0", "Id") } },
        };
        var update = new UpdateItemRequest
        {
            TableName = "T",
            Key = key,
            UpdateExpression = "SET #n0 = :v0 REMOVE #n1",
            ConditionExpression = "#n2 = :v1",
            Aliases = new()
            {
                Names = { new("#n0", "Total"), new("#n1", "Note"), new("#n2", "Version") },
                Values = { new(":v0", ItemValue.Number(4)), new(":v1", ItemValue.Number(1)) },
            },
        };
        var delete = new DeleteItemRequest { TableName = "T2", Key = key };
        var check = new ConditionCheckRequest
        {
            TableName = "T",
            Key = key,
            ConditionExpression = "attribute_exists(#n0)",
            Aliases = new() { Names = { new("#n0", "Id") } },
        };

        const string PutText =
            """PutItem T {Id: "a", Tags: <"x">, Sizes: <1, 2>, Data: binary(AQI=), Lines: [null, true], Address: {`Home town`: "Bonn"}} if: attribute_not_exists(Id)""";
        Assert.Equal(PutText, RequestText.Of(put, true));
        Assert.Equal("""UpdateItem T {Id: "a"} SET Total = 4 REMOVE Note if: Version = 1""", RequestText.Of(update, true));
        Assert.Equal(
            $$"""TransactWriteItems [{{PutText}}; DeleteItem T2 {Id: "a"}; ConditionCheck T {Id: "a"} if: attribute_exists(Id)]""",
            RequestText.Of(new TransactWriteItemsRequest { Actions = [put, delete, check], ClientRequestToken = "t" }, true));
        Assert.Equal(
            "BatchWriteItem [DeleteItem T2 {Id: ?}]", RequestText.Of(new BatchWriteItemRequest { Actions = [delete] }, false));
    }
}
