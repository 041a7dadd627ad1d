using EFCore.DynamoDb.Items;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Query;

namespace Microsoft.EntityFrameworkCore;

/// <summary>
/// DynamoDB's own functions and comparisons, for queries: <c>EF.Functions.Between(o.At, from, to)</c>. They throw when called outside of one.
/// See <see href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html">Operators and functions</see>.
/// </summary>
public static class DynamoDbDbFunctionsExtensions
{
    /// <summary>attribute &lt; value, for types without the operator, such as strings (ordered by their UTF-8 bytes).</summary>
    /// <typeparam name="T">The type of the property.</typeparam>
    /// <param name="_">EF.Functions.</param>
    /// <param name="property">A property.</param>
    /// <param name="value">The bound.</param>
    public static bool LessThan<T>(this DbFunctions _, T property, T value)
        => throw NotOnClient(nameof(LessThan));

    /// <summary>attribute &lt;= value, for types without the operator, such as strings (ordered by their UTF-8 bytes).</summary>
    /// <typeparam name="T">The type of the property.</typeparam>
    /// <param name="_">EF.Functions.</param>
    /// <param name="property">A property.</param>
    /// <param name="value">The bound.</param>
    public static bool LessThanOrEqual<T>(this DbFunctions _, T property, T value)
        => throw NotOnClient(nameof(LessThanOrEqual));

    /// <summary>attribute > value, for types without the operator, such as strings (ordered by their UTF-8 bytes).</summary>
    /// <typeparam name="T">The type of the property.</typeparam>
    /// <param name="_">EF.Functions.</param>
    /// <param name="property">A property.</param>
    /// <param name="value">The bound.</param>
    public static bool GreaterThan<T>(this DbFunctions _, T property, T value)
        => throw NotOnClient(nameof(GreaterThan));

    /// <summary>attribute >= value, for types without the operator, such as strings (ordered by their UTF-8 bytes).</summary>
    /// <typeparam name="T">The type of the property.</typeparam>
    /// <param name="_">EF.Functions.</param>
    /// <param name="property">A property.</param>
    /// <param name="value">The bound.</param>
    public static bool GreaterThanOrEqual<T>(this DbFunctions _, T property, T value)
        => throw NotOnClient(nameof(GreaterThanOrEqual));

    /// <summary>attribute BETWEEN lower AND upper, both included.</summary>
    /// <typeparam name="T">The type of the property.</typeparam>
    /// <param name="_">EF.Functions.</param>
    /// <param name="property">A property.</param>
    /// <param name="lower">The lower bound, included.</param>
    /// <param name="upper">The upper bound, included; below the lower one nothing matches.</param>
    public static bool Between<T>(this DbFunctions _, T property, T lower, T upper)
        => throw NotOnClient(nameof(Between));

    /// <summary>begins_with(attribute, prefix) of a binary attribute; strings have StartsWith.</summary>
    /// <param name="_">EF.Functions.</param>
    /// <param name="property">A property.</param>
    /// <param name="prefix">The first bytes.</param>
    public static bool BeginsWith(this DbFunctions _, byte[]? property, byte[] prefix)
        => throw NotOnClient(nameof(BeginsWith));

    /// <summary>attribute_exists(attribute): there, be it as NULL. <c>!= null</c> asks for a value.</summary>
    /// <param name="_">EF.Functions.</param>
    /// <param name="property">A property.</param>
    public static bool AttributeExists(this DbFunctions _, object? property)
        => throw NotOnClient(nameof(AttributeExists));

    /// <summary>attribute_not_exists(attribute): not even there as NULL.</summary>
    /// <param name="_">EF.Functions.</param>
    /// <param name="property">A property.</param>
    public static bool AttributeNotExists(this DbFunctions _, object? property)
        => throw NotOnClient(nameof(AttributeNotExists));

    /// <summary>attribute_type(attribute, type): stored as this type, whatever the model says.</summary>
    /// <param name="_">EF.Functions.</param>
    /// <param name="property">A property.</param>
    /// <param name="type">A type of DynamoDB.</param>
    public static bool AttributeType(this DbFunctions _, object? property, [NotParameterized] DynamoDbAttributeType type)
        => throw NotOnClient(nameof(AttributeType));

    /// <summary>size(attribute): characters or bytes of a value, members of a set, list or map.</summary>
    /// <param name="_">EF.Functions.</param>
    /// <param name="property">A property.</param>
    public static int Size(this DbFunctions _, object? property)
        => throw NotOnClient(nameof(Size));

    /// <summary>
    /// In <c>SetProperty</c>: ADD to a number, one atomic step on the server. A missing attribute counts as 0.
    /// <c>s.SetProperty(u => u.Count, u => EF.Functions.Increment(u.Count, 1))</c>
    /// </summary>
    /// <typeparam name="T">A number.</typeparam>
    /// <param name="_">EF.Functions.</param>
    /// <param name="property">The property that is set.</param>
    /// <param name="by">What is added; negative to subtract.</param>
    public static T Increment<T>(this DbFunctions _, T property, T by)
        => throw NotOnClient(nameof(Increment));

    /// <summary>In <c>SetProperty</c>: ADD of members to a set. What is there stays; a missing set is made.</summary>
    /// <typeparam name="TSet">The type of the set.</typeparam>
    /// <typeparam name="TElement">The type of its members.</typeparam>
    /// <param name="_">EF.Functions.</param>
    /// <param name="property">The property that is set.</param>
    /// <param name="values">The members to add.</param>
    public static TSet SetUnion<TSet, TElement>(this DbFunctions _, TSet property, IEnumerable<TElement> values)
        where TSet : IEnumerable<TElement>?
        => throw NotOnClient(nameof(SetUnion));

    /// <summary>In <c>SetProperty</c>: DELETE of members from a set. A set without members is gone.</summary>
    /// <typeparam name="TSet">The type of the set.</typeparam>
    /// <typeparam name="TElement">The type of its members.</typeparam>
    /// <param name="_">EF.Functions.</param>
    /// <param name="property">The property that is set.</param>
    /// <param name="values">The members to remove.</param>
    public static TSet SetExcept<TSet, TElement>(this DbFunctions _, TSet property, IEnumerable<TElement> values)
        where TSet : IEnumerable<TElement>?
        => throw NotOnClient(nameof(SetExcept));

    /// <summary>In <c>SetProperty</c>: elements after those of a list, by list_append. A missing list is made.</summary>
    /// <typeparam name="TList">The type of the list.</typeparam>
    /// <typeparam name="TElement">The type of its elements.</typeparam>
    /// <param name="_">EF.Functions.</param>
    /// <param name="property">The property that is set.</param>
    /// <param name="values">The elements to add.</param>
    public static TList ListAppend<TList, TElement>(this DbFunctions _, TList property, IEnumerable<TElement> values)
        where TList : IEnumerable<TElement>?
        => throw NotOnClient(nameof(ListAppend));

    /// <summary>In <c>SetProperty</c>: elements before those of a list, by list_append. A missing list is made.</summary>
    /// <typeparam name="TList">The type of the list.</typeparam>
    /// <typeparam name="TElement">The type of its elements.</typeparam>
    /// <param name="_">EF.Functions.</param>
    /// <param name="property">The property that is set.</param>
    /// <param name="values">The elements to add.</param>
    public static TList ListPrepend<TList, TElement>(this DbFunctions _, TList property, IEnumerable<TElement> values)
        where TList : IEnumerable<TElement>?
        => throw NotOnClient(nameof(ListPrepend));

    /// <summary>What RemoveProperty makes of itself: a value that stands for there being none.</summary>
    internal static T Removed<T>(this DbFunctions _, T property)
        => throw NotOnClient(nameof(Removed));

    private static InvalidOperationException NotOnClient(string function)
        => new(CoreStrings.FunctionOnClient(function));
}
