using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.TestUtilities;

namespace EFCore.DynamoDb.FunctionalTests.Specification;

public class BuiltInDataTypesDynamoDbTest(BuiltInDataTypesDynamoDbTest.BuiltInDataTypesDynamoDbFixture fixture)
    : BuiltInDataTypesTestBase<BuiltInDataTypesDynamoDbTest.BuiltInDataTypesDynamoDbFixture>(fixture)
{
    public class BuiltInDataTypesDynamoDbFixture : BuiltInDataTypesFixtureBase
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

        /// <summary>Every time is stored as UTC, and read as such.</summary>
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

public class ConvertToProviderTypesDynamoDbTest(ConvertToProviderTypesDynamoDbTest.ConvertToProviderTypesDynamoDbFixture fixture)
    : ConvertToProviderTypesTestBase<ConvertToProviderTypesDynamoDbTest.ConvertToProviderTypesDynamoDbFixture>(fixture)
{
    public class ConvertToProviderTypesDynamoDbFixture : ConvertToProviderTypesFixtureBase
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

public class KeysWithConvertersDynamoDbTest(KeysWithConvertersDynamoDbTest.KeysWithConvertersDynamoDbFixture fixture)
    : KeysWithConvertersTestBase<KeysWithConvertersDynamoDbTest.KeysWithConvertersDynamoDbFixture>(fixture)
{
    public class KeysWithConvertersDynamoDbFixture : KeysWithConvertersFixtureBase
    {
        protected override ITestStoreFactory TestStoreFactory
            => DynamoDbTestStoreFactory.Instance;

        /// <summary>As for other providers without tables: a key that can be enumerated is no collection, and what is ignored is ignored on purpose.</summary>
        public override DbContextOptionsBuilder AddOptions(DbContextOptionsBuilder builder)
            => base.AddOptions(
                builder.ConfigureWarnings(w => w.Ignore(CoreEventId.MappedEntityTypeIgnoredWarning, CoreEventId.CollectionWithoutComparer)));
    }
}

public class ValueConvertersEndToEndDynamoDbTest(ValueConvertersEndToEndDynamoDbTest.ValueConvertersEndToEndDynamoDbFixture fixture)
    : ValueConvertersEndToEndTestBase<ValueConvertersEndToEndDynamoDbTest.ValueConvertersEndToEndDynamoDbFixture>(fixture)
{
    public class ValueConvertersEndToEndDynamoDbFixture : ValueConvertersEndToEndFixtureBase
    {
        protected override ITestStoreFactory TestStoreFactory
            => DynamoDbTestStoreFactory.Instance;

        protected override void OnModelCreating(ModelBuilder modelBuilder, DbContext context)
        {
            base.OnModelCreating(modelBuilder, context);
            modelBuilder.KeepOffsets();
        }
    }
}
