namespace EFCore.DynamoDb.Storage;

/// <summary>
/// A value that no attribute can hold, found before any request. The message is what is wrong with the value; who writes the item adds the entity
/// and the property, and an operand of a query becomes one that only the client can compare.
/// </summary>
internal sealed class UnstorableValueException(string problem) : InvalidOperationException(problem);
