using System.Collections.Immutable;
using System.Linq.Expressions;
using EFCore.DynamoDb.Access;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Metadata;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query;

namespace EFCore.DynamoDb.Query.Expressions;

/// <summary>
/// The only leaf of a query: the items of one entity type's table, with everything that was offered to the server so far. What is offered also stays in
/// the residual until the plan proves that the server does it.
/// </summary>
internal sealed class ItemSourceExpression : Expression, IPrintableExpression
{
    public ItemSourceExpression(IEntityType entityType)
    {
        EntityType = entityType;
        Table = entityType.GetTable();
        Layout = entityType.GetLayout();
    }

    private ItemSourceExpression(ItemSourceExpression source)
    {
        EntityType = source.EntityType;
        Table = source.Table;
        Layout = source.Layout;
        Conjuncts = source.Conjuncts;
        Order = source.Order;
        Limit = source.Limit;
        LimitValue = source.LimitValue;
        Hints = source.Hints;
        Given = source.Given;
        Sink = source.Sink;
        Observers = source.Observers;
        Slots = source.Slots;
        ResultTypes = source.ResultTypes;
        TypeConjunct = source.TypeConjunct;
    }

    /// <summary>The type of the query root.</summary>
    public IEntityType EntityType { get; }

    public TableModel Table { get; }

    public EntityLayout Layout { get; }

    public ImmutableArray<Conjunct> Conjuncts { get; private init; } = [];

    public ImmutableArray<OrderKey> Order { get; private init; } = [];

    public RowLimit? Limit { get; private init; }

    /// <summary>What the limit's parameter is evaluated from; null when it is a constant or there is none.</summary>
    public Expression? LimitValue { get; private init; }

    public AccessHints Hints { get; private init; } = AccessHints.None;

    /// <summary>The items, when they were read before; otherwise they are to be read.</summary>
    public Expression? Given { get; private init; }

    /// <summary>Where an ExecuteUpdate or ExecuteDelete puts what its writes give back; null when they give nothing back.</summary>
    public Expression? Sink { get; private init; }

    /// <summary>Who sees the requests.</summary>
    public ImmutableArray<Expression> Observers { get; private init; } = [];

    /// <summary>The constants and parameters that the conjuncts compare with.</summary>
    public ImmutableArray<OperandSlot> Slots { get; private init; } = [];

    /// <summary>The concrete types a row can still be; null: all of the root's.</summary>
    public ImmutableArray<IEntityType>? ResultTypes { get; private init; }

    /// <summary>The conjunct that says which types a row may be, or null: a narrower one takes its place.</summary>
    public int? TypeConjunct { get; private init; }

    public override Type Type
        => typeof(IEnumerable<Item>);

    public override ExpressionType NodeType
        => ExpressionType.Extension;

    public ItemSourceExpression WithConjunct(Conjunct conjunct, ImmutableArray<OperandSlot> slots)
        => new(this) { Conjuncts = Conjuncts.Add(conjunct), Slots = slots };

    /// <summary>With a conjunct about the row's type, in the place of the one that was there.</summary>
    public ItemSourceExpression WithTypeConjunct(Conjunct conjunct, ImmutableArray<OperandSlot> slots)
        => new(this)
        {
            Conjuncts = conjunct.Id < Conjuncts.Length ? Conjuncts.SetItem(conjunct.Id, conjunct) : Conjuncts.Add(conjunct),
            Slots = slots,
            TypeConjunct = conjunct.Id,
        };

    public ItemSourceExpression WithConjuncts(ImmutableArray<Conjunct> conjuncts, ImmutableArray<OperandSlot> slots)
        => new(this) { Conjuncts = conjuncts, Slots = slots };

    public ItemSourceExpression WithOrder(ImmutableArray<OrderKey> order)
        => new(this) { Order = order };

    public ItemSourceExpression WithLimit(Expression count)
        => count is ConstantExpression { Value: int constant }
            ? new(this) { Limit = new RowLimit(constant, -1) }
            : new(this) { Limit = new RowLimit(null, 0), LimitValue = count };

    public ItemSourceExpression WithHints(AccessHints hints)
        => new(this) { Hints = hints };

    public ItemSourceExpression WithSink(Expression sink)
        => new(this) { Sink = sink };

    public ItemSourceExpression WithObserver(Expression observer)
        => new(this) { Observers = Observers.Add(observer) };

    public ItemSourceExpression WithGiven(Expression items)
        => new(this) { Given = items };

    public ItemSourceExpression WithResultTypes(ImmutableArray<IEntityType> types)
        => new(this) { ResultTypes = types };

    /// <summary>
    /// Attributes that every row is known to have: reading a row without them is an error for every type it can be.
    /// </summary>
    public ImmutableHashSet<string> RequiredAttributes(bool missingIsAnError)
    {
        var keys = Table.Key.All.Select(k => k.Name);
        if (!missingIsAnError)
        {
            return [.. keys];
        }

        HashSet<string>? required = null;
        foreach (var type in ResultTypes ?? [.. EntityType.GetConcreteDerivedTypesInclusive()])
        {
            // What a template makes is there with all that it is made of.
            var names = type.GetProperties()
                .Where(p => p.FindKeyTemplate() is { } template ? template.Parts.All(t => IsRequired((IProperty)t.Property)) : IsRequired(p))
                .Select(p => p.GetItemAttributeName());
            if (required is null)
            {
                required = [.. names];
            }
            else
            {
                required.IntersectWith(names);
            }
        }

        return [.. keys, .. required ?? []];
    }

    private static bool IsRequired(IProperty property)
        => !property.IsNullable && !property.IsExtensionData() && property.GetTypeMapping() is not Storage.DynamoDbTypeMapping { MissingIsEmpty: true };

    void IPrintableExpression.Print(ExpressionPrinter expressionPrinter)
        => expressionPrinter.Append($"{Table.Name}<{EntityType.ShortName()}>");

    protected override Expression VisitChildren(ExpressionVisitor visitor)
        => this;
}
