using System.Linq.Expressions;
using System.Reflection;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Metadata;
using EFCore.DynamoDb.Query.Expressions;
using EFCore.DynamoDb.Storage;
using Microsoft.EntityFrameworkCore.ChangeTracking.Internal;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Internal;
using Microsoft.EntityFrameworkCore.Query;

namespace EFCore.DynamoDb.Query.Shaping;

/// <content>
/// What entities own is made with them, from the maps and lists inside their items. An entity that is tracked already keeps what it owns: it is one document.
/// </content>
internal sealed partial class ShaperCompiler
{
    private static readonly MethodInfo GetMapMethod = typeof(Item).GetMethod(nameof(Item.GetMap))!;
    private static readonly MethodInfo GetListMethod = typeof(Item).GetMethod(nameof(Item.GetList))!;

    private static readonly MethodInfo FinishMethod = typeof(ShaperCompiler).GetMethod(nameof(Finish), BindingFlags.NonPublic | BindingFlags.Static)!;
    private static readonly MethodInfo FinishListMethod = typeof(ShaperCompiler).GetMethod(nameof(FinishList), BindingFlags.NonPublic | BindingFlags.Static)!;

    private static readonly MethodInfo ToCollectionMethod =
        typeof(ShaperCompiler).GetMethod(nameof(ToCollection), BindingFlags.NonPublic | BindingFlags.Static)!;

    /// <summary>What is being made: set when it is new, and whose documents are to be null where the item has none.</summary>
    private (ParameterExpression IsNew, ItemBindingExpression Binding, List<INavigation> Navigations)? _making;

    /// <summary>EF's materializer of an entity, and after it those of what it owns.</summary>
    private Expression Materialize(StructuralTypeShaperExpression shaper)
    {
        var entityType = (IEntityType)shaper.StructuralType;
        var binding = (ItemBindingExpression)shaper.ValueBufferExpression;
        List<INavigation> navigations =
        [
            .. entityType.GetOwnedNavigations(),
            .. entityType.GetDerivedTypes().SelectMany(t => t.GetDeclaredNavigations()).Where(n => n.IsDocument()),
        ];
        var outer = _making;
        var isNew = Expression.Variable(typeof(bool), "isNew");
        _making = navigations.Count == 0 ? null : (isNew, binding, navigations);
        var made = Visit(_inject(shaper));
        _making = outer;
        if (navigations.Count == 0)
        {
            return made;
        }

        var block = (BlockExpression)made;
        var instance = (ParameterExpression)block.Expressions[^1];
        var entry = block.Variables.SingleOrDefault(v => v.Type == typeof(InternalEntityEntry));
        return Expression.Block(
            block.Type,
            [.. block.Variables, isNew],
            [
                Expression.Assign(isNew, Expression.Constant(false)),
                .. block.Expressions.SkipLast(1),
                Expression.IfThen(isNew, Expression.Block(navigations.Select(n => Include(n, binding, instance, entry)))),
                instance,
            ]);
    }

    /// <summary>Before the new entity is tracked: what an initialiser gave is not owned where the item has nothing.</summary>
    private Expression Mark(ParameterExpression instance)
    {
        if (_making is not var (isNew, binding, navigations))
        {
            return Expression.Empty();
        }

        List<Expression> statements = [Expression.Assign(isNew, Expression.NotEqual(instance, Expression.Constant(null, instance.Type)))];
        foreach (var navigation in navigations)
        {
            if (!navigation.IsCollection && navigation.MayBeMissing() && !navigation.IsIndexerProperty())
            {
                statements.Add(
                    Expression.IfThen(
                        Expression.AndAlso(IsOwner(navigation, instance), Expression.Call(binding.Item, IsNullMethod, RowLowering.OrdinalOf(navigation))),
                        Expression.MakeMemberAccess(
                                ConvertTo(instance, navigation.DeclaringEntityType.ClrType), navigation.GetMemberInfo(forMaterialization: true, forSet: true))
                            .Assign(Expression.Default(navigation.ClrType))));
            }
        }

        return Expression.Block(typeof(void), statements);
    }

    private Expression Include(INavigation navigation, ItemBindingExpression owner, ParameterExpression instance, ParameterExpression? entry)
    {
        var ordinal = RowLowering.OrdinalOf(navigation);
        var isNull = Expression.Call(owner.Item, IsNullMethod, ordinal);
        var entryOrNull = entry ?? (Expression)Expression.Constant(null, typeof(InternalEntityEntry));
        var type = navigation.TargetEntityType;
        Expression inclusion;
        if (navigation.IsCollection)
        {
            var elements = Expression.Variable(typeof(List<>).MakeGenericType(type.ClrType), "elements");
            inclusion = Expression.Block(
                [elements],
                Expression.Assign(elements, Elements(navigation, owner)),
                Expression.Call(
                    FinishListMethod.MakeGenericMethod(type.ClrType), entryOrNull, instance, Expression.Constant(navigation), elements));
        }
        else
        {
            inclusion = Expression.Call(
                FinishMethod,
                entryOrNull,
                instance,
                Expression.Constant(navigation),
                Expression.Condition(
                    isNull,
                    navigation.MayBeMissing() || !_missingIsAnError
                        ? Expression.Default(type.ClrType)
                        : RowLowering.Missing(navigation, type.ClrType),
                    MakeOwned(type, Expression.Call(owner.Item, GetMapMethod, ordinal, DocumentReader.LayoutOf(navigation)), owner, position: null)));
        }

        return IsOwner(navigation, instance) is ConstantExpression ? inclusion : Expression.IfThen(IsOwner(navigation, instance), inclusion);
    }

    /// <summary>The owned objects of a list; none where it is missing, and none for a null among the elements.</summary>
    private BlockExpression Elements(INavigation navigation, ItemBindingExpression owner)
    {
        var type = navigation.TargetEntityType;
        var listType = typeof(List<>).MakeGenericType(type.ClrType);
        var ordinal = RowLowering.OrdinalOf(navigation);
        var items = Expression.Variable(typeof(Item), "items");
        var index = Expression.Variable(typeof(int), "index");
        var position = Expression.Variable(typeof(int), "position");
        var elements = Expression.Variable(listType, "elements");
        var end = Expression.Label();
        return Expression.Block(
            listType,
            [elements],
            Expression.Assign(elements, Expression.New(listType)),
            Expression.IfThen(
                Expression.Not(Expression.Call(owner.Item, IsNullMethod, ordinal)),
                Expression.Block(
                    [items, index, position],
                    Expression.Assign(items, Expression.Call(owner.Item, GetListMethod, ordinal)),
                    Expression.Assign(index, Expression.Constant(0)),
                    Expression.Loop(
                        Expression.IfThenElse(
                            Expression.LessThan(index, Expression.Property(items, nameof(Item.Count))),
                            Expression.Block(
                                Expression.IfThen(
                                    Expression.Not(Expression.Call(items, IsNullMethod, index)),
                                    Expression.Block(
                                        Expression.Assign(
                                            position,
                                            Expression.Add(Expression.Property(elements, nameof(List<int>.Count)), Expression.Constant(1))),
                                        Expression.Call(
                                            elements,
                                            listType.GetMethod(nameof(List<int>.Add))!,
                                            MakeOwned(
                                                type,
                                                Expression.Call(items, GetMapMethod, index, DocumentReader.LayoutOf(navigation)),
                                                owner,
                                                position)))),
                                Expression.PreIncrementAssign(index)),
                            Expression.Break(end)),
                        end))),
            elements);
    }

    private BlockExpression MakeOwned(IEntityType type, Expression map, ItemBindingExpression? owner, Expression? position)
    {
        var item = Expression.Variable(typeof(Item), "owned");
        var made = Materialize(
            new StructuralTypeShaperExpression(type, new ItemBindingExpression(item, owner, position), nullable: false));
        return Expression.Block(type.ClrType, [item], Expression.Assign(item, map), made);
    }

    /// <summary>Something owned as a result of its own; null where it is not there.</summary>
    private BlockExpression OwnedOrNull(IEntityType type, ItemBindingExpression binding)
        => ReadOrNull(binding.Item, item => MakeOwned(type, item, binding.Owner, binding.Position), type.ClrType);

    private BlockExpression OwnedListOrNull(DocumentListExpression list, INavigation navigation)
        => ReadOrNull(
            list.Item,
            item => Expression.Call(
                ToCollectionMethod.MakeGenericMethod(navigation.ClrType, navigation.TargetEntityType.ClrType),
                Expression.Constant(navigation),
                Elements(navigation, new ItemBindingExpression(item, new ItemBindingExpression(list.Item).Owner))),
            list.Type);

    /// <summary>A property that is not stored where it is declared: the owner's key, or the position in a collection.</summary>
    private Expression ReadKey(ItemBindingExpression source, IProperty property, Type type)
    {
        if (!_isTracking && type == typeof(object))
        {
            // That there is no key would be an error; nobody sees its value.
            return Expression.Constant(0, typeof(object));
        }

        var declared = property;
        while (property.FindOwnerProperty() is IProperty ownerProperty && source.Owner is { } owner)
        {
            (source, property) = (owner, ownerProperty);
        }

        if (property.IsStored() || DynamoDbMetadata.IsStoredInKeyOnly(property))
        {
            return RowLowering.ReadOrNull(source.Item, property, type);
        }

        if (property.FindOwnerProperty() is null && source.Position is { } position)
        {
            return ConvertTo(position, type);
        }

        return _isTracking
            ? throw new InvalidOperationException(DynamoDbStrings.OwnedNotTrackable(declared.DeclaringType.DisplayName()))
            : Expression.Default(type);
    }

    private static Expression IsOwner(INavigation navigation, Expression instance)
        => navigation.DeclaringEntityType.ClrType.IsAssignableFrom(instance.Type)
            ? Expression.Constant(true)
            : Expression.TypeIs(instance, navigation.DeclaringEntityType.ClrType);

    private static void Finish(InternalEntityEntry? entry, object owner, INavigation navigation, object? owned)
    {
        if (entry is not null)
        {
            // EF has set the navigations when it began to track.
            SetLoaded(entry, navigation, owned);
        }
        else if (owned is not null)
        {
            Set(owner, navigation, owned);
            Set(owned, navigation.Inverse, owner);
        }
    }

    private static void FinishList<T>(InternalEntityEntry? entry, object owner, INavigation navigation, List<T> elements)
        where T : class
    {
        var collection = navigation.GetCollectionAccessor()!.GetOrCreate(owner, forMaterialization: true);
        if (entry is not null)
        {
            SetLoaded(entry, navigation, elements);
            return;
        }

        foreach (var element in elements)
        {
            ((ICollection<T>)collection).Add(element);
            Set(element, navigation.Inverse, owner);
        }
    }

    private static void SetLoaded(InternalEntityEntry entry, INavigation navigation, object? document)
    {
        entry.SetIsLoaded(navigation);
        (entry.StateManager as IOwnedOriginals)?.Remember(entry, navigation, document);
    }

    private static void Set(object entity, INavigation? navigation, object value)
        => (navigation as IRuntimePropertyBase)?.MaterializationSetter.SetClrValueUsingContainingEntity(entity, [], value);

    private static TCollection ToCollection<TCollection, T>(INavigation navigation, List<T> elements)
        where T : class
    {
        if (elements is TCollection list)
        {
            return list;
        }

        var collection = (ICollection<T>)navigation.GetCollectionAccessor()!.Create();
        foreach (var element in elements)
        {
            collection.Add(element);
        }

        return (TCollection)collection;
    }
}
