using System.Globalization;

namespace EFCore.DynamoDb.Items;

/// <summary>The elements of a list, or the values of a map.</summary>
internal sealed class ItemValueList(string name, IReadOnlyList<ItemValue> elements) : ItemValueItem(ItemLayout.Empty)
{
    public override int Count
        => elements.Count;

    public override string NameOf(int ordinal)
        => string.Create(CultureInfo.InvariantCulture, $"{name}[{ordinal}]");

    public override ItemValue GetValue(int ordinal)
        => elements[ordinal];
}
