using System.Reflection;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Metadata;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Microsoft.EntityFrameworkCore;

/// <summary>Changes of an entity's key.</summary>
public static class DynamoDbKeyChangeExtensions
{
    /// <summary>
    /// Changes the key of a tracked entity, and whatever else: <c>db.Entry(order).AllowKeyChange(o =&gt; o.CreatedAt = now)</c>. DynamoDB cannot change a key, so the
    /// next save deletes the item under its old key and puts it under the new one, in one transaction: if either fails - the item was changed or deleted by
    /// others, the new key is taken - neither happens. That costs twice the write units of both items. See
    /// <see href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html">TransactWriteItems</see>.
    /// </summary>
    /// <typeparam name="TEntity">The type of the entity.</typeparam>
    /// <param name="entry">The entry of an entity that was read or saved; changes that were made to it already are saved along.</param>
    /// <param name="change">Sets the properties of the key.</param>
    /// <returns>The entry, which is one of an added entity until the save; another object of the type stands for the item that will be deleted.</returns>
    /// <exception cref="InvalidOperationException">
    /// The entity is not tracked or to be deleted, saves make no transactions, or an owned type has properties that the class does not have.
    /// </exception>
    public static EntityEntry<TEntity> AllowKeyChange<TEntity>(this EntityEntry<TEntity> entry, Action<TEntity> change)
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(change);
        var context = entry.Context;
        var name = entry.Metadata.DisplayName();
        if (context.Database.AutoTransactionBehavior == AutoTransactionBehavior.Never)
        {
            throw new InvalidOperationException(DynamoDbStrings.KeyChangeWithoutTransaction(name));
        }

        if (entry.State is not (EntityState.Unchanged or EntityState.Modified or EntityState.Added))
        {
            throw new InvalidOperationException(DynamoDbStrings.KeyChangeOfWhat(name, entry.State.ToString()));
        }

        var owned = Owned(entry).ToList();
        if (owned.FirstOrDefault(o => ShadowProperties(o.Metadata).Any()) is { } shadowed)
        {
            throw new InvalidOperationException(
                DynamoDbStrings.KeyChangeOfShadow(name, shadowed.Metadata.DisplayName(), ShadowProperties(shadowed.Metadata).First().Name));
        }

        // The tracker knows the entity by its key: it must have the old one when it is let go.
        var key = entry.Metadata.FindPrimaryKey()!.Properties.Where(p => !p.IsShadowProperty()).ToList();
        var before = Values(key, entry.Entity);
        change(entry.Entity);
        var after = Values(key, entry.Entity);
        if (Enumerable.Range(0, key.Count).All(i => key[i].GetKeyValueComparer().Equals(before[i], after[i])))
        {
            return entry;
        }

        SetValues(key, entry.Entity, before);
        var isNew = entry.State == EntityState.Added;
        var originals = entry.OriginalValues.Clone();
        var shadows = ShadowProperties(entry.Metadata).Select(p => (p.Name, entry.Property(p.Name).CurrentValue)).ToList();
        foreach (var part in owned)
        {
            part.State = EntityState.Detached;
        }

        entry.State = EntityState.Detached;
        SetValues(key, entry.Entity, after);
        var changed = context.Add(entry.Entity);
        foreach (var (property, value) in shadows)
        {
            changed.Property(property).CurrentValue = value;
        }

        if (!isNew)
        {
            var old = context.Entry(originals.ToObject());
            old.State = EntityState.Deleted;
            foreach (var property in ShadowProperties(entry.Metadata))
            {
                old.Property(property.Name).OriginalValue = originals[property];
            }
        }

        return changed;
    }

    private static object?[] Values(List<IProperty> properties, object entity)
        => [.. properties.Select(p => p.GetGetter().GetClrValue(entity))];

    private static void SetValues(List<IProperty> properties, object entity, object?[] values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            switch (properties[i].GetMemberInfo(forMaterialization: true, forSet: true))
            {
                case FieldInfo field:
                    field.SetValue(entity, values[i]);
                    break;

                case PropertyInfo property:
                    property.SetValue(entity, values[i]);
                    break;
            }
        }
    }

    /// <summary>Those that no class has and no template makes.</summary>
    private static IEnumerable<IProperty> ShadowProperties(IEntityType entityType)
        => entityType.GetProperties().Where(
            p => p.IsShadowProperty() && p.IsStored() && !p.IsPrimaryKey() && !p.IsForeignKey() && p.FindKeyTemplate() is null && p != entityType.FindDiscriminatorProperty());

    private static IEnumerable<EntityEntry> Owned(EntityEntry entry)
    {
        foreach (var navigation in entry.Navigations)
        {
            if (navigation.Metadata is not INavigation { TargetEntityType: var target } || !target.IsOwned() || navigation.CurrentValue is null)
            {
                continue;
            }

            IEnumerable<object> objects = navigation.Metadata.IsCollection ? ((System.Collections.IEnumerable)navigation.CurrentValue).Cast<object>() : [navigation.CurrentValue];
            foreach (var part in objects.Select(entry.Context.Entry).ToList())
            {
                foreach (var nested in Owned(part))
                {
                    yield return nested;
                }

                yield return part;
            }
        }
    }
}
