using System.Reflection;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Testing;

namespace EFCore.DynamoDb.Tests.House;

/// <summary>The public API changes on purpose only: PublicApi/*.txt hold it, reviewed with the change that makes it.</summary>
public class PublicApiTests
{
    private const string UpdateVariable = "UPDATE_PUBLIC_API";
    private const string UpdateCommand = $"{UpdateVariable}=1 dotnet test test/EFCore.DynamoDb.Tests --filter PublicApi";

    public static TheoryData<string> Assemblies { get; } = [typeof(Item).Assembly.GetName().Name!, typeof(DynamoDbLocal).Assembly.GetName().Name!];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void The_public_API_is_the_one_that_was_reviewed(string assembly)
    {
        var actual = ApiText.Of(Assembly.Load(assembly));
        var file = Path.Combine(Repository.Root, "test", "EFCore.DynamoDb.Tests", "House", "PublicApi", assembly + ".txt");
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, string.Concat(actual.Select(line => line + "\n")));
            return;
        }

        // As sets: git merges these files by keeping the lines of both sides (.gitattributes).
        var reviewed = File.ReadAllLines(file).Where(line => line.Length > 0).ToHashSet();
        var difference = reviewed.Except(actual).Select(line => "- " + line).Concat(actual.Except(reviewed).Select(line => "+ " + line)).ToList();
        Assert.True(
            difference.Count == 0,
            $"The public API of {assembly} is not the one in PublicApi/{assembly}.txt. Where the change is meant, run\n  {UpdateCommand}\nand review "
                + $"the file with your change:\n{string.Join('\n', difference)}");
    }

    [Fact]
    public void The_text_tells_what_callers_depend_on()
        => Assert.Equal(
            string.Join('\n', [
                "EFCore.DynamoDb.Tests.House.Sample<T> = abstract class where T : class",
                "EFCore.DynamoDb.Tests.House.Sample<T>..ctor(string? name = null)",
                "EFCore.DynamoDb.Tests.House.Sample<T>.Change(T item) -> void [protected] [abstract]",
                "EFCore.DynamoDb.Tests.House.Sample<T>.Find<TKey>(IReadOnlyDictionary<string, string?[]> keys, out int count) -> Task<T?> where TKey : struct",
                "EFCore.DynamoDb.Tests.House.Sample<T>.Size { get; init; } -> int?",
            ]),
            string.Join('\n', ApiText.Lines([typeof(Sample<>)])));
}

public abstract class Sample<T>
    where T : class
{
    public Sample(string? name = null)
        => Name = name;

    internal string? Name { get; }

    public int? Size { get; init; }

    protected abstract void Change(T item);

    public Task<T?> Find<TKey>(IReadOnlyDictionary<string, string?[]> keys, out int count)
        where TKey : struct
    {
        count = keys.Count;
        return Task.FromResult<T?>(null);
    }
}
