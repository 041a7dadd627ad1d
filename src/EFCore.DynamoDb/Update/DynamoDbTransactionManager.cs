using System.Transactions;
using EFCore.DynamoDb.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;

namespace EFCore.DynamoDb.Update;

/// <summary>DynamoDB's transactions are single requests, so there are none to begin, commit or enlist: each attempt is an error that says so.</summary>
internal sealed class DynamoDbTransactionManager : IDbContextTransactionManager, ITransactionEnlistmentManager
{
    public IDbContextTransaction? CurrentTransaction
        => null;

    public Transaction? EnlistedTransaction
        => null;

    public Transaction? CurrentAmbientTransaction
        => null;

    public IDbContextTransaction BeginTransaction()
        => throw NotSupported();

    public Task<IDbContextTransaction> BeginTransactionAsync(CancellationToken cancellationToken = default)
        => throw NotSupported();

    public void CommitTransaction()
        => throw NotSupported();

    public Task CommitTransactionAsync(CancellationToken cancellationToken = default)
        => throw NotSupported();

    public void RollbackTransaction()
        => throw NotSupported();

    public Task RollbackTransactionAsync(CancellationToken cancellationToken = default)
        => throw NotSupported();

    public void EnlistTransaction(Transaction? transaction)
        => throw NotSupported();

    public void ResetState()
    {
    }

    public Task ResetStateAsync(CancellationToken cancellationToken = default)
        => Task.CompletedTask;

    private static NotSupportedException NotSupported()
        => new(DynamoDbStrings.TransactionsNotSupported);
}
