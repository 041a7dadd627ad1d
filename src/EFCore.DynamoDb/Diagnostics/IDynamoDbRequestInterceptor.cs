using Amazon.DynamoDBv2;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace EFCore.DynamoDb.Diagnostics;

/// <summary>
/// Sees each request that a context reads or writes items with, as the SDK has it, just before it is sent, and may change it. Registered by
/// <see cref="DbContextOptionsBuilder.AddInterceptors(IInterceptor[])" />; several are called in the order of their registration.
/// </summary>
/// <remarks>
/// Any property may be set but those that reading from page to page and the plan of a query rest on, which is an error: of a Query or Scan its table, index,
/// <c>Select</c>, direction, segments and <c>ExclusiveStartKey</c>, of a batch its keys and items. For one query there is <c>OnRequest</c>, which comes before this.
/// Requests about tables do not come here.
/// </remarks>
public interface IDynamoDbRequestInterceptor : IInterceptor
{
    /// <summary>A request is about to be sent; each page of a query and each part of a batch is one, the SDK's retries are not.</summary>
    /// <param name="request">A <c>QueryRequest</c>, <c>PutItemRequest</c>, <c>TransactWriteItemsRequest</c> and so on, to be changed in place.</param>
    /// <param name="context">The context that sends it. Requests of one context may come side by side.</param>
    /// <param name="cancellationToken">Of the operation.</param>
    ValueTask SendingRequestAsync(AmazonDynamoDBRequest request, DbContext context, CancellationToken cancellationToken = default);
}
