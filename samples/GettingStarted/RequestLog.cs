using System.Globalization;
using EFCore.DynamoDb.Diagnostics;
using Microsoft.EntityFrameworkCore.Diagnostics;

/// <summary>Prints each request with what it brought and cost, from the provider's event, and adds the costs up.</summary>
internal sealed class RequestLog
{
    private int requests;
    private double units;

    public void Add(EventData data)
    {
        var request = (DynamoDbRequestExecutedEventData)data;
        requests++;
        units += request.ConsumedCapacity ?? 0;

        Console.WriteLine($"  > {request.RequestText}");
        if (request.Count is { } count)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"      {(count == 1 ? "1 item" : $"{count} items")}, {request.ConsumedCapacity ?? 0} capacity units"));
        }
    }

    public override string ToString()
        => string.Create(CultureInfo.InvariantCulture, $"{requests} requests, {units} capacity units");
}
