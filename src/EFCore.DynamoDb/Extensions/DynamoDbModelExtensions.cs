using EFCore.DynamoDb.Metadata;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Microsoft.EntityFrameworkCore;

/// <summary>What a model knows of DynamoDB.</summary>
public static class DynamoDbModelExtensions
{
    /// <summary>The tables of the model with their keys and indexes, in the order of their first entity types.</summary>
    /// <param name="model">A finished model, such as <c>context.Model</c>.</param>
    public static IReadOnlyList<DynamoDbTable> GetDynamoTables(this IModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return [.. model.GetTables().Select(t => new DynamoDbTable(t))];
    }
}
