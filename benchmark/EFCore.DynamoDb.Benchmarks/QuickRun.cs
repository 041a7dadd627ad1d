using System.Diagnostics;
using System.Globalization;
using Amazon.DynamoDBv2;

namespace EFCore.DynamoDb.Benchmarks;

/// <summary>All figures in less than a minute: medians of rounds in which the contenders take turns, so that what disturbs the machine disturbs them all.</summary>
internal static class QuickRun
{
    public static async Task RunAsync()
    {
        Console.WriteLine($"{DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC, .NET {Environment.Version}, {Environment.ProcessorCount} processors");
        using (var executions = new Executions())
        {
            Console.WriteLine("\nPlanning and binding of a compiled query (bar: 10 us)");
            foreach (var (name, query) in executions.Bound)
            {
                Print(name, await MeasureAsync(() => { query.Bind(); return Task.CompletedTask; }));
            }

            Console.WriteLine("\nAn execution as a whole, DynamoDB answering at once with one item");
            foreach (var (name, execute) in executions.Whole)
            {
                Print(name, await MeasureAsync(execute));
            }
        }

        await using var server = await Server.StartAsync();
        foreach (var (title, client) in ((string, IAmazonDynamoDB)[])
            [("the client's work alone, answers from memory", server.Replayed), ("from DynamoDB Local", server.Live)])
        {
            var reads = new Reads(client);
            Console.WriteLine($"\n1,000 items by Query, {title}");
            await CompareAsync(
                server,
                rounds: 25,
                ("hand-written loop", reads.HandWrittenAsync),
                ("SDK's object mapper", reads.MapperAsync),
                ("provider, untracked", reads.UntrackedAsync),
                ("provider, tracked", reads.TrackedAsync));
        }

        var unsent = new Saves(server.Live, send: false);
        Console.WriteLine("\nSaving 1,000 entities, the provider's and EF Core's own work, sending nothing");
        await CompareAsync(server, rounds: 25, ("Upsert", unsent.UpsertAsync), ("Add", unsent.AddAsync));

        var saves = new Saves(server.Live);
        Console.WriteLine("\n1,000 entities by Upsert, AutoTransactionBehavior.Never, DynamoDB Local (bar: 1.3)");
        await CompareAsync(
            server,
            rounds: 7,
            ("hand-written batches, one by one", saves.BatchesAsync),
            ("hand-written batches, 16 at a time", saves.ParallelBatchesAsync),
            ("provider", saves.UpsertAsync));
        Console.WriteLine("\n1,000 entities by Add, AutoTransactionBehavior.Never, DynamoDB Local (bar: 1.3)");
        await CompareAsync(
            server,
            rounds: 5,
            ("hand-written conditional puts, one by one", saves.PutsAsync),
            ("hand-written conditional puts, 16 at a time", saves.ParallelPutsAsync),
            ("provider", saves.AddAsync));
    }

    private static void Print(string name, (double Microseconds, double Bytes) figures)
        => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name,-44} {figures.Microseconds,9:0.00} us  {figures.Bytes,8:0} B"));

    /// <summary>The best of several rounds: with nothing but the processor at work, all else is disturbance.</summary>
    private static async Task<(double Microseconds, double Bytes)> MeasureAsync(Func<Task> action)
    {
        const int Executions = 2_000;
        var best = double.MaxValue;
        var bytes = 0d;
        for (var round = 0; round < 25; round++)
        {
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var started = Stopwatch.GetTimestamp();
            for (var i = 0; i < Executions; i++)
            {
                await action();
            }

            best = Math.Min(best, Stopwatch.GetElapsedTime(started).TotalMicroseconds / Executions);
            bytes = (double)(GC.GetAllocatedBytesForCurrentThread() - allocated) / Executions;
        }

        return (best, bytes);
    }

    private static async Task CompareAsync(Server server, int rounds, params (string Name, Func<Task<int>> Run)[] contenders)
    {
        var times = contenders.Select(_ => new List<double>()).ToArray();
        var requests = new int[contenders.Length];
        for (var round = -2; round < rounds; round++)
        {
            for (var i = 0; i < contenders.Length; i++)
            {
                GC.Collect();
                var sent = server.Handler.Requests;
                var started = Stopwatch.GetTimestamp();
                if (await contenders[i].Run() != Order.Count)
                {
                    throw new InvalidOperationException($"'{contenders[i].Name}' did not do all its work.");
                }

                if (round >= 0)
                {
                    times[i].Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                    requests[i] = server.Handler.Requests - sent;
                }
            }
        }

        var first = Median(times[0]);
        for (var i = 0; i < contenders.Length; i++)
        {
            var median = Median(times[i]);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {contenders[i].Name,-44} {median,9:0.0} ms  {median / first,6:0.00} times{(requests[i] > 0 ? $"  {requests[i],5} requests" : string.Empty)}"));
        }
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}
