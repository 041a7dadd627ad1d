namespace EFCore.DynamoDb.Infrastructure;

/// <summary>What a null property is in its item. Reading and queries treat both alike.</summary>
public enum DynamoDbNullStorage
{
    /// <summary>No attribute at all; an update removes it. Sparse indexes rest on this.</summary>
    Absent,

    /// <summary>An attribute of the type NULL.</summary>
    Null,
}
