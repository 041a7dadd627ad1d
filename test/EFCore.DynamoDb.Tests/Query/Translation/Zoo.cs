using System.Linq.Expressions;
using EFCore.DynamoDb.Infrastructure;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Metadata;
using EFCore.DynamoDb.Query.Expressions;
using EFCore.DynamoDb.Query.Shaping;
using EFCore.DynamoDb.Query.Translation;
using EFCore.DynamoDb.Update;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking.Internal;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query;

namespace EFCore.DynamoDb.Tests.Query.Translation;

/// <summary>A model for the translator's passes, and what a lambda means over one stored item, without any request.</summary>
internal static class Zoo
{
    private static readonly ZooContext Context = new();

    public static IEntityType TypeOf<T>()
        => Context.Model.FindEntityType(typeof(T))!;

    /// <summary>The lambda's body over an item, as the passes are given it.</summary>
    public static Expression Body<T>(LambdaExpression lambda, ParameterExpression item, bool isNullable = false)
        => ReplacingExpressionVisitor.Replace(
            lambda.Parameters[0], new StructuralTypeShaperExpression(TypeOf<T>(), new ItemBindingExpression(isNullable ? new ElementItemExpression(item) : item), isNullable), lambda.Body);

    /// <summary>What the lambda is of the stored form of an entity; null of an item that is not there.</summary>
    public static object? Evaluate<T>(LambdaExpression lambda, T? entity)
        where T : class
    {
        var row = Expression.Parameter(typeof(Item), "item");
        var translated = new RowTranslator().Translate(EntityEquality.Rewrite(Body<T>(lambda, row, isNullable: entity is null)));
        Assert.NotNull(translated);
        var lowered = new RowLowering(missingIsAnError: false).Visit(translated);
        return Expression.Lambda<Func<Item?, object?>>(Expression.Convert(lowered, typeof(object)), row).Compile()(entity is null ? null : Stored(entity));
    }

    public static bool IsTranslated<T>(LambdaExpression lambda)
        => new RowTranslator().Translate(EntityEquality.Rewrite(Body<T>(lambda, Expression.Parameter(typeof(Item), "item")))) is not null;

    private static ItemMapItem Stored(object entity)
    {
        var entry = (InternalEntityEntry)Context.Entry(entity).GetInfrastructure();
        return new ItemMapItem(entry.EntityType.GetRootType().GetLayout().Layout, EntryReader.ItemOf(entry, DynamoDbNullStorage.Absent));
    }

    private sealed class ZooContext : DbContext
    {
        protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder)
            => optionsBuilder.UseDynamoDb(o => o.ServiceUrl("http://localhost:1"));

        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            modelBuilder.Entity<Animal>(
                b =>
                {
                    b.Property<string?>("Secret");
                    b.ComplexProperty(a => a.Home, h => h.ComplexProperty(x => x.Spot));
                    b.ComplexCollection(a => a.Visits);
                    b.OwnsOne(a => a.Chip);
                    b.Ignore(a => a.Unmapped);
                });
            modelBuilder.Entity<Cat>();
            modelBuilder.Entity<Lion>();
            modelBuilder.Entity<Dog>();
            modelBuilder.Entity<Booking>().HasKey(b => new { b.Hotel, b.Number });
        }
    }
}

internal abstract class Animal
{
    public string Id { get; set; } = "a";

    public string? Name { get; set; }

    public int? Age { get; set; }

    public int Weight { get; set; }

    public bool? IsTame { get; set; }

    public Home? Home { get; set; }

    public List<string>? Tags { get; set; }

    public List<Visit> Visits { get; set; } = [];

    public Chip? Chip { get; set; }

    public string Unmapped { get; set; } = "";
}

internal class Cat : Animal
{
    public int Lives { get; set; }

    public string? Color { get; set; }
}

internal sealed class Lion : Cat
{
    public int Mane { get; set; }
}

internal sealed class Dog : Animal
{
    public string? Color { get; set; }
}

internal sealed record Home
{
    public string? City { get; set; }

    public int Zip { get; set; }

    public Spot? Spot { get; set; }
}

internal readonly record struct Spot(int X, int Y);

internal sealed record Visit
{
    public int Day { get; set; }

    public string? Note { get; set; }
}

internal sealed class Chip
{
    public string Code { get; set; } = "";
}

internal sealed class Booking
{
    public string Hotel { get; set; } = "h";

    public int Number { get; set; }

    public int Nights { get; set; }
}
