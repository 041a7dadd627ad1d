using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query.Translations;
using Microsoft.EntityFrameworkCore.Query.Translations.Operators;
using Microsoft.EntityFrameworkCore.Query.Translations.Temporal;
using Microsoft.EntityFrameworkCore.TestModels.BasicTypesModel;
using Microsoft.EntityFrameworkCore.TestUtilities;

namespace EFCore.DynamoDb.FunctionalTests.Specification;

public class BasicTypesQueryDynamoDbFixture : BasicTypesQueryFixtureBase
{
    protected override ITestStoreFactory TestStoreFactory
        => DynamoDbTestStoreFactory.Instance;

    protected override void OnModelCreating(ModelBuilder modelBuilder, DbContext context)
    {
        base.OnModelCreating(modelBuilder, context);
        modelBuilder.KeepOffsets();
    }
}

public class ByteArrayTranslationsDynamoDbTest(BasicTypesQueryDynamoDbFixture fixture)
    : ByteArrayTranslationsTestBase<BasicTypesQueryDynamoDbFixture>(fixture), IClassFixture<BasicTypesQueryDynamoDbFixture>;

public class EnumTranslationsDynamoDbTest(BasicTypesQueryDynamoDbFixture fixture) : EnumTranslationsTestBase<BasicTypesQueryDynamoDbFixture>(fixture);

public class GuidTranslationsDynamoDbTest(BasicTypesQueryDynamoDbFixture fixture) : GuidTranslationsTestBase<BasicTypesQueryDynamoDbFixture>(fixture);

public class MathTranslationsDynamoDbTest(BasicTypesQueryDynamoDbFixture fixture) : MathTranslationsTestBase<BasicTypesQueryDynamoDbFixture>(fixture);

public class MiscellaneousTranslationsDynamoDbTest(BasicTypesQueryDynamoDbFixture fixture)
    : MiscellaneousTranslationsTestBase<BasicTypesQueryDynamoDbFixture>(fixture);

public class StringTranslationsDynamoDbTest(BasicTypesQueryDynamoDbFixture fixture) : StringTranslationsTestBase<BasicTypesQueryDynamoDbFixture>(fixture)
{
    /// <summary>
    /// The bases expect a comparison in memory to be -1, 0 or 1. Without cultures, as these tests run (InvariantGlobalization), .NET says how far the characters are apart.
    /// </summary>
    protected override Expression RewriteExpectedQueryExpression(Expression expectedQueryExpression)
        => new Signs().Visit(base.RewriteExpectedQueryExpression(expectedQueryExpression));

    private sealed class Signs : ExpressionVisitor
    {
        protected override Expression VisitMethodCall(MethodCallExpression node)
            => node.Method.DeclaringType == typeof(string) && node.Method.Name is nameof(string.Compare) or nameof(string.CompareTo)
                ? Expression.Call(typeof(Math), nameof(Math.Sign), null, base.VisitMethodCall(node))
                : base.VisitMethodCall(node);
    }
}

public class ArithmeticOperatorTranslationsDynamoDbTest(BasicTypesQueryDynamoDbFixture fixture)
    : ArithmeticOperatorTranslationsTestBase<BasicTypesQueryDynamoDbFixture>(fixture);

public class BitwiseOperatorTranslationsDynamoDbTest(BasicTypesQueryDynamoDbFixture fixture)
    : BitwiseOperatorTranslationsTestBase<BasicTypesQueryDynamoDbFixture>(fixture);

public class ComparisonOperatorTranslationsDynamoDbTest(BasicTypesQueryDynamoDbFixture fixture)
    : ComparisonOperatorTranslationsTestBase<BasicTypesQueryDynamoDbFixture>(fixture);

public class LogicalOperatorTranslationsDynamoDbTest(BasicTypesQueryDynamoDbFixture fixture)
    : LogicalOperatorTranslationsTestBase<BasicTypesQueryDynamoDbFixture>(fixture);

public class MiscellaneousOperatorTranslationsDynamoDbTest(BasicTypesQueryDynamoDbFixture fixture)
    : MiscellaneousOperatorTranslationsTestBase<BasicTypesQueryDynamoDbFixture>(fixture);

public class DateOnlyTranslationsDynamoDbTest(BasicTypesQueryDynamoDbFixture fixture) : DateOnlyTranslationsTestBase<BasicTypesQueryDynamoDbFixture>(fixture);

public class DateTimeOffsetTranslationsDynamoDbTest(BasicTypesQueryDynamoDbFixture fixture)
    : DateTimeOffsetTranslationsTestBase<BasicTypesQueryDynamoDbFixture>(fixture);

public class DateTimeTranslationsDynamoDbTest(BasicTypesQueryDynamoDbFixture fixture) : DateTimeTranslationsTestBase<BasicTypesQueryDynamoDbFixture>(fixture);

public class TimeOnlyTranslationsDynamoDbTest(BasicTypesQueryDynamoDbFixture fixture) : TimeOnlyTranslationsTestBase<BasicTypesQueryDynamoDbFixture>(fixture)
{
    /// <summary>The base takes items that are equal in the order in which they were inserted; the items of a scan come in the order of their keys' hashes.</summary>
    public override Task Order_by_FromTimeSpan()
        => AssertQuery(
            ss => ss.Set<BasicTypesEntity>().OrderBy(x => TimeOnly.FromTimeSpan(x.TimeSpan)).ThenBy(x => x.Id),
            assertOrder: true);
}

public class TimeSpanTranslationsDynamoDbTest(BasicTypesQueryDynamoDbFixture fixture) : TimeSpanTranslationsTestBase<BasicTypesQueryDynamoDbFixture>(fixture);
