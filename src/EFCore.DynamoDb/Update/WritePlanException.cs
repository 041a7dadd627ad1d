namespace EFCore.DynamoDb.Update;

/// <summary>A save that cannot be done, known before any request; becomes a DbUpdateException that names the entries.</summary>
internal sealed class WritePlanException(string message, IReadOnlyList<int> entries, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Positions of the entries that are to blame.</summary>
    public IReadOnlyList<int> Entries { get; } = entries;
}
