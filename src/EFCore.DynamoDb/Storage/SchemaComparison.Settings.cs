using System.Globalization;
using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.Diagnostics;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.Storage;

internal sealed partial class SchemaComparison
{
    private void CompareBilling(TableDescription live)
    {
        if (_table.BillingMode != live.BillingMode)
        {
            // Throughputs of different modes say nothing about each other.
            Compare(DynamoDbSchemaAspect.BillingMode, ModeText(_table.BillingMode), ModeText(live.BillingMode));
        }
        else
        {
            CompareThroughput(null, _table.Provisioned, _table.OnDemandMaximum, live.Provisioned, live.OnDemandMaximum, live.IsLocal);
        }

        CompareWarm(null, _table.Warm, live.Warm, live.IsLocal);
        foreach (var index in _table.GlobalIndexes)
        {
            if (live.GlobalIndexes.FirstOrDefault(i => i.IndexName == index.IndexName) is { } found)
            {
                if (_table.BillingMode == live.BillingMode)
                {
                    CompareThroughput(
                        index.IndexName, index.Provisioned, index.OnDemandMaximum, found.Provisioned, found.OnDemandMaximum, live.IsLocal);
                }

                CompareWarm(index.IndexName, index.Warm, found.Warm, live.IsLocal);
            }
        }

        static string ModeText(TableBillingMode mode)
            => mode == TableBillingMode.OnDemand ? "on demand" : "provisioned";
    }

    private void CompareThroughput(
        string? index, TableThroughput? provisioned, TableThroughput? maximum, TableThroughput? liveProvisioned, TableThroughput? liveMaximum, bool isLocal)
    {
        if (_table.BillingMode == TableBillingMode.Provisioned)
        {
            Compare(DynamoDbSchemaAspect.Throughput, Text(provisioned), Text(liveProvisioned), index);
        }
        else if (isLocal)
        {
            AddLocal(DynamoDbSchemaAspect.Throughput, maximum is not null);
        }
        else
        {
            Compare(DynamoDbSchemaAspect.Throughput, Text(maximum, "at most "), Text(liveMaximum, "at most "), index);
        }
    }

    /// <summary>A table is as warm as it ever had to be: more than the model says is no difference.</summary>
    private void CompareWarm(string? index, TableThroughput? wanted, TableThroughput? live, bool isLocal)
    {
        if (wanted is not { } warm)
        {
            return;
        }

        if (isLocal)
        {
            AddLocal(DynamoDbSchemaAspect.WarmThroughput, true);
        }
        else if ((warm.Read ?? 0) > (live?.Read ?? 0) || (warm.Write ?? 0) > (live?.Write ?? 0))
        {
            Compare(DynamoDbSchemaAspect.WarmThroughput, Text(warm), Text(live), index);
        }
    }

    private void CompareSettings(TableDescription live)
    {
        Compare(DynamoDbSchemaAspect.DeletionProtection, OnOff(_table.DeletionProtection), OnOff(live.DeletionProtection));
        Compare(DynamoDbSchemaAspect.Stream, _table.Stream?.ToString(), live.Stream?.ToString());
        if (live.IsLocal)
        {
            AddLocal(DynamoDbSchemaAspect.TableClass, _table.StorageClass is not null);
            AddLocal(DynamoDbSchemaAspect.Encryption, _table.Encryption is not null);
            return;
        }

        Compare(
            DynamoDbSchemaAspect.TableClass,
            (_table.StorageClass ?? TableStorageClass.Standard).ToString(),
            live.StorageClass.ToString());
        if (_table.Encryption is null || live.Encryption is null)
        {
            Compare(DynamoDbSchemaAspect.Encryption, KeyText(_table.Encryption), KeyText(live.Encryption));
        }
        else if (_table.Encryption.KmsKeyId is { } key)
        {
            CompareKey(key, live.Encryption.KmsKeyId, null);
        }

        static string OnOff(bool on)
            => on ? "on" : "off";

        static string KeyText(TableEncryption? encryption)
            => encryption is null ? "the key that DynamoDB owns" : $"the KMS key {encryption.KmsKeyId ?? "that AWS manages"}";
    }

    /// <summary>DynamoDB tells a key by its ARN, however it was named when the table was made.</summary>
    private void CompareKey(string key, string? liveArn, string? region)
    {
        if (key.StartsWith("alias/", StringComparison.Ordinal) || key.Contains(":alias/", StringComparison.Ordinal))
        {
            AddUnchecked(DynamoDbSchemaAspect.Encryption, DynamoDbStrings.KmsAliasUnknown(key));
        }
        else if (liveArn != key && liveArn?.EndsWith(":key/" + key, StringComparison.Ordinal) != true)
        {
            var place = region is null ? "" : $" in {region}";
            Compare(DynamoDbSchemaAspect.Encryption, $"the KMS key {key}{place}", $"the KMS key {liveArn ?? "that AWS manages"}{place}");
        }
    }

    private void CompareTimeToLive()
    {
        if (_live.TimeToLiveProblem is { } problem)
        {
            AddUnchecked(DynamoDbSchemaAspect.TimeToLive, DynamoDbStrings.SettingUnreadable(problem));
            return;
        }

        Compare(
            DynamoDbSchemaAspect.TimeToLive,
            _table.TimeToLiveAttribute,
            _live.TimeToLive is { Status: TimeToLiveStatus.Enabled or TimeToLiveStatus.Enabling, AttributeName: var attribute } ? attribute : null);
    }

    private void CompareRecovery(TableDescription live)
    {
        if (live.IsLocal)
        {
            AddLocal(DynamoDbSchemaAspect.PointInTimeRecovery, _table.PointInTimeRecoveryDays is not null);
        }
        else if (_live.RecoveryProblem is { } problem)
        {
            AddUnchecked(DynamoDbSchemaAspect.PointInTimeRecovery, DynamoDbStrings.SettingUnreadable(problem));
        }
        else
        {
            Compare(DynamoDbSchemaAspect.PointInTimeRecovery, Days(_table.PointInTimeRecoveryDays), Days(_live.Recovery?.Days));
        }

        static string? Days(int? days)
            => days is null ? null : $"{days} days";
    }

    private void CompareTags(TableDescription live)
    {
        if (live.IsLocal)
        {
            AddLocal(DynamoDbSchemaAspect.Tags, _table.Tags.Count > 0);
            return;
        }

        if (_live.TagsProblem is { } problem)
        {
            AddUnchecked(DynamoDbSchemaAspect.Tags, DynamoDbStrings.SettingUnreadable(problem));
            return;
        }

        var tags = (_live.Tags ?? []).ToDictionary(t => t.Key, t => t.Value, StringComparer.Ordinal);
        foreach (var (key, value) in _table.Tags)
        {
            Compare(DynamoDbSchemaAspect.Tags, $"{key}={value}", tags.Remove(key, out var there) ? $"{key}={there}" : null);
        }

        foreach (var (key, value) in tags)
        {
            Compare(DynamoDbSchemaAspect.Tags, null, $"{key}={value}");
        }
    }

    private void CompareReplicas(TableDescription live)
    {
        if (live.IsLocal)
        {
            AddLocal(DynamoDbSchemaAspect.Replicas, _table.Replicas.Count > 0);
            return;
        }

        var found = live.Replicas.Where(r => r.Region != live.Region && r.Status != ReplicaStatus.Deleting).ToDictionary(r => r.Region);
        foreach (var replica in _table.Replicas.Where(r => r.Region != live.Region))
        {
            if (!found.Remove(replica.Region, out var there))
            {
                Compare(DynamoDbSchemaAspect.Replicas, replica.Region, null);
                continue;
            }

            if (there.Status is not (ReplicaStatus.Active or ReplicaStatus.Updating))
            {
                Compare(
                    DynamoDbSchemaAspect.Replicas, replica.Region,
                    $"{replica.Region} ({there.Status}{(there.StatusDescription is null ? "" : $": {there.StatusDescription}")})");
            }

            CompareReplica(replica, there, live);
        }

        foreach (var extra in found.Keys)
        {
            Compare(DynamoDbSchemaAspect.Replicas, null, extra);
        }
    }

    /// <summary>DynamoDB tells some settings of a replica though they are its table's.</summary>
    private void CompareReplica(ReplicaDefinition replica, ReplicaDescription there, TableDescription live)
    {
        Compare(
            DynamoDbSchemaAspect.Replicas,
            $"{replica.Region} of class {replica.StorageClass ?? _table.StorageClass ?? TableStorageClass.Standard}",
            $"{replica.Region} of class {there.StorageClass ?? live.StorageClass}");
        if (_table.BillingMode == live.BillingMode)
        {
            Compare(
                DynamoDbSchemaAspect.Replicas,
                ReadText(replica.ProvisionedRead ?? _table.Provisioned?.Read, ""),
                ReadText(there.ProvisionedRead ?? (live.BillingMode == TableBillingMode.Provisioned ? live.Provisioned?.Read : null), ""));
            Compare(
                DynamoDbSchemaAspect.Replicas,
                ReadText(replica.OnDemandMaxRead ?? _table.OnDemandMaximum?.Read, "at most "),
                ReadText(there.OnDemandMaxRead ?? live.OnDemandMaximum?.Read, "at most "));
        }

        if (replica.KmsKeyId is { } key)
        {
            CompareKey(key, there.KmsKeyId, replica.Region);
        }

        string ReadText(long? read, string prefix)
            => $"{replica.Region} with {Units(read, prefix)} reads";
    }

    private void AddLocal(DynamoDbSchemaAspect aspect, bool isInModel)
    {
        if (isInModel && !_notChecked.Any(n => n.Aspect == aspect))
        {
            AddUnchecked(aspect, DynamoDbStrings.LocalForgetsIt);
        }
    }

    private static string? Text(TableThroughput? throughput, string prefix = "")
        => throughput is { } t ? $"{Units(t.Read, prefix)} reads and {Units(t.Write, prefix)} writes" : null;

    private static string Units(long? units, string prefix)
        => units is { } number ? prefix + number.ToString(CultureInfo.InvariantCulture) : "any";
}
