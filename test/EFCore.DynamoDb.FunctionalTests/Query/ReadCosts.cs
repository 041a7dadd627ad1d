using EFCore.DynamoDb.Diagnostics;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Query;

/// <summary>What the requests of a context read, as DynamoDB says.</summary>
public sealed class ReadCosts
{
    private readonly Lock _lock = new();

    /// <summary>Items that Queries and Scans evaluated.</summary>
    public int Scanned { get; private set; }

    /// <summary>Items that all requests returned.</summary>
    public int Returned { get; private set; }

    public double Capacity { get; private set; }

    public int Requests { get; private set; }

    public void Listen(DbContextOptionsBuilder options)
        => options.LogTo(
            (id, _) => id == DynamoDbEventId.ExecutedRequest,
            e =>
            {
                var executed = (DynamoDbRequestExecutedEventData)e;
                lock (_lock)
                {
                    Requests++;
                    Scanned += executed.ScannedCount ?? 0;
                    Returned += executed.Count ?? 0;
                    Capacity += executed.ConsumedCapacity ?? 0;
                }
            });

    public void Clear()
        => (Scanned, Returned, Capacity, Requests) = (0, 0, 0, 0);
}
