using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.TestUtilities;

namespace EFCore.DynamoDb.FunctionalTests.Specification;

/// <summary>
/// The base has it that nothing inside a converted value can be asked for, since SQL sees only what is stored. Here the client does what the server cannot, with the
/// value as it is read: what the base wants refused has its right answer.
/// </summary>
public class CustomConvertersDynamoDbTest(CustomConvertersDynamoDbTest.CustomConvertersDynamoDbFixture fixture)
    : CustomConvertersTestBase<CustomConvertersDynamoDbTest.CustomConvertersDynamoDbFixture>(fixture)
{
    // The base wants refused what is asked of the inside of a converted value; the client reads the value and answers.
    public override void Collection_property_as_scalar_Any()
    {
        using var context = CreateContext();

        Assert.Equal(1, Assert.Single(context.Set<CollectionScalar>().Where(e => e.Tags.Any()).ToList()).Id);
        Assert.Equal(1, Assert.Single(context.Set<CollectionScalar>().Where(e => e.Tags.Any(t => t == "B")).ToList()).Id);
        Assert.Empty(context.Set<CollectionScalar>().Where(e => e.Tags.Any(t => t == "D")).ToList());
    }

    // The base wants refused what is asked of the inside of a converted value; the client reads the value and answers.
    public override void Collection_property_as_scalar_Count_member()
    {
        using var context = CreateContext();

        Assert.Empty(context.Set<CollectionScalar>().Where(e => e.Tags.Count == 2).ToList());
        Assert.Equal(["A", "B", "C"], Assert.Single(context.Set<CollectionScalar>().Where(e => e.Tags.Count == 3).ToList()).Tags);
    }

    // The base wants refused what is asked of the inside of a converted value; the client reads the value and answers.
    public override void Collection_enum_as_string_Contains()
    {
        using var context = CreateContext();
        var (role, other) = (Roles.Seller, Roles.Customer);

        Assert.Equal(1, Assert.Single(context.Set<CollectionEnum>().Where(e => e.Roles.Contains(role)).ToList()).Id);
        Assert.Empty(context.Set<CollectionEnum>().Where(e => e.Roles.Contains(other)).ToList());
    }

    // The base wants refused what is asked of the inside of a converted value; the client reads the value and answers.
    public override void Value_conversion_with_property_named_value()
    {
        using var context = CreateContext();

        Assert.Equal(1, context.Set<EntityWithValueWrapper>().Single(e => e.Wrapper.Value == "foo").Id);
        Assert.Null(context.Set<EntityWithValueWrapper>().SingleOrDefault(e => e.Wrapper.Value == "bar"));
    }

    // The base wants refused what is asked of the inside of a converted value; the client reads the value and answers.
    public override void Composition_over_collection_of_complex_mapped_as_scalar()
    {
        using var context = CreateContext();
        context.Add(new Dashboard { Id = 77, Name = "d", Layouts = [new Layout { Height = 1, Width = 2 }, new Layout { Height = 3, Width = 4 }] });
        context.SaveChanges();

        var dashboard = context.Set<Dashboard>().AsNoTracking().Where(d => d.Id == 77)
            .Select(d => new { d.Name, Layouts = d.Layouts.Select(l => new { H = l.Height, W = l.Width }).ToList() }).Single();

        Assert.Equal("d", dashboard.Name);
        Assert.Equal([new { H = 1, W = 2 }, new { H = 3, W = 4 }], dashboard.Layouts);
        context.Remove(context.Set<Dashboard>().Single(d => d.Id == 77));
        context.SaveChanges();
    }

    /// <summary>Keys of items are case-sensitive, so that a foreign key in another case belongs to another item.</summary>
    public override async Task Can_insert_and_read_back_with_case_insensitive_string_key()
    {
        using (var context = CreateContext())
        {
            context.Add(new StringKeyDataType { Id = "Gumball!!" });
            context.Add(new StringForeignKeyDataType { Id = 7767, StringKeyDataTypeId = "gumball!!" });
            Assert.Equal(2, await context.SaveChangesAsync());
        }

        using (var context = CreateContext())
        {
            var entity = await context.Set<StringKeyDataType>().Include(e => e.Dependents).Where(e => e.Id == "Gumball!!").SingleAsync();
            Assert.Empty(entity.Dependents);
            Assert.Empty(await context.Set<StringKeyDataType>().Where(e => e.Id == "gumball!!").ToListAsync());
        }
    }

    public class CustomConvertersDynamoDbFixture : CustomConvertersFixtureBase
    {
        public override bool StrictEquality
            => true;

        public override bool SupportsAnsi
            => false;

        public override bool SupportsUnicodeToAnsiConversion
            => true;

        public override bool SupportsLargeStringComparisons
            => true;

        public override bool SupportsBinaryKeys
            => true;

        public override bool SupportsDecimalComparisons
            => true;

        public override DateTime DefaultDateTime
            => default;

        /// <inheritdoc cref="BuiltInDataTypesDynamoDbTest.BuiltInDataTypesDynamoDbFixture.PreservesDateTimeKind" />
        public override bool PreservesDateTimeKind
            => false;

        protected override ITestStoreFactory TestStoreFactory
            => DynamoDbTestStoreFactory.Instance;

        protected override void OnModelCreating(ModelBuilder modelBuilder, DbContext context)
        {
            base.OnModelCreating(modelBuilder, context);
            modelBuilder.KeepOffsets();
        }
    }
}
