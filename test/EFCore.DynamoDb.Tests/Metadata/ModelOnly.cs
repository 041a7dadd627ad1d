using System.Linq.Expressions;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Metadata;
using EFCore.DynamoDb.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace EFCore.DynamoDb.Tests.Metadata;

/// <summary>Builds, validates and finishes a model with this provider's services, and nothing that could send a request.</summary>
internal static class ModelOnly
{
    public static IModel Build(
        Action<ModelBuilder> configure, bool designTime = false, DynamoDbAttributeNaming naming = DynamoDbAttributeNaming.AsIs)
        => Build(new ModelContext(configure, naming), designTime);

    public static IModel Build(DbContext context, bool designTime = false)
    {
        using (context)
        {
            return designTime ? context.GetService<IDesignTimeModel>().Model : context.Model;
        }
    }

    /// <summary>The sentence with which a model is refused.</summary>
    public static string ErrorOf(Action<ModelBuilder> configure)
        => Assert.Throws<InvalidOperationException>(() => Build(configure, designTime: true)).Message;

    internal class ModelContext(
        Action<ModelBuilder> configure, DynamoDbAttributeNaming naming = DynamoDbAttributeNaming.AsIs) : DbContext
    {
        protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder)
        {
            // First come, first served: the provider's own services are added only where these are not.
            ((IDbContextOptionsBuilderInfrastructure)optionsBuilder).AddOrUpdateExtension(new StandIns());
            optionsBuilder.UseDynamoDb(o => o.ServiceUrl("http://localhost:1").AttributeNaming(naming)).EnableServiceProviderCaching(false);
        }

        protected override void OnModelCreating(ModelBuilder modelBuilder)
            => configure(modelBuilder);
    }

    private sealed class StandIns : IDbContextOptionsExtension
    {
        public DbContextOptionsExtensionInfo Info => new ExtensionInfo(this);

        public void ApplyServices(IServiceCollection services)
            => new EntityFrameworkServicesBuilder(services)
                .TryAdd<ITypeMappingSource, Mappings>()
                .TryAdd(_ => Substitute.For<IDatabaseCreator>())
                .TryAdd(_ => Substitute.For<IQueryContextFactory>())
                .TryAdd(_ => Substitute.For<IQueryableMethodTranslatingExpressionVisitorFactory>())
                .TryAdd(_ => Substitute.For<IShapedQueryCompilingExpressionVisitorFactory>());

        public void Validate(IDbContextOptions options)
        {
        }

        private sealed class ExtensionInfo(IDbContextOptionsExtension extension) : DbContextOptionsExtensionInfo(extension)
        {
            public override bool IsDatabaseProvider => false;

            public override string LogFragment => "";

            public override int GetServiceProviderHashCode() => 0;

            public override void PopulateDebugInfo(IDictionary<string, string> debugInfo)
            {
            }

            public override bool ShouldUseSameServiceProvider(DbContextOptionsExtensionInfo other) => false;
        }
    }

    private sealed class Mappings(TypeMappingSourceDependencies dependencies) : TypeMappingSource(dependencies)
    {
        public override CoreTypeMapping? FindMapping(IProperty property)
            => property[MappingAnnotationNames.UnixTimestamp] is null
                ? base.FindMapping(property)
                : new Mapping(property.ClrType, DynamoDbAttributeType.N);

        protected override CoreTypeMapping? FindMapping(in TypeMappingInfo mappingInfo)
            => mappingInfo.ClrType switch
            {
                { } type when type == typeof(string) || type == typeof(Guid) || type == typeof(DateTime) || type == typeof(DateTimeOffset)
                    => new Mapping(type, DynamoDbAttributeType.S),
                { } type when type == typeof(int) || type == typeof(long) || type == typeof(decimal)
                    => new Mapping(type, DynamoDbAttributeType.N),
                { } type when type == typeof(bool) => new Mapping(type, DynamoDbAttributeType.Bool),
                { } type when type == typeof(byte[]) => new Mapping(type, DynamoDbAttributeType.B),
                _ => null,
            };
    }

    private sealed class Mapping : DynamoDbTypeMapping
    {
        public Mapping(Type clrType, DynamoDbAttributeType attributeType)
            : base(new CoreTypeMappingParameters(clrType), attributeType)
        {
        }

        private Mapping(CoreTypeMappingParameters parameters, DynamoDbAttributeType attributeType)
            : base(parameters, attributeType)
        {
        }

        public override bool KeepsOrder => true;

        public override CoreTypeMapping WithComposedConverter(
            Microsoft.EntityFrameworkCore.Storage.ValueConversion.ValueConverter? converter,
            Microsoft.EntityFrameworkCore.ChangeTracking.ValueComparer? comparer = null,
            Microsoft.EntityFrameworkCore.ChangeTracking.ValueComparer? keyComparer = null,
            CoreTypeMapping? elementMapping = null,
            Microsoft.EntityFrameworkCore.Storage.Json.JsonValueReaderWriter? jsonValueReaderWriter = null)
            => Clone(Parameters.WithComposedConverter(converter, comparer, keyComparer, elementMapping, jsonValueReaderWriter));

        protected override CoreTypeMapping Clone(CoreTypeMappingParameters parameters)
            => new Mapping(parameters, AttributeType);

        private protected override Expression CreateProviderReadExpression(Expression item, Expression ordinal)
            => throw new NotSupportedException();

        private protected override Expression CreateProviderWriteExpression(Expression value)
            => throw new NotSupportedException();
    }
}
