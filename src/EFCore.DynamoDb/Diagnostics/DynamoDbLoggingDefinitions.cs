using Microsoft.EntityFrameworkCore.Diagnostics;

namespace EFCore.DynamoDb.Diagnostics;

/// <summary>The cached definitions of the provider's events, one set per internal service provider, since ConfigureWarnings changes them.</summary>
internal sealed class DynamoDbLoggingDefinitions : LoggingDefinitions
{
    // Fields, because they are set by reference.
    public EventDefinitionBase? SyncNotSupported;
    public EventDefinitionBase? ExecutingRequest;
    public EventDefinitionBase? ExecutedRequest;
    public EventDefinitionBase? ExecutedTableRequest;
    public EventDefinitionBase? RequestFailed;
    public EventDefinitionBase? RequestCanceled;
    public EventDefinitionBase? RequestConditionFailed;
    public EventDefinitionBase? TransactionChunked;
    public EventDefinitionBase? TableScan;
    public EventDefinitionBase? ClientEvaluation;
    public EventDefinitionBase? KeyTemplateGap;
}
