using System.Text.RegularExpressions;
using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Tests.House;

/// <summary>The architecture as tests: <see cref="Rooms" /> says who may know whom, the sources and the compiled code say who does.</summary>
public partial class LayeringTests
{
    private const int MaxLines = 450;

    private static readonly IReadOnlyCollection<(OuterType From, OuterType To)> References = TypeReferences.Of(typeof(Item).Assembly);

    private static readonly (string Path, string Text)[] Sources = [.. Repository.SourceFiles("src/EFCore.DynamoDb")];

    [Fact]
    public void No_compiled_type_uses_a_room_above_or_beside_its_own()
        => AssertNone(
            from reference in References
            where reference.To.IsOurs
            let @from = Rooms.Of(reference.From.Namespace, reference.From.Name)
            let to = Rooms.Of(reference.To.Namespace, reference.To.Name)
            where @from is not null && to is not null && !MayUse(@from, reference.From.Name, to)
            select $"{reference.From.Namespace}.{reference.From.Name} uses {reference.To.Namespace}.{reference.To.Name}: "
                + $"{@from}/ may not know {to}/.");

    [Fact]
    public void No_using_directive_and_no_full_name_points_to_a_room_above_or_beside()
        => AssertNone(
            from source in Sources
            let folder = Folder(source.Path)
            let type = Path.GetFileName(source.Path).Split('.')[0]
            from name in RoomName().Matches(source.Text).Select(match => match.Groups["room"].Value).Distinct()
            where !MayUse(folder.Split('/')[0], type, name)
            select $"{source.Path} names EFCore.DynamoDb.{name}: {folder.Split('/')[0]}/ may not know {name}/.");

    [Fact]
    public void Only_the_client_room_and_the_public_options_name_types_of_the_AWS_SDK()
        => AssertNone(
            from reference in References
            where reference.To.Namespace.StartsWith("Amazon", StringComparison.Ordinal)
                && Rooms.Of(reference.From.Namespace, reference.From.Name) is { } room and not "Client"
                && !Rooms.MayNameTheSdk.Contains(reference.From.Name)
            select $"{reference.From.Namespace}.{reference.From.Name} uses {reference.To.Namespace}.{reference.To.Name}: only Client/ and the types "
                + $"in {nameof(Rooms)}.{nameof(Rooms.MayNameTheSdk)} may.");

    [Fact]
    public void The_client_and_item_rooms_name_no_type_of_EF_Core()
        => AssertNone(
            (from reference in References
             where reference.To.Namespace.StartsWith("Microsoft.EntityFrameworkCore", StringComparison.Ordinal)
                 && Rooms.WithoutEntityFramework.Contains(Rooms.Of(reference.From.Namespace, reference.From.Name))
             select $"{reference.From.Namespace}.{reference.From.Name} uses {reference.To.Namespace}.{reference.To.Name}.")
            .Concat(
                from source in Sources
                where Rooms.WithoutEntityFramework.Contains(Folder(source.Path).Split('/')[0])
                    && source.Text.Contains("Microsoft.EntityFrameworkCore", StringComparison.Ordinal)
                select $"{source.Path} names Microsoft.EntityFrameworkCore."));

    [Fact]
    public void Every_type_lies_in_a_room()
        => AssertNone(
            (from source in Sources
             where !Rooms.MayUse.ContainsKey(Folder(source.Path).Split('/')[0])
             select $"{source.Path} lies in no room; {nameof(Rooms)} names them.")
            .Concat(
                from type in typeof(Item).Assembly.GetTypes()
                where !type.IsNested
                    && !type.IsDefined(typeof(System.Runtime.CompilerServices.CompilerGeneratedAttribute), false)
                    && type.Namespace is not (null or "Microsoft.CodeAnalysis" or "System.Runtime.CompilerServices" or "System.Text.RegularExpressions.Generated")
                    && (Rooms.Of(type.Namespace, type.Name) is not { } room || !Rooms.MayUse.ContainsKey(room))
                select $"{type.FullName} lies in no room."));

    [Fact]
    public void Namespaces_are_folders()
        => AssertNone(
            from source in Sources
            let folder = Folder(source.Path)
            let @namespace = Namespace().Match(source.Text).Groups["name"].Value
            where !Rooms.IsNamespaceOfFile(@namespace, folder, Path.GetFileNameWithoutExtension(source.Path))
            select $"{source.Path} has the namespace '{@namespace}'.");

    [Fact]
    public void Files_stay_short_enough_for_one_head()
        => AssertNone(
            from folder in new[] { "src", "samples", "eng" }
            from source in Repository.SourceFiles(folder)
            where !source.Path.Contains("/obj/", StringComparison.Ordinal) && !source.Path.Contains("/bin/", StringComparison.Ordinal)
            let lines = source.Text.Count(character => character == '\n')
            where lines > MaxLines
            select $"{folder}/{source.Path} has {lines} lines; {MaxLines} is the most: find the part of it that has a name of its own.");

    [Fact]
    public void Nothing_is_left_for_later()
        => AssertNone(
            from source in Repository.SourceFiles("src")
            where !source.Path.Contains("/obj/", StringComparison.Ordinal)
            from Match match in Unfinished().Matches(source.Text)
            select $"src/{source.Path}: {match.Value}");

    /// <summary>The instrument itself: it sees calls of extension methods, types in generic arguments, and types that only bodies name.</summary>
    [Fact]
    public void Compiled_references_are_found_in_signatures_bodies_and_closures()
    {
        var used = TypeReferences.Of(typeof(LayeringTests).Assembly)
            .Where(reference => reference.From.Name == nameof(LayeringTests)).Select(reference => reference.To.Name).ToHashSet();
        Assert.Superset(new HashSet<string> { nameof(Enumerable), nameof(Regex), nameof(Item), nameof(Rooms), nameof(OuterType) }, used);
        Assert.DoesNotContain(nameof(ItemLayout), used);
    }

    [Theory]
    [InlineData("Items", "Client", false)]
    [InlineData("Client", "Items", true)]
    [InlineData("Update", "Query", false)]
    [InlineData("Query", "Update", false)]
    [InlineData("Extensions", "Query", true)]
    public void The_arrows_point_down(string from, string to, bool allowed)
        => Assert.Equal(allowed, MayUse(from, "AnyType", to));

    private static bool MayUse(string from, string type, string to)
        => from == to
            || (Rooms.MayUse.TryGetValue(from, out var rooms) && rooms.Contains(to))
            || (Rooms.TypeMayAlsoUse.TryGetValue(type, out var more) && more.Contains(to));

    private static string Folder(string path)
        => Path.GetDirectoryName(path)!.Replace('\\', '/');

    private static void AssertNone(IEnumerable<string> violations)
    {
        var lines = violations.Distinct().Order(StringComparer.Ordinal).ToList();
        Assert.True(lines.Count == 0, string.Join('\n', lines));
    }

    [GeneratedRegex(@"(?<!namespace )EFCore\.DynamoDb\.(?!Testing\b|Tests\b|FunctionalTests\b)(?<room>[A-Z]\w*)")]
    private static partial Regex RoomName();

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|NotImplementedException)\b.*")]
    private static partial Regex Unfinished();
}
