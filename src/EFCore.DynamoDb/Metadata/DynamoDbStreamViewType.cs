namespace Microsoft.EntityFrameworkCore;

/// <summary>
/// What the stream of a table tells of each write.
/// See <see href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html">DynamoDB Streams</see>.
/// </summary>
public enum DynamoDbStreamViewType
{
    /// <summary>The key of the item (<c>KEYS_ONLY</c>).</summary>
    KeysOnly,

    /// <summary>The item as it is after the write (<c>NEW_IMAGE</c>).</summary>
    NewImage,

    /// <summary>The item as it was before the write (<c>OLD_IMAGE</c>).</summary>
    OldImage,

    /// <summary>Both (<c>NEW_AND_OLD_IMAGES</c>), which replicas need.</summary>
    NewAndOldImages,
}
