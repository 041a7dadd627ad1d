using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query;

namespace Microsoft.EntityFrameworkCore;

/// <summary>What an <c>ExecuteUpdate</c> can do to an attribute besides setting it.</summary>
public static class DynamoDbUpdateSettersExtensions
{
    /// <summary>
    /// Removes the attribute of a property: REMOVE, also where nulls are stored as NULL. <c>s => s.RemoveProperty(u => u.Email)</c>
    /// </summary>
    /// <typeparam name="TSource">The type of the entities.</typeparam>
    /// <typeparam name="TProperty">The type of the property.</typeparam>
    /// <param name="setters">The setters of the ExecuteUpdate.</param>
    /// <param name="property">The property.</param>
    public static UpdateSettersBuilder<TSource> RemoveProperty<TSource, TProperty>(
        this UpdateSettersBuilder<TSource> setters, Expression<Func<TSource, TProperty>> property)
    {
        ArgumentNullException.ThrowIfNull(setters);
        ArgumentNullException.ThrowIfNull(property);
        return setters.SetProperty(
            property,
            Expression.Lambda<Func<TSource, TProperty>>(
                Expression.Call(
                    typeof(DynamoDbDbFunctionsExtensions),
                    nameof(DynamoDbDbFunctionsExtensions.Removed),
                    [typeof(TProperty)],
                    Expression.Property(null, typeof(EF), nameof(EF.Functions)),
                    property.Body),
                property.Parameters));
    }
}
