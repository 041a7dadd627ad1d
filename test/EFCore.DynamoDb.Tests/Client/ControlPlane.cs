using EFCore.DynamoDb.Client;

namespace EFCore.DynamoDb.Tests.Client;

/// <summary>
/// DynamoDB's table operations as they are told to be slow, in memory: DynamoDB Local does everything at once, so that nobody would have to wait for it.
/// A change takes as many looks (DescribeTable) as the test says.
/// </summary>
internal sealed class ControlPlane : IDynamoDbTableClient
{
    private readonly Dictionary<string, Table> _tables = [];

    /// <summary>The requests in order.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>How many looks see a new table as CREATING.</summary>
    public int LooksUntilCreated { get; set; }

    /// <summary>How many looks do not see a new table at all, as right after CreateTable.</summary>
    public int LooksUntilSeen { get; set; }

    public int LooksUntilIndexed { get; set; }

    public int LooksUntilDeleted { get; set; }

    /// <summary>How many changes are refused, because so many are under way.</summary>
    public int Refusals { get; set; }

    /// <summary>Happens before the request, as if somebody else were at work.</summary>
    public Action<string>? Before { get; set; }

    public bool TimeToLiveIsRefused { get; set; }

    /// <summary>How many times backups are not ready yet.</summary>
    public int BackupRefusals { get; set; }

    public int LooksUntilReplicated { get; set; }

    /// <summary>Why replicas cannot be made, or null.</summary>
    public string? ReplicaFailure { get; set; }

    /// <summary>The region of all tables; DynamoDB Local's is <c>ddblocal</c>.</summary>
    public string Region { get; set; } = "us-east-1";

    public void Add(TableDefinition table, int looksUntilCreated = 0, int looksUntilDeleted = 0, string? brokenStatus = null, string? timeToLive = null)
        => _tables[table.TableName] = new Table(Describe(table with { Replicas = [] }))
        {
            Creating = looksUntilCreated, Deleting = looksUntilDeleted, BrokenStatus = brokenStatus, TimeToLive = timeToLive,
        };

    public void SetTimeToLive(string table, string attribute)
        => _tables[table].TimeToLive = attribute;

    public string? TimeToLiveOf(string table)
        => _tables[table].TimeToLive;

    public bool Has(string table)
        => _tables.ContainsKey(table);

    public Task<TableDescription> CreateTableAsync(TableDefinition table, CancellationToken cancellationToken)
    {
        Receive($"CreateTable {table.TableName}");
        RefuseIfBusy(table.TableName);
        if (_tables.ContainsKey(table.TableName))
        {
            throw new TableBusyException(table.TableName, new InvalidOperationException("Table already exists."));
        }

        var made = new Table(Describe(table)) { Creating = LooksUntilCreated, Unseen = LooksUntilSeen };
        _tables.Add(table.TableName, made);
        return Task.FromResult(made.Description);
    }

    public Task<TableDescription?> DescribeTableAsync(string tableName, CancellationToken cancellationToken)
    {
        Receive($"DescribeTable {tableName}");
        if (!_tables.TryGetValue(tableName, out var table))
        {
            return Task.FromResult<TableDescription?>(null);
        }

        if (table.Unseen > 0)
        {
            table.Unseen--;
            return Task.FromResult<TableDescription?>(null);
        }

        if (table.Deleting == 1)
        {
            _tables.Remove(tableName);
            return Task.FromResult<TableDescription?>(null);
        }

        table.Look();
        return Task.FromResult<TableDescription?>(table.Description);
    }

    public Task<TableDescription> CreateGlobalIndexAsync(
        string tableName, GlobalIndexDefinition index, IReadOnlyList<TableAttribute> attributes, CancellationToken cancellationToken)
    {
        Receive($"UpdateTable {tableName} {index.IndexName} ({string.Join(", ", attributes.Select(a => $"{a.Name}: {a.Type}"))})");
        RefuseIfBusy(tableName);
        var table = _tables[tableName];
        if (table.Indexing > 0 || table.Creating > 0)
        {
            throw new TableBusyException(tableName, new InvalidOperationException("Table is being changed."));
        }

        table.Add(index, attributes, LooksUntilIndexed);
        return Task.FromResult(table.Description);
    }

    public Task<bool> DeleteTableAsync(string tableName, CancellationToken cancellationToken)
    {
        Receive($"DeleteTable {tableName}");
        RefuseIfBusy(tableName);
        if (!_tables.TryGetValue(tableName, out var table))
        {
            return Task.FromResult(false);
        }

        table.Deleting = LooksUntilDeleted + 1;
        return Task.FromResult(true);
    }

    public Task UpdateTimeToLiveAsync(string tableName, string attributeName, bool enabled, CancellationToken cancellationToken)
    {
        Receive($"UpdateTimeToLive {tableName} {attributeName}");
        if (TimeToLiveIsRefused || _tables[tableName].TimeToLive is not null)
        {
            throw new InvalidOperationException("TimeToLive cannot be updated.");
        }

        _tables[tableName].TimeToLive = attributeName;
        return Task.CompletedTask;
    }

    public Task<TimeToLiveDescription> DescribeTimeToLiveAsync(string tableName, CancellationToken cancellationToken)
    {
        Receive($"DescribeTimeToLive {tableName}");
        var attribute = _tables[tableName].TimeToLive;
        return Task.FromResult(new TimeToLiveDescription(attribute is null ? TimeToLiveStatus.Disabled : TimeToLiveStatus.Enabled, attribute));
    }

    public Task<bool> CanConnectAsync(CancellationToken cancellationToken)
        => Task.FromResult(true);

    public Task EnablePointInTimeRecoveryAsync(string tableName, int days, CancellationToken cancellationToken)
    {
        Receive($"UpdateContinuousBackups {tableName} {days}");
        if (BackupRefusals > 0)
        {
            BackupRefusals--;
            throw new TableBusyException(tableName, new InvalidOperationException("Backups are being enabled."));
        }

        _tables[tableName].RecoveryDays = days;
        return Task.CompletedTask;
    }

    public Task<PointInTimeRecoveryDescription> DescribePointInTimeRecoveryAsync(string tableName, CancellationToken cancellationToken)
    {
        Receive($"DescribeContinuousBackups {tableName}");
        return Task.FromResult(new PointInTimeRecoveryDescription(_tables[tableName].RecoveryDays));
    }

    public Task<TableDescription> EnableStreamAsync(string tableName, TableStreamView view, CancellationToken cancellationToken)
    {
        Receive($"UpdateTable {tableName} stream {view}");
        RefuseIfBusy(tableName);
        return Task.FromResult(_tables[tableName].Change(d => d with { Stream = view }));
    }

    public Task<TableDescription> CreateReplicaAsync(string tableName, ReplicaDefinition replica, CancellationToken cancellationToken)
    {
        Receive($"UpdateTable {tableName} create replica {replica.Region}");
        RefuseIfBusy(tableName);
        var table = _tables[tableName];
        if (table.Description.Stream != TableStreamView.NewAndOldImages || table.Replicating > 0)
        {
            throw new InvalidOperationException("The table cannot be replicated.");
        }

        table.Replicating = LooksUntilReplicated;
        return Task.FromResult(table.Change(d => d with
        {
            Replicas =
            [
                .. d.Replicas,
                new(replica.Region, ReplicaFailure is null ? ReplicaStatus.Creating : ReplicaStatus.CreationFailed) { StatusDescription = ReplicaFailure },
            ],
        }));
    }

    public Task<TableDescription> DeleteReplicaAsync(string tableName, string region, CancellationToken cancellationToken)
    {
        Receive($"UpdateTable {tableName} delete replica {region}");
        RefuseIfBusy(tableName);
        return Task.FromResult(_tables[tableName].Change(d => d with { Replicas = [.. d.Replicas.Where(r => r.Region != region)] }));
    }

    public Task<IReadOnlyList<KeyValuePair<string, string>>> ListTagsAsync(TableDescription table, CancellationToken cancellationToken)
        => throw new NotSupportedException("No life cycle asks for tags.");

    public void SetReplicas(string table, params ReplicaDescription[] replicas)
        => _tables[table].Change(d => d with { Replicas = replicas });

    public int? RecoveryDaysOf(string table)
        => _tables[table].RecoveryDays;

    private TableDescription Describe(TableDefinition table)
        => new()
        {
            TableName = table.TableName,
            Arn = $"arn:aws:dynamodb:{Region}:123456789012:table/{table.TableName}",
            Stream = table.Stream,
            DeletionProtection = table.DeletionProtection,
            Status = TableStatus.Active,
            StatusText = "ACTIVE",
            Key = table.Key,
            Attributes = table.Attributes,
            GlobalIndexes = [.. table.GlobalIndexes.Select(i => new IndexDescription { IndexName = i.IndexName, Key = i.Key, Status = TableStatus.Active })],
        };

    private void Receive(string request)
    {
        Requests.Add(request);
        Before?.Invoke(request);
    }

    private void RefuseIfBusy(string tableName)
    {
        if (Refusals > 0)
        {
            Refusals--;
            throw new TableBusyException(tableName, new InvalidOperationException("Too many table operations."));
        }
    }

    private sealed class Table(TableDescription description)
    {
        private TableDescription _description = description;

        public int Creating { get; set; }

        public int Unseen { get; set; }

        /// <summary>Looks until it is gone, 1 for the last.</summary>
        public int Deleting { get; set; }

        public int Indexing { get; private set; }

        public string? BrokenStatus { get; set; }

        public string? TimeToLive { get; set; }

        public int? RecoveryDays { get; set; }

        public int Replicating { get; set; }

        public TableDescription Change(Func<TableDescription, TableDescription> change)
        {
            _description = change(_description);
            return Description;
        }

        public void Add(GlobalIndexDefinition index, IReadOnlyList<TableAttribute> attributes, int looks)
        {
            Indexing = looks;
            _description = _description with
            {
                Attributes = [.. _description.Attributes.Union(attributes)],
                GlobalIndexes = [.. _description.GlobalIndexes, new IndexDescription { IndexName = index.IndexName, Key = index.Key }],
            };
        }

        public void Look()
        {
            Creating = Math.Max(0, Creating - 1);
            Deleting = Math.Max(0, Deleting - 1);
            Indexing = Math.Max(0, Indexing - 1);
            Replicating = Math.Max(0, Replicating - 1);
        }

        public TableDescription Description
        {
            get
            {
                var (status, text) = this switch
                {
                    { BrokenStatus: { } broken } => (TableStatus.Other, broken),
                    { Deleting: > 0 } => (TableStatus.Deleting, "DELETING"),
                    { Creating: > 0 } => (TableStatus.Creating, "CREATING"),
                    _ => (TableStatus.Active, "ACTIVE"),
                };
                var last = _description.GlobalIndexes.Count - 1;
                return _description with
                {
                    Status = status,
                    StatusText = text,
                    GlobalIndexes = [.. _description.GlobalIndexes.Select(
                        (index, i) => index with { Status = Indexing > 0 && i == last ? TableStatus.Creating : TableStatus.Active })],
                    Replicas = [.. _description.Replicas.Select(
                        r => r.Status == ReplicaStatus.Creating && Replicating == 0 ? r with { Status = ReplicaStatus.Active } : r)],
                };
            }
        }
    }
}
