using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.Diagnostics;
using CommandLogger = Microsoft.EntityFrameworkCore.Diagnostics.IDiagnosticsLogger<Microsoft.EntityFrameworkCore.DbLoggerCategory.Database.Command>;

namespace EFCore.DynamoDb.Infrastructure;

/// <summary>Which event tells of a failure.</summary>
internal static class RequestEvents
{
    public static void Failed(
        CommandLogger logger,
        IRequestDescription request,
        TimeSpan elapsed,
        Exception exception,
        CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException && cancellationToken.IsCancellationRequested)
        {
            logger.RequestCanceled(request, elapsed, exception);
        }
        else if (exception is ConditionFailedException
            || (exception is TransactionCancelledException { Reasons: var reasons } && reasons.Any(r => r.Code == "ConditionalCheckFailed")))
        {
            logger.RequestConditionFailed(request, elapsed, exception);
        }
        else
        {
            logger.RequestFailed(request, elapsed, exception);
        }
    }
}
