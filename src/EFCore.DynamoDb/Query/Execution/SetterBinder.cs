using System.Collections;
using System.Linq.Expressions;
using EFCore.DynamoDb.Access;
using EFCore.DynamoDb.Infrastructure;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Metadata;
using EFCore.DynamoDb.Query.Expressions;
using EFCore.DynamoDb.Query.Shaping;
using EFCore.DynamoDb.Update;
using Microsoft.EntityFrameworkCore.Query;

namespace EFCore.DynamoDb.Query.Execution;

/// <summary>Evaluates one setter: once per execution for the server, once per item where the client has to.</summary>
internal sealed class SetterBinder
{
    private readonly Setter _setter;

    /// <summary>Null of a document.</summary>
    private readonly AttributeTarget _target;
    private readonly Func<object?, ItemValue>? _document;
    private readonly Dictionary<SetterValue.Value, Func<QueryContext, object?>> _values = [];
    private readonly Func<QueryContext, Item, object?>? _onClient;

    public SetterBinder(Setter setter, TableModel table, DynamoDbNullStorage nullStorage, bool missingIsAnError)
    {
        _setter = setter;
        _target = setter.Property is { } property ? new AttributeTarget(property, setter.Target, table, nullStorage, setter.ElementMapping) : null!;
        _document = setter.Document is { } document ? DocumentExpressions.Writer(document, setter.IsElement, nullStorage == DynamoDbNullStorage.Null) : null;
        Compile(setter.OnServer);
        if (setter.OnClient is { } client)
        {
            var lowering = new RowLowering(missingIsAnError);
            var body = Expression.Convert(lowering.Visit(client.Body), typeof(object));
            _onClient = Expression.Lambda<Func<QueryContext, Item, object?>>(
                lowering.WithParameters(body), QueryCompilationContext.QueryContextParameter, client.Parameters[0]).Compile();
        }
    }

    public Setter Setter
        => _setter;

    /// <summary>The action for this execution; null when only the client can make it, item by item, or when there is nothing to do.</summary>
    public BoundSetter Bind(QueryContext context)
    {
        var guards = new List<Condition>();
        var action = _setter.Kind switch
        {
            SetterKind.Remove => new UpdateAction.Remove(_setter.Target),
            SetterKind.Set => _setter.OnServer is { } value ? SetTo(Evaluate(value, context, guards)) : null,
            SetterKind.Increment => Value(context) is { } by
                ? new UpdateAction.Add(_setter.Target, _target.ToStored(by))
                : null,
            _ => Elements(context),
        };
        return new BoundSetter(this, context, action, guards);
    }

    /// <summary>The action for an item that was read.</summary>
    public UpdateAction OnClient(QueryContext context, Item item)
        => SetTo(new UpdateValue.Literal(_onClient!(context, item) is var value && _setter.Document is null ? _target.ToStored(value) : (ItemValue)value!))!;

    private UpdateAction SetTo(UpdateValue value)
        => value is UpdateValue.Literal { Value.IsMissing: true }
            ? new UpdateAction.Remove(_setter.Target)
            : new UpdateAction.Set(_setter.Target, value);

    private object? Value(QueryContext context)
        => _values[(SetterValue.Value)_setter.OnServer!](context);

    private UpdateAction? Elements(QueryContext context)
    {
        var elements = _target.ToStoredElements((IEnumerable?)Value(context));
        if (elements.IsMissing)
        {
            return null;
        }

        var list = new UpdateValue.Literal(elements);
        var before = new UpdateValue.IfNotExists(_setter.Target, new UpdateValue.Literal(ItemValue.List([])));
        return _setter.Kind switch
        {
            SetterKind.Union => new UpdateAction.Add(_setter.Target, elements),
            SetterKind.Except => new UpdateAction.Delete(_setter.Target, elements),
            SetterKind.Append => new UpdateAction.Set(_setter.Target, new UpdateValue.ListAppend(before, list)),
            _ => new UpdateAction.Set(_setter.Target, new UpdateValue.ListAppend(list, before)),
        };
    }

    /// <summary>The value of one execution. A null among its parts makes all of it null, as in C#.</summary>
    private UpdateValue Evaluate(SetterValue value, QueryContext context, List<Condition> guards)
    {
        switch (value)
        {
            case SetterValue.Value same:
                return new UpdateValue.Literal(_document?.Invoke(_values[same](context)) ?? _target.ToStored(_values[same](context)));

            case SetterValue.Attribute attribute:
                Guard(attribute.Path, attribute.IsNumber, mayBeMissing: false, guards);
                return new UpdateValue.Path(attribute.Path);

            case SetterValue.Coalesce coalesce:
                if (_values[coalesce.Otherwise](context) is not { } otherwise)
                {
                    Guard(coalesce.Path, isNumber: false, mayBeMissing: false, guards);
                    return new UpdateValue.Path(coalesce.Path);
                }

                Guard(coalesce.Path, isNumber: false, mayBeMissing: true, guards);
                return new UpdateValue.IfNotExists(coalesce.Path, new UpdateValue.Literal(ToStored(coalesce.Otherwise, otherwise)));

            default:
                var arithmetic = (SetterValue.Arithmetic)value;
                if (IsNull(arithmetic.Left, context) || IsNull(arithmetic.Right, context))
                {
                    return new UpdateValue.Literal(_target.ToStored(null));
                }

                var left = Operand(arithmetic.Left, context, guards);
                var right = Operand(arithmetic.Right, context, guards);
                return arithmetic.IsSubtraction ? new UpdateValue.Difference(left, right) : new UpdateValue.Sum(left, right);
        }
    }

    private UpdateValue Operand(SetterValue value, QueryContext context, List<Condition> guards)
        => value is SetterValue.Value number
            ? new UpdateValue.Literal(ToStored(number, _values[number](context)!))
            : Evaluate(value, context, guards);

    private ItemValue ToStored(SetterValue.Value value, object current)
        => ReferenceEquals(value.Mapping, _target.Mapping) ? _target.ToStored(current) : value.Mapping!.ToItemValue(current);

    private bool IsNull(SetterValue value, QueryContext context)
        => value is SetterValue.Value same && _values[same](context) is null;

    /// <summary>
    /// DynamoDB refuses an update that reads what is not there, and copies a NULL where C# would have another value: such an item must fail the condition, and
    /// is written by the client's word.
    /// </summary>
    private static void Guard(AttributePath path, bool isNumber, bool mayBeMissing, List<Condition> guards)
    {
        Condition guard = mayBeMissing ? new Condition.Not(new Condition.HasType(path, DynamoDbAttributeType.Null))
            : isNumber ? new Condition.HasType(path, DynamoDbAttributeType.N)
            : new Condition.NotNull(path);
        if (!guards.Contains(guard))
        {
            guards.Add(guard);
        }
    }

    private void Compile(SetterValue? value)
    {
        switch (value)
        {
            case SetterValue.Value same:
                _values.TryAdd(same, OperandBinder.CompileValue(same.Expression));
                break;
            case SetterValue.Coalesce coalesce:
                Compile(coalesce.Otherwise);
                break;
            case SetterValue.Arithmetic arithmetic:
                Compile(arithmetic.Left);
                Compile(arithmetic.Right);
                break;
        }
    }
}

/// <summary>A setter with the values of one execution.</summary>
/// <param name="Binder">What it was made by.</param>
/// <param name="Context">The execution.</param>
/// <param name="Action">The action on the server, or null.</param>
/// <param name="Guards">What must hold of an item for <paramref name="Action" /> to mean what the setter means.</param>
internal sealed record BoundSetter(SetterBinder Binder, QueryContext Context, UpdateAction? Action, IReadOnlyList<Condition> Guards)
{
    /// <summary>An item must be read before this can be written.</summary>
    public bool NeedsItem
        => Action is null && Binder.Setter.OnClient is not null;
}
