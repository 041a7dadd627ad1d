using EFCore.DynamoDb.Client;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.Update;

/// <summary>What is special about the save that a context is making; nothing, most of the time.</summary>
/// <param name="allowTransactionChunking">What the options of the context say.</param>
/// <param name="ignoreMissingDeletes">What the options of the context say.</param>
internal sealed class SaveScope(bool allowTransactionChunking, bool ignoreMissingDeletes)
{
    private DynamoDbSaveOptions? _options;

    /// <summary>What the requests of the save cost; null when nobody wants to know.</summary>
    public WriteReport? Report { get; private set; }

    public string? ClientRequestToken
        => _options?.ClientRequestToken;

    public bool AllowTransactionChunking
        => _options?.AllowTransactionChunking ?? allowTransactionChunking;

    public bool IgnoreMissingDeletes
        => ignoreMissingDeletes;

    public AnswerDetails Details { get; private set; } = AnswerDetails.None;

    public WriteReport Begin(DynamoDbSaveOptions options)
    {
        _options = options;
        Details = new AnswerDetails(ConsumedCapacity: true, options.ReturnItemCollectionMetrics);
        return Report = new WriteReport();
    }

    public void End()
    {
        _options = null;
        Report = null;
        Details = AnswerDetails.None;
    }
}

/// <summary>Adds up what requests say that they did; several may end at the same time.</summary>
internal sealed class WriteReport
{
    private readonly Lock _lock = new();
    private readonly List<ItemCollectionSize> _collections = [];

    public int Requests { get; private set; }

    public double? ConsumedCapacity { get; private set; }

    public IReadOnlyList<ItemCollectionSize> Collections
        => _collections;

    public void Add(ResponseMetadata metadata, IReadOnlyList<ItemCollectionSize> collections)
    {
        lock (_lock)
        {
            Requests++;
            if (metadata.ConsumedCapacity is { } capacity)
            {
                ConsumedCapacity = (ConsumedCapacity ?? 0) + capacity;
            }

            _collections.AddRange(collections);
        }
    }
}
