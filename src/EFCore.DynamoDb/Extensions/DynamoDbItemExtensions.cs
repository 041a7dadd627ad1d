using Amazon.DynamoDBv2.Model;
using EFCore.DynamoDb.Client;
using EFCore.DynamoDb.Infrastructure;
using EFCore.DynamoDb.Update;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.ChangeTracking.Internal;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Microsoft.EntityFrameworkCore;

/// <summary>Entities as the items that store them, for what talks to DynamoDB without EF Core.</summary>
public static partial class DynamoDbItemExtensions
{
    /// <summary>The item that a save of the entity would write, with the values that the entity has now; nothing is sent and no value generated.</summary>
    /// <param name="entry">The entry; its state does not matter.</param>
    /// <returns>The attributes by their names, documents and the discriminator included. A null that is stored as a missing attribute is not among them.</returns>
    /// <exception cref="InvalidOperationException">A value cannot be stored: an empty or temporary key, a number out of DynamoDB's range.</exception>
    public static Dictionary<string, AttributeValue> ToAttributeMap(this EntityEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var options = entry.Context.GetService<IDynamoDbSingletonOptions>();
        try
        {
            return AttributeValues.WriteMap(
                EntryReader.ItemOf(((IInfrastructure<InternalEntityEntry>)entry).Instance, options.NullStorage));
        }
        catch (WritePlanException exception)
        {
            throw new InvalidOperationException(exception.Message, exception.InnerException);
        }
    }

    /// <summary>The item that a save of the entity would write, see <see cref="ToAttributeMap(EntityEntry)" />.</summary>
    /// <param name="context">The context, which need not track the entity and does not begin to.</param>
    /// <param name="entity">An entity of a type of the model.</param>
    public static Dictionary<string, AttributeValue> ToAttributeMap(this DbContext context, object entity)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(entity);
        return context.Entry(entity).ToAttributeMap();
    }
}
