using EFCore.DynamoDb.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
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
    public Task InitializeAsync()
        => Task.CompletedTask;

    public Task DisposeAsync()
        => Fixture.ReseedAsync();

    public class DynamoDbFixture : F1FixtureBase<ulong>
    {
        public override TestHelpers TestHelpers
            => DynamoDbTestHelpers.Instance;

        protected override ITestStoreFactory TestStoreFactory
            => DynamoDbTestStoreFactory.Instance;
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
