using Amazon.DynamoDBv2;
using EFCore.DynamoDb.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace EFCore.DynamoDb.Infrastructure;

/// <summary>All interceptors of a context as one.</summary>
internal sealed class RequestInterceptorAggregator : InterceptorAggregator<IDynamoDbRequestInterceptor>
{
    protected override IDynamoDbRequestInterceptor CreateChain(IEnumerable<IDynamoDbRequestInterceptor> interceptors)
        => new RequestInterceptors([.. interceptors]);

    private sealed class RequestInterceptors(IDynamoDbRequestInterceptor[] interceptors) : IDynamoDbRequestInterceptor
    {
        public async ValueTask SendingRequestAsync(AmazonDynamoDBRequest request, DbContext context, CancellationToken cancellationToken)
        {
            foreach (var interceptor in interceptors)
            {
                await interceptor.SendingRequestAsync(request, context, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
