using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace EFCore.DynamoDb.Testing;

/// <summary>
/// The Java process. It ends at the end of its standard input, which this process holds open: so it ends with this one, even when this one
/// is killed, on every operating system and without a watchdog (DynamoDbLocalServer.xml says how).
/// </summary>
internal sealed class DynamoDbLocalProcess : IAsyncDisposable
{
    private readonly Process _java;
    private readonly StringBuilder _output = new();

    private DynamoDbLocalProcess(Process java)
        => _java = java;

    public int Port { get; private set; }

    public static async Task<DynamoDbLocalProcess> StartAsync(string folder, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var configuration = await WriteConfigurationAsync(folder, cancellationToken).ConfigureAwait(false);
        var start = new ProcessStartInfo(FindJava())
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DDB_LOCAL_TELEMETRY"] = "0";
        foreach (var argument in (ReadOnlySpan<string>)
            [
                // A server that lives for seconds or minutes: start quickly, take few threads.
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Djava.library.path=" + Path.Combine(folder, "DynamoDBLocal_lib"),
                "-Dorg.eclipse.jetty.util.log.announce=false",
                "-Dorg.eclipse.jetty.LEVEL=WARN",
                "-cp",
                Path.Combine(folder, "DynamoDBLocal.jar"),
                "org.eclipse.jetty.xml.XmlConfiguration",
                configuration,
            ])
        {
            start.ArgumentList.Add(argument);
        }

        Process java;
        try
        {
            java = Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw new DynamoDbLocalException(TestingStrings.JavaMissing(DynamoDbLocalPackage.Version), exception);
        }

        var started = new DynamoDbLocalProcess(java);
        try
        {
            await started.WaitForPortAsync(timeout, cancellationToken).ConfigureAwait(false);
            return started;
        }
        catch
        {
            await started.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Jetty listens before it prints the port, so whoever has the port can send requests.</summary>
    private async Task WaitForPortAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        var port = new TaskCompletionSource<int?>(TaskCreationOptions.RunContinuationsAsynchronously);
        _java.ErrorDataReceived += (_, line) => Keep(line.Data);
        _java.OutputDataReceived += (_, line) =>
        {
            if (int.TryParse(line.Data, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                port.TrySetResult(number);
            }

            Keep(line.Data);
            if (line.Data is null)
            {
                port.TrySetResult(null);
            }
        };
        _java.BeginOutputReadLine();
        _java.BeginErrorReadLine();
        try
        {
            if (await port.Task.WaitAsync(timeout, cancellationToken).ConfigureAwait(false) is { } number)
            {
                Port = number;
                return;
            }
        }
        catch (TimeoutException exception)
        {
            throw new DynamoDbLocalException(TestingStrings.TimedOut(timeout, Output()), exception);
        }

        await _java.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        throw new DynamoDbLocalException(TestingStrings.DidNotStart(_java.StartInfo.FileName, Output()));
    }

    private void Keep(string? line)
    {
        lock (_output)
        {
            // Enough to explain a failed start; afterwards the pipes are only drained.
            if (line is not null && _output.Length < 4096)
            {
                _output.Append(line).Append('\n');
            }
        }
    }

    private string Output()
    {
        lock (_output)
        {
            return _output.ToString();
        }
    }

    private static string FindJava()
    {
        var name = OperatingSystem.IsWindows() ? "java.exe" : "java";
        return Environment.GetEnvironmentVariable("JAVA_HOME") is { Length: > 0 } home
            && Path.Combine(home, "bin", name) is var java
            && File.Exists(java)
                ? java
                : name;
    }

    /// <summary>
    /// Puts the configuration beside the jar, under a name made of its content: versions of this library that share the cache do not
    /// disturb one another, and neither do processes that write the same one at once.
    /// </summary>
    private static async Task<string> WriteConfigurationAsync(string folder, CancellationToken cancellationToken)
    {
        using var resource = typeof(DynamoDbLocalProcess).Assembly.GetManifestResourceStream("DynamoDbLocalServer.xml")!;
        var content = new byte[resource.Length];
        await resource.ReadExactlyAsync(content, cancellationToken).ConfigureAwait(false);
        var path = Path.Combine(folder, $"server-{Convert.ToHexStringLower(SHA256.HashData(content)).AsSpan(0, 16)}.xml");
        if (!File.Exists(path))
        {
            var temporary = $"{path}.{Guid.NewGuid():N}";
            await File.WriteAllBytesAsync(temporary, content, cancellationToken).ConfigureAwait(false);
            File.Move(temporary, path, overwrite: true);
        }

        return path;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            _java.StandardInput.Close();
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
            await _java.WaitForExitAsync(patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _java.Kill(entireProcessTree: true);
        }
        finally
        {
            _java.Dispose();
        }
    }
}
