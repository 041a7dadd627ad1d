using System.Linq.Expressions;
using EFCore.DynamoDb.Items;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Storage.Json;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace EFCore.DynamoDb.Storage;

/// <summary>
/// A collection of mapped values: lists and arrays in an L, sets in an SS, NS or BS, dictionaries with strings as keys in an M.
/// See <see href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html">Data types</see>.
/// </summary>
public sealed class DynamoDbCollectionTypeMapping : DynamoDbTypeMapping
{
    private readonly CollectionForm _form;

    internal DynamoDbCollectionTypeMapping(Type clrType, DynamoDbTypeMapping element, CollectionForm form)
        : this(
            // What EF Core calls a primitive collection can be queried by itself; a dictionary is none, and objects are no values.
            new CoreTypeMappingParameters(
                clrType, elementMapping: form.AttributeType == DynamoDbAttributeType.M || element is DynamoDbDocumentTypeMapping ? null : element),
            element,
            form)
    {
    }

    private DynamoDbCollectionTypeMapping(CoreTypeMappingParameters parameters, DynamoDbTypeMapping element, CollectionForm form)
        : base(WithComparers(parameters, form), form.AttributeType)
    {
        Element = element;
        _form = form;
    }

    /// <summary>A mapping of lists of strings.</summary>
    public static DynamoDbCollectionTypeMapping Default { get; } =
        new(typeof(List<string>), DynamoDbScalarTypeMapping.Default, new ListForm<string>(DynamoDbScalarTypeMapping.Default));

    /// <summary>How the elements, or the values of a dictionary, are stored.</summary>
    public DynamoDbTypeMapping Element { get; }

    /// <summary>What is in the collections that are in the collection.</summary>
    internal DynamoDbTypeMapping InnermostElement
        => Element is DynamoDbCollectionTypeMapping { Converter: null } nested ? nested.InnermostElement : Element;

    /// <inheritdoc />
    public override bool KeepsOrder
        => false;

    internal override bool ComparesOnServer
        => false;

    internal override bool MissingIsEmpty
        => AttributeType is DynamoDbAttributeType.SS or DynamoDbAttributeType.NS or DynamoDbAttributeType.BS && Converter is null;

    internal override bool NormalizesValues
        => Element.NormalizesValues && Converter is null;

    internal override bool IsAsStored(object? value, object? stored)
        => _form.IsAsStored(value, stored);

    internal override Expression CreateEmptyExpression()
        => _form.Empty(ClrType);

    /// <inheritdoc />
    public override CoreTypeMapping WithComposedConverter(
        ValueConverter? converter,
        ValueComparer? comparer = null,
        ValueComparer? keyComparer = null,
        CoreTypeMapping? elementMapping = null,
        JsonValueReaderWriter? jsonValueReaderWriter = null)
        => Clone(Parameters.WithComposedConverter(converter, comparer, keyComparer, elementMapping, jsonValueReaderWriter));

    /// <inheritdoc />
    protected override CoreTypeMapping Clone(CoreTypeMappingParameters parameters)
        => new DynamoDbCollectionTypeMapping(
            parameters.ClrType == Parameters.ClrType ? parameters : parameters with { Comparer = null, KeyComparer = null }, Element, _form);

    private protected override Expression CreateProviderReadExpression(Expression item, Expression ordinal)
        => _form.Read(item, ordinal, StoredClrType);

    private protected override Expression CreateProviderWriteExpression(Expression value)
        => _form.Write(value);

    private static CoreTypeMappingParameters WithComparers(CoreTypeMappingParameters parameters, CollectionForm form)
    {
        if (parameters.Converter is not null)
        {
            return parameters;
        }

        var comparer = form.ComparerOf(parameters.ClrType);
        return parameters with { Comparer = parameters.Comparer ?? comparer, KeyComparer = parameters.KeyComparer ?? comparer };
    }
}
