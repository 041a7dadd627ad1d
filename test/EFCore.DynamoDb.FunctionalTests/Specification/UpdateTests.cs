using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Update;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.TestModels.ConcurrencyModel;
using Microsoft.EntityFrameworkCore.TestModels.UpdatesModel;
using Microsoft.EntityFrameworkCore.TestUtilities;
using Microsoft.EntityFrameworkCore.Update;
using Microsoft.Extensions.DependencyInjection;

namespace EFCore.DynamoDb.FunctionalTests.Specification;

public class UpdatesDynamoDbTest(UpdatesDynamoDbTest.DynamoDbFixture fixture) : UpdatesTestBase<UpdatesDynamoDbTest.DynamoDbFixture>(fixture)
{
    protected override string UpdateConcurrencyMessage
        => DynamoDbStrings.ConcurrencyConflict("Product", "Products");

    protected override string UpdateConcurrencyTokenMessage
        => UpdateConcurrencyMessage;

    // The bases ask for the exact type DbUpdateConcurrencyException; what is thrown is derived from it, and says of each entry why it failed.
    public override Task Save_partial_update_on_missing_record_throws()
        => Conflicts.ThrowsAsync(base.Save_partial_update_on_missing_record_throws, UpdateConcurrencyMessage);

    public override Task Save_partial_update_on_concurrency_token_original_value_mismatch_throws()
        => Conflicts.ThrowsAsync(base.Save_partial_update_on_concurrency_token_original_value_mismatch_throws, UpdateConcurrencyMessage);

    public override Task Remove_partial_on_missing_record_throws()
        => Conflicts.ThrowsAsync(base.Remove_partial_on_missing_record_throws, UpdateConcurrencyMessage);

    public override Task Remove_partial_on_concurrency_token_original_value_mismatch_throws()
        => Conflicts.ThrowsAsync(base.Remove_partial_on_concurrency_token_original_value_mismatch_throws, UpdateConcurrencyMessage);

    public override Task Update_on_bytes_concurrency_token_original_value_mismatch_throws()
        => Conflicts.ThrowsAsync(
            base.Update_on_bytes_concurrency_token_original_value_mismatch_throws, DynamoDbStrings.ConcurrencyConflict("ProductWithBytes", "ProductWithBytes"));

    public override Task Remove_on_bytes_concurrency_token_original_value_mismatch_throws()
        => Conflicts.ThrowsAsync(
            base.Remove_on_bytes_concurrency_token_original_value_mismatch_throws, DynamoDbStrings.ConcurrencyConflict("ProductWithBytes", "ProductWithBytes"));

    // A byte[] that was changed in place is seen and saved, whether or not the entity is marked; the base test expects that it is passed over.
    public override Task Mutation_of_tracked_values_does_not_mutate_values_in_store()
    {
        var id = Guid.NewGuid();
        var bytes = new byte[] { 1, 2, 3, 4 };
        return ExecuteWithStrategyInTransactionAsync(
            async context =>
            {
                context.Add(new AFewBytes { Id = id, Bytes = bytes });
                await context.SaveChangesAsync();
            },
            async context =>
            {
                bytes[1] = 22;
                var fromStore = await context.AFewBytes.FirstAsync(p => p.Id == id);
                Assert.Equal(2, fromStore.Bytes[1]);

                fromStore.Bytes[1] = 222;
                Assert.Equal(1, await context.SaveChangesAsync());
            },
            async context => Assert.Equal(222, (await context.AFewBytes.FirstAsync(p => p.Id == id)).Bytes[1]));
    }

    protected override async Task ExecuteWithStrategyInTransactionAsync(
        Func<UpdatesContext, Task> testOperation,
        Func<UpdatesContext, Task> nestedTestOperation1 = null,
        Func<UpdatesContext, Task> nestedTestOperation2 = null)
    {
        try
        {
            await base.ExecuteWithStrategyInTransactionAsync(testOperation, nestedTestOperation1, nestedTestOperation2);
        }
        finally
        {
            await Fixture.ReseedAsync();
        }
    }

    public class DynamoDbFixture : UpdatesFixtureBase
    {
        protected override ITestStoreFactory TestStoreFactory
            => DynamoDbTestStoreFactory.Instance;
    }
}

/// <summary>With row versions that are numbers: DynamoDB makes no byte[] of its own.</summary>
public class OptimisticConcurrencyDynamoDbTest(OptimisticConcurrencyDynamoDbTest.DynamoDbFixture fixture)
    : OptimisticConcurrencyTestBase<OptimisticConcurrencyDynamoDbTest.DynamoDbFixture, ulong>(fixture), IAsyncLifetime
{
    // Every item has a key, and the model without one is refused in the provider's own words.
    public override void External_model_builder_uses_validation()
    {
        var modelBuilder = Fixture.CreateModelBuilder();
        modelBuilder.Entity("Dummy");
        using var context = new F1Context(new DbContextOptionsBuilder(Fixture.CreateOptions()).UseModel((IModel)modelBuilder.Model).Options);

        Assert.Equal(
            DynamoDbStrings.NoPartitionKey("Dummy (Dictionary<string, object>)"),
            Assert.Throws<InvalidOperationException>(() => context.Model).Message);
    }

    // The base asks for the exact type DbUpdateConcurrencyException; what is thrown is derived from it.
    public override void Nullable_client_side_concurrency_token_can_be_used()
        => Conflicts.Throws(base.Nullable_client_side_concurrency_token_can_be_used, DynamoDbStrings.ConcurrencyConflict("Sponsor", "Sponsor"));

    // Items that are written each by itself are tried all: both conflicts come in one exception, where the base test sees one after the other.
    public override Task Two_concurrency_issues_in_one_to_one_related_entities_can_be_handled_by_dealing_with_dependent_first()
        => BothAtOnceAsync(
            async (context, name) =>
            {
                (await context.Set<Chassis>().SingleAsync(c => c.Name == "MP4-25")).Name = "MP4-25" + name[0];
                (await context.Teams.SingleAsync(t => t.Id == Team.McLaren)).Principal = name;
            },
            typeof(Chassis));

    public override Task Two_concurrency_issues_in_one_to_many_related_entities_can_be_handled_by_dealing_with_dependent_first()
        => BothAtOnceAsync(
            async (context, name) =>
            {
                (await context.Drivers.SingleAsync(d => d.Name == "Jenson Button")).Poles = name.Length;
                (await context.Teams.SingleAsync(t => t.Id == Team.McLaren)).Principal = name;
            },
            typeof(Driver));

    public Task InitializeAsync()
        => Task.CompletedTask;

    public Task DisposeAsync()
        => Fixture.ReseedAsync();

    private async Task BothAtOnceAsync(Func<F1Context, string, Task> change, Type dependent)
    {
        using var first = CreateF1Context();
        using var second = CreateF1Context();
        await change(first, "Larry David");
        await change(second, "Jerry Seinfeld");
        await second.SaveChangesAsync();

        var conflicts = (await Assert.ThrowsAnyAsync<DbUpdateConcurrencyException>(() => first.SaveChangesAsync())).Entries;

        Assert.Equal(2, conflicts.Count);
        Assert.Contains(conflicts, e => dependent.IsInstanceOfType(e.Entity));
        Assert.Contains(conflicts, e => e.Entity is Team);
        foreach (var entry in conflicts)
        {
            await entry.ReloadAsync();
        }

        Assert.Equal(0, await first.SaveChangesAsync());
        Assert.Equal("Jerry Seinfeld", first.Teams.Local.Single(t => t.Id == Team.McLaren).Principal);
    }

    public class DynamoDbFixture : F1FixtureBase<ulong>
    {
        public override TestHelpers TestHelpers
            => DynamoDbTestHelpers.Instance;

        protected override ITestStoreFactory TestStoreFactory
            => DynamoDbTestStoreFactory.Instance;

        // The version of an item is the item's; one inside of it is compared, but not counted up.
        protected override void BuildModelExternal(ModelBuilder modelBuilder)
        {
            base.BuildModelExternal(modelBuilder);
            modelBuilder.Entity<TitleSponsor>().OwnsOne(s => s.Details, d => d.Property<ulong>("Version").ValueGeneratedNever());
        }
    }
}

/// <summary>Tests that ask for the exact type DbUpdateConcurrencyException end with what is thrown instead.</summary>
internal static class Conflicts
{
    public static async Task ThrowsAsync(Func<Task> test, string message)
        => Check(await Assert.ThrowsAsync<Xunit.Sdk.ThrowsException>(test), message);

    public static void Throws(Action test, string message)
        => Check(Assert.Throws<Xunit.Sdk.ThrowsException>(test), message);

    private static void Check(Exception thrown, string message)
    {
        var conflict = Assert.IsType<DynamoDbUpdateConcurrencyException>(thrown.InnerException);
        Assert.Equal(message, conflict.Message);
        Assert.NotEmpty(conflict.Failures);
    }
}

public sealed class DynamoDbTestHelpers : TestHelpers
{
    public static DynamoDbTestHelpers Instance { get; } = new();

    public override LoggingDefinitions LoggingDefinitions { get; } = new DynamoDbLoggingDefinitions();

    public override IServiceCollection AddProviderServices(IServiceCollection services)
        => DynamoDbTestStoreFactory.Instance.AddProviderServices(services);

    public override DbContextOptionsBuilder UseProviderOptions(DbContextOptionsBuilder optionsBuilder)
        => optionsBuilder.UseDynamoDb();
}
