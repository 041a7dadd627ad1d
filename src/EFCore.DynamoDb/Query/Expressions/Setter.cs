using System.Collections.Immutable;
using System.Linq.Expressions;
using EFCore.DynamoDb.Access;
using EFCore.DynamoDb.Storage;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EFCore.DynamoDb.Query.Expressions;

internal enum SetterKind
{
    /// <summary>SET, or REMOVE for null.</summary>
    Set,

    /// <summary>REMOVE.</summary>
    Remove,

    /// <summary>ADD of a number.</summary>
    Increment,

    /// <summary>ADD of members to a set.</summary>
    Union,

    /// <summary>DELETE of members from a set.</summary>
    Except,

    /// <summary>Elements after those of a list.</summary>
    Append,

    /// <summary>Elements before those of a list.</summary>
    Prepend,
}

/// <summary>One SetProperty of an ExecuteUpdate: a place in the item, and what is to be there.</summary>
/// <param name="Property">The property; of an element the one whose collection holds it, null of a document.</param>
/// <param name="Target">Its place.</param>
/// <param name="Kind">What is done.</param>
internal sealed record Setter(IProperty? Property, AttributePath Target, SetterKind Kind)
{
    /// <summary>How a value is stored that is an element of the property.</summary>
    public DynamoDbTypeMapping? ElementMapping { get; init; }

    /// <summary>The complex property, of a document or a list of documents, or whose element is set.</summary>
    public IComplexProperty? Document { get; init; }

    /// <summary>Whether it is one element of the list that <see cref="Document" /> is.</summary>
    public bool IsElement { get; init; }

    /// <summary>The value as the server can make it; null when only the client can, and for what needs no value.</summary>
    public SetterValue? OnServer { get; init; }

    /// <summary>The value as a function of the item; null when the server always can make it.</summary>
    public LambdaExpression? OnClient { get; init; }

    /// <summary>What <see cref="OnClient" /> reads.</summary>
    public ImmutableArray<AttributePath> Reads { get; init; } = [];
}

/// <summary>A value in the terms of update expressions.</summary>
internal abstract record SetterValue
{
    /// <summary>The same for all items: a constant or parameter, stored by the mapping.</summary>
    /// <param name="Expression">The constant or parameter.</param>
    /// <param name="Mapping">How it is stored; null of documents.</param>
    public sealed record Value(Expression Expression, DynamoDbTypeMapping? Mapping) : SetterValue;

    /// <summary>What an attribute holds. It must hold something, and in arithmetic a number.</summary>
    public sealed record Attribute(AttributePath Path, bool IsNumber) : SetterValue;

    /// <summary>What an attribute holds, or another value where it is missing.</summary>
    public sealed record Coalesce(AttributePath Path, Value Otherwise) : SetterValue;

    public sealed record Arithmetic(SetterValue Left, SetterValue Right, bool IsSubtraction) : SetterValue;
}
