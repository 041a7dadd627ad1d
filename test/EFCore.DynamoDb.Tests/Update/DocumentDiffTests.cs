using EFCore.DynamoDb.Access;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Update;
using FsCheck;
using FsCheck.Fluent;

namespace EFCore.DynamoDb.Tests.Update;

/// <summary>From two values of an attribute to the smallest update that leads from one to the other.</summary>
public class DocumentDiffTests
{
    [Fact]
    public void Equal_documents_have_no_difference()
        => Assert.Equal([], Texts(Map(("A", N(1)), ("B", L(S("x")))), Map(("B", L(S("x"))), ("A", ItemValue.Number("1.0")))));

    [Fact]
    public void Members_of_maps_are_paths_and_their_map_must_be_there()
        => Assert.Equal(
            ["SET D.A.B = 2", "REMOVE D.A.C", "if map D", "if map D.A"],
            Texts(
                Map(("A", Map(("B", N(1)), ("C", N(1)))), ("E", N(5))),
                Map(("A", Map(("B", N(2)))), ("E", N(5)))));

    [Fact]
    public void A_map_that_comes_goes_or_is_no_map_any_more_is_written_whole()
    {
        Assert.Equal(["SET D.A = {}", "if map D"], Texts(Map(("B", N(1))), Map(("B", N(1)), ("A", Map()))));
        Assert.Equal(["REMOVE D.A", "if map D"], Texts(Map(("A", Map(("B", N(1))))), Map()));
        Assert.Equal(["SET D.A = 1", "if map D"], Texts(Map(("A", Map(("B", N(1))))), Map(("A", N(1)))));
    }

    [Fact]
    public void A_changed_element_is_compared_with_the_one_that_was_read_unless_a_token_says_that_it_is_there()
    {
        var (from, to) = (L(Line("a", 1), Line("b", 2), Line("c", 3)), L(Line("a", 1), Line("b", 7), Line("c", 3)));

        Assert.Equal(["SET D[1].Qty = 7", "if D[1] = {Sku:b,Qty:2}"], Texts(from, to));
        Assert.Equal(["SET D[1].Qty = 7", "if map D[1]"], Texts(from, to, areElementsKnown: true));
    }

    [Fact]
    public void What_is_put_at_the_end_is_appended_where_the_end_still_is()
    {
        Assert.Equal(["SET D = list_append(D, [c,d])", "if size D = 2"], Texts(L(S("a"), S("b")), L(S("a"), S("b"), S("c"), S("d"))));
        Assert.Equal(
            ["SET D[0] = z", "SET D[2] = c", "if D[0] = a", "if size D = 2"],
            Texts(L(S("a"), S("b")), L(S("z"), S("b"), S("c"))));
    }

    [Fact]
    public void What_is_taken_out_is_removed_by_its_position()
        => Assert.Equal(
            ["REMOVE D[1]", "REMOVE D[3]", "if D[1] = b", "if D[3] = d", "if size D = 5"],
            Texts(L(S("a"), S("b"), S("c"), S("d"), S("e")), L(S("a"), S("c"), S("e"))));

    [Fact]
    public void A_list_with_something_new_between_or_in_another_order_is_written_whole()
    {
        Assert.Equal(["SET D = [a,x,b]"], Texts(L(S("a"), S("b")), L(S("a"), S("x"), S("b"))));
        Assert.Equal(["SET D = [{Sku:b,Qty:2},{Sku:a,Qty:1}]"], Texts(L(Line("a", 1), Line("b", 2)), L(Line("b", 2), Line("a", 1))));
    }

    [Fact]
    public void A_list_of_which_most_changes_is_written_whole()
    {
        var from = L([.. Enumerable.Range(0, 1000).Select(i => N(i))]);
        var to = L([.. Enumerable.Range(0, 1000).Select(i => N(i + 5000))]);

        Assert.StartsWith("SET D = [5000,", Assert.Single(Texts(from, to)), StringComparison.Ordinal);
    }

    [Fact]
    public void Members_go_into_sets_and_out_of_them()
    {
        Assert.Equal(["ADD D (c,d)"], Texts(SS("a", "b"), SS("b", "c", "a", "d")));
        Assert.Equal(["DELETE D (a)"], Texts(SS("a", "b"), SS("b")));
        Assert.Equal(["SET D = (b,c)"], Texts(SS("a", "b"), SS("b", "c")));
        Assert.Equal(["REMOVE D"], Texts(SS("a", "b"), default));
        Assert.Equal(["SET D = (a)"], Texts(default, SS("a")));
        Assert.Equal(["SET D.Tags = (a,b)", "if map D"], Texts(Map(("Tags", SS("a"))), Map(("Tags", SS("a", "b")))));
    }

    [Fact]
    public void Any_difference_leads_from_the_old_value_to_the_new_one_and_keeps_what_nobody_mapped()
        => Prop.ForAll(
                Gen.Choose(0, int.MaxValue).ToArbitrary(),
                seed =>
                {
                    var random = new Random(seed);
                    var from = RandomDocuments.Value(random, 4);
                    var to = random.Next(5) == 0 ? RandomDocuments.Value(random, 4) : RandomDocuments.Edited(random, from);
                    var diff = new DocumentDiff(areElementsKnown: random.Next(2) == 0);
                    diff.Add("D", from, to);
                    AttributePath[] targets = [.. diff.Changes.Select(c => c.Attribute), .. diff.Actions.Select(a => a.Target)];
                    Assert.False(
                        targets.Any(t => targets.Any(t.IsInside)) || targets.Distinct().Count() < targets.Length,
                        $"seed {seed}: paths overlap: {string.Join("; ", Texts(diff))}");
                    var stored = RandomDocuments.WithStrangers(from);
                    Assert.True(diff.Guards.All(g => g.IsMetBy(ItemOf(from))), $"seed {seed}: a guard does not hold of what was read.");
                    Assert.True(DocumentApply.Apply(from, diff).Equals(to), $"seed {seed}: from {Text(from)} to {Text(to)} by {string.Join("; ", Texts(diff))}");

                    var kept = DocumentApply.Apply(stored, diff);
                    Assert.True(RandomDocuments.WithoutStrangers(kept).Equals(to), $"seed {seed}: with strangers");
                    if (from is { IsMissing: false, Type: DynamoDbAttributeType.M } && to is { IsMissing: false, Type: DynamoDbAttributeType.M })
                    {
                        Assert.Equal(ItemValue.String("kept"), kept.AsMap().Find(RandomDocuments.Stranger));
                    }
                })
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Where_a_guard_does_not_hold_the_whole_is_written_instead()
    {
        var entry = Write(Map(("A", Map(("B", N(1)), ("C", N(1))))), Map(("A", Map(("B", N(2)), ("C", N(1))))));

        Assert.Equal(["SET D = {A:{B:2,C:1}}", "if no map D"], Texts(entry.Instead(new ItemMap())!));
        Assert.Equal(["SET D.A = {B:2,C:1}", "if map D", "if no map D.A"], Texts(entry.Instead(ItemOf(Map()))!));
        Assert.Null(entry.Instead(ItemOf(Map(("A", Map())))));
    }

    [Fact]
    public void Where_an_element_is_another_the_whole_list_is_written_instead()
    {
        var entry = Write(Map(("L", L(S("a"), S("b"))), ("N", N(1))), Map(("L", L(S("a"), S("c"))), ("N", N(2))));

        Assert.Equal(["SET D.N = 2", "SET D.L = [a,c]", "if map D"], Texts(entry.Instead(ItemOf(Map(("L", L(S("b"))))))!));
    }

    [Fact]
    public void Changes_that_no_expression_has_room_for_become_the_whole_of_what_is_changed_most()
    {
        var from = Map(("Few", Map(("A", N(1)))), ("Many", Map([.. Enumerable.Range(0, 300).Select(i => ($"K{i}", N(i)))])));
        var to = Map(("Few", Map(("A", N(2)))), ("Many", Map([.. Enumerable.Range(0, 300).Select(i => ($"K{i}", N(i + 1)))])));
        var entry = Write(from, to);

        var coarser = entry.Coarser()!;

        Assert.Equal(["D.Few.A", "D.Many"], coarser.Changes.Select(c => c.Attribute.ToString()));
        Assert.True(WriteLimits.Fits(WritePlanner.Update(entry)));
        Assert.Equal(["D.Few.A", "D.Many"], WritePlanner.Update(entry).Changes.Select(c => c.Attribute.ToString()));
    }

    private static EntryWrite Write(ItemValue from, ItemValue to)
    {
        var diff = new DocumentDiff(areElementsKnown: false);
        diff.Add("D", from, to);
        return new EntryWrite
        {
            Position = 0,
            Name = "Entity",
            Table = WritePlannerTests.Users,
            Action = EntryAction.Modify,
            Key = ItemOf(default),
            Changes = diff.Changes,
            Actions = diff.Actions,
            Guards = diff.Guards,
            Documents = ItemOf(to),
        };
    }

    private static ItemMap ItemOf(ItemValue value)
        => new(1) { { "D", value } };

    private static List<string> Texts(ItemValue from, ItemValue to, bool areElementsKnown = false)
    {
        var diff = new DocumentDiff(areElementsKnown);
        Assert.Equal(!from.Equals(to), diff.Add("D", from, to));
        return Texts(diff);
    }

    private static List<string> Texts(DocumentDiff diff)
        => Texts(diff.Changes, diff.Actions, diff.Guards);

    private static List<string> Texts(EntryWrite entry)
        => Texts(entry.Changes, entry.Actions, entry.Guards);

    private static List<string> Texts(
        IReadOnlyList<AttributeChange> changes, IReadOnlyList<UpdateAction> actions, IReadOnlyList<DocumentGuard> guards)
        =>
        [
            .. changes.Select(c => c.Value.IsMissing ? $"REMOVE {c.Attribute}" : $"SET {c.Attribute} = {Text(c.Value)}"),
            .. actions.Select(a => a switch
            {
                UpdateAction.Add add => $"ADD {add.Target} {Text(add.Value)}",
                UpdateAction.Delete delete => $"DELETE {delete.Target} {Text(delete.Value)}",
                UpdateAction.Set { Value: UpdateValue.ListAppend { Second: UpdateValue.Literal tail } } set
                    => $"SET {set.Target} = list_append({set.Target}, {Text(tail.Value)})",
                _ => a.ToString(),
            }),
            .. guards.Select(g => g switch
            {
                DocumentGuard.IsMap => $"if map {g.Path}",
                DocumentGuard.IsNoMap => $"if no map {g.Path}",
                DocumentGuard.HasLength length => $"if size {g.Path} = {length.Length}",
                _ => $"if {g.Path} = {Text(((DocumentGuard.Holds)g).Original)}",
            }),
        ];

    private static string Text(ItemValue value)
        => value.IsMissing ? "-" : value.Type switch
        {
            DynamoDbAttributeType.M => "{" + string.Join(',', value.AsMap().Select(m => $"{m.Key}:{Text(m.Value)}")) + "}",
            DynamoDbAttributeType.L => "[" + string.Join(',', value.AsList().Select(Text)) + "]",
            DynamoDbAttributeType.SS or DynamoDbAttributeType.NS => "(" + string.Join(',', value.AsTextSet()) + ")",
            DynamoDbAttributeType.S or DynamoDbAttributeType.N => value.AsText(),
            DynamoDbAttributeType.Null => "null",
            _ => value.AsBool().ToString(),
        };

    private static ItemValue Line(string sku, int quantity)
        => Map(("Sku", S(sku)), ("Qty", N(quantity)));

    private static ItemValue S(string text)
        => ItemValue.String(text);

    private static ItemValue N(long number)
        => ItemValue.Number(number);

    private static ItemValue L(params IReadOnlyList<ItemValue> elements)
        => ItemValue.List(elements);

    private static ItemValue SS(params string[] members)
        => ItemValue.StringSet(members);

    private static ItemValue Map(params IReadOnlyList<(string Name, ItemValue Value)> members)
    {
        var map = new ItemMap();
        foreach (var (name, value) in members)
        {
            map.Add(name, value);
        }

        return ItemValue.Map(map);
    }
}
