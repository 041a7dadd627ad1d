using EFCore.DynamoDb.FunctionalTests.Local;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Documents;

/// <summary>Whole documents, places in lists, sizes and keys in predicates; elements picked, filtered and flattened in results.</summary>
public class DocumentQueryTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    [Fact]
    public async Task Documents_are_equal_when_all_their_members_are()
    {
        await using var connection = local.Connect();
        await using var parcels = await Parcels.CreateAsync(connection);
        var home = Parcels.Bern();
        var elsewhere = home with { Spot = null };
        var spot = new Spot(1, 2);
        Place? none = null;
        const string IsHome = """Scan Parcel filter: From.Town = "Bern" AND From.Zip = 3000 AND From.Spot.X = 1 AND From.Spot.Y = 2""";

        await parcels.CheckAsync(IsHome, q => q.Where(p => p.From == home));
        await parcels.CheckAsync(IsHome, q => q.Where(p => p.From.Equals(home)));
        await parcels.CheckAsync(IsHome, q => q.Where(p => p.From == new Place { Town = "Bern", Zip = 3000, Spot = new Spot(1, 2) }));
        await parcels.CheckAsync("Scan Parcel filter: From.Spot.X = 1 AND From.Spot.Y = 2", q => q.Where(p => p.From.Spot == spot));
        await parcels.CheckAsync("""Scan Parcel filter: attribute_not_exists(To) OR attribute_type(To, "NULL")""", q => q.Where(p => p.To == null));
        await parcels.CheckAsync(
            """
            Scan Parcel filter: From.Town = "Bern" AND From.Zip = 3000 AND (attribute_not_exists(From.Spot.X) OR attribute_type(From.Spot.X, "NULL")) AND (attribute_not_exists(From.Spot.Y) OR attribute_type(From.Spot.Y, "NULL"))
            """,
            q => q.Where(p => p.From == elsewhere));
        await parcels.CheckAsync(
            """
            Scan Parcel filter: (attribute_not_exists(To.Town) OR attribute_type(To.Town, "NULL")) AND (attribute_not_exists(To.Zip) OR attribute_type(To.Zip, "NULL")) AND (attribute_not_exists(To.Spot.X) OR attribute_type(To.Spot.X, "NULL")) AND (attribute_not_exists(To.Spot.Y) OR attribute_type(To.Spot.Y, "NULL"))
            """,
            q => q.Where(p => p.To == none));
        await parcels.CheckAsync(
            """Scan Parcel filter: From.Town <> "Bern" OR From.Zip <> 3000 OR From.Spot.X <> 1 OR From.Spot.Y <> 2""", q => q.Where(p => p.From != home));
    }

    [Fact]
    public async Task Two_documents_of_an_item_are_compared_by_the_server()
    {
        await using var connection = local.Connect();
        await using var parcels = await Parcels.CreateAsync(connection);

        await parcels.CheckAsync(
            """
            Scan Parcel filter: (attribute_not_exists(From) OR attribute_type(From, "NULL")) AND (attribute_not_exists(To) OR attribute_type(To, "NULL")) OR attribute_exists(From) AND NOT attribute_type(From, "NULL") AND attribute_exists(To) AND NOT attribute_type(To, "NULL") AND (attribute_exists(From.Town) AND NOT attribute_type(From.Town, "NULL") AND From.Town = To.Town OR (attribute_not_exists(From.Town) OR attribute_type(From.Town, "NULL")) AND (attribute_not_exists(To.Town) OR attribute_type(To.Town, "NULL"))) AND (attribute_exists(From.Zip) AND NOT attribute_type(From.Zip, "NULL") AND From.Zip = To.Zip OR (attribute_not_exists(From.Zip) OR attribute_type(From.Zip, "NULL")) AND (attribute_not_exists(To.Zip) OR attribute_type(To.Zip, "NULL"))) AND ((attribute_not_exists(From.Spot) OR attribute_type(From.Spot, "NULL")) AND (attribute_not_exists(To.Spot) OR attribute_type(To.Spot, "NULL")) OR attribute_exists(From.Spot) AND NOT attribute_type(From.Spot, "NULL") AND attribute_exists(To.Spot) AND NOT attribute_type(To.Spot, "NULL") AND (attribute_exists(From.Spot.X) AND NOT attribute_type(From.Spot.X, "NULL") AND From.Spot.X = To.Spot.X OR (attribute_not_exists(From.Spot.X) OR attribute_type(From.Spot.X, "NULL")) AND (attribute_not_exists(To.Spot.X) OR attribute_type(To.Spot.X, "NULL"))) AND (attribute_exists(From.Spot.Y) AND NOT attribute_type(From.Spot.Y, "NULL") AND From.Spot.Y = To.Spot.Y OR (attribute_not_exists(From.Spot.Y) OR attribute_type(From.Spot.Y, "NULL")) AND (attribute_not_exists(To.Spot.Y) OR attribute_type(To.Spot.Y, "NULL"))))
            """,
            q => q.Where(p => p.From == p.To));
    }

    [Fact]
    public async Task Documents_among_others_are_narrowed_by_the_server_and_compared_by_the_client()
    {
        await using var connection = local.Connect();
        await using var parcels = await Parcels.CreateAsync(connection);
        var places = new List<Place> { Parcels.Bern(), new() { Town = "Basel", Zip = 4001 } };
        var piece = new Piece { Sku = "a", Count = 1 };

        await parcels.CheckAsync(
            """Scan Parcel filter: From.Town IN ("Bern", "Basel") AND From.Zip IN (3000, 4001)""", q => q.Where(p => places.Contains(p.From)));
        await parcels.CheckAsync("Scan Parcel", q => q.Where(p => p.Pieces.Contains(piece)));
        await parcels.CheckAsync("Scan Parcel", q => q.Where(p => (p.To ?? p.From).Town == "Bern"));
    }

    [Fact]
    public async Task Lists_of_documents_are_put_together_and_compared()
    {
        await using var connection = local.Connect();
        await using var parcels = await Parcels.CreateAsync(connection);
        var pieces = new List<Piece> { new() { Sku = "a", Count = 1 } };

        await parcels.CheckAsync("Scan Parcel", q => q.Where(p => p.Pieces.Where(x => x.Count > 1).Concat(p.Pieces.Where(x => x.Sku == "a")).Count() == 2));
        await parcels.CheckAsync("Scan Parcel", q => q.Where(p => p.Pieces.Where(x => x.Count == 1).Union(p.Pieces.Where(x => x.Sku == "a")).Count() == 1));
        await parcels.CheckAsync("Scan Parcel", q => q.Where(p => p.Pieces.Except(p.Pieces.Where(x => x.Notes.Count == 0)).Any()));
        await parcels.CheckAsync("Scan Parcel projection: Pieces", q => q.Select(p => p.Pieces.Where(x => x.Count > 1).Concat(p.Pieces.Where(x => x.Sku == "a")).ToList()));
        await parcels.CheckAsync("Scan Parcel", q => q.Where(p => p.Pieces.SequenceEqual(pieces)));
    }

    [Fact]
    public async Task Documents_of_several_places_are_one_result()
    {
        await using var connection = local.Connect();
        await using var parcels = await Parcels.CreateAsync(connection);
        await using var db = new ParcelContext(connection);
        var all = db.Parcels.AsNoTracking().AllowScan();

        var both = await all.Select(p => p.From).Concat(all.Where(p => p.To != null).Select(p => p.To!)).ToListAsync();
        var towns = await all.Select(p => p.From).Union(all.Where(p => p.To != null).Select(p => p.To!)).Select(p => p.Town).ToListAsync();
        var elsewhere = await all.Where(p => p.To != null).Select(p => p.To!).Except(all.Select(p => p.From)).SingleAsync();
        var bern = Parcels.Bern();

        Assert.Equal(6, both.Count);
        Assert.Equal(3, both.Count(p => p == bern));
        Assert.Equal(["", "Basel", "Bern", "Thun"], towns.Order(StringComparer.Ordinal));
        Assert.Equal("Thun", elsewhere.Town);
        Assert.Equal(4, await all.CountAsync(p => all.Select(x => x.From).Contains(bern)));
        Assert.Equal(4, await all.CountAsync(p => all.OrderBy(x => x.Id).Select(x => x.From).First() == bern));
        var lists = new List<Piece> { new() { Sku = "a", Count = 1 } };
        Assert.Equal("p3", (await all.SingleAsync(p => p.Pieces == lists)).Id);
    }

    [Fact]
    public async Task A_place_that_the_query_names_is_a_path_and_a_size_is_counted_by_the_server()
    {
        await using var connection = local.Connect();
        await using var parcels = await Parcels.CreateAsync(connection);
        var index = 0;
        var count = 2;

        await parcels.CheckAsync(
            """Scan Parcel filter: size(Pieces) > 0 AND Pieces[0].Sku = "a" """, q => q.Where(p => p.Pieces.Count > 0 && p.Pieces[0].Sku == "a"));
        await parcels.CheckAsync("""Scan Parcel filter: size(Tags) > 0 AND Tags[0] = "x" """, q => q.Where(p => p.Tags.Any() && p.Tags[0] == "x"));
        await parcels.CheckAsync("Scan Parcel filter: size(Numbers) > 0 AND Numbers[0] > 1", q => q.Where(p => p.Numbers.Any() && p.Numbers.First() > 1));
        await parcels.CheckAsync("Scan Parcel filter: size(Pieces) > 0", q => q.Where(p => p.Pieces.Any() && p.Pieces[index].Sku == "a"));
        await parcels.CheckAsync("Scan Parcel filter: size(Tags) = 2", q => q.Where(p => p.Tags.Count == 2));
        await parcels.CheckAsync(
            """Scan Parcel filter: attribute_not_exists(Tags) OR attribute_type(Tags, "NULL") OR size(Tags) < 2""", q => q.Where(p => p.Tags.Count < 2));
        await parcels.CheckAsync(
            """Scan Parcel filter: attribute_not_exists(Tags) OR attribute_type(Tags, "NULL") OR size(Tags) >= 2""", q => q.Where(p => p.Tags.Count >= count));
        await parcels.CheckAsync("Scan Parcel filter: size(Pieces) > 1", q => q.Where(p => p.Pieces.Count > 1));
        await parcels.CheckAsync("Scan Parcel filter: NOT (size(Marks) > 0)", q => q.Where(p => !p.Marks.Any()));
        await parcels.CheckAsync("Scan Parcel filter: size(Prices) = 1", q => q.Where(p => p.Prices.Count == 1));
    }

    [Fact]
    public async Task Dictionaries_are_asked_by_key()
    {
        await using var connection = local.Connect();
        await using var parcels = await Parcels.CreateAsync(connection);

        await parcels.CheckAsync(
            "Scan Parcel filter: attribute_exists(Prices.a) AND Prices.a > 1", q => q.Where(p => p.Prices.ContainsKey("a") && p.Prices["a"] > 1));
        await parcels.CheckAsync("Scan Parcel", q => q.Where(p => p.Prices.Any(e => e.Value > 2)));
        await parcels.CheckAsync("Scan Parcel", q => q.Where(p => p.Prices.Values.Any(v => v > 2) || p.Prices.Keys.Contains("none")));
        await parcels.CheckAsync(
            "Scan Parcel filter: attribute_exists(Prices.a) projection: Prices.a", q => q.Where(p => p.Prices.ContainsKey("a")).Select(p => p.Prices["a"]));
    }

    [Fact]
    public async Task Sequences_inside_an_item_have_LINQs_operators()
    {
        await using var connection = local.Connect();
        await using var parcels = await Parcels.CreateAsync(connection);
        var numbers = new[] { 1, 2 };
        var tags = new List<string> { "x", "y" };

        await parcels.CheckAsync("Scan Parcel", q => q.Where(p => p.Pieces.SelectMany(l => l.Notes).Contains("n")));
        await parcels.CheckAsync("Scan Parcel", q => q.Where(p => p.Pieces.Any(l => l.Count == p.Weight && l.Notes.Count == 0)));
        await parcels.CheckAsync("Scan Parcel", q => q.Where(p => p.Tags.Distinct().Count() == 1));
        await parcels.CheckAsync("Scan Parcel", q => q.Where(p => p.Tags.SequenceEqual(tags)));
        await parcels.CheckAsync("Scan Parcel", q => q.Where(p => tags.All(t => p.Tags.Contains(t))));
        await parcels.CheckAsync("Scan Parcel", q => q.Where(p => p.Tags.Intersect(tags).Any()));
        await parcels.CheckAsync("Scan Parcel", q => q.Where(p => tags.Except(p.Tags).Count() == 1));
        await parcels.CheckAsync("Scan Parcel", q => q.Where(p => p.Tags.Concat(new[] { "x", p.Id }).Count(t => t == "x") == 2));
        await parcels.CheckAsync("Scan Parcel projection: Tags", q => q.Select(p => p.Tags.Union(tags).Count()));
        await parcels.CheckAsync("Scan Parcel projection: Tags", q => q.Select(p => p.Tags.Where(t => t != "y").Intersect(tags).ToList()));
        await parcels.CheckAsync("Scan Parcel", q => q.Where(p => numbers.Count(i => i > p.Weight) == 1));
        await parcels.CheckAsync("Scan Parcel", q => q.Where(p => new[] { 3, p.Weight }.Max() == 4));
        await parcels.CheckAsync("Scan Parcel", q => q.Where(p => p.Pieces.Select(l => new { l.Sku, l.Count }).Any(x => x.Sku == "b" && x.Count == 2)));
    }

    [Fact]
    public async Task Elements_are_picked_filtered_and_shaped_into_results_and_only_their_lists_are_fetched()
    {
        await using var connection = local.Connect();
        await using var parcels = await Parcels.CreateAsync(connection);

        await parcels.CheckAsync("Scan Parcel projection: Pieces", q => q.Select(p => p.Pieces.FirstOrDefault()));
        await parcels.CheckAsync("Scan Parcel filter: size(Pieces) > 1 projection: Pieces", q => q.Where(p => p.Pieces.Count > 1).Select(p => p.Pieces[1]));
        await parcels.CheckAsync("Scan Parcel projection: Pieces", q => q.Select(p => p.Pieces.Where(l => l.Count > 1).ToList()));
        await parcels.CheckAsync("Scan Parcel projection: Pieces", q => q.Select(p => p.Pieces.OrderByDescending(l => l.Sku).ToArray()));
        await parcels.CheckAsync("Scan Parcel projection: Id, Pieces", q => q.Select(p => new { p.Id, Names = p.Pieces.Select(l => Shout(l.Sku)).ToList() }));
        await parcels.CheckAsync("Scan Parcel projection: Pieces", q => q.Select(p => p.Pieces.Select(l => new { Piece = l, l.Notes.Count }).ToList()));
        await parcels.CheckAsync("Scan Parcel projection: Tags", q => q.Select(p => p.Tags.Where(t => t != "x").ToList()));
        await parcels.CheckAsync("Scan Parcel projection: From", q => q.Select(p => p.From).Distinct());
        await parcels.CheckAsync("Scan Parcel projection: From, To", q => q.Select(p => p.To ?? p.From));
    }

    [Fact]
    public async Task SelectMany_flattens_what_items_hold()
    {
        await using var connection = local.Connect();
        await using var parcels = await Parcels.CreateAsync(connection);

        await parcels.CheckAsync("Scan Parcel projection: Pieces", q => q.SelectMany(p => p.Pieces));
        await parcels.CheckAsync("Scan Parcel projection: Pieces", q => q.SelectMany(p => p.Pieces.Where(l => l.Count > 1)));
        await parcels.CheckAsync("Scan Parcel projection: Id, Pieces", q => q.SelectMany(p => p.Pieces, (p, l) => new { p.Id, l.Sku }));
        await parcels.CheckAsync(
            "Scan Parcel filter: Weight = 2 projection: Id, Pieces",
            q => from p in q where p.Weight == 2 from l in p.Pieces where l.Count > 1 orderby l.Sku select new { p.Id, l });
        await parcels.CheckAsync("Scan Parcel projection: Tags", q => q.SelectMany(p => p.Tags).Where(t => t != "x"));
        await parcels.CheckAsync("Scan Parcel projection: Tags", q => q.SelectMany(p => p.Tags).Distinct());
        await parcels.CheckAsync("Scan Parcel projection: Pieces", q => q.SelectMany(p => p.Pieces).SelectMany(l => l.Notes));
        await parcels.CheckAsync("Scan Parcel projection: Marks", q => q.SelectMany(p => p.Marks));
        await parcels.CheckAsync(
            "Scan Parcel projection: Id, Pieces", q => from p in q from l in p.Pieces.DefaultIfEmpty() select new { p.Id, Sku = l == null ? null : l.Sku });
        await parcels.CheckAsync("Scan Parcel", q => from p in q from l in p.Pieces where l.Count > 1 select p);
    }

    [Fact]
    public async Task Values_of_all_flattened_rows_are_counted_and_summed()
    {
        await using var connection = local.Connect();
        await using var parcels = await Parcels.CreateAsync(connection);
        await using var db = new ParcelContext(connection);

        Assert.Equal(5, await db.Parcels.AllowScan().SelectMany(p => p.Pieces).CountAsync());
        Assert.Equal(8, await db.Parcels.AllowScan().SelectMany(p => p.Pieces).SumAsync(l => l.Count));
        Assert.Equal("z", await db.Parcels.AllowScan().SelectMany(p => p.Tags).MaxAsync());
        Assert.True(await db.Parcels.AllowScan().SelectMany(p => p.Pieces).AnyAsync(l => l.Count == 3));
        Assert.Equal("b", (await db.Parcels.AllowScan().SelectMany(p => p.Pieces).OrderBy(l => l.Sku).Skip(2).FirstAsync()).Sku);
    }

    [Fact]
    public async Task What_may_be_missing_is_projected_as_null_or_empty()
    {
        await using var connection = local.Connect();
        await using var parcels = await Parcels.CreateAsync(connection);

        await parcels.CheckAsync("Scan Parcel projection: From.Spot", q => q.Select(p => p.From.Spot));
        await parcels.CheckAsync("Scan Parcel projection: From.Spot, Id", q => q.Select(p => new { p.Id, p.From.Spot }));
        await parcels.CheckAsync("Scan Parcel projection: Marks", q => q.Select(p => p.Marks));
        await parcels.CheckAsync("Scan Parcel projection: Pieces", q => q.Select(p => p.Pieces.Select(l => l.Count).ToList()));
    }

    [Fact]
    public async Task Collections_of_a_picked_element_are_asked_too()
    {
        await using var connection = local.Connect();
        await using var parcels = await Parcels.CreateAsync(connection);

        await parcels.CheckAsync(
            "Scan Parcel filter: attribute_exists(Pieces[0]) AND NOT attribute_type(Pieces[0], \"NULL\")",
            q => q.Where(p => p.Pieces.FirstOrDefault() != null && p.Pieces.OrderByDescending(l => l.Sku).First().Notes.Contains("m")));
        await parcels.CheckAsync(
            "Scan Parcel filter: attribute_exists(Pieces[0]) AND NOT attribute_type(Pieces[0], \"NULL\")",
            q => q.Where(p => p.Pieces.FirstOrDefault() != null && p.Pieces.OrderBy(l => l.Sku).Last().Notes.Count > 1));
    }

    [Fact]
    public async Task A_list_that_is_missing_has_no_elements_to_the_server_either()
    {
        await using var connection = local.Connect();
        await using var parcels = await Parcels.CreateAsync(connection);
        await using var db = new ParcelContext(connection);
        await connection.CreateUnrecordedClient().PutItemAsync(
            connection.TableNamePrefix + "Parcel", new() { ["Id"] = new("p5"), ["From"] = new() { M = new() { ["Town"] = new("x") } } });

        Assert.Equal(3, await db.Parcels.AllowScan().CountAsync(p => p.Pieces.Count != 0));
        Assert.False(await db.Parcels.AllowScan().AllAsync(p => p.Pieces.Count != 0));

        Assert.Equal(
            ["Scan Parcel filter: size(Pieces) > 0 count", "Scan Parcel filter: NOT (size(Pieces) > 0) projection: Id limit: 25"], connection.Recorder.Texts);
    }

    [Fact]
    public async Task Values_of_the_store_become_an_object()
    {
        await using var connection = local.Connect();
        await using var parcels = await Parcels.CreateAsync(connection);
        await using var db = new ParcelContext(connection);

        foreach (var id in new[] { "p1", "p2" })
        {
            var parcel = await db.Parcels.SingleAsync(p => p.Id == id);
            foreach (var values in new[] { db.Entry(parcel).CurrentValues, db.Entry(parcel).OriginalValues, (await db.Entry(parcel).GetDatabaseValuesAsync())! })
            {
                var copy = (Parcel)values.ToObject();

                Assert.Equal(parcel.From, copy.From);
                Assert.Equal(parcel.Tags, copy.Tags);
                Assert.Equal(parcel.Marks, copy.Marks);
                Assert.Equal(parcel.Prices, copy.Prices);
            }

            Assert.Equal(parcel.Pieces, ((Parcel)db.Entry(parcel).CurrentValues.ToObject()).Pieces);
            Assert.Equal(parcel.To, ((Parcel)db.Entry(parcel).CurrentValues.ToObject()).To);
        }
    }

    private static string Shout(string text)
        => text + "!";
}
