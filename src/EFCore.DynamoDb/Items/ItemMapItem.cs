namespace EFCore.DynamoDb.Items;

/// <summary>The attributes of an item or of a map in it.</summary>
internal sealed class ItemMapItem(ItemLayout layout, ItemMap attributes) : ItemValueItem(layout)
{
    public override Item As(ItemLayout layout)
        => new ItemMapItem(layout, attributes);

    public override ItemMap GetOthers()
    {
        var others = new ItemMap();
        foreach (var (name, value) in attributes)
        {
            if (Layout.Find(name) < 0)
            {
                others.Add(name, value);
            }
        }

        return others;
    }

    public override ItemValue GetValue(int ordinal)
        => attributes.Find(Layout.NameOf(ordinal));
}
