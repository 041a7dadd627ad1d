using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.Logging;

namespace EFCore.DynamoDb.Tests.House;

/// <summary>What a machine can tell of whether README.md and docs/ are true: names and links.</summary>
public partial class DocumentsTests
{
    private static readonly Dictionary<string, string> Documents = Directory
        .EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md")
        .Append(Path.Combine(Repository.Root, "README.md"))
        .ToDictionary(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'), File.ReadAllText);

    [Fact]
    public void Every_event_is_told_with_its_id()
    {
        var text = Documents["docs/configuration.md"];
        var events = typeof(DynamoDbEventId).GetFields(BindingFlags.Public | BindingFlags.Static)
            .ToDictionary(field => field.Name, field => ((EventId)field.GetValue(null)!).Id);

        Assert.NotEmpty(events);
        AssertNone(events.Where(e => !text.Contains($"| `{e.Key}` | {e.Value} |", StringComparison.Ordinal)).Select(e => e.Key));
    }

    [Fact]
    public void All_that_the_data_of_events_say_is_told()
    {
        var text = Documents["docs/configuration.md"];
        var data = typeof(DynamoDbEventId).Assembly.GetExportedTypes().Where(type => type.Name.EndsWith("EventData", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(data);
        AssertNone(
            data.Select(type => type.Name)
                .Concat(data.SelectMany(type => type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)).Select(p => p.Name))
                .Where(name => !Names(text, name)));
    }

    [Fact]
    public void Every_option_is_in_the_table_of_options()
    {
        var text = Documents["docs/configuration.md"];
        var options = typeof(DynamoDbDbContextOptionsBuilder).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(method => method.ReturnType == typeof(DynamoDbDbContextOptionsBuilder))
            .Select(method => method.Name).Distinct().ToList();

        Assert.NotEmpty(options);
        AssertNone(options.Where(option => !text.Contains($"| `{option}(", StringComparison.Ordinal)));
    }

    /// <summary>What convention and mutable metadata offer besides is for those who know EF's own, and is told as a whole.</summary>
    [Fact]
    public void Every_method_that_users_call_is_named_somewhere()
    {
        var methods = typeof(DynamoDbEventId).Assembly.GetExportedTypes()
            .Where(type => type is { IsAbstract: true, IsSealed: true })
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static))
            .Where(method => method.IsDefined(typeof(ExtensionAttribute)) && !IsForConventions(method.GetParameters()[0].ParameterType))
            .Select(method => method.Name)
            .Concat(typeof(Microsoft.EntityFrameworkCore.Metadata.Builders.DynamoDbTableBuilder)
                .GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
                .Where(method => !method.IsSpecialName)
                .Select(method => method.Name))
            .Where(name => !name.EndsWith("PropertyName", StringComparison.Ordinal) && name != "AddEntityFrameworkDynamoDb")
            .Distinct()
            .ToList();

        Assert.NotEmpty(methods);
        AssertNone(methods.Where(method => !Documents.Values.Any(text => Names(text, method))));

        static bool IsForConventions(Type type)
            => type.Name.StartsWith("IConvention", StringComparison.Ordinal) || type.Name.StartsWith("IMutable", StringComparison.Ordinal);
    }

    [Fact]
    public void Every_exception_that_users_catch_is_named_somewhere()
    {
        var exceptions = typeof(DynamoDbEventId).Assembly.GetExportedTypes().Where(type => type.IsSubclassOf(typeof(Exception))).Select(type => type.Name).ToList();

        Assert.NotEmpty(exceptions);
        AssertNone(exceptions.Where(name => !Documents.Values.Any(text => Names(text, name))));
    }

    [Fact]
    public void Links_lead_to_files_and_headings_that_exist()
    {
        var broken = new List<string>();
        foreach (var (document, text) in Documents)
        {
            var folder = Path.GetDirectoryName(Path.Combine(Repository.Root, document))!;
            foreach (var target in Link().Matches(CodeBlock().Replace(text, "")).Select(match => match.Groups[1].Value))
            {
                if (Uri.TryCreate(target, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
                {
                    continue;
                }

                var parts = target.Split('#');
                var file = parts[0].Length == 0 ? Path.Combine(Repository.Root, document) : Path.GetFullPath(Path.Combine(folder, parts[0]));
                if (!File.Exists(file) || (parts.Length > 1 && !Headings(file).Contains(parts[1])))
                {
                    broken.Add($"{document}: {target}");
                }
            }
        }

        AssertNone(broken);
    }

    [Fact]
    public void The_README_leads_to_every_document()
        => AssertNone(
            Documents.Keys.Where(document => document != "README.md" && !Documents["README.md"].Contains($"]({document})", StringComparison.Ordinal)));

    private static void AssertNone(IEnumerable<string> wrong)
    {
        var text = string.Join(", ", wrong);
        Assert.True(text.Length == 0, text);
    }

    private static bool Names(string text, string name)
        => Regex.IsMatch(text, $@"\b{name}\b");

    /// <summary>The anchors that renderers make of headings.</summary>
    private static IEnumerable<string> Headings(string file)
        => Heading().Matches(CodeBlock().Replace(File.ReadAllText(file), ""))
            .Select(match => NoAnchor().Replace(match.Groups[1].Value.ToLowerInvariant(), "").Replace(' ', '-'));

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"^#+ (.+?)\s*$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^a-z0-9 _-]")]
    private static partial Regex NoAnchor();
}
