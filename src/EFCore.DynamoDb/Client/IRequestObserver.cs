namespace EFCore.DynamoDb.Client;

/// <summary>Sees the requests of one query, those that go side by side too.</summary>
internal interface IRequestObserver
{
    /// <summary>A request of the port is about to be sent, and may be told what it is to do besides.</summary>
    void Sending(ItemRequest request);

    /// <summary>It was answered.</summary>
    void Answered(ItemRequest request, RequestCounts counts, ResponseMetadata metadata);
}

/// <summary>What an answer brought.</summary>
/// <param name="Count">Items returned or written.</param>
/// <param name="ScannedCount">Items that a Query or Scan evaluated; null for others.</param>
internal readonly record struct RequestCounts(int Count, int? ScannedCount = null);
