using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Metadata;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EFCore.DynamoDb.Infrastructure;

internal sealed partial class DynamoDbModelValidator
{
    /// <summary>Templates can be read back into their parts, and no two keys of EF become one key of the table.</summary>
    private static void ValidateTemplates(IEntityType entityType)
    {
        var tableKey = new[] { DynamoDbMetadata.PartitionKeyOf(entityType), DynamoDbMetadata.SortKeyOf(entityType) };
        foreach (var property in entityType.GetDeclaredProperties())
        {
            if (DynamoDbMetadata.KeyTemplateTextOf(property) is not { } text)
            {
                continue;
            }

            // Not kept: the model that is used is a copy of this one, with properties of its own.
            var template = KeyTemplate.Parse(text, entityType);
            if (template.Problem(entityType.DisplayName()) is { } problem)
            {
                throw new InvalidOperationException(problem);
            }

            if (tableKey.Contains(property.Name) && template.Parts.FirstOrDefault(p => !p.IsLossless) is { } lossy)
            {
                throw new InvalidOperationException(
                    DynamoDbStrings.TemplateLossy(entityType.DisplayName(), template.Text, lossy.Property.Name));
            }
        }
    }
}
