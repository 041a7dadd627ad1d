namespace EFCore.DynamoDb.Diagnostics;

/// <summary>
/// Every message that reaches a user: one sentence that says what is wrong, where, and what to do. A part per room of the provider.
/// </summary>
internal static partial class DynamoDbStrings
{
}
