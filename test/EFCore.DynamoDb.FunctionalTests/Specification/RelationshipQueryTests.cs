using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.TestUtilities;

namespace EFCore.DynamoDb.FunctionalTests.Specification;

public class CompositeKeysQueryDynamoDbTest(CompositeKeysQueryDynamoDbTest.DynamoDbFixture fixture) : CompositeKeysQueryTestBase<CompositeKeysQueryDynamoDbTest.DynamoDbFixture>(fixture)
{
    public class DynamoDbFixture : CompositeKeysQueryFixtureBase
    {
        protected override ITestStoreFactory TestStoreFactory
            => DynamoDbTestStoreFactory.Instance;
    }
}

public class IncludeOneToOneDynamoDbTest(IncludeOneToOneDynamoDbTest.DynamoDbFixture fixture) : IncludeOneToOneTestBase<IncludeOneToOneDynamoDbTest.DynamoDbFixture>(fixture)
{
    public class DynamoDbFixture : OneToOneQueryFixtureBase
    {
        protected override ITestStoreFactory TestStoreFactory
            => DynamoDbTestStoreFactory.Instance;
    }
}

public class NullKeysDynamoDbTest(NullKeysDynamoDbTest.DynamoDbFixture fixture) : NullKeysTestBase<NullKeysDynamoDbTest.DynamoDbFixture>(fixture)
{
    public class DynamoDbFixture : NullKeysFixtureBase
    {
        protected override ITestStoreFactory TestStoreFactory
            => DynamoDbTestStoreFactory.Instance;
    }
}

public class InheritanceRelationshipsQueryDynamoDbTest(InheritanceRelationshipsQueryDynamoDbTest.DynamoDbFixture fixture) : InheritanceRelationshipsQueryTestBase<InheritanceRelationshipsQueryDynamoDbTest.DynamoDbFixture>(fixture)
{
    public class DynamoDbFixture : InheritanceRelationshipsQueryFixtureBase
    {
        protected override ITestStoreFactory TestStoreFactory
            => DynamoDbTestStoreFactory.Instance;
    }
}

public class ManyToManyQueryDynamoDbFixture : ManyToManyQueryFixtureBase
{
    protected override ITestStoreFactory TestStoreFactory
        => DynamoDbTestStoreFactory.Instance;
}

public class ManyToManyQueryDynamoDbTest(ManyToManyQueryDynamoDbFixture fixture) : ManyToManyQueryTestBase<ManyToManyQueryDynamoDbFixture>(fixture);

public class ManyToManyNoTrackingQueryDynamoDbTest(ManyToManyQueryDynamoDbFixture fixture) : ManyToManyNoTrackingQueryTestBase<ManyToManyQueryDynamoDbFixture>(fixture);
