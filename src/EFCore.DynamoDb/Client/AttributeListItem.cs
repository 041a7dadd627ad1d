using System.Globalization;
using Amazon.DynamoDBv2.Model;
using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Client;

/// <summary>The elements of a list, or the values of a map.</summary>
internal sealed class AttributeListItem(string name, List<AttributeValue> elements) : AttributeItem(ItemLayout.Empty)
{
    public override int Count
        => elements.Count;

    public override string NameOf(int ordinal)
        => string.Create(CultureInfo.InvariantCulture, $"{name}[{ordinal}]");

    protected override AttributeValue? Find(int ordinal)
        => elements[ordinal];
}
