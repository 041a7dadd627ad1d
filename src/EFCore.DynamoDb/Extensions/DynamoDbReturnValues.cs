namespace Microsoft.EntityFrameworkCore;

/// <summary>
/// What an update or delete gives back of the item that it writes, at no extra cost.
/// See <see href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html">UpdateItem</see>.
/// </summary>
public enum DynamoDbReturnValues
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The whole item as it was.</summary>
    AllOld,

    /// <summary>Of the attributes that are updated, what they were; the key comes with them.</summary>
    UpdatedOld,

    /// <summary>The whole item as it is now.</summary>
    AllNew,

    /// <summary>Of the attributes that are updated, what they are now; the key comes with them.</summary>
    UpdatedNew,
}
