using System.ComponentModel;
using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;

namespace EFCore.DynamoDb.Testing;

/// <summary>
/// The one pinned build of DynamoDB Local: fetched once with npm (which honours the machine's registry settings), checked against its
/// SHA-256 and unpacked into a cache that all processes of the user share.
/// </summary>
internal static class DynamoDbLocalPackage
{
    public const string Version = "1.25.1";
    private const string NpmPackage = "amplify-dynamodb-simulator";
    private const string NpmVersion = "2.9.30";
    private const string Sha256 = "3503ffac19f183407909fecdacf4db51ab1fdad1da7b2f177016670b2d80e4b9";
    private const string FolderInTarball = "package/emulator/";
    private const string JarName = "DynamoDBLocal.jar";

    public static string DefaultCacheDirectory
    {
        get
        {
            if (Environment.GetEnvironmentVariable("EFCORE_DYNAMODB_LOCAL_CACHE") is { Length: > 0 } configured)
            {
                return configured;
            }

            var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            var caches = OperatingSystem.IsWindows() ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
                : OperatingSystem.IsMacOS() ? Path.Combine(home, "Library", "Caches")
                : Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } xdg ? xdg
                : Path.Combine(home, ".cache");
            return Path.Combine(caches, "efcore-dynamodb");
        }
    }

    /// <summary>It is renamed into place when it is complete, so its existence is enough.</summary>
    public static bool IsIn(string cacheDirectory)
        => Directory.Exists(Folder(cacheDirectory));

    /// <summary>Returns the folder that holds the jar and its libraries, fetching it first where this machine has not got it yet.</summary>
    public static async Task<string> GetFolderAsync(string cacheDirectory, CancellationToken cancellationToken)
    {
        var folder = Folder(cacheDirectory);
        if (IsIn(cacheDirectory))
        {
            return folder;
        }

        Directory.CreateDirectory(cacheDirectory);
        await using var alone = (await LockAsync(Path.Combine(cacheDirectory, ".lock"), cancellationToken).ConfigureAwait(false))
            .ConfigureAwait(false);
        if (IsIn(cacheDirectory))
        {
            return folder;
        }

        var work = Directory.CreateDirectory(Path.Combine(cacheDirectory, $".unpacking-{Guid.NewGuid():N}"));
        try
        {
            var tarball = await FetchAsync(work.FullName, cancellationToken).ConfigureAwait(false);
            var unpacked = Path.Combine(work.FullName, "unpacked");
            await UnpackAsync(tarball, unpacked, cancellationToken).ConfigureAwait(false);
            Directory.Move(unpacked, folder);
            return folder;
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    private static string Folder(string cacheDirectory)
        => Path.Combine(cacheDirectory, $"dynamodb-local-{Version}");

    /// <summary>An empty file held open without sharing: released by the operating system whatever becomes of this process.</summary>
    private static async Task<FileStream> LockAsync(string path, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(path))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static async Task<string> FetchAsync(string work, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(OperatingSystem.IsWindows() ? "npm.cmd" : "npm")
        {
            // Outside any project, so that only the user's and the machine's npm settings apply.
            WorkingDirectory = work,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (ReadOnlySpan<string>)["pack", $"{NpmPackage}@{NpmVersion}", "--loglevel", "error"])
        {
            start.ArgumentList.Add(argument);
        }

        Process npm;
        try
        {
            npm = Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw new DynamoDbLocalException(TestingStrings.NpmMissing(Version), exception);
        }

        using (npm)
        {
            var output = npm.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = npm.StandardError.ReadToEndAsync(cancellationToken);
            try
            {
                await npm.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                npm.Kill(entireProcessTree: true);
                throw;
            }

            await output.ConfigureAwait(false);
            if (npm.ExitCode != 0)
            {
                throw new DynamoDbLocalException(
                    TestingStrings.NpmFailed($"{NpmPackage}@{NpmVersion}", npm.ExitCode, await errors.ConfigureAwait(false)));
            }
        }

        var tarball = Path.Combine(work, $"{NpmPackage}-{NpmVersion}.tgz");
        string actual;
        var stream = File.OpenRead(tarball);
        await using (stream.ConfigureAwait(false))
        {
            actual = Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken).ConfigureAwait(false));
        }

        return actual == Sha256
            ? tarball
            : throw new DynamoDbLocalException(TestingStrings.WrongHash($"{NpmPackage}@{NpmVersion}", Sha256, actual));
    }

    private static async Task UnpackAsync(string tarball, string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var file = File.OpenRead(tarball);
        await using var closeFile = file.ConfigureAwait(false);
        var tar = new TarReader(new GZipStream(file, CompressionMode.Decompress));
        await using var closeTar = tar.ConfigureAwait(false);
        while (await tar.GetNextEntryAsync(cancellationToken: cancellationToken).ConfigureAwait(false) is { } entry)
        {
            if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile)
                || !entry.Name.StartsWith(FolderInTarball, StringComparison.Ordinal)
                || entry.Name.Contains("..", StringComparison.Ordinal))
            {
                continue;
            }

            var path = Path.Combine(folder, entry.Name[FolderInTarball.Length..].Replace('/', Path.DirectorySeparatorChar));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await entry.ExtractToFileAsync(path, overwrite: false, cancellationToken).ConfigureAwait(false);
        }

        if (!File.Exists(Path.Combine(folder, JarName)))
        {
            throw new DynamoDbLocalException(TestingStrings.JarMissing($"{NpmPackage}@{NpmVersion}", JarName));
        }
    }
}
