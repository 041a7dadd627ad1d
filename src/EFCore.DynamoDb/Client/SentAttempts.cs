using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace EFCore.DynamoDb.Client;

/// <summary>
/// What is known of the attempts of one request: how many failed and, of a write, whether one of them may have been done although no answer says so. The SDK sends a
/// request again by itself; a watch inside its pipeline sees each attempt fail, and ends the retries of a request that must not be done twice.
/// </summary>
internal sealed class SentAttempts
{
    private const string StateKey = "EFCore.DynamoDb attempts";

    private SentAttempts(bool sendOnce)
        => SendOnce = sendOnce;

    /// <summary>It is not sent again once it may have been done.</summary>
    public bool SendOnce { get; }

    /// <summary>An attempt may have been done, though its answer was lost.</summary>
    public bool MayBeDone { get; private set; }

    /// <summary>Attempts that failed.</summary>
    public int Failed { get; private set; }

    /// <summary>To be called before the request is sent.</summary>
    /// <param name="request">The request.</param>
    /// <param name="sendOnce">Whether doing it twice is another thing than doing it once.</param>
    public static SentAttempts Of(AmazonWebServiceRequest request, bool sendOnce)
    {
        var attempts = new SentAttempts(sendOnce);
        ((IAmazonWebServiceRequest)request).RequestState[StateKey] = attempts;

        // Raised before the first attempt by the client that sends, which the application's own may be wrapped around.
        ((IAmazonWebServiceRequest)request).AddBeforeRequestHandler(OnBeforeRequest);
        return attempts;
    }

    private static void OnBeforeRequest(object sender, RequestEventArgs arguments)
    {
        if (sender is AmazonServiceClient client)
        {
            Watch.Over(client);
        }
    }

    /// <summary>Stands between the SDK's retries and what turns answers into exceptions.</summary>
    private sealed class Watch : IPipelineHandler
    {
        private static readonly ConditionalWeakTable<AmazonServiceClient, Watch> Watched = [];

        public Amazon.Runtime.Internal.Util.ILogger? Logger { get; set; }

        public IPipelineHandler? InnerHandler { get; set; }

        public IPipelineHandler? OuterHandler { get; set; }

        public static void Over(AmazonServiceClient client)
            => Watched.GetValue(client, Enter);

        public void InvokeSync(IExecutionContext executionContext)
        {
            try
            {
                InnerHandler!.InvokeSync(executionContext);
            }
            catch (Exception exception) when (Stop(executionContext, exception))
            {
                throw new OutcomeUnknownException(exception);
            }
        }

        public async Task<T> InvokeAsync<T>(IExecutionContext executionContext)
            where T : AmazonWebServiceResponse, new()
        {
            try
            {
                return await InnerHandler!.InvokeAsync<T>(executionContext).ConfigureAwait(false);
            }
            catch (Exception exception) when (Stop(executionContext, exception))
            {
                throw new OutcomeUnknownException(exception);
            }
        }

        /// <summary>Takes note of the failure; true when it must be the last attempt.</summary>
        private static bool Stop(IExecutionContext context, Exception exception)
        {
            if (((IAmazonWebServiceRequest)context.RequestContext.OriginalRequest).RequestState.TryGetValue(StateKey, out var state)
                && state is SentAttempts attempts)
            {
                attempts.Failed++;
                if (SdkFailures.MayBeDone(exception))
                {
                    attempts.MayBeDone = true;
                    return attempts.SendOnce && !context.RequestContext.CancellationToken.IsCancellationRequested;
                }
            }

            return false;
        }

        private static Watch Enter(AmazonServiceClient client)
        {
            var watch = new Watch();
            foreach (var handler in PipelineOf(client).Handlers)
            {
                if (handler is not ErrorHandler)
                {
                    continue;
                }

                // In this order, because other requests may be passing.
                var outer = handler.OuterHandler;
                watch.InnerHandler = handler;
                watch.OuterHandler = outer;
                handler.OuterHandler = watch;
                outer.InnerHandler = watch;
                break;
            }

            return watch;
        }

        [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_RuntimePipeline")]
        private static extern RuntimePipeline PipelineOf(AmazonServiceClient client);
    }
}
