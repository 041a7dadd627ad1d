using System.Security.Cryptography;

namespace EFCore.DynamoDb.Client;

/// <summary>The wait before DynamoDB is asked for the same thing again: a random part of a time that doubles with each attempt.</summary>
internal static class Backoff
{
    private const int FirstMilliseconds = 25;
    private const int MostMilliseconds = 2000;

    /// <param name="attempt">How many attempts there were: 1 after the first.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static Task WaitAsync(int attempt, CancellationToken cancellationToken)
    {
        var limit = (int)Math.Min(MostMilliseconds, FirstMilliseconds * Math.Pow(2, attempt));
        return Task.Delay(RandomNumberGenerator.GetInt32(1, limit + 1), cancellationToken);
    }
}
