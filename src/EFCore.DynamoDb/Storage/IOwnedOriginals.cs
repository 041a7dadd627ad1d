using Microsoft.EntityFrameworkCore.ChangeTracking.Internal;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EFCore.DynamoDb.Storage;

/// <summary>
/// What entities owned when they were read, in the order of the store: EF keeps neither the order of a collection nor that nothing was there. Implemented by
/// the change tracker, for saves to compare with.
/// </summary>
internal interface IOwnedOriginals
{
    /// <param name="owner">The entry of the owner.</param>
    /// <param name="navigation">The navigation to what is owned.</param>
    /// <param name="document">The owned object or null; of a collection a list of objects.</param>
    void Remember(InternalEntityEntry owner, INavigation navigation, object? document);
}
