using System.ComponentModel.DataAnnotations.Schema;
using System.Linq.Expressions;
using System.Reflection;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Storage;

/// <summary>
/// Objects in dictionaries, of which EF Core's model knows nothing: a map of their public properties, each by its own mapping. What reads and writes them is
/// compiled once per type.
/// </summary>
internal static class ObjectForms
{
    /// <summary>The form of a type, or null when it is not one of the application's objects or something in it has no form.</summary>
    /// <param name="type">The type, not nullable.</param>
    /// <param name="find">How a property is stored.</param>
    public static DocumentForm? Find(Type type, Func<PropertyInfo, DynamoDbTypeMapping?> find)
    {
        if (type.IsAbstract || type.IsPrimitive || type.IsEnum || type.IsArray || typeof(Delegate).IsAssignableFrom(type)
            || typeof(System.Collections.IEnumerable).IsAssignableFrom(type) || type.Namespace is "System" || type.Namespace?.StartsWith("System.", StringComparison.Ordinal) == true)
        {
            return null;
        }

        var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.GetMethod is { IsPublic: true } && p.GetIndexParameters().Length == 0 && !p.IsDefined(typeof(NotMappedAttribute), inherit: true))
            .ToList();
        var constructor = ConstructorOf(type, properties);
        if (constructor is null && !type.IsValueType)
        {
            return null;
        }

        var members = new List<ObjectMember>();
        var nullability = new NullabilityInfoContext();
        foreach (var property in properties)
        {
            var parameter = Array.FindIndex(constructor?.GetParameters() ?? [], p => IsOf(p, property));
            if (property.SetMethod is null && parameter < 0)
            {
                continue; // Computed from the others.
            }

            if (find(property) is not { } mapping)
            {
                return null;
            }

            members.Add(
                new ObjectMember(
                    property,
                    property.GetCustomAttribute<ColumnAttribute>(inherit: true)?.Name ?? property.Name,
                    mapping,
                    parameter,
                    nullability.Create(property).ReadState == NullabilityState.Nullable));
        }

        return members.Count == 0
            ? null
            : (DocumentForm)Activator.CreateInstance(typeof(ObjectForm<>).MakeGenericType(type), members, constructor)!;
    }

    private static ConstructorInfo? ConstructorOf(Type type, List<PropertyInfo> properties)
    {
        var constructors = type.GetConstructors(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance);
        return Array.Find(constructors, c => c.GetParameters().Length == 0)
            ?? constructors
                .Where(c => c.GetParameters().All(p => properties.Exists(m => IsOf(p, m))) && (!type.IsValueType || properties.All(m => m.SetMethod is null)))
                .MaxBy(c => c.GetParameters().Length);
    }

    private static bool IsOf(ParameterInfo parameter, PropertyInfo property)
        => string.Equals(parameter.Name, property.Name, StringComparison.OrdinalIgnoreCase) && parameter.ParameterType == property.PropertyType;
}

/// <summary>A property of an object that is stored as a map.</summary>
/// <param name="Property">The property.</param>
/// <param name="Attribute">Its name in the map.</param>
/// <param name="Mapping">How it is stored.</param>
/// <param name="Parameter">The position of the constructor's parameter that takes it, or -1.</param>
/// <param name="IsNullable">Whether it may be null.</param>
internal sealed record ObjectMember(PropertyInfo Property, string Attribute, DynamoDbTypeMapping Mapping, int Parameter, bool IsNullable);

/// <inheritdoc />
internal sealed class ObjectForm<T> : DocumentForm<T>
{
    private readonly ItemLayout _layout;
    private readonly Func<Item, T> _read;
    private readonly Func<T, ItemMap> _write;
    private readonly bool _mayBeDerived = typeof(T) is { IsClass: true, IsSealed: false };

    public ObjectForm(IReadOnlyList<ObjectMember> members, ConstructorInfo? constructor)
    {
        _layout = new ItemLayout([.. members.Select(m => m.Attribute)], []);
        _read = CompileRead(members, constructor);
        _write = CompileWrite(members);
    }

    public override T Read(Item item, int ordinal)
        => _read(item.GetMap(ordinal, _layout));

    public override ItemValue Write(T value)
    {
        if (value is null)
        {
            return ItemValue.Null;
        }

        return _mayBeDerived && value.GetType() != typeof(T)
            ? throw new UnstorableValueException(DynamoDbStrings.DerivedValue(value.GetType().Name, typeof(T).Name))
            : ItemValue.Map(_write(value));
    }

    private static Func<Item, T> CompileRead(IReadOnlyList<ObjectMember> members, ConstructorInfo? constructor)
    {
        var item = Expression.Parameter(typeof(Item), "item");
        var instance = Expression.Variable(typeof(T), "instance");
        var arguments = (constructor?.GetParameters() ?? []).Select(p => (Expression)Expression.Default(p.ParameterType)).ToArray();
        var assignments = new List<Expression>();
        for (var i = 0; i < members.Count; i++)
        {
            var (ordinal, member, type) = (Expression.Constant(i), members[i], members[i].Property.PropertyType);
            var isNull = Expression.Call(item, nameof(Item.IsNull), null, ordinal);
            var read = ConvertTo(member.Mapping.CreateReadExpression(item, ordinal), type);
            var nothing = member.Mapping.MissingIsEmpty && !member.IsNullable
                ? ConvertTo(member.Mapping.CreateEmptyExpression(), type)
                : null;
            if (member.Parameter >= 0)
            {
                arguments[member.Parameter] = Expression.Condition(isNull, nothing ?? Expression.Default(type), read);
                continue;
            }

            var target = Expression.Property(instance, member.Property);
            assignments.Add(
                nothing is not null
                    ? Expression.Assign(target, Expression.Condition(isNull, nothing, read))

                    // A missing attribute leaves what the initialiser gave; NULL is null.
                    : Expression.IfThenElse(
                        isNull,
                        member.IsNullable
                            ? Expression.IfThen(
                                Expression.NotEqual(
                                    Expression.Call(item, nameof(Item.TypeOf), null, ordinal), Expression.Constant(null, typeof(DynamoDbAttributeType?))),
                                Expression.Assign(target, Expression.Default(type)))
                            : Expression.Empty(),
                        Expression.Assign(target, read)));
        }

        Expression made = constructor is null ? Expression.Default(typeof(T)) : Expression.New(constructor, arguments);
        return Expression.Lambda<Func<Item, T>>(
            Expression.Block([instance], [Expression.Assign(instance, made), .. assignments, instance]), item).Compile();
    }

    private static Func<T, ItemMap> CompileWrite(IReadOnlyList<ObjectMember> members)
    {
        var value = Expression.Parameter(typeof(T), "value");
        var map = Expression.Variable(typeof(ItemMap), "map");
        var statements = new List<Expression>
        {
            Expression.Assign(map, Expression.New(typeof(ItemMap).GetConstructor([typeof(int)])!, Expression.Constant(members.Count))),
        };
        foreach (var member in members)
        {
            var property = Expression.Variable(member.Property.PropertyType, member.Property.Name);
            var notNull = Expression.Call(
                map,
                nameof(ItemMap.Add),
                null,
                Expression.Constant(member.Attribute),
                member.Mapping.CreateWriteExpression(ConvertTo(property, member.Mapping.ClrType)));
            statements.Add(
                Expression.Block(
                    [property],
                    Expression.Assign(property, Expression.Property(value, member.Property)),
                    property.Type.IsValueType && Nullable.GetUnderlyingType(property.Type) is null
                        ? notNull
                        : Expression.IfThen(Expression.NotEqual(property, Expression.Constant(null, property.Type)), notNull)));
        }

        return Expression.Lambda<Func<T, ItemMap>>(Expression.Block([map], [.. statements, map]), value).Compile();
    }

    private static Expression ConvertTo(Expression expression, Type type)
        => expression.Type == type ? expression : Expression.Convert(expression, type);
}
