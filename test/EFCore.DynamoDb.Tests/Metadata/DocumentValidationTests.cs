using System.ComponentModel.DataAnnotations;
using EFCore.DynamoDb.Diagnostics;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.Tests.Metadata;

public class DocumentValidationTests
{
    [Fact]
    public void An_attribute_name_is_given_once_in_an_item_and_once_in_each_map()
    {
        Assert.Equal(
            DynamoDbStrings.SameAttributeTwice("Shop", "Name", "Place", "Name"),
            ModelOnly.ErrorOf(b => b.Entity<Shop>().ComplexProperty(s => s.Place, p => p.HasAttributeName("Name"))));
        Assert.Contains(
            "'City' and 'Street'",
            ModelOnly.ErrorOf(b => b.Entity<Shop>().ComplexProperty(s => s.Place, p => p.Property(x => x.Street).HasAttributeName("City"))),
            StringComparison.Ordinal);

        ModelOnly.Build(b => b.Entity<Shop>().ComplexProperty(s => s.Place, p => p.Property(x => x.Street).HasAttributeName("Name")));
    }

    [Fact]
    public void A_concurrency_token_inside_a_document_is_compared_but_no_row_version_and_none_in_a_list()
    {
        ModelOnly.Build(
            b =>
            {
                b.Entity<Versioned>().ComplexProperty(x => x.Part);
                b.Entity<Versioned>().Ignore(x => x.Parts);
            });
        Assert.Contains(
            "Version' is a concurrency token or a row version inside a document",
            ModelOnly.ErrorOf(
                b =>
                {
                    b.Entity<Versioned>().ComplexProperty(x => x.Part, p => p.Property(x => x.Version).ValueGeneratedOnAddOrUpdate());
                    b.Entity<Versioned>().Ignore(x => x.Parts);
                }),
            StringComparison.Ordinal);
        Assert.Contains(
            "Version' is a concurrency token or a row version inside a document",
            ModelOnly.ErrorOf(
                b =>
                {
                    b.Entity<Versioned>().ComplexCollection(x => x.Parts);
                    b.Entity<Versioned>().Ignore(x => x.Part);
                }),
            StringComparison.Ordinal);
    }

    private sealed class Shop
    {
        public string Id { get; set; } = "";

        public string Name { get; set; } = "";

        public Place Place { get; set; } = new();
    }

    private sealed class Place
    {
        public string City { get; set; } = "";

        public string Street { get; set; } = "";
    }

    private sealed class Versioned
    {
        public string Id { get; set; } = "";

        public Part Part { get; set; } = new();

        public List<Part> Parts { get; set; } = [];
    }

    private sealed class Part
    {
        [ConcurrencyCheck]
        public int Version { get; set; }
    }
}
