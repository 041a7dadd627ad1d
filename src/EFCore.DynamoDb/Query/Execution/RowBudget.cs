using EFCore.DynamoDb.Diagnostics;

namespace EFCore.DynamoDb.Query.Execution;

/// <summary>How many rows one operator may hold in memory.</summary>
/// <param name="most">The option MaxBufferedRows.</param>
/// <param name="what">Whose rows they are, for the message.</param>
internal sealed class RowBudget(int most, string what)
{
    /// <exception cref="InvalidOperationException">There are more.</exception>
    public void Check(int rows)
    {
        if (rows > most)
        {
            throw new InvalidOperationException(DynamoDbStrings.TooManyBufferedRows(what, most));
        }
    }
}
