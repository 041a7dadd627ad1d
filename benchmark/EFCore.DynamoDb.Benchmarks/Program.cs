// Figures for docs/performance.md:
//
//   dotnet run -c Release --project benchmark/EFCore.DynamoDb.Benchmarks -- quick          all of them in less than a minute
//   dotnet run -c Release --project benchmark/EFCore.DynamoDb.Benchmarks -- --filter '*'   by BenchmarkDotNet

using BenchmarkDotNet.Running;
using EFCore.DynamoDb.Benchmarks;

if (args is ["quick"])
{
    await QuickRun.RunAsync();
}
else
{
    BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
}
