using System.Linq.Expressions;
using System.Reflection;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Metadata;
using EFCore.DynamoDb.Storage;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Update;

namespace EFCore.DynamoDb.Update;

/// <summary>One property's value of an entry as an attribute value, by compiled expressions: the value is never boxed on its way.</summary>
internal sealed class PropertyWriter
{
    private static readonly MethodInfo CurrentValueMethod = ValueMethod(nameof(IUpdateEntry.GetCurrentValue));
    private static readonly MethodInfo OriginalValueMethod = ValueMethod(nameof(IUpdateEntry.GetOriginalValue));

    private readonly Func<IUpdateEntry, ItemValue> _current;
    private Func<IUpdateEntry, ItemValue>? _original;

    /// <param name="property">The property.</param>
    /// <param name="storeNull">Whether null is stored as NULL; otherwise the attribute is left out.</param>
    public PropertyWriter(IProperty property, bool storeNull)
    {
        Property = property;
        Attribute = property.GetItemAttributeName();
        Mapping = (DynamoDbTypeMapping)property.GetTypeMapping();
        StoresNull = storeNull;
        _current = Compile(CurrentValueMethod);
    }

    public IProperty Property { get; }

    public string Attribute { get; }

    public DynamoDbTypeMapping Mapping { get; }

    public bool StoresNull { get; }

    /// <summary>The value to be saved; missing for a null that is not stored.</summary>
    public ItemValue Current(IUpdateEntry entry)
        => _current(entry);

    /// <summary>The value as it was read.</summary>
    public ItemValue Original(IUpdateEntry entry)
        => (_original ??= Compile(OriginalValueMethod))(entry);

    /// <summary>A value that the provider makes, such as a row version.</summary>
    public ItemValue Of(object value)
        => Mapping.ToItemValue(value);

    private Func<IUpdateEntry, ItemValue> Compile(MethodInfo getValue)
    {
        var entry = Expression.Parameter(typeof(IUpdateEntry), "entry");
        var type = Property.ClrType;
        var value = Expression.Variable(type, "value");
        var read = Expression.Call(entry, getValue.MakeGenericMethod(type), Expression.Constant(Property, getValue.GetParameters()[0].ParameterType));
        var underlying = Nullable.GetUnderlyingType(type);

        Expression notNull = underlying is null ? value : Expression.Property(value, nameof(Nullable<int>.Value));
        var write = Mapping.CreateWriteExpression(
            notNull.Type == Mapping.ClrType ? notNull : Expression.Convert(notNull, Mapping.ClrType));

        if (!type.IsValueType || underlying is not null)
        {
            write = Expression.Condition(
                underlying is null
                    ? Expression.ReferenceEqual(value, Expression.Constant(null))
                    : Expression.Not(Expression.Property(value, nameof(Nullable<int>.HasValue))),
                StoresNull ? Expression.Property(null, typeof(ItemValue), nameof(ItemValue.Null)) : Expression.Default(typeof(ItemValue)),
                write);
        }

        return Expression.Lambda<Func<IUpdateEntry, ItemValue>>(
            Expression.Block([value], Expression.Assign(value, read), write), entry).Compile();
    }

    private static MethodInfo ValueMethod(string name)
        => typeof(IUpdateEntry).GetMethods().Single(m => m.Name == name && m.IsGenericMethodDefinition);
}
