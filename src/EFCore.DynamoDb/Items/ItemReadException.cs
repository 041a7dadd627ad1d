namespace EFCore.DynamoDb.Items;

/// <summary>An attribute could not be read as the model expects. Says which attribute and what it holds; the shaper adds the property.</summary>
internal sealed class ItemReadException(string attribute, string problem, Exception? inner = null)
    : InvalidOperationException($"The attribute '{attribute}' {problem}", inner)
{
    public string Attribute { get; } = attribute;
}
