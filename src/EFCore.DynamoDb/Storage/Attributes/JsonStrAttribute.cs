namespace Microsoft.EntityFrameworkCore;

/// <summary>
/// Stores the property as JSON text in a string attribute (S): any type that System.Text.Json serialises. DynamoDB sees only text, so conditions on what
/// is inside are evaluated on the client.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class JsonStrAttribute : Attribute
{
    /// <summary>By the serializer's defaults.</summary>
    public JsonStrAttribute()
    {
    }

    /// <summary>By a source-generated context that knows the property's type.</summary>
    /// <param name="context">A class derived from <see cref="System.Text.Json.Serialization.JsonSerializerContext" />.</param>
    public JsonStrAttribute(Type context)
        => Context = context;

    /// <summary>The source-generated context, or null for the serializer's defaults.</summary>
    public Type? Context { get; }
}
