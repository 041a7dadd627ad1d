using EFCore.DynamoDb.Access;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Update;

namespace EFCore.DynamoDb.Tests.Update;

/// <summary>What DynamoDB makes of a value when it is told to do what a difference says.</summary>
internal static class DocumentApply
{
    public static ItemValue Apply(ItemValue value, DocumentDiff diff)
    {
        var root = new Node(value);
        foreach (var change in diff.Changes.Where(c => !c.Value.IsMissing))
        {
            root.Set(change.Attribute.Rest.AsSpan(), change.Value);
        }

        foreach (var action in diff.Actions)
        {
            switch (action)
            {
                case UpdateAction.Add { Target.IsTopLevel: true } add:
                    root = new Node(ItemValue.StringSet([.. value.AsTextSet().Union(add.Value.AsTextSet())]));
                    break;
                case UpdateAction.Delete { Target.IsTopLevel: true } delete:
                    root = new Node(ItemValue.StringSet([.. value.AsTextSet().Except(delete.Value.AsTextSet())]));
                    break;
                case UpdateAction.Set { Value: UpdateValue.ListAppend { Second: UpdateValue.Literal tail } } set:
                    root.Find(set.Target.Rest.AsSpan()).List!.AddRange(tail.Value.AsList().Select(v => new Node(v)));
                    break;
                default:
                    throw new InvalidOperationException(action.ToString());
            }
        }

        // Positions are those of the list before anything was removed.
        foreach (var change in diff.Changes.Where(c => c.Value.IsMissing))
        {
            root.Remove(change.Attribute.Rest.AsSpan());
        }

        return root.ToValue();
    }

    private sealed class Node
    {
        private ItemValue _leaf;
        private Dictionary<string, Node>? _map;

        public Node(ItemValue value)
            => Become(value);

        public List<Node>? List { get; private set; }

        public bool IsRemoved { get; set; }

        public Node Find(ReadOnlySpan<PathSegment> path)
            => path.IsEmpty ? this : Child(path[0]).Find(path[1..]);

        public void Set(ReadOnlySpan<PathSegment> path, ItemValue value)
        {
            if (path.IsEmpty)
            {
                Become(value);
            }
            else if (path.Length > 1)
            {
                Child(path[0]).Set(path[1..], value);
            }
            else if (path[0].Name is { } name)
            {
                _map![name] = new Node(value);
            }
            else if (path[0].Index >= List!.Count)
            {
                List.Add(new Node(value));
            }
            else
            {
                List[path[0].Index].Become(value);
            }
        }

        public void Remove(ReadOnlySpan<PathSegment> path)
            => Find(path).IsRemoved = true;

        public ItemValue ToValue()
        {
            if (IsRemoved)
            {
                return default;
            }

            if (List is not null)
            {
                return ItemValue.List([.. List.Where(e => !e.IsRemoved).Select(e => e.ToValue())]);
            }

            if (_map is null)
            {
                return _leaf;
            }

            var map = new ItemMap();
            foreach (var (name, node) in _map)
            {
                map.Add(name, node.ToValue());
            }

            return ItemValue.Map(map);
        }

        private Node Child(PathSegment segment)
            => segment.Name is { } name ? _map![name] : List![segment.Index];

        private void Become(ItemValue value)
        {
            (_leaf, _map, List) = (value, null, null);
            if (value is { IsMissing: false, Type: DynamoDbAttributeType.M })
            {
                _map = value.AsMap().ToDictionary(m => m.Key, m => new Node(m.Value));
            }
            else if (value is { IsMissing: false, Type: DynamoDbAttributeType.L })
            {
                List = [.. value.AsList().Select(e => new Node(e))];
            }
        }
    }
}
