namespace EFCore.DynamoDb.Update;

/// <summary>
/// An entity was added, but its table has an item with this key already. It is the inner exception of the
/// <see cref="Microsoft.EntityFrameworkCore.DbUpdateException" /> that SaveChanges throws; nothing of the request was written.
/// </summary>
public sealed class DynamoDbDuplicateKeyException : Exception
{
    internal DynamoDbDuplicateKeyException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
