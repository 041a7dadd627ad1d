using Amazon.DynamoDBv2;
using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.Items;
using NSubstitute;
using Sdk = Amazon.DynamoDBv2.Model;

namespace EFCore.DynamoDb.Tests.Client;

public class BatchReaderTests
{
    private static readonly ItemLayout Layout = new(["Id"], [0]);
    private readonly IAmazonDynamoDB _sdk = Substitute.For<IAmazonDynamoDB>();
    private readonly SdkRequestClient _client;
    private readonly List<Sdk.KeysAndAttributes> _sent = [];

    public BatchReaderTests()
        => _client = new SdkRequestClient(ContextClient.Of(_sdk), returnConsumedCapacity: false);

    [Fact]
    public async Task What_was_left_is_asked_again_with_everything_else_unchanged()
    {
        Answer(left: 2, left2: 1, left3: 0);

        var items = await BatchReader.ReadAsync(_client, Request(3), CancellationToken.None);

        Assert.Equal(["0", "1", "2"], items.Select(item => item.GetString(0)).Order());
        Assert.Equal([3, 2, 1], _sent.Select(sent => sent.Keys.Count));
        Assert.All(_sent, sent =>
        {
            Assert.Equal("#n0", sent.ProjectionExpression);
            Assert.Equal("Id", sent.ExpressionAttributeNames["#n0"]);
            Assert.True(sent.ConsistentRead);
        });
    }

    [Fact]
    public async Task An_answer_without_rest_is_one_request()
    {
        Answer(0);
        Assert.Equal(2, (await BatchReader.ReadAsync(_client, Request(2), CancellationToken.None)).Count);
        Assert.Single(_sent);
    }

    [Fact]
    public async Task It_gives_up_when_nothing_is_processed_any_more_and_says_what_is_left()
    {
        _sdk.BatchGetItemAsync(Arg.Any<Sdk.BatchGetItemRequest>(), Arg.Any<CancellationToken>())
            .Returns(call => Respond(call.Arg<Sdk.BatchGetItemRequest>(), int.MaxValue));

        var exception = await Assert.ThrowsAsync<UnprocessedKeysException>(
            () => BatchReader.ReadAsync(_client, Request(2), CancellationToken.None));

        Assert.Equal(BatchReader.MaxFruitlessAttempts, _sent.Count);
        Assert.Equal(2, exception.Keys.Count);
        Assert.Contains("2 keys", exception.Message, StringComparison.Ordinal);
        Assert.Contains("'T'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_token_ends_the_pause()
    {
        using var source = new CancellationTokenSource();
        _sdk.BatchGetItemAsync(Arg.Any<Sdk.BatchGetItemRequest>(), Arg.Any<CancellationToken>())
            .Returns(call =>
            {
                source.Cancel();
                return Respond(call.Arg<Sdk.BatchGetItemRequest>(), 1);
            });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => BatchReader.ReadAsync(_client, Request(2), source.Token));
        Assert.Single(_sent);
    }

    private void Answer(int left, int? left2 = null, int? left3 = null)
    {
        var rests = new Queue<int>(new int?[] { left, left2, left3 }.OfType<int>());
        _sdk.BatchGetItemAsync(Arg.Any<Sdk.BatchGetItemRequest>(), Arg.Any<CancellationToken>())
            .Returns(call => Respond(call.Arg<Sdk.BatchGetItemRequest>(), rests.Dequeue()));
    }

    private Sdk.BatchGetItemResponse Respond(Sdk.BatchGetItemRequest request, int left)
    {
        var asked = Assert.Single(request.RequestItems);
        Assert.Equal("T", asked.Key);
        _sent.Add(asked.Value);
        left = Math.Min(left, asked.Value.Keys.Count);
        return new Sdk.BatchGetItemResponse
        {
            Responses = new() { ["T"] = [.. asked.Value.Keys.SkipLast(left)] },
            UnprocessedKeys = left == 0 ? null : new() { ["T"] = new() { Keys = [.. asked.Value.Keys.TakeLast(left)] } },
        };
    }

    private static BatchGetItemRequest Request(int keys)
        => new()
        {
            TableName = "T",
            Layout = Layout,
            Keys = [.. Enumerable.Range(0, keys).Select(i => new ItemMap { { "Id", ItemValue.String($"{i}") } })],
            Aliases = new ExpressionAliases { Names = { new("#n0", "Id") } },
            ProjectionExpression = "#n0",
            ConsistentRead = true,
        };
}
