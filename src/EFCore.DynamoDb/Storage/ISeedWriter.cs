using Microsoft.EntityFrameworkCore.Update;

namespace EFCore.DynamoDb.Storage;

/// <summary>Writes a model's own data (HasData) when its tables are made: what is there already is replaced, in as few requests as DynamoDB allows.</summary>
internal interface ISeedWriter
{
    /// <summary>Puts the items of added entries, in batches; what a batch leaves undone is sent again.</summary>
    /// <exception cref="Microsoft.EntityFrameworkCore.DbUpdateException">Some items were not written.</exception>
    Task WriteAsync(IList<IUpdateEntry> entries, CancellationToken cancellationToken);
}
