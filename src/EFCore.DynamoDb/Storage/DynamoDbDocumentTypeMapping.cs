using System.Linq.Expressions;
using System.Text.Json;
using EFCore.DynamoDb.Items;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Storage.Json;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace EFCore.DynamoDb.Storage;

/// <summary>
/// A value that is a document of its own: JSON, an object in a dictionary, or anything at all. Its attribute is of the type that the value asks for, mostly M.
/// </summary>
public sealed class DynamoDbDocumentTypeMapping : DynamoDbTypeMapping
{
    private readonly DocumentForm _form;

    internal DynamoDbDocumentTypeMapping(Type clrType, DocumentForm form)
        : this(new CoreTypeMappingParameters(clrType), form)
    {
    }

    private DynamoDbDocumentTypeMapping(CoreTypeMappingParameters parameters, DocumentForm form)
        : base(
            parameters.Converter is null
                ? parameters with { Comparer = parameters.Comparer ?? form.Comparer, KeyComparer = parameters.KeyComparer ?? form.Comparer }
                : parameters,
            DynamoDbAttributeType.M)
        => _form = form;

    /// <summary>A mapping of JSON.</summary>
    public static DynamoDbDocumentTypeMapping Default { get; } = new(typeof(JsonElement), JsonForms.Find(typeof(JsonElement))!);

    /// <inheritdoc />
    public override bool KeepsOrder
        => false;

    internal override bool ComparesOnServer
        => false;

    internal override bool MissingIsEmpty
        => _form.HoldsNull && Converter is null;

    internal override Expression CreateEmptyExpression()
        => _form.HoldsNull ? Expression.Property(Expression.Constant(_form), nameof(DocumentForm<object>.Nothing)) : base.CreateEmptyExpression();

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
        => new DynamoDbDocumentTypeMapping(
            parameters.ClrType == Parameters.ClrType ? parameters : parameters with { Comparer = null, KeyComparer = null }, _form);

    private protected override Expression CreateProviderReadExpression(Expression item, Expression ordinal)
        => Expression.Call(Expression.Constant(_form), nameof(DocumentForm<object>.Read), null, item, ordinal);

    private protected override Expression CreateProviderWriteExpression(Expression value)
        => Expression.Call(Expression.Constant(_form), nameof(DocumentForm<object>.Write), null, value);
}
