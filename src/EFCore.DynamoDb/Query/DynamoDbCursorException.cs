namespace Microsoft.EntityFrameworkCore;

/// <summary>
/// The cursor that was passed to <c>ToPageAsync</c> or <c>AsPages</c> cannot be used: it is no cursor, it was changed, it belongs to another query, or it names a key that
/// the query does not select. Nothing was sent. An application that gets cursors from its callers answers with 400 Bad Request.
/// </summary>
public sealed class DynamoDbCursorException : ArgumentException
{
    internal DynamoDbCursorException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
