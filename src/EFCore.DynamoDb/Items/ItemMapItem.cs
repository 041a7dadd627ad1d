namespace EFCore.DynamoDb.Items;

/// <summary>The attributes of an item or of a map in it.</summary>
internal sealed class ItemMapItem(ItemLayout layout, ItemMap attributes) : ItemValueItem(layout)
{
    public override ItemValue GetValue(int ordinal)
        => attributes.Find(Layout.NameOf(ordinal));
}
