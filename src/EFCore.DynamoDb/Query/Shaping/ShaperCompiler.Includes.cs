using System.Linq.Expressions;
using System.Reflection;
using EFCore.DynamoDb.Query.Expressions;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Internal;
using Microsoft.EntityFrameworkCore.Query;

namespace EFCore.DynamoDb.Query.Shaping;

/// <content>Related entities: tracked ones are joined by the change tracker, for others the navigations of both sides are set here.</content>
internal sealed partial class ShaperCompiler
{
    private static readonly MethodInfo IncludeReferenceMethod = typeof(ShaperCompiler).GetMethod(nameof(IncludeReference), BindingFlags.NonPublic | BindingFlags.Static)!;

    private static readonly MethodInfo IncludeCollectionMethod =
        typeof(ShaperCompiler).GetMethod(nameof(IncludeCollection), BindingFlags.NonPublic | BindingFlags.Static)!;

    private static readonly MethodInfo ToCollectionOfMethod = typeof(ShaperCompiler).GetMethod(nameof(ToCollectionOf), BindingFlags.NonPublic | BindingFlags.Static)!;

    private Dictionary<(ParameterExpression Entity, INavigationBase Navigation), ParameterExpression> _included = [];

    private BlockExpression Include(IncludeExpression include)
    {
        var made = Visit(include.EntityExpression);
        var entity = Expression.Variable(made.Type, "including");
        var related = Visit(include.NavigationExpression);
        var inclusion = include.Navigation.IsCollection
            ? Expression.Call(
                IncludeCollectionMethod,
                QueryCompilationContext.QueryContextParameter,
                entity,
                Expression.Convert(related, typeof(System.Collections.IEnumerable)),
                Expression.Constant(include.Navigation, typeof(INavigationBase)),
                Expression.Constant(_isTracking),
                Expression.Constant(include.SetLoaded))
            : Expression.Call(
                IncludeReferenceMethod,
                QueryCompilationContext.QueryContextParameter,
                entity,
                related,
                Expression.Constant(include.Navigation, typeof(INavigationBase)),
                Expression.Constant(_isTracking));
        var isOfType = (Expression)Expression.TypeIs(entity, include.Navigation.DeclaringEntityType.ClrType);
        Expression once = inclusion;
        if (IncludedOf(include) is { } isIncluded)
        {
            isOfType = Expression.AndAlso(Expression.Not(isIncluded), isOfType);
            once = Expression.Block(Expression.Assign(isIncluded, Expression.Constant(true)), inclusion);
        }

        return Expression.Block(entity.Type, [entity], Expression.Assign(entity, made), Expression.IfThen(isOfType, once), entity);
    }

    /// <summary>
    /// An entity that stands twice in one result is made once, and what is included in it too: nobody else would see that a collection has its elements already.
    /// Set once that is done; null where an entity is made for each place.
    /// </summary>
    private ParameterExpression? IncludedOf(IncludeExpression include)
    {
        Expression entity = include.EntityExpression;
        while (entity is IncludeExpression inner)
        {
            entity = inner.EntityExpression;
        }

        if (_isTracking
            || entity is not StructuralTypeShaperExpression { ValueBufferExpression: ItemBindingExpression binding }
            || !_entities.TryGetValue(binding, out var variable))
        {
            return null;
        }

        if (!_included.TryGetValue((variable, include.Navigation), out var isIncluded))
        {
            isIncluded = Expression.Variable(typeof(bool), "isIncluded");
            _included.Add((variable, include.Navigation), isIncluded);
            _variables.Add(isIncluded);
            _statements.Add(Expression.Assign(isIncluded, Expression.Constant(false)));
        }

        return isIncluded;
    }

    private static void IncludeReference(QueryContext context, object entity, object? related, INavigationBase navigation, bool isTracking)
    {
        if (isTracking && navigation.DeclaringEntityType.FindPrimaryKey() is not null)
        {
            // The change tracker knows of one that is there.
            if (related is null)
            {
                context.SetNavigationIsLoaded(entity, navigation);
            }

            return;
        }

        navigation.SetIsLoadedWhenNoTracking(entity);
        if (related is not null)
        {
            Join(entity, navigation, related);
            if (navigation.Inverse is { IsCollection: false } inverse)
            {
                inverse.SetIsLoadedWhenNoTracking(related);
            }
        }
    }

    private static void IncludeCollection(
        QueryContext context, object entity, System.Collections.IEnumerable related, INavigationBase navigation, bool isTracking, bool setLoaded)
    {
        if (!navigation.IsShadowProperty())
        {
            navigation.GetCollectionAccessor()!.GetOrCreate(entity, forMaterialization: true);
        }

        if (setLoaded)
        {
            if (isTracking)
            {
                context.SetNavigationIsLoaded(entity, navigation);
            }
            else
            {
                navigation.SetIsLoadedWhenNoTracking(entity);
            }
        }

        if (isTracking)
        {
            return;
        }

        foreach (var other in related)
        {
            Join(entity, navigation, other);
            navigation.Inverse?.SetIsLoadedWhenNoTracking(other);
        }
    }

    private static void Join(object entity, INavigationBase navigation, object related)
    {
        SetOrAdd(entity, navigation, related);
        if (navigation.Inverse is { } inverse)
        {
            SetOrAdd(related, inverse, entity);
        }
    }

    private static void SetOrAdd(object entity, INavigationBase navigation, object related)
    {
        if (navigation.IsShadowProperty())
        {
            return;
        }

        if (navigation.IsCollection)
        {
            navigation.GetCollectionAccessor()!.Add(entity, related, forMaterialization: true);
        }
        else
        {
            ((IRuntimePropertyBase)navigation).MaterializationSetter.SetClrValueUsingContainingEntity(entity, [], related);
        }
    }

    private static TCollection ToCollectionOf<T, TCollection>(IEnumerable<T> elements)
        where TCollection : class, ICollection<T>
    {
        var collection = Activator.CreateInstance<TCollection>();
        foreach (var element in elements)
        {
            collection.Add(element);
        }

        return collection;
    }
}
