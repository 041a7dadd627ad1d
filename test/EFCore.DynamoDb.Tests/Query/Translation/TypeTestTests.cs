using System.Linq.Expressions;

namespace EFCore.DynamoDb.Tests.Query.Translation;

/// <summary>The stored discriminator tells which type of its hierarchy an item is.</summary>
public class TypeTestTests
{
    private static readonly Dictionary<string, (Expression<Func<Animal, object?>> Lambda, object? Cat, object? Lion, object? Dog)> Rows = new()
    {
        ["is a leaf"] = (a => a is Dog, false, false, true),
        ["is a type that has derived ones"] = (a => a is Cat, true, true, false),
        ["is the base"] = (a => a is Animal, true, true, true),
        ["is not"] = (a => !(a is Cat), false, false, true),
        ["exactly"] = (a => a.GetType() == typeof(Cat), true, false, false),
        ["exactly, the other way round"] = (a => typeof(Lion) == a.GetType(), false, true, false),
        ["not exactly"] = (a => a.GetType() != typeof(Cat), false, true, true),
        ["exactly an abstract type"] = (a => a.GetType() == typeof(Animal), false, false, false),
        ["as another type"] = (a => (a as Dog)!.Name, null, null, "d"),
        ["as, a member whose attribute other types have"] = (a => (a as Dog)!.Color, null, null, "brown"),
        ["as, a member of derived types"] = (a => (a as Cat)!.Lives, 7, 9, null),
        ["as is null"] = (a => a as Cat == null, false, false, true),
        ["as is not null"] = (a => a as Lion != null, false, true, false),
        ["a cast in a conditional"] = (a => a is Dog ? ((Dog)a).Color : "-", "-", "-", "brown"),
        ["a test of what is narrowed already"] = (a => (a as Cat) is Lion, false, true, false),
    };

    public static TheoryData<string> Names
        => [.. Rows.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_discriminator_tells(string name)
    {
        var (lambda, cat, lion, dog) = Rows[name];

        Assert.Equal(cat, Zoo.Evaluate<Animal>(lambda, new Cat { Lives = 7, Name = "c", Color = "gray" }));
        Assert.Equal(lion, Zoo.Evaluate<Animal>(lambda, new Lion { Lives = 9, Name = "l", Color = "gold" }));
        Assert.Equal(dog, Zoo.Evaluate<Animal>(lambda, new Dog { Name = "d", Color = "brown" }));
    }
}
