using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.FunctionalTests.Local;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Documents;

/// <summary>ExecuteUpdate of whole documents, of lists of them, and of their elements.</summary>
public class DocumentSettersTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    [Fact]
    public async Task A_document_a_list_and_an_element_are_set_as_values()
    {
        await using var connection = local.Connect();
        await using var parcels = await Parcels.CreateAsync(connection);
        await using var db = new ParcelContext(connection);
        var thun = new Place { Town = "Thun", Zip = 3600 };
        Place? none = null;
        var pieces = new List<Piece> { new() { Sku = "n", Count = 4 } };
        var p1 = db.Parcels.Where(p => p.Id == "p1");
        connection.Recorder.Clear();

        await p1.ExecuteUpdateAsync(s => s.SetProperty(p => p.From, thun).SetProperty(p => p.To, none));
        await p1.ExecuteUpdateAsync(s => s.SetProperty(p => p.Pieces[1], new Piece { Sku = "z", Count = 9 }));
        await p1.ExecuteUpdateAsync(s => s.SetProperty(p => p.To, p => p.From));
        await db.Parcels.Where(p => p.Id == "p2").ExecuteUpdateAsync(s => s.SetProperty(p => p.Pieces, pieces));

        Assert.Equal(
            [
                """UpdateItem Parcel {Id: "p1"} SET From = {Town: "Thun", Zip: 3600} REMOVE To if: attribute_exists(Id) on failure: ALL_OLD""",
                """UpdateItem Parcel {Id: "p1"} SET Pieces[1] = {Count: 9, Notes: [], Sku: "z"} if: attribute_exists(Id) on failure: ALL_OLD""",
                """UpdateItem Parcel {Id: "p1"} SET To = From if: attribute_exists(Id) AND attribute_exists(From) AND NOT attribute_type(From, "NULL") on failure: ALL_OLD""",
                """UpdateItem Parcel {Id: "p2"} SET Pieces = [{Count: 4, Notes: [], Sku: "n"}] if: attribute_exists(Id) on failure: ALL_OLD""",
            ],
            connection.Recorder.Texts);
        var stored = await db.Parcels.AsNoTracking().SingleAsync(p => p.Id == "p1");
        Assert.Equal((thun, thun), (stored.From, stored.To));
        Assert.Equal(["a", "z"], stored.Pieces.Select(p => p.Sku));
    }

    [Fact]
    public async Task A_document_that_is_missing_is_copied_as_nothing_and_not_into_what_is_required()
    {
        await using var connection = local.Connect();
        await using var parcels = await Parcels.CreateAsync(connection);
        await using var db = new ParcelContext(connection);

        // The second parcel has no place to go to.
        await db.Parcels.Where(p => p.Id == "p1").ExecuteUpdateAsync(s => s.SetProperty(p => p.From, p => p.To));
        var exception = await Assert.ThrowsAnyAsync<Exception>(() => db.Parcels.Where(p => p.Id == "p2").ExecuteUpdateAsync(s => s.SetProperty(p => p.From, p => p.To)));

        Assert.Contains("'Parcel.From' is configured as required", exception.ToString(), StringComparison.Ordinal);
        Assert.Equal("Basel", (await db.Parcels.AsNoTracking().SingleAsync(p => p.Id == "p2")).From.Town);
    }

    [Fact]
    public async Task A_required_document_that_is_null_is_refused_before_any_request()
    {
        await using var connection = local.Connect();
        await using var parcels = await Parcels.CreateAsync(connection);
        await using var db = new ParcelContext(connection);
        var parcel = await db.Parcels.SingleAsync(p => p.Id == "p1");
        connection.Recorder.Clear();

        parcel.From = null!;

        Assert.Contains(
            "'Parcel.From' is configured as required", (await Assert.ThrowsAsync<InvalidOperationException>(() => db.SaveChangesAsync())).Message, StringComparison.Ordinal);
        Assert.Empty(connection.Recorder.Texts);
        Assert.Equal(EntityState.Modified, db.Entry(parcel).State);
    }

    [Fact]
    public async Task A_list_that_is_made_of_elements_of_the_item_is_refused()
    {
        await using var connection = local.Connect();
        await using var db = new ParcelContext(connection);

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(
            () => db.Parcels.Where(p => p.Id == "p1").ExecuteUpdateAsync(s => s.SetProperty(p => p.Pieces, p => new List<Piece> { p.Pieces[1], p.Pieces[0] })));

        Assert.Contains(DynamoDbStrings.SetterDocument("Pieces"), exception.Message, StringComparison.Ordinal);
    }
}
