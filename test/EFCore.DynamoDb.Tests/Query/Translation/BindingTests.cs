using System.Linq.Expressions;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Query.Translation;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.Tests.Query.Translation;

/// <summary>Which spellings of a property, of a document and of a place in a collection lead to which path of the item.</summary>
public class BindingTests
{
    private static readonly string Local = "x";

    private static readonly Dictionary<string, (LambdaExpression Lambda, string? Path)> Properties = new()
    {
        ["a member"] = (Of(a => a.Name), "Name"),
        ["a member of the base through a cast"] = (Of(a => ((Cat)a).Name), "Name"),
        ["a member of a derived type through a cast"] = (Of(a => ((Cat)a).Lives), "Lives"),
        ["a member of a derived type through as"] = (Of(a => (a as Cat)!.Lives), "Lives"),
        ["a member behind as whose attribute other types have"] = (Of(a => (a as Cat)!.Color), null),
        ["EF.Property"] = (Of(a => EF.Property<string>(a, "Name")), "Name"),
        ["EF.Property of a shadow property"] = (Of(a => EF.Property<string>(a, "Secret")), "Secret"),
        ["a member of a document"] = (Of(a => a.Home!.City), "Home.City"),
        ["a member of a document in a document"] = (Of(a => a.Home!.Spot!.Value.X), "Home.Spot.X"),
        ["EF.Property of a document"] = (Of(a => EF.Property<Home>(a, "Home").Zip), "Home.Zip"),
        ["EF.Property in a document"] = (Of(a => EF.Property<int>(a.Home!, "Zip")), "Home.Zip"),
        ["a member of what is owned"] = (Of(a => a.Chip!.Code), "Chip.Code"),
        ["the owner's key, which what is owned repeats"] = (Of(a => EF.Property<string>(a.Chip!, "AnimalId")), "Id"),
        ["a member of an element"] = (Of(a => a.Visits[1].Note), "Visits[1].Note"),
        ["a member of an element by ElementAt"] = (Of(a => a.Visits.ElementAt(2).Day), "Visits[2].Day"),
        ["a member of the first element"] = (Of(a => a.Visits.First().Day), "Visits[0].Day"),
        ["what is not mapped"] = (Of(a => a.Unmapped), null),
        ["a value of the caller's"] = (Of(a => Local), null),
        ["a function of a member"] = (Of(a => a.Name!.Length), null),
        ["an element at a place that the item names"] = (Of(a => a.Visits[a.Weight].Note), null),
        ["a document"] = (Of(a => a.Home), null),
    };

    private static readonly Dictionary<string, (LambdaExpression Lambda, string? Path)> Documents = new()
    {
        ["a complex property"] = (Of(a => a.Home), "Home"),
        ["a complex property by EF.Property"] = (Of(a => EF.Property<Home>(a, "Home")), "Home"),
        ["a nullable struct in it"] = (Of(a => a.Home!.Spot), "Home.Spot"),
        ["the value of a nullable struct"] = (Of(a => a.Home!.Spot!.Value), "Home.Spot"),
        ["boxed"] = (Of(a => (object)a.Home!), "Home"),
        ["what is owned"] = (Of(a => a.Chip), "Chip"),
        ["a list of documents is none"] = (Of(a => a.Visits), null),
        ["a property is none"] = (Of(a => a.Name), null),
        ["the entity is none"] = (Of(a => a), null),
    };

    public static TheoryData<string> PropertyNames
        => [.. Properties.Keys];

    public static TheoryData<string> DocumentNames
        => [.. Documents.Keys];

    [Theory]
    [MemberData(nameof(PropertyNames))]
    public void A_property_is_bound_to_its_path(string name)
    {
        var (lambda, path) = Properties[name];
        var body = Bound(lambda);

        var read = PropertyBinding.Find(CollectionBinding.FindMember(body) ?? body);

        Assert.Equal(path, read is null ? null : ItemPath.Of(read)?.ToString());
    }

    [Theory]
    [MemberData(nameof(DocumentNames))]
    public void A_document_is_bound_to_its_path(string name)
    {
        var (lambda, path) = Documents[name];

        var document = DocumentBinding.Find(Bound(lambda));

        Assert.Equal(path, document?.Item is EFCore.DynamoDb.Query.Expressions.NestedItemExpression nested ? ItemPath.Of(nested.Item, nested.Document)?.ToString() : null);
    }

    [Fact]
    public void A_property_whose_attribute_other_types_have_is_guarded_by_its_type()
    {
        var (entity, read) = PropertyBinding.FindGuarded(Bound(Of(a => (a as Cat)!.Color)))!.Value;

        Assert.Equal(typeof(Cat), entity.EntityType.ClrType);
        Assert.Equal("Color", ItemPath.Of(read)!.ToString());
        Assert.Null(PropertyBinding.FindGuarded(Bound(Of(a => (a as Cat)!.Lives))));
    }

    [Fact]
    public void What_reads_no_row_is_evaluated_once_but_for_random_values()
    {
        Assert.True(PropertyBinding.IsRowIndependent(Bound(Of(a => Local + "y"))));
        Assert.False(PropertyBinding.IsRowIndependent(Bound(Of(a => Local + a.Name))));
        Assert.False(PropertyBinding.IsRowIndependent(Bound(Of(a => Guid.NewGuid()))));
        Assert.False(PropertyBinding.IsRowIndependent(Bound(Of(a => Random.Shared.Next()))));
    }

    private static Expression Bound(LambdaExpression lambda)
    {
        var body = Zoo.Body<Animal>(lambda, Expression.Parameter(typeof(Item), "item"));
        return body is UnaryExpression { NodeType: ExpressionType.Convert } boxed && boxed.Type == typeof(object) ? boxed.Operand : body;
    }

    private static Expression<Func<Animal, object?>> Of(Expression<Func<Animal, object?>> lambda)
        => lambda;
}
