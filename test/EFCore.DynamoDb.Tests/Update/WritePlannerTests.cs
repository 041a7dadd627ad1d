using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Metadata;
using EFCore.DynamoDb.Update;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.Tests.Update;

/// <summary>From entries to requests, without EF and without DynamoDB. Requests are compared as <see cref="Text" /> writes them.</summary>
public class WritePlannerTests
{
    private static readonly TableModel Orders = Table("Orders", "Id", "At");
    internal static readonly TableModel Users = Table("Users", "Id");

    [Fact]
    public void No_entries_need_no_request()
        => Assert.IsType<WritePlan.Nothing>(Plan());

    [Fact]
    public void An_insert_is_a_put_that_must_not_exist()
        => Assert.Equal(
            "PutItem Users {Id: a, Name: Ann} if attribute_not_exists(Id)",
            Single(Insert(Users, Item(("Id", "a"), ("Name", "Ann")))));

    [Fact]
    public void An_upsert_is_a_put_without_condition()
        => Assert.Equal("PutItem Users {Id: a, Name: Ann}", Single(Upsert(Users, Item(("Id", "a"), ("Name", "Ann")))));

    [Fact]
    public void A_modification_sets_and_removes_only_what_changed_of_an_item_that_exists()
        => Assert.Equal(
            "UpdateItem Orders {Id: a, At: 1} SET Total = 5, Note = x REMOVE Due if attribute_exists(Id)",
            Single(Modify(
                Orders,
                Item(("Id", "a"), ("At", 1)),
                [new("Total", ItemValue.Number(5)), new("Due", default), new("Note", ItemValue.String("x"))])));

    [Fact]
    public void A_modification_that_only_removes_has_no_set_clause()
        => Assert.Equal(
            "UpdateItem Users {Id: a} REMOVE Name, Mail if attribute_exists(Id)",
            Single(Modify(Users, Item(("Id", "a")), [new("Name", default), new("Mail", default)])));

    [Fact]
    public void A_modification_that_changes_nothing_needs_no_request()
        => Assert.IsType<WritePlan.Nothing>(Plan(Modify(Users, Item(("Id", "a")), [])));

    [Fact]
    public void A_null_that_is_stored_is_set()
        => Assert.Equal(
            "UpdateItem Users {Id: a} SET Name = null if attribute_exists(Id)",
            Single(Modify(Users, Item(("Id", "a")), [new("Name", ItemValue.Null)])));

    [Fact]
    public void A_delete_must_exist()
        => Assert.Equal("DeleteItem Orders {Id: a, At: 1} if attribute_exists(Id)", Single(Delete(Orders, Item(("Id", "a"), ("At", 1)))));

    [Fact]
    public void A_token_with_a_value_is_the_whole_condition_because_it_implies_the_item()
        => Assert.Equal(
            "UpdateItem Users {Id: a} SET Name = b if Version = 3",
            Single(Modify(
                Users, Item(("Id", "a")), [new("Name", ItemValue.String("b"))], new TokenGuard("Version", ItemValue.Number(3), false))));

    [Fact]
    public void A_token_that_was_null_must_be_null_still_in_an_item_that_exists()
        => Assert.Equal(
            "DeleteItem Users {Id: a} if (attribute_not_exists(Stamp) OR attribute_type(Stamp, NULL)) AND attribute_exists(Id)",
            Single(Delete(Users, Item(("Id", "a")), new TokenGuard("Stamp", default, false))));

    [Fact]
    public void A_row_version_that_was_never_written_matches_an_item_without_it()
        => Assert.Equal(
            "DeleteItem Users {Id: a} if (Version = 0 OR attribute_not_exists(Version)) AND attribute_exists(Id)",
            Single(Delete(Users, Item(("Id", "a")), new TokenGuard("Version", ItemValue.Number(0), true))));

    [Fact]
    public void Several_tokens_must_all_hold()
        => Assert.Equal(
            "DeleteItem Users {Id: a} if (attribute_not_exists(A) OR attribute_type(A, NULL)) AND B = 2",
            Single(Delete(Users, Item(("Id", "a")), new TokenGuard("A", default, false), new TokenGuard("B", ItemValue.Number(2), false))));

    [Fact]
    public void A_name_used_twice_has_one_alias()
    {
        var plan = Assert.IsType<WritePlan.Single>(Plan(Modify(
            Users, Item(("Id", "a")), [new("Version", ItemValue.Number(4))], new TokenGuard("Version", ItemValue.Number(3), false))));

        var request = Assert.IsType<UpdateItemRequest>(WriteRequests.Of(plan.Operation, "Users"));

        Assert.Equal("SET #n0 = :v0", request.UpdateExpression);
        Assert.Equal("#n0 = :v1", request.ConditionExpression);
        Assert.Equal([new KeyValuePair<string, string>("#n0", "Version")], request.Aliases!.Names);
    }

    [Theory]
    [InlineData(AutoTransactionBehavior.WhenNeeded, 1, false)]
    [InlineData(AutoTransactionBehavior.WhenNeeded, 2, true)]
    [InlineData(AutoTransactionBehavior.Always, 1, true)]
    [InlineData(AutoTransactionBehavior.Always, 2, true)]
    [InlineData(AutoTransactionBehavior.Never, 1, false)]
    public void One_operation_is_a_plain_request_and_several_are_a_transaction(AutoTransactionBehavior behavior, int count, bool transact)
    {
        var plan = WritePlanner.Plan([.. Enumerable.Range(0, count).Select(i => Delete(Users, Item(("Id", i)), position: i))], behavior);

        Assert.Equal(transact, plan is WritePlan.Transact { Operations: var operations } && operations.Count == count);
        Assert.Equal(!transact, plan is WritePlan.Single);
    }

    [Fact]
    public void Without_transactions_conditional_writes_go_alone_and_the_others_in_batches()
    {
        var entries = Enumerable.Range(0, 60).Select(i => i % 2 == 0
            ? Upsert(Users, Item(("Id", i)), i)
            : Insert(Users, Item(("Id", i)), i)).ToList();

        var plan = Assert.IsType<WritePlan.Independent>(WritePlanner.Plan(entries, AutoTransactionBehavior.Never));

        Assert.Equal(Enumerable.Range(0, 30).Select(i => (2 * i) + 1), plan.Singles.Select(o => o.Entries[0]));
        Assert.Equal([25, 5], plan.Batches.Select(b => b.Count));
        Assert.All(plan.Batches.SelectMany(b => b), o => Assert.Null(o.Condition));
    }

    [Fact]
    public void A_batch_of_one_is_a_plain_request()
    {
        var plan = Assert.IsType<WritePlan.Independent>(WritePlanner.Plan(
            [Upsert(Users, Item(("Id", "a"))), Insert(Users, Item(("Id", "b")), 1)], AutoTransactionBehavior.Never));

        Assert.Equal([1, 0], plan.Singles.Select(o => o.Entries[0]));
        Assert.Empty(plan.Batches);
    }

    [Fact]
    public void A_batch_ends_before_16_MB()
    {
        var entries = Enumerable.Range(0, 50).Select(i => Upsert(Users, Item(("Id", i), ("Text", new string('x', 399 * 1024))), i)).ToList();
        var many = entries.Concat(entries.Select(e => Upsert(Orders, e.Item!, e.Position + 50))).ToList();

        var plan = Assert.IsType<WritePlan.Independent>(WritePlanner.Plan(many, AutoTransactionBehavior.Never));

        Assert.All(plan.Batches, batch => Assert.True(batch.Sum(o => o.Size) <= WritePlanner.MaxBatchSize && batch.Count <= 25));
        Assert.Equal(100, plan.Batches.Sum(b => b.Count));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Delete_and_add_of_one_key_are_one_put_in_place_of_what_was_read(bool addFirst)
    {
        var deleted = Delete(Users, Item(("Id", "a")), new TokenGuard("Version", ItemValue.Number(3), false));
        var added = Insert(Users, Item(("Id", "a"), ("Name", "new")), 1);

        var plan = WritePlanner.Plan(addFirst ? [added, deleted] : [deleted, added], AutoTransactionBehavior.WhenNeeded);

        var single = Assert.IsType<WritePlan.Single>(plan);
        Assert.Equal("PutItem Users {Id: a, Name: new} if Version = 3", Text(single.Operation));
        Assert.Equal([1, 0], single.Operation.Entries);
        Assert.False(Assert.IsType<PutOperation>(single.Operation).MustNotExist);
    }

    [Fact]
    public void A_replacement_is_a_put_in_place_of_what_was_read()
    {
        var item = Item(("Id", "a"), ("Name", "new"));
        var replaced = new EntryWrite
        {
            Position = 0, Name = "Entity", Table = Users, Action = EntryAction.Replace, Key = KeyOf(Users, item), Item = item,
            Tokens = [new TokenGuard("Version", ItemValue.Number(3), false)],
        };

        Assert.Equal("PutItem Users {Id: a, Name: new} if Version = 3", Single(replaced));
    }

    [Theory]
    [InlineData("insert", "insert")]
    [InlineData("insert", "modify")]
    [InlineData("modify", "delete")]
    [InlineData("delete", "delete")]
    [InlineData("upsert", "insert")]
    public void Any_other_two_writes_of_one_item_are_an_error_that_names_both(string first, string second)
    {
        EntryWrite Write(string action, string name, int position) => action switch
        {
            "insert" => Insert(Users, Item(("Id", "a")), position, name),
            "upsert" => Upsert(Users, Item(("Id", "a")), position, name),
            "modify" => Modify(Users, Item(("Id", "a")), [new("X", ItemValue.Null)], position: position, name: name),
            _ => Delete(Users, Item(("Id", "a")), position: position, name: name),
        };

        var exception = Assert.Throws<WritePlanException>(() => Plan(Write(first, "Customer", 0), Write(second, "Order", 1)));

        Assert.Equal([0, 1], exception.Entries);
        Assert.Contains("'Customer' and 'Order' have the same key in the table 'Users'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_third_write_of_one_item_is_an_error_too()
        => Assert.Throws<WritePlanException>(() => Plan(
            Delete(Users, Item(("Id", "a"))), Insert(Users, Item(("Id", "a")), 1), Insert(Users, Item(("Id", "a")), 2)));

    [Fact]
    public void Keys_are_compared_per_table_and_numbers_by_value()
    {
        Assert.IsType<WritePlan.Transact>(Plan(Insert(Users, Item(("Id", 1))), Insert(Orders, Item(("Id", 1)), 1)));
        Assert.Throws<WritePlanException>(() => Plan(
            Insert(Users, new ItemMap { { "Id", ItemValue.Number("1") } }), Insert(Users, new ItemMap { { "Id", ItemValue.Number("1.0") } }, 1)));
    }

    [Fact]
    public void A_hundred_writes_fit_into_a_transaction_and_one_more_is_an_error_with_the_ways_out()
    {
        EntryWrite[] Writes(int count) => [.. Enumerable.Range(0, count).Select(i => Insert(Users, Item(("Id", i)), i))];

        Assert.IsType<WritePlan.Transact>(Plan(Writes(100)));
        var exception = Assert.Throws<WritePlanException>(() => Plan(Writes(101)));

        Assert.Equal(101, exception.Entries.Count);
        Assert.Contains("writes 101 items, and DynamoDB allows 100", exception.Message, StringComparison.Ordinal);
        Assert.Contains("AutoTransactionBehavior.Never", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Four_megabytes_are_the_most_of_a_transaction()
    {
        EntryWrite[] Writes(int count) =>
            [.. Enumerable.Range(0, count).Select(i => Insert(Users, Item(("Id", i), ("Text", new string('x', 399 * 1024))), i))];

        Assert.IsType<WritePlan.Transact>(Plan(Writes(10)));
        var exception = Assert.Throws<WritePlanException>(() => Plan(Writes(11)));

        Assert.Contains("11 items of about 4,494,", exception.Message, StringComparison.Ordinal);
        Assert.Contains("4 MB", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_item_over_400_KB_is_an_error_that_names_the_entity()
    {
        // "Id" + "a" + "Text" take 7 bytes.
        ItemMap Sized(int bytes) => Item(("Id", "a"), ("Text", new string('x', bytes - 7)));

        Assert.IsType<WritePlan.Single>(Plan(Insert(Users, Sized(409_600))));
        var exception = Assert.Throws<WritePlanException>(() => Plan(Insert(Users, Sized(409_601), name: "Profile")));

        Assert.Contains("'Profile' (Id: \"a\") takes at least 409,601 bytes", exception.Message, StringComparison.Ordinal);
        Assert.Equal([0], exception.Entries);
        Assert.Throws<WritePlanException>(() => Plan(Modify(
            Users, Item(("Id", "a")), [new("Text", ItemValue.String(new string('x', 409_600)))])));
        Assert.Contains(
            "(Id: \"c\", At: 7) takes",
            Assert.Throws<WritePlanException>(
                () => Plan(Insert(Orders, Item(("Id", "c"), ("At", 7), ("Text", new string('x', 409_600)))))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void An_item_is_the_outcome_of_a_put_when_it_is_what_was_put()
    {
        var put = Operation(Insert(Users, Item(("Id", "a"), ("N", 1))));

        Assert.True(put.IsOutcome(Item(("N", 1), ("Id", "a"))));
        Assert.False(put.IsOutcome(Item(("N", 1), ("Id", "a"), ("More", 1))));
        Assert.False(put.IsOutcome(null));
    }

    [Fact]
    public void An_item_is_the_outcome_of_an_update_when_it_has_what_was_set_and_lacks_what_was_removed()
    {
        var update = Operation(Modify(Users, Item(("Id", "a")), [new("N", ItemValue.Number(1)), new("Gone", default)]));

        Assert.True(update.IsOutcome(Item(("Id", "a"), ("N", 1), ("Other", 1))));
        Assert.False(update.IsOutcome(Item(("Id", "a"), ("N", 2))));
        Assert.False(update.IsOutcome(Item(("Id", "a"), ("N", 1), ("Gone", 1))));
    }

    private static WriteOperation Operation(EntryWrite entry)
        => Assert.Single(WritePlanner.Operations([entry]));

    private static WritePlan Plan(params EntryWrite[] entries)
        => WritePlanner.Plan(entries, AutoTransactionBehavior.WhenNeeded);

    private static string Single(EntryWrite entry)
        => Text(Assert.IsType<WritePlan.Single>(Plan(entry)).Operation);

    private static string Text(WriteOperation operation)
    {
        var request = WriteRequests.Of(operation, operation.Table.Name);
        var text = $"{request.Operation} {request.TableName} " + request switch
        {
            PutItemRequest put => Map(put.Item),
            UpdateItemRequest update => $"{Map(update.Key)} {update.UpdateExpression}",
            _ => Map(((DeleteItemRequest)request).Key),
        };
        text += request.ConditionExpression is null ? "" : $" if {request.ConditionExpression}";
        foreach (var (alias, name) in request.Aliases!.Names)
        {
            text = text.Replace(alias, name, StringComparison.Ordinal);
        }

        foreach (var (alias, value) in request.Aliases.Values)
        {
            text = text.Replace(alias, Value(value), StringComparison.Ordinal);
        }

        return text;
    }

    private static string Map(ItemMap map)
        => $"{{{string.Join(", ", map.Select(a => $"{a.Key}: {Value(a.Value)}"))}}}";

    private static string Value(ItemValue value)
        => value.Type == DynamoDbAttributeType.Null ? "null" : value.AsText();

    private static ItemMap Item(params (string Name, object Value)[] attributes)
    {
        var item = new ItemMap();
        foreach (var (name, value) in attributes)
        {
            item.Add(name, value is int number ? ItemValue.Number(number) : ItemValue.String((string)value));
        }

        return item;
    }

    private static EntryWrite Insert(TableModel table, ItemMap item, int position = 0, string name = "Entity")
        => new() { Position = position, Name = name, Table = table, Action = EntryAction.Insert, Key = KeyOf(table, item), Item = item };

    private static EntryWrite Upsert(TableModel table, ItemMap item, int position = 0, string name = "Entity")
        => new() { Position = position, Name = name, Table = table, Action = EntryAction.Upsert, Key = KeyOf(table, item), Item = item };

    private static EntryWrite Modify(
        TableModel table, ItemMap key, AttributeChange[] changes, TokenGuard? token = null, int position = 0, string name = "Entity")
        => new()
        {
            Position = position, Name = name, Table = table, Action = EntryAction.Modify, Key = key, Changes = changes,
            Tokens = token is null ? [] : [token.Value],
        };

    private static EntryWrite Delete(TableModel table, ItemMap key, params TokenGuard[] tokens)
        => new() { Position = 0, Name = "Entity", Table = table, Action = EntryAction.Delete, Key = key, Tokens = tokens };

    private static EntryWrite Delete(TableModel table, ItemMap key, int position, string name = "Entity")
        => new() { Position = position, Name = name, Table = table, Action = EntryAction.Delete, Key = key };

    private static ItemMap KeyOf(TableModel table, ItemMap item)
    {
        var key = new ItemMap();
        foreach (var attribute in table.Key.All)
        {
            key.Add(attribute.Name, item.Find(attribute.Name));
        }

        return key;
    }

    private static TableModel Table(string name, string partition, string? sort = null)
        => new()
        {
            Name = name,
            Key = new KeySchema(
                [new KeyAttribute(partition, DynamoDbAttributeType.S)],
                sort is null ? [] : [new KeyAttribute(sort, DynamoDbAttributeType.N)]),
            Indexes = [],
        };
}
