using Amazon.DynamoDBv2.Model;
using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Client;

/// <summary>The attributes of an item or of a map in it.</summary>
internal sealed class AttributeMapItem(ItemLayout layout, Dictionary<string, AttributeValue> attributes) : AttributeItem(layout)
{
    public override Item As(ItemLayout layout)
        => new AttributeMapItem(layout, attributes);

    public override ItemMap GetOthers()
    {
        var others = new ItemMap();
        foreach (var (name, value) in attributes)
        {
            if (Layout.Find(name) < 0)
            {
                others.Add(name, AttributeValues.Read(value));
            }
        }

        return others;
    }

    protected override AttributeValue? Find(int ordinal)
        => attributes.TryGetValue(Layout.NameOf(ordinal), out var value) ? value : null;
}
