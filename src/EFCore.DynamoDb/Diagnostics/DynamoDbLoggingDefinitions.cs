using Microsoft.EntityFrameworkCore.Diagnostics;

namespace EFCore.DynamoDb.Diagnostics;

/// <summary>The cached definitions of the provider's events, one per internal service provider.</summary>
internal sealed class DynamoDbLoggingDefinitions : LoggingDefinitions
{
}
