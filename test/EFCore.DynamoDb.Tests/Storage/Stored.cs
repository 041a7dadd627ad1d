using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage;

namespace EFCore.DynamoDb.Tests.Storage;

/// <summary>An entity with one value besides its key.</summary>
public class Holder<T>
{
    public string Id { get; set; } = "";

    public T Value { get; set; } = default!;
}

/// <summary>How the provider stores values, by the mappings that its models get.</summary>
internal static class Stored
{
    private static readonly Lazy<ITypeMappingSource> Source = new(() =>
    {
        using var context = new HolderContext<int>(null, null);
        return context.GetService<ITypeMappingSource>();
    });

    public static DynamoDbTypeMapping MappingOf(Type type)
        => (DynamoDbTypeMapping)Source.Value.FindMapping(type)!;

    /// <summary>The property that a model gives to a value so configured.</summary>
    public static IProperty Property<T>(
        Action<PropertyBuilder<T>>? property = null,
        Action<ModelConfigurationBuilder>? conventions = null,
        Action<EntityTypeBuilder<Holder<T>>>? entity = null)
    {
        using var context = new HolderContext<T>(
            e =>
            {
                property?.Invoke(e.Property(h => h.Value));
                entity?.Invoke(e);
            },
            conventions);
        return context.Model.FindEntityType(typeof(Holder<T>))!.FindProperty("Value")!;
    }

    public static DynamoDbTypeMapping Mapping<T>(
        Action<PropertyBuilder<T>>? property = null,
        Action<ModelConfigurationBuilder>? conventions = null,
        Action<EntityTypeBuilder<Holder<T>>>? entity = null)
        => (DynamoDbTypeMapping)Property(property, conventions, entity).GetTypeMapping();

    /// <summary>The sentence with which the model is refused.</summary>
    public static string ErrorOf<T>(
        Action<PropertyBuilder<T>>? property = null,
        Action<ModelConfigurationBuilder>? conventions = null,
        Action<EntityTypeBuilder<Holder<T>>>? entity = null)
        => Assert.Throws<InvalidOperationException>(() => Property(property, conventions, entity)).Message;

    /// <summary>The stored form of a value as text: the type of the attribute and what is in it.</summary>
    public static string Text(this DynamoDbTypeMapping mapping, object value)
        => Text(mapping.ToItemValue(value));

    public static string Text(ItemValue value)
        => value.Type switch
        {
            _ when value.IsMissing => "missing",
            DynamoDbAttributeType.S => "S " + value.AsText(),
            DynamoDbAttributeType.N => "N " + value.AsText(),
            DynamoDbAttributeType.B => "B " + Convert.ToHexString(value.AsBinary()),
            DynamoDbAttributeType.Bool => "BOOL " + (value.AsBool() ? "true" : "false"),
            _ => value.Type.ToString().ToUpperInvariant(),
        };

    /// <summary>What a value is once it was stored and read.</summary>
    public static object Back(this DynamoDbTypeMapping mapping, object value)
        => mapping.FromItemValue(mapping.ToItemValue(value));

    /// <summary>The sentence that refuses a value.</summary>
    public static string Refusal(this DynamoDbTypeMapping mapping, object value)
        => Assert.Throws<UnstorableValueException>(() => mapping.ToItemValue(value)).Message;

    /// <summary>The sentence that refuses what is stored.</summary>
    public static string Unreadable(this DynamoDbTypeMapping mapping, ItemValue stored)
        => Assert.Throws<ItemReadException>(() => mapping.FromItemValue(stored)).Message;

    private sealed class HolderContext<T>(
        Action<EntityTypeBuilder<Holder<T>>>? configure, Action<ModelConfigurationBuilder>? conventions) : DbContext
    {
        protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder)
            => optionsBuilder.UseDynamoDb(o => o.ServiceUrl("http://localhost:1")).EnableServiceProviderCaching(false);

        protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
            => conventions?.Invoke(configurationBuilder);

        protected override void OnModelCreating(ModelBuilder modelBuilder)
            => modelBuilder.Entity<Holder<T>>(e =>
            {
                e.ToTable("holders");
                configure?.Invoke(e);
            });
    }
}
