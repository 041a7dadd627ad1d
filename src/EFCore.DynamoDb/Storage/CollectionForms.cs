using System.Linq.Expressions;
using EFCore.DynamoDb.Items;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace EFCore.DynamoDb.Storage;

/// <summary>A list in an L; null elements keep their place.</summary>
internal sealed class ListForm<T>(DynamoDbTypeMapping element) : CollectionForm<T>(element, DynamoDbAttributeType.L)
{
    public override Expression Read(Expression item, Expression ordinal, Type collectionType)
        => CollectionTypes.Make(Expression.Call(Expression.Constant(this), nameof(ReadList), null, item, ordinal), collectionType);

    public override Expression Write(Expression collection)
        => Expression.Call(Expression.Constant(this), nameof(WriteList), null, Expression.Convert(collection, typeof(IEnumerable<T>)));

    public override Expression Empty(Type collectionType)
        => CollectionTypes.Make(Expression.New(typeof(List<T>)), collectionType);

    public override ValueComparer ComparerOf(Type collectionType)
        => CollectionComparer.Of<IEnumerable<T>>(collectionType, Same, Hash, values => SnapshotOf(values));

    private List<T> ReadList(Item item, int ordinal)
    {
        var elements = item.GetList(ordinal);
        var list = new List<T>(elements.Count);
        for (var i = 0; i < elements.Count; i++)
        {
            list.Add(ReadElement(elements, i));
        }

        return list;
    }

    private ItemValue WriteList(IEnumerable<T> values)
    {
        var elements = new List<ItemValue>(values.TryGetNonEnumeratedCount(out var count) ? count : 4);
        foreach (var value in values)
        {
            elements.Add(WriteOrNull(value));
        }

        return ItemValue.List(elements);
    }

    public override bool IsAsStored(object? value, object? stored)
    {
        if (ReferenceEquals(value, stored))
        {
            return true;
        }

        if (value is not IEnumerable<T> values || stored is not IEnumerable<T> read)
        {
            return false;
        }

        using var others = read.GetEnumerator();
        foreach (var element in values)
        {
            if (!others.MoveNext() || !IsElementAsStored(element, others.Current))
            {
                return false;
            }
        }

        return !others.MoveNext();
    }

    private bool Same(IEnumerable<T> left, IEnumerable<T> right)
    {
        using var others = right.GetEnumerator();
        foreach (var value in left)
        {
            if (!others.MoveNext() || !AreEqual(value, others.Current))
            {
                return false;
            }
        }

        return !others.MoveNext();
    }

    private int Hash(IEnumerable<T> values)
    {
        var hash = new HashCode();
        foreach (var value in values)
        {
            hash.Add(HashOf(value));
        }

        return hash.ToHashCode();
    }

    private List<T> SnapshotOf(IEnumerable<T> values)
        => [.. values.Select(v => Copy(v))];
}

/// <summary>A set in an SS, NS or BS. DynamoDB has no empty sets: the attribute is left out, and a missing one is an empty set.</summary>
internal sealed class SetForm<T>(DynamoDbTypeMapping element) : CollectionForm<T>(element, SetTypeOf(element.AttributeType)!.Value)
{
    public override Expression Read(Expression item, Expression ordinal, Type collectionType)
        => CollectionTypes.Make(Expression.Call(Expression.Constant(this), nameof(ReadSet), null, item, ordinal), collectionType);

    public override Expression Write(Expression collection)
        => Expression.Call(Expression.Constant(this), nameof(WriteSet), null, Expression.Convert(collection, typeof(IEnumerable<T>)));

    public override Expression Empty(Type collectionType)
        => CollectionTypes.Make(Expression.New(typeof(HashSet<T>)), collectionType);

    public override ValueComparer ComparerOf(Type collectionType)
        => CollectionComparer.Of<IEnumerable<T>>(collectionType, Same, Hash, values => SnapshotOf(values));

    private HashSet<T> ReadSet(Item item, int ordinal)
    {
        var members = AttributeType == DynamoDbAttributeType.BS
            ? item.GetValue(ordinal) is { Type: DynamoDbAttributeType.BS } binaries
                ? binaries.AsBinarySet().Select(ItemValue.Binary)
                : throw NotASet(item, ordinal)
            : item.GetValue(ordinal) is var texts && texts.Type == AttributeType
                ? texts.AsTextSet().Select(t => AttributeType == DynamoDbAttributeType.SS ? ItemValue.String(t) : ItemValue.Number(t))
                : throw NotASet(item, ordinal);
        var list = new ItemValueList(item.NameOf(ordinal), [.. members]);
        var set = new HashSet<T>(list.Count);
        for (var i = 0; i < list.Count; i++)
        {
            set.Add(ReadElement(list, i));
        }

        return set;
    }

    private ItemReadException NotASet(Item item, int ordinal)
        => new(item.NameOf(ordinal), $"is stored as {item.TypeOf(ordinal)} but is read as {AttributeType}.");

    private ItemValue WriteSet(IEnumerable<T> values)
    {
        var members = new HashSet<ItemValue>();
        foreach (var value in values)
        {
            members.Add(value is null ? throw NullInSet() : WriteElement(value));
        }

        return members.Count == 0
            ? default
            : AttributeType switch
            {
                DynamoDbAttributeType.SS => ItemValue.StringSet([.. members.Select(m => m.AsText())]),
                DynamoDbAttributeType.NS => ItemValue.NumberSet([.. members.Select(m => m.AsText())]),
                _ => ItemValue.BinarySet([.. members.Select(m => m.AsBinary())]),
            };
    }

    public override bool IsAsStored(object? value, object? stored)
        => ReferenceEquals(value, stored)
            || (value is IEnumerable<T> members && stored is IEnumerable<T> others && IsAsStored([.. members], [.. others]));

    private bool IsAsStored(List<T> members, List<T> others)
        => members.Count == others.Count && members.TrueForAll(m => others.Exists(o => IsElementAsStored(m, o)));

    private bool Same(IEnumerable<T> left, IEnumerable<T> right)
        => new HashSet<T>(left, ElementComparer).SetEquals(right);

    private HashSet<T> SnapshotOf(IEnumerable<T> members)
        => new(members.Select(Copy), ElementComparer);

    private int Hash(IEnumerable<T> values)
    {
        var hash = 0;
        foreach (var value in values)
        {
            hash ^= HashOf(value);
        }

        return hash;
    }
}

/// <summary>A dictionary with strings as keys in an M.</summary>
internal sealed class MapForm<T>(DynamoDbTypeMapping element) : CollectionForm<T>(element, DynamoDbAttributeType.M)
{
    public override Expression Read(Expression item, Expression ordinal, Type collectionType)
        => CollectionTypes.Make(Expression.Call(Expression.Constant(this), nameof(ReadMap), null, item, ordinal), collectionType);

    public override Expression Write(Expression collection)
        => Expression.Call(
            Expression.Constant(this), nameof(WriteMap), null, Expression.Convert(collection, typeof(IEnumerable<KeyValuePair<string, T>>)));

    public override Expression Empty(Type collectionType)
        => CollectionTypes.Make(Expression.New(typeof(Dictionary<string, T>)), collectionType);

    public override ValueComparer ComparerOf(Type collectionType)
        => CollectionComparer.Of<IEnumerable<KeyValuePair<string, T>>>(
            collectionType, Same, Hash, values => values.ToDictionary(v => v.Key, v => Copy(v.Value)));

    private Dictionary<string, T> ReadMap(Item item, int ordinal)
    {
        var values = item.GetEntries(ordinal, out var names);
        var map = new Dictionary<string, T>(names.Count);
        for (var i = 0; i < names.Count; i++)
        {
            map.Add(names[i], ReadElement(values, i));
        }

        return map;
    }

    private ItemValue WriteMap(IEnumerable<KeyValuePair<string, T>> entries)
    {
        var map = new ItemMap(entries.TryGetNonEnumeratedCount(out var count) ? count : 4);
        foreach (var (name, value) in entries)
        {
            map.Add(name, WriteOrNull(value));
        }

        return ItemValue.Map(map);
    }

    public override bool IsAsStored(object? value, object? stored)
    {
        if (ReferenceEquals(value, stored))
        {
            return true;
        }

        if (value is not IEnumerable<KeyValuePair<string, T>> entries || stored is not IEnumerable<KeyValuePair<string, T>> read)
        {
            return false;
        }

        var others = read.ToDictionary(v => v.Key, v => v.Value);
        return entries.All(e => others.TryGetValue(e.Key, out var other) && IsElementAsStored(e.Value, other));
    }

    private bool Same(IEnumerable<KeyValuePair<string, T>> left, IEnumerable<KeyValuePair<string, T>> right)
    {
        var others = right.ToDictionary(v => v.Key, v => v.Value);
        var count = 0;
        foreach (var (name, value) in left)
        {
            if (!others.TryGetValue(name, out var other) || !AreEqual(value, other))
            {
                return false;
            }

            count++;
        }

        return count == others.Count;
    }

    private int Hash(IEnumerable<KeyValuePair<string, T>> entries)
    {
        var hash = 0;
        foreach (var (name, value) in entries)
        {
            hash ^= HashCode.Combine(name, HashOf(value));
        }

        return hash;
    }
}
