using System.Globalization;
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace EFCore.DynamoDb.Client;

/// <summary>
/// How often the SDK sent a request, read from the header that it writes for each attempt. A client that is none of the SDK's own
/// (a mock, DAX) tells nothing and counts as one.
/// </summary>
internal sealed class SentAttempts
{
    private const string Header = "amz-sdk-request";
    private IDictionary<string, string>? _headers;

    private SentAttempts()
    {
    }

    public int Count
    {
        get
        {
            // "attempt=2; max=4"
            if (_headers is null || !_headers.TryGetValue(Header, out var text) || !text.StartsWith("attempt=", StringComparison.Ordinal))
            {
                return 1;
            }

            var digits = text.AsSpan("attempt=".Length);
            var end = digits.IndexOf(';');
            return int.TryParse(end < 0 ? digits : digits[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 1;
        }
    }

    /// <summary>To be called before the request is sent.</summary>
    public static SentAttempts Of(AmazonWebServiceRequest request)
    {
        var attempts = new SentAttempts();

        // Raised once, before the first attempt, with the very headers that the later attempts change.
        ((IAmazonWebServiceRequest)request).AddBeforeRequestHandler(attempts.OnBeforeRequest);
        return attempts;
    }

    private void OnBeforeRequest(object sender, RequestEventArgs arguments)
        => _headers = (arguments as WebServiceRequestEventArgs)?.Headers;
}
