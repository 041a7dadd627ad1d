namespace EFCore.DynamoDb.Testing;

/// <summary>DynamoDB Local could not be found, fetched or started; the message is one sentence that says what to do.</summary>
public sealed class DynamoDbLocalException : Exception
{
    internal DynamoDbLocalException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
