using Amazon;
using Amazon.DynamoDBv2;
using Amazon.Runtime;
using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Metadata;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace EFCore.DynamoDb.Infrastructure;

/// <summary>Options of the DynamoDB provider, as the argument of <c>UseDynamoDb(o => ...)</c>.</summary>
/// <param name="optionsBuilder">The options of the context that is configured.</param>
public class DynamoDbDbContextOptionsBuilder(DbContextOptionsBuilder optionsBuilder)
{
    /// <summary>The endpoint to use, such as <c>http://localhost:8000</c> for DynamoDB Local. Without one it follows from the region.</summary>
    /// <remarks>
    /// At a loopback address, and when neither <see cref="Credentials" /> nor the environment or a default profile give any, requests are signed with
    /// dummy credentials. The SDK's ten retries are three there, unless <see cref="ConfigureClient" /> says otherwise.
    /// </remarks>
    /// <param name="serviceUrl">An absolute http or https URL.</param>
    /// <exception cref="ArgumentException">It is no such URL.</exception>
    public virtual DynamoDbDbContextOptionsBuilder ServiceUrl(string serviceUrl)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(serviceUrl);
        return Uri.TryCreate(serviceUrl, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? WithSettings(s => s with { ServiceUrl = serviceUrl })
            : throw new ArgumentException(DynamoDbStrings.InvalidServiceUrl(serviceUrl), nameof(serviceUrl));
    }

    /// <summary>The AWS region. Without one it comes from the AWS default chain (AWS_REGION, profile, instance metadata).</summary>
    /// <param name="region">The region.</param>
    public virtual DynamoDbDbContextOptionsBuilder Region(RegionEndpoint region)
    {
        ArgumentNullException.ThrowIfNull(region);
        return WithSettings(s => s with { Region = region });
    }

    /// <summary>The AWS region by its name, such as <c>eu-west-1</c>.</summary>
    /// <param name="region">The system name of a region that the SDK knows.</param>
    /// <exception cref="ArgumentException">The SDK knows no such region.</exception>
    public virtual DynamoDbDbContextOptionsBuilder Region(string region)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(region);
        foreach (var known in RegionEndpoint.EnumerableAllRegions)
        {
            if (known.SystemName == region)
            {
                return Region(known);
            }
        }

        throw new ArgumentException(DynamoDbStrings.UnknownRegion(region), nameof(region));
    }

    /// <summary>The credentials that requests are signed with. Without them they come from the AWS default chain.</summary>
    /// <remarks>Contexts share one client as long as the credentials are equal; pass the same object each time.</remarks>
    /// <param name="credentials">The credentials.</param>
    public virtual DynamoDbDbContextOptionsBuilder Credentials(AWSCredentials credentials)
    {
        ArgumentNullException.ThrowIfNull(credentials);
        return WithSettings(s => s with { Credentials = credentials });
    }

    /// <summary>Sets retries, timeouts, proxies and whatever else the SDK's client can be told.</summary>
    /// <remarks>
    /// Runs once, when the shared client is made, after all other options. Contexts share one client as long as this is the same delegate: use a static
    /// lambda, or configure the context where that is done once.
    /// </remarks>
    /// <param name="configure">Changes the configuration it is given.</param>
    public virtual DynamoDbDbContextOptionsBuilder ConfigureClient(Action<AmazonDynamoDBConfig> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return WithSettings(s => s with { Configure = configure });
    }

    /// <summary>Sends all requests by this client, which the provider never disposes.</summary>
    /// <param name="client">A client that is ready to use.</param>
    public virtual DynamoDbDbContextOptionsBuilder UseClient(IAmazonDynamoDB client)
    {
        ArgumentNullException.ThrowIfNull(client);
        return With(e => e with { Client = client });
    }

    /// <summary>Sends all requests of a context by the client that the factory gives for it, which the provider never disposes.</summary>
    /// <param name="factory">
    /// Called once per context (once per pooled context) with the application's services; it should give a shared client, since making one is expensive.
    /// </param>
    public virtual DynamoDbDbContextOptionsBuilder UseClientFactory(Func<IServiceProvider, IAmazonDynamoDB> factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return With(e => e with { ClientFactory = factory });
    }

    /// <summary>Puts this in front of every table name: a stage, a tenant, a test run.</summary>
    /// <param name="prefix">Letters, digits, '_', '-' and '.'.</param>
    /// <exception cref="ArgumentException">It has other characters.</exception>
    public virtual DynamoDbDbContextOptionsBuilder TableNamePrefix(string prefix)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        return prefix.Length <= 252 && TableNames.HasOnlyNameCharacters(prefix)
            ? With(e => e with { TableNamePrefix = prefix.Length == 0 ? null : prefix })
            : throw new ArgumentException(DynamoDbStrings.InvalidTableNamePrefix(prefix), nameof(prefix));
    }

    /// <summary>Makes the names of tables from the names in the model; <see cref="TableNamePrefix" /> comes before the result.</summary>
    /// <param name="naming">Called for each request: it should be quick and always give the same name.</param>
    public virtual DynamoDbDbContextOptionsBuilder TableName(Func<string, string> naming)
    {
        ArgumentNullException.ThrowIfNull(naming);
        return With(e => e with { TableNaming = naming });
    }

    /// <summary>Reads are strongly consistent unless a query says otherwise: twice the read capacity, and never possible on a GSI.</summary>
    /// <param name="consistent">Whether they are.</param>
    public virtual DynamoDbDbContextOptionsBuilder ConsistentReads(bool consistent = true)
        => With(e => e with { ConsistentReads = consistent });

    /// <summary>Lets queries without a usable key or index read the whole table, without each of them saying so.</summary>
    /// <param name="allowed">Whether they may.</param>
    public virtual DynamoDbDbContextOptionsBuilder AllowScans(bool allowed = true)
        => With(e => e with { AllowScans = allowed });

    /// <summary>
    /// How many requests one query may have under way together, where it needs several: Queries of several partitions, BatchGetItems of more than 100 keys.
    /// 16 without this. Each of them may hold a page of up to 1 MB in memory.
    /// </summary>
    /// <param name="requests">At least 1.</param>
    public virtual DynamoDbDbContextOptionsBuilder MaxParallelRequests(int requests)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(requests, 1);
        return With(e => e with { MaxParallelRequests = requests });
    }

    /// <summary>
    /// Reads the next page of a query, at most 1 MB, while the application works on the rows of one, so that two pages are in memory. It is not done where the rows that
    /// are wanted are counted (<c>Take</c>, <c>First</c>, <c>ToPageAsync</c>) and one page may have them all. What was read ahead when the application stops is paid for.
    /// </summary>
    /// <param name="prefetch">Whether it does.</param>
    public virtual DynamoDbDbContextOptionsBuilder PrefetchPages(bool prefetch = true)
        => With(e => e with { PrefetchPages = prefetch });

    /// <summary>
    /// Signs the cursors of pages with an HMAC-SHA256, so that one that was changed or made by others is an error. Without it a cursor is checked against its query only:
    /// whoever changes it can begin a page at another item of the same query. It is signed, not encrypted: the key of an item can be read in it.
    /// </summary>
    /// <param name="key">The same secret wherever cursors are made and read: at least 16 bytes, better 32, from a random source.</param>
    /// <exception cref="ArgumentException">It is shorter.</exception>
    public virtual DynamoDbDbContextOptionsBuilder ProtectCursors(byte[] key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.Length >= 16
            ? With(e => e with { CursorKey = [.. key] })
            : throw new ArgumentException(DynamoDbStrings.CursorKeyTooShort, nameof(key));
    }

    /// <summary>
    /// How many rows of one inner query (a join, an Include, a subquery) may be in memory together; one more is an <see cref="InvalidOperationException" />. 100,000
    /// without this. An inner query that is found by key counts only what belongs to a hundred rows of the outer one.
    /// </summary>
    /// <param name="rows">At least 1.</param>
    public virtual DynamoDbDbContextOptionsBuilder MaxBufferedRows(int rows)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        return With(e => e with { MaxBufferedRows = rows });
    }

    /// <summary>
    /// Lets a SaveChanges of more than 100 items or 4 MB, which is an error otherwise, go in several transactions one after the other. Each of them is all or
    /// nothing, all of them together are not: when one fails, those before it are written and accepted. An event says so at each such save.
    /// See <see href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html">TransactWriteItems</see>.
    /// </summary>
    /// <param name="allowed">Whether it may.</param>
    public virtual DynamoDbDbContextOptionsBuilder AllowTransactionChunking(bool allowed = true)
        => With(e => e with { AllowTransactionChunking = allowed });

    /// <summary>
    /// Sends a single write that has a condition, or that is not the same when it is done twice (<c>Increment</c>, <c>ListAppend</c>, atomic counters), as a
    /// TransactWriteItems of its own, whose token lets DynamoDB do it once for ten minutes however often it is sent. It costs twice the write units. Writes that give
    /// back attributes cannot be part of a transaction and stay as they are.
    /// See <see href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html#transaction-apis-txwriteitems">idempotency</see>.
    /// </summary>
    /// <param name="idempotent">Whether it does.</param>
    public virtual DynamoDbDbContextOptionsBuilder IdempotentWrites(bool idempotent = true)
        => With(e => e with { IdempotentWrites = idempotent });

    /// <summary>
    /// A deleted entity whose item is gone already is no conflict: its delete asks of an item that exists that its concurrency tokens are those that were read,
    /// and nothing where there is none.
    /// </summary>
    /// <param name="ignore">Whether it is none.</param>
    public virtual DynamoDbDbContextOptionsBuilder IgnoreMissingDeletes(bool ignore = true)
        => With(e => e with { IgnoreMissingDeletes = ignore });

    /// <summary>How attribute names are made from property names; an explicit attribute name always wins.</summary>
    /// <param name="naming">The rule.</param>
    public virtual DynamoDbDbContextOptionsBuilder AttributeNaming(DynamoDbAttributeNaming naming)
        => Enum.IsDefined(naming)
            ? With(e => e with { AttributeNaming = naming })
            : throw new ArgumentOutOfRangeException(nameof(naming));

    /// <summary>Stores null properties as attributes of the type NULL instead of leaving the attribute away.</summary>
    /// <param name="storeNull">Whether they are stored.</param>
    public virtual DynamoDbDbContextOptionsBuilder StoreNullAsNull(bool storeNull = true)
        => With(e => e with { NullStorage = storeNull ? DynamoDbNullStorage.Null : DynamoDbNullStorage.Absent });

    /// <summary>What happens when an item lacks the attribute of a required property.</summary>
    /// <param name="missingRequired">An error, or the property's default.</param>
    public virtual DynamoDbDbContextOptionsBuilder MissingRequired(DynamoDbMissingRequired missingRequired)
        => Enum.IsDefined(missingRequired)
            ? With(e => e with { MissingRequired = missingRequired })
            : throw new ArgumentOutOfRangeException(nameof(missingRequired));

    /// <summary>Whether DynamoDB is asked to say what each request cost, for the events; it does not cost anything to ask. On by default.</summary>
    /// <param name="returnIt">Whether it is asked.</param>
    public virtual DynamoDbDbContextOptionsBuilder ReturnConsumedCapacity(bool returnIt = true)
        => With(e => e with { ReturnConsumedCapacity = returnIt });

    /// <summary>
    /// By what clock items expire for queries (<c>HideExpired()</c>). Without this it is the application's <see cref="TimeProvider" />, where one is registered, and
    /// else the machine's; DynamoDB deletes by its own.
    /// </summary>
    /// <param name="time">The clock.</param>
    public virtual DynamoDbDbContextOptionsBuilder UseTimeProvider(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        return With(e => e with { Time = time });
    }

    /// <summary>Off, every query is a scan whose items are filtered and ordered by the client: for tests that compare.</summary>
    internal DynamoDbDbContextOptionsBuilder UsePlanner(bool enabled)
        => With(e => e with { PlannerEnabled = enabled });

    private DynamoDbDbContextOptionsBuilder WithSettings(Func<ClientSettings, ClientSettings> change)
        => With(e => e with { ClientSettings = change(e.ClientSettings) });

    private DynamoDbDbContextOptionsBuilder With(Func<DynamoDbOptionsExtension, DynamoDbOptionsExtension> change)
    {
        ((IDbContextOptionsBuilderInfrastructure)optionsBuilder).AddOrUpdateExtension(
            change(optionsBuilder.Options.FindExtension<DynamoDbOptionsExtension>() ?? new DynamoDbOptionsExtension()));
        return this;
    }
}
