using EFCore.DynamoDb.Access;
using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Metadata;
using EFCore.DynamoDb.Update;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.Tests.Update;

/// <summary>Update expressions, and what is staged without an entry, as requests.</summary>
public class UpdateExpressionTests
{
    private static readonly TableModel Users = new()
    {
        Name = "Users",
        Key = new KeySchema([new KeyAttribute("Id", DynamoDbAttributeType.S)], []),
        Indexes = [],
    };

    private static readonly UpdateValue One = new UpdateValue.Literal(ItemValue.Number(1));

    [Fact]
    public void Each_clause_comes_once_in_the_order_of_the_documents()
        => Assert.Equal(
            "SET A = 1, B = C - 1, D = if_not_exists(D, 1) + 1, L = list_append(if_not_exists(L, 1), 1) REMOVE E, F.G[2] ADD N 1, M 1 DELETE S 1",
            Expression(
                new UpdateAction.Delete("S", ItemValue.Number(1)),
                new UpdateAction.Add("N", ItemValue.Number(1)),
                new UpdateAction.Remove("E"),
                new UpdateAction.Set("A", One),
                new UpdateAction.Set("B", new UpdateValue.Difference(new UpdateValue.Path("C"), One)),
                new UpdateAction.Set("D", new UpdateValue.Sum(new UpdateValue.IfNotExists("D", One), One)),
                new UpdateAction.Remove(new AttributePath("F", "G", 2)),
                new UpdateAction.Add("M", ItemValue.Number(1)),
                new UpdateAction.Set("L", new UpdateValue.ListAppend(new UpdateValue.IfNotExists("L", One), One))));

    [Fact]
    public void Only_what_says_the_result_is_recognised_when_it_is_found()
    {
        Assert.True(Operation(new UpdateAction.Set("A", One)).IsOutcome(Item(("A", 1))));
        Assert.False(Operation(new UpdateAction.Set("A", One)).IsOutcome(Item(("A", 2))));
        Assert.True(Operation(new UpdateAction.Remove("A")).IsOutcome(Item(("B", 2))));
        Assert.False(Operation(new UpdateAction.Add("A", ItemValue.Number(1))).IsOutcome(Item(("A", 1))));
        Assert.False(Operation(new UpdateAction.Set("A", new UpdateValue.Sum(new UpdateValue.Path("A"), One))).IsOutcome(Item(("A", 2))));
    }

    [Fact]
    public void What_may_be_done_twice_is_known()
    {
        Assert.True(new UpdateAction.Set("A", One).IsIdempotent);
        Assert.True(new UpdateAction.Set("A", new UpdateValue.IfNotExists("A", One)).IsIdempotent);
        Assert.True(new UpdateAction.Set("A", new UpdateValue.Sum(new UpdateValue.Path("B"), One)).IsIdempotent);
        Assert.True(new UpdateAction.Add("A", ItemValue.StringSet(["x"])).IsIdempotent);
        Assert.False(new UpdateAction.Add("A", ItemValue.Number(1)).IsIdempotent);
        Assert.False(new UpdateAction.Set("A", new UpdateValue.Sum(new UpdateValue.Path("A"), One)).IsIdempotent);
        Assert.False(new UpdateAction.Set("A", new UpdateValue.ListAppend(new UpdateValue.IfNotExists("A", One), One)).IsIdempotent);
    }

    [Fact]
    public void A_staged_update_must_exist_unless_it_may_be_made()
    {
        Assert.Equal("attribute_exists(Id)", Condition(Staged()));
        Assert.Equal("N = 1", Condition(Staged(OwnEqual())));
        Assert.Equal("attribute_exists(Id) AND N <> 1", Condition(Staged(OwnEqual(ComparisonOperator.NotEqual))));
        var upsert = Staged();
        upsert.AllowUpsert = true;
        Assert.Null(Condition(upsert));
        upsert.Condition = OwnEqual();
        Assert.Equal("attribute_not_exists(Id) OR N = 1", Condition(upsert));
    }

    [Fact]
    public void A_check_is_part_of_a_transaction_even_alone()
    {
        var check = new StagedWrite { Name = "User", Table = Users, Key = Item(("Id", 1)), Condition = OwnEqual(ComparisonOperator.NotEqual) };

        var operations = WritePlanner.Operations([], [check]);

        Assert.IsType<WritePlan.Transact>(WritePlanner.Arrange(operations, AutoTransactionBehavior.WhenNeeded));
        Assert.IsType<ConditionCheckRequest>(WriteRequests.Of(operations[0], "Users"));
        Assert.Equal("N <> 1", Condition(check));
        Assert.Throws<WritePlanException>(() => WritePlanner.Arrange(operations, AutoTransactionBehavior.Never));
    }

    [Fact]
    public void Several_transactions_each_have_the_checks_and_no_more_than_a_hundred_actions()
    {
        var staged = Enumerable.Range(0, 250).Select(i => new StagedWrite
        {
            Name = "User", Table = Users, Key = Item(("Id", i)), Actions = i == 7 ? null : [new UpdateAction.Set("A", One)], Condition = OwnEqual(),
        }).ToList();
        var operations = WritePlanner.Operations([], staged);

        Assert.Throws<WritePlanException>(() => WritePlanner.Arrange(operations, AutoTransactionBehavior.WhenNeeded));
        var chunks = Assert.IsType<WritePlan.Chunked>(WritePlanner.Arrange(operations, AutoTransactionBehavior.WhenNeeded, mayChunk: true)).Transactions;

        Assert.Equal([100, 100, 52], chunks.Select(c => c.Count));
        Assert.All(chunks, c => Assert.Single(c, o => o is CheckOperation));
        Assert.Equal(249, chunks.SelectMany(c => c).Where(o => o is UpdateOperation).Distinct().Count());
    }

    [Fact]
    public void Two_staged_writes_of_one_item_are_refused()
        => Assert.Contains(
            "have the same key",
            Assert.Throws<WritePlanException>(() => WritePlanner.Operations([], [Staged(), Staged()])).Message,
            StringComparison.Ordinal);

    private static StagedWrite Staged(OwnCondition? condition = null)
        => new() { Name = "User", Table = Users, Key = Item(("Id", 1)), Actions = [new UpdateAction.Set("A", One)], Condition = condition };

    private static OwnCondition OwnEqual(ComparisonOperator comparison = ComparisonOperator.Equal)
        => new(
            new Condition.Comparison(new Operand.Path("N"), comparison, new Operand.Slot(0)),
            [new BoundOperand { State = OperandState.Value, Value = ItemValue.Number(1) }]);

    private static string? Condition(StagedWrite staged)
    {
        var request = WriteRequests.Of(Assert.Single(WritePlanner.Operations([], [staged])), "Users");
        return request.ConditionExpression is { } condition ? Resolve(condition, request) : null;
    }

    private static UpdateOperation Operation(params UpdateAction[] actions)
        => new() { Table = Users, Key = Item(("Id", 1)), Actions = actions, Entries = [] };

    private static string Expression(params UpdateAction[] actions)
    {
        var request = (UpdateItemRequest)WriteRequests.Of(Operation(actions), "Users");
        return Resolve(request.UpdateExpression, request);
    }

    private static string Resolve(string text, WriteRequest request)
    {
        foreach (var (alias, name) in request.Aliases!.Names.AsEnumerable().Reverse())
        {
            text = text.Replace(alias, name, StringComparison.Ordinal);
        }

        foreach (var (alias, value) in request.Aliases.Values)
        {
            text = text.Replace(alias, value.AsText(), StringComparison.Ordinal);
        }

        return text;
    }

    private static ItemMap Item(params (string Name, int Value)[] attributes)
    {
        var item = new ItemMap();
        foreach (var (name, value) in attributes)
        {
            item.Add(name, ItemValue.Number(value));
        }

        return item;
    }
}
