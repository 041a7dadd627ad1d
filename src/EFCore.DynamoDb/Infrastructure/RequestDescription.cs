using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.Diagnostics;

namespace EFCore.DynamoDb.Infrastructure;

/// <summary>A request of the port as the events see it.</summary>
internal sealed class RequestDescription : IRequestDescription
{
    private readonly Func<bool, string> _text;

    public RequestDescription(ItemRequest request)
    {
        Operation = request.Operation;
        TableName = request.TableName;
        IndexName = (request as PageRequest)?.IndexName;
        _text = showValues => RequestText.Of(request, showValues);
    }

    public RequestDescription(TransactWriteItemsRequest request)
    {
        Operation = "TransactWriteItems";
        TableName = TableNames.Join(request.Actions);
        _text = showValues => RequestText.Of(request, showValues);
    }

    public RequestDescription(TransactGetItemsRequest request)
    {
        Operation = "TransactGetItems";
        TableName = TableNames.Join(request.Gets);
        _text = showValues => RequestText.Of(request, showValues);
    }

    public RequestDescription(BatchWriteItemRequest request)
    {
        Operation = "BatchWriteItem";
        TableName = TableNames.Join(request.Actions);
        _text = showValues => RequestText.Of(request, showValues);
    }

    /// <summary>A table operation: there are no values to hide.</summary>
    public RequestDescription(string operation, string tableName, string text)
    {
        Operation = operation;
        TableName = tableName;
        _text = _ => text;
    }

    public string Operation { get; }

    public string TableName { get; }

    public string? IndexName { get; }

    public string ToText(bool showValues)
        => _text(showValues);
}
