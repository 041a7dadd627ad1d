namespace EFCore.DynamoDb.Storage;

/// <summary>The names of the annotations on properties that choose how their values are stored.</summary>
internal static class MappingAnnotationNames
{
    /// <summary><see cref="Microsoft.EntityFrameworkCore.TimestampUnit" />: the time is stored as a number since 1970.</summary>
    public const string UnixTimestamp = "DynamoDb:UnixTimestamp";

    /// <summary>A custom date and time format of .NET.</summary>
    public const string IsoFormat = "DynamoDb:IsoFormat";

    /// <summary>
    /// The value is stored as JSON text: true, the type of a JsonSerializerContext, or (in models that are not compiled) JsonSerializerOptions or a
    /// JsonTypeInfo.
    /// </summary>
    public const string JsonStr = "DynamoDb:JsonStr";

    /// <summary><see cref="Items.DynamoDbAttributeType" />: another attribute type than the usual one.</summary>
    public const string AttributeType = "DynamoDb:AttributeType";

    /// <summary>True: the property takes the attributes that nothing else is mapped to.</summary>
    public const string ExtensionData = "DynamoDb:ExtensionData";

    /// <summary>A bool: whether null is stored as NULL, or the attribute left out. Without it the option of the context decides.</summary>
    public const string StoreNull = "DynamoDb:StoreNull";
}
