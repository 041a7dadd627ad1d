// What eng/*.sh know of DynamoDB Local: they ask the Testing library, so that its version, its hash, its cache and the way it is started
// are written once.
//
//   LocalRunner cached             exit code 0 where nothing need be fetched any more
//   LocalRunner fetch              fetches it into the cache
//   LocalRunner run COMMAND...     runs the command against a DynamoDB Local of its own and returns the command's exit code
//   LocalRunner serve              prints the endpoint of a DynamoDB Local that lives until the end of the standard input

using System.Diagnostics;
using System.Runtime.InteropServices;
using EFCore.DynamoDb.Testing;

try
{
    switch (args)
    {
        case ["cached"]:
            return DynamoDbLocal.IsFetched() ? 0 : 1;
        case ["fetch"]:
            await DynamoDbLocal.FetchAsync().ConfigureAwait(false);
            return 0;
        case ["run", var command, .. var arguments]:
            return await RunAsync(command, arguments).ConfigureAwait(false);
        case ["serve"]:
            await ServeAsync().ConfigureAwait(false);
            return 0;
        default:
            await Console.Error.WriteLineAsync("usage: LocalRunner cached | fetch | run COMMAND [ARGUMENT...] | serve").ConfigureAwait(false);
            return 64;
    }
}
catch (DynamoDbLocalException exception)
{
    await Console.Error.WriteLineAsync(exception.Message).ConfigureAwait(false);
    return 69;
}

static async Task ServeAsync()
{
    var local = await DynamoDbLocal.StartAsync().ConfigureAwait(false);
    await using var stop = local.ConfigureAwait(false);
    Console.WriteLine(local.Endpoint);
    while (await Console.In.ReadLineAsync().ConfigureAwait(false) is not null)
    {
    }
}

static async Task<int> RunAsync(string command, string[] arguments)
{
    var local = await DynamoDbLocal.StartAsync().ConfigureAwait(false);
    await using var stop = local.ConfigureAwait(false);
    var start = new ProcessStartInfo(command, arguments);
    start.Environment["AWS_ENDPOINT_URL_DYNAMODB"] = local.Endpoint.AbsoluteUri;
    foreach (var (variable, value) in (ReadOnlySpan<(string, string)>)
        [("AWS_ACCESS_KEY_ID", "local"), ("AWS_SECRET_ACCESS_KEY", "local"), ("AWS_REGION", "us-east-1")])
    {
        // Somebody else's endpoint may want the credentials that are set; ours wants any but real ones.
        if (local.OwnsProcess || !start.Environment.ContainsKey(variable))
        {
            start.Environment[variable] = value;
        }
    }

    if (local.OwnsProcess)
    {
        start.Environment.Remove("AWS_SESSION_TOKEN");
    }

    using var process = Process.Start(start)!;
    // Ctrl+C reaches the command by itself, a request to terminate does not; we end after the command, which stops the server.
    using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
    using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
    {
        signal.Cancel = true;
        process.Kill(entireProcessTree: true);
    });
    await process.WaitForExitAsync().ConfigureAwait(false);
    return process.ExitCode;
}
