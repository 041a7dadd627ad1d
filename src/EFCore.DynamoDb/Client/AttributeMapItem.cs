using Amazon.DynamoDBv2.Model;
using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Client;

/// <summary>The attributes of an item or of a map in it.</summary>
internal sealed class AttributeMapItem(ItemLayout layout, Dictionary<string, AttributeValue> attributes) : AttributeItem(layout)
{
    protected override AttributeValue? Find(int ordinal)
        => attributes.TryGetValue(Layout.NameOf(ordinal), out var value) ? value : null;
}
