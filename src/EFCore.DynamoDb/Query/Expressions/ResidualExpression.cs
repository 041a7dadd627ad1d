using System.Collections.Immutable;
using System.Linq.Expressions;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Query.Translation;
using Microsoft.EntityFrameworkCore.Query;

namespace EFCore.DynamoDb.Query.Expressions;

/// <summary>
/// A query: its source and the operators over its rows. Immutable; each translated operator makes a new one.
/// </summary>
internal sealed class ResidualExpression : Expression, IPrintableExpression
{
    public ResidualExpression(ItemSourceExpression source, ParameterExpression row)
    {
        Source = source;
        Row = row;
        SourceItem = row;
        ItemRow = row;
    }

    private ResidualExpression(ResidualExpression query)
    {
        Source = query.Source;
        Row = query.Row;
        SourceItem = query.SourceItem;
        ItemRow = query.ItemRow;
        Carried = query.Carried;
        Operators = query.Operators;
        Terminal = query.Terminal;
    }

    public ItemSourceExpression Source { get; private init; }

    /// <summary>The row after all operators so far; the item itself until something projects.</summary>
    public ParameterExpression Row { get; private init; }

    /// <summary>Where the row has the source's item; null when it has none any more.</summary>
    public Expression? SourceItem { get; private init; }

    /// <summary>Expressions over the row that are still wanted when it becomes another one.</summary>
    public ImmutableArray<Expression> Carried { get; private init; } = [];

    public ImmutableArray<ResidualOperator> Operators { get; private init; } = [];

    public Terminal? Terminal { get; private init; }

    /// <summary>
    /// Whether a predicate may still be offered to the source: nothing but predicates, orders and what puts something beside a row stands before it.
    /// </summary>
    public bool OffersPredicates
        => Operators.All(o => o is WhereOperator or OrderOperator or LookupOperator or SelectManyOperator);

    /// <summary>Whether a limit may be offered: all that stands before it was offered too.</summary>
    public bool OffersLimit
        => OffersPredicates && Operators.All(
            o => o is WhereOperator { ConjunctId: >= 0 } or OrderOperator { Offered: true } or LookupOperator or SelectManyOperator { KeepsCount: true });

    public override Type Type
        => typeof(IEnumerable<>).MakeGenericType(Row.Type);

    public override ExpressionType NodeType
        => ExpressionType.Extension;

    public bool RowIsItem
        => Row.Type == typeof(Item);

    public ResidualExpression WithSource(ItemSourceExpression source)
        => new(this) { Source = source };

    public ResidualExpression WithOperator(ResidualOperator residualOperator)
        => new(this) { Operators = Operators.Add(residualOperator) };

    public ResidualExpression WithOperators(ImmutableArray<ResidualOperator> operators)
        => new(this) { Operators = operators };

    public ResidualExpression WithProjection(LambdaExpression selector, ParameterExpression row)
        => new(this) { Operators = Operators.Add(new ProjectOperator(selector)), Row = row, SourceItem = null, Carried = [] };

    /// <summary>With a row of the old one and an element.</summary>
    public ResidualExpression WithElements(LambdaExpression elements, ParameterExpression row, bool keepsCount = false)
        => Beside(new SelectManyOperator(elements, keepsCount), row);

    /// <summary>With a row of the old one and what belongs to it.</summary>
    public ResidualExpression WithLookup(LookupOperator lookup, ParameterExpression row)
        => Beside(lookup, row);

    public ResidualExpression WithCarried(Expression expression)
        => new(this) { Carried = Carried.Add(expression) };

    /// <summary>What speaks of the rows of an earlier state of this query, as something beside which nothing but more has been put since.</summary>
    public Expression Rebase(Expression expression, ResidualExpression before)
    {
        Expression place = Row;
        foreach (var _ in Operators.Skip(before.Operators.Length).Where(o => o is LookupOperator or SelectManyOperator))
        {
            place = RowTuple.Read(place, 0);
        }

        return Row == before.Row ? expression : RowRebinder.Rebind(expression, before.Row, place);
    }

    /// <summary>An expression over the row as one over the source's item alone; null when it reads something else of the row.</summary>
    public Expression? OverItem(Expression expression)
    {
        if (SourceItem is null)
        {
            return null;
        }

        if (SourceItem == Row)
        {
            return expression;
        }

        var finder = new ItemReplacer(Row, SourceItem, ItemRow);
        var replaced = finder.Visit(expression);
        return finder.ReadsMore ? null : replaced;
    }

    /// <summary>The row as it was before anything was put beside it.</summary>
    public ParameterExpression ItemRow { get; private init; }

    /// <summary>The operators before the first that puts something beside the item.</summary>
    public int ItemOperators
    {
        get
        {
            var count = 0;
            while (count < Operators.Length && Operators[count] is not (LookupOperator or SelectManyOperator))
            {
                count++;
            }

            return count;
        }
    }

    public ResidualExpression WithSet(SetOperator set)
        => new(this) { Operators = Operators.Add(set), SourceItem = null, Carried = [] };

    public ResidualExpression WithGroups(GroupByOperator groups, ParameterExpression row)
        => new(this) { Operators = Operators.Add(groups), Row = row, SourceItem = null, Carried = [] };

    public ResidualExpression WithRow(ParameterExpression row)
        => new(this) { Row = row };

    public ResidualExpression WithTerminal(Terminal terminal)
        => new(this) { Terminal = terminal };

    void IPrintableExpression.Print(ExpressionPrinter expressionPrinter)
    {
        expressionPrinter.Visit(Source);
        foreach (var residualOperator in Operators)
        {
            expressionPrinter.Append(".").Append(residualOperator.Name);
        }
    }

    protected override Expression VisitChildren(ExpressionVisitor visitor)
        => this;

    private ResidualExpression Beside(ResidualOperator residualOperator, ParameterExpression row)
    {
        var before = RowTuple.Read(row, 0);
        return new ResidualExpression(this)
        {
            Operators = Operators.Add(residualOperator),
            Row = row,
            SourceItem = SourceItem is null ? null : RowRebinder.Rebind(SourceItem, Row, before),
            Carried = [.. Carried.Select(c => RowRebinder.Rebind(c, Row, before))],
        };
    }

    private sealed class ItemReplacer(ParameterExpression row, Expression path, ParameterExpression item) : ExpressionVisitor
    {
        public bool ReadsMore { get; private set; }

        public override Expression? Visit(Expression? node)
            => node is MemberExpression && ExpressionEqualityComparer.Instance.Equals(node, path) ? item : base.Visit(node);

        protected override Expression VisitParameter(ParameterExpression node)
        {
            ReadsMore |= node == row;
            return node;
        }

        protected override Expression VisitExtension(Expression node)
        {
            // What stands for a whole entity or document is not taken apart here.
            ReadsMore |= node is EntityReferenceExpression or DocumentReferenceExpression or InnerRowsExpression or QueryRootExpression;
            return base.VisitExtension(node);
        }
    }
}
