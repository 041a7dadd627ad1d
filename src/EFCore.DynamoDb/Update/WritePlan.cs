namespace EFCore.DynamoDb.Update;

/// <summary>The requests of one save.</summary>
internal abstract record WritePlan
{
    private WritePlan()
    {
    }

    /// <summary>Nothing has changed: no request.</summary>
    public sealed record Nothing : WritePlan;

    /// <summary>One plain request.</summary>
    public sealed record Single(WriteOperation Operation) : WritePlan;

    /// <summary>One TransactWriteItems: all or nothing.</summary>
    public sealed record Transact(IReadOnlyList<WriteOperation> Operations) : WritePlan;

    /// <summary>More than one transaction holds: one after the other, each all or nothing.</summary>
    public sealed record Chunked(IReadOnlyList<IReadOnlyList<WriteOperation>> Transactions) : WritePlan;

    /// <summary>Each operation by itself, whatever becomes of the others; <paramref name="Batches" /> are those that have no condition.</summary>
    public sealed record Independent(
        IReadOnlyList<WriteOperation> Singles, IReadOnlyList<IReadOnlyList<WriteOperation>> Batches) : WritePlan;
}
