using System.Collections.Immutable;
using System.Linq.Expressions;
using EFCore.DynamoDb.Items;
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
    }

    private ResidualExpression(ResidualExpression query)
    {
        Source = query.Source;
        Row = query.Row;
        Operators = query.Operators;
        Terminal = query.Terminal;
    }

    public ItemSourceExpression Source { get; private init; }

    /// <summary>The row after all operators so far; the item itself until something projects.</summary>
    public ParameterExpression Row { get; private init; }

    public ImmutableArray<ResidualOperator> Operators { get; private init; } = [];

    public Terminal? Terminal { get; private init; }

    /// <summary>
    /// Whether a predicate may still be offered to the source: nothing but predicates and orders stands before it.
    /// </summary>
    public bool OffersPredicates
        => Operators.All(o => o is WhereOperator or OrderOperator);

    /// <summary>Whether a limit may be offered: all that stands before it was offered too.</summary>
    public bool OffersLimit
        => OffersPredicates && Operators.All(o => o is WhereOperator { ConjunctId: >= 0 } or OrderOperator { Offered: true });

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
        => new(this) { Operators = Operators.Add(new ProjectOperator(selector)), Row = row };

    public ResidualExpression WithElements(LambdaExpression elements, ParameterExpression row)
        => new(this) { Operators = Operators.Add(new SelectManyOperator(elements)), Row = row };

    public ResidualExpression WithGroups(GroupByOperator groups, ParameterExpression row)
        => new(this) { Operators = Operators.Add(groups), Row = row };

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
}
