using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.TestUtilities;

namespace EFCore.DynamoDb.FunctionalTests.Specification;

public class PrimitiveCollectionsQueryDynamoDbTest(PrimitiveCollectionsQueryDynamoDbTest.PrimitiveCollectionsQueryDynamoDbFixture fixture)
    : PrimitiveCollectionsQueryTestBase<PrimitiveCollectionsQueryDynamoDbTest.PrimitiveCollectionsQueryDynamoDbFixture>(fixture)
{
    /// <summary>The base takes the rows in the order in which they were inserted; the items of a scan come in the order of their keys' hashes.</summary>
    public override Task Project_inline_collection()
        => AssertQuery(
            ss => ss.Set<PrimitiveCollectionsEntity>().OrderBy(x => x.Id).Select(x => new[] { x.String, "foo" }),
            elementAsserter: (e, a) => AssertCollection(e, a, ordered: true),
            assertOrder: true);

    public class PrimitiveCollectionsQueryDynamoDbFixture : PrimitiveCollectionsQueryFixtureBase
    {
        protected override ITestStoreFactory TestStoreFactory
            => DynamoDbTestStoreFactory.Instance;
    }
}

public class NonSharedPrimitiveCollectionsQueryDynamoDbTest(NonSharedFixture fixture) : NonSharedPrimitiveCollectionsQueryTestBase(fixture)
{
    protected override ITestStoreFactory TestStoreFactory
        => DynamoDbTestStoreFactory.Instance;

    /// <summary>The provider's own words for it, which name HasJsonStr, an attribute that holds any object.</summary>
    public override async Task Multidimensional_array_is_not_supported()
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(
            () => InitializeAsync<TestContext>(onModelCreating: mb => mb.Entity<TestEntity>().Property<int[,]>("MultidimensionalArray")));

        Assert.StartsWith("The property 'TestEntity.MultidimensionalArray'", exception.Message, StringComparison.Ordinal);
        Assert.Contains("int[,]", exception.Message, StringComparison.Ordinal);
    }

    /// <summary>The base has it that nothing is known of what a converter stores; here the client reads it, so that its elements can be asked for.</summary>
    public override async Task Column_with_custom_converter()
    {
        var contextFactory = await InitializeAsync<TestContext>(
            onModelCreating: mb => mb.Entity<TestEntity>().Property(m => m.Ints).HasConversion(
                i => string.Join(",", i!),
                s => s.Split(",", StringSplitOptions.None).Select(int.Parse).ToArray(),
                new ValueComparer<int[]>(favorStructuralComparisons: true)),
            seed: context =>
            {
                context.AddRange(new TestEntity { Id = 1, Ints = [1, 2, 3] }, new TestEntity { Id = 2, Ints = [1, 4] });
                return context.SaveChangesAsync();
            });
        await using var context = contextFactory.CreateContext();
        var ints = new[] { 1, 2, 3 };

        Assert.Equal(1, (await context.Set<TestEntity>().SingleAsync(m => m.Ints == ints)).Id);
        Assert.Equal(2, (await context.Set<TestEntity>().SingleAsync(m => m.Ints!.Length == 2)).Id);
    }
}
