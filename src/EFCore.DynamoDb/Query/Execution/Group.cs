using System.Collections;

namespace EFCore.DynamoDb.Query.Execution;

/// <summary>A group as a result.</summary>
/// <param name="key">The key.</param>
/// <param name="elements">What has it.</param>
internal sealed class Group<TKey, TElement>(TKey key, List<TElement> elements) : IGrouping<TKey, TElement>
{
    public TKey Key { get; } = key;

    public IEnumerator<TElement> GetEnumerator()
        => elements.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator()
        => GetEnumerator();
}
