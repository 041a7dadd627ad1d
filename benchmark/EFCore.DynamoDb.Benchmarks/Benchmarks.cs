using BenchmarkDotNet.Attributes;

namespace EFCore.DynamoDb.Benchmarks;

/// <summary>Planning and binding of compiled queries, without I/O.</summary>
[MemoryDiagnoser]
public class BindingBenchmarks
{
    private static readonly Executions Executions = new();

    [Params(0, 1, 2, 3)]
    public int Query { get; set; }

    [Benchmark]
    public int Bind()
        => Executions.Bound[Query].Query.Bind();

    [Benchmark]
    public Task Execute()
        => Executions.Whole[Query].Execute();
}

/// <summary>1,000 items by Query; the answers come from memory.</summary>
[MemoryDiagnoser]
public class ReadingBenchmarks
{
    private Server _server = null!;
    private Reads _reads = null!;

    [GlobalSetup]
    public async Task SetupAsync()
    {
        _server = await Server.StartAsync();
        _reads = new Reads(_server.Replayed);
    }

    [Benchmark(Baseline = true)]
    public Task<int> HandWritten()
        => _reads.HandWrittenAsync();

    [Benchmark]
    public Task<int> Mapper()
        => _reads.MapperAsync();

    [Benchmark]
    public Task<int> Untracked()
        => _reads.UntrackedAsync();

    [Benchmark]
    public Task<int> Tracked()
        => _reads.TrackedAsync();

    [GlobalCleanup]
    public async Task CleanupAsync()
        => await _server.DisposeAsync();
}

/// <summary>1,000 new entities against DynamoDB Local.</summary>
[MemoryDiagnoser]
public class SavingBenchmarks
{
    private Server _server = null!;
    private Saves _saves = null!;

    [GlobalSetup]
    public async Task SetupAsync()
    {
        _server = await Server.StartAsync();
        _saves = new Saves(_server.Live);
    }

    [Benchmark(Baseline = true)]
    public Task<int> Batches()
        => _saves.BatchesAsync();

    [Benchmark]
    public Task<int> ParallelBatches()
        => _saves.ParallelBatchesAsync();

    [Benchmark]
    public Task<int> Upsert()
        => _saves.UpsertAsync();

    [Benchmark]
    public Task<int> ParallelPuts()
        => _saves.ParallelPutsAsync();

    [Benchmark]
    public Task<int> Add()
        => _saves.AddAsync();

    [GlobalCleanup]
    public async Task CleanupAsync()
        => await _server.DisposeAsync();
}
