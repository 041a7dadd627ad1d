using System.Diagnostics;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Runtime.Versioning;
using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.Testing;

namespace EFCore.DynamoDb.FunctionalTests.Testing;

/// <summary>The Testing package as its users see it, and what is left when a process that uses it is killed or lacks something.</summary>
[UnsupportedOSPlatform("windows")] // The fake java and npm are shell scripts.
public sealed class DynamoDbLocalTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>, IDisposable
{
    private readonly DirectoryInfo empty = Directory.CreateTempSubdirectory("efcore-dynamodb-");

    [Fact]
    public async Task It_listens_on_the_loopback_interface_only_and_stops_when_it_is_disposed()
    {
        var own = await DynamoDbLocal.StartAsync(new DynamoDbLocalOptions { UseEndpointFromEnvironment = false });
        Assert.True(own.OwnsProcess);
        Assert.Equal(IPAddress.Loopback, IPAddress.Parse(own.Endpoint.Host));
        using (var client = own.CreateClient())
        {
            Assert.Empty((await client.ListTablesAsync()).TableNames ?? []);
        }

        var others = NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(network => network.GetIPProperties().UnicastAddresses)
            .Select(unicast => unicast.Address)
            .Where(address => !IPAddress.IsLoopback(address) && address.AddressFamily == AddressFamily.InterNetwork);
        foreach (var address in others)
        {
            Assert.False(await AnswersAsync(address, own.Endpoint.Port), $"It answers on {address}.");
        }

        await own.DisposeAsync();
        Assert.False(await AnswersAsync(IPAddress.Loopback, own.Endpoint.Port));
    }

    [Fact]
    public async Task It_ends_with_its_parent_even_when_that_is_killed()
    {
        using var parent = Start("serve", ("AWS_ENDPOINT_URL_DYNAMODB", null));
        var endpoint = new Uri((await parent.StandardOutput.ReadLineAsync())!);
        Assert.True(await AnswersAsync(IPAddress.Loopback, endpoint.Port));

        parent.Kill();

        var patience = Stopwatch.StartNew();
        while (await AnswersAsync(IPAddress.Loopback, endpoint.Port))
        {
            Assert.True(patience.Elapsed < TimeSpan.FromSeconds(20), "It lives on.");
            await Task.Delay(50);
        }
    }

    [Fact]
    public async Task An_endpoint_in_the_environment_is_used_and_left_alone()
    {
        using var user = Start("serve", ("AWS_ENDPOINT_URL_DYNAMODB", local.Local.Endpoint.AbsoluteUri), ("PATH", empty.FullName));
        Assert.Equal(local.Local.Endpoint.AbsoluteUri, await user.StandardOutput.ReadLineAsync());

        user.StandardInput.Close();
        await user.WaitForExitAsync();

        Assert.Equal(0, user.ExitCode);
        using var client = local.Local.CreateClient();
        await client.ListTablesAsync();
    }

    [Fact]
    public async Task An_endpoint_in_the_environment_that_is_no_url_is_refused()
        => Assert.Contains(
            "AWS_ENDPOINT_URL_DYNAMODB is 'localhost:8000'",
            await FailureAsync("serve", ("AWS_ENDPOINT_URL_DYNAMODB", "localhost:8000")),
            StringComparison.Ordinal);

    [Fact]
    public async Task Without_java_one_line_says_what_to_install()
    {
        await DynamoDbLocal.FetchAsync();
        Assert.Contains(
            "apt-get install openjdk-17-jre-headless",
            await FailureAsync("serve", ("AWS_ENDPOINT_URL_DYNAMODB", null), ("JAVA_HOME", null), ("PATH", empty.FullName)),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_npm_one_line_says_what_to_install()
        => Assert.Contains(
            "apt-get install npm",
            await FailureAsync("fetch", ("EFCORE_DYNAMODB_LOCAL_CACHE", Cache), ("PATH", empty.FullName)),
            StringComparison.Ordinal);

    [Fact]
    public async Task A_java_that_does_not_start_is_quoted()
    {
        await DynamoDbLocal.FetchAsync();
        Script("bin/java", "echo 'UnsupportedClassVersionError' >&2; exit 1");
        var message = await FailureAsync("serve", ("AWS_ENDPOINT_URL_DYNAMODB", null), ("JAVA_HOME", empty.FullName));
        Assert.Contains("UnsupportedClassVersionError", message, StringComparison.Ordinal);
        Assert.Contains("Java 17 or newer", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_package_that_is_not_the_pinned_one_is_refused_and_not_kept()
    {
        Script("npm", "echo other > amplify-dynamodb-simulator-2.9.30.tgz");
        var message = await FailureAsync(
            "fetch",
            ("EFCORE_DYNAMODB_LOCAL_CACHE", Cache),
            ("PATH", empty.FullName + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH")));
        Assert.Contains("instead of the pinned 3503ffac", message, StringComparison.Ordinal);
        Assert.Equal([".lock"], new DirectoryInfo(Cache).EnumerateFileSystemInfos().Select(entry => entry.Name));
    }

    public void Dispose()
        => empty.Delete(recursive: true);

    private string Cache
        => Path.Combine(empty.FullName, "cache");

    private void Script(string name, string content)
    {
        var path = Path.Combine(empty.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, $"#!/bin/sh\n{content}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static async Task<string> FailureAsync(string verb, params (string Name, string? Value)[] environment)
    {
        using var process = Start(verb, environment);
        process.StandardInput.Close();
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(69, process.ExitCode);
        return Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private static Process Start(string verb, params (string Name, string? Value)[] environment)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [Path.Combine(AppContext.BaseDirectory, "LocalRunner.dll"), verb])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    private static async Task<bool> AnswersAsync(IPAddress address, int port)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(address, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
