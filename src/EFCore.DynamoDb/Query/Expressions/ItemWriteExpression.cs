using System.Collections.Immutable;
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query;

namespace EFCore.DynamoDb.Query.Expressions;

/// <summary>ExecuteUpdate or ExecuteDelete of the rows of a query: the number of items written.</summary>
/// <param name="query">The rows, each of them an item.</param>
/// <param name="setters">What is to be set; null to delete.</param>
internal sealed class ItemWriteExpression(ResidualExpression query, ImmutableArray<Setter>? setters) : Expression, IPrintableExpression
{
    public ResidualExpression Query { get; } = query;

    public ImmutableArray<Setter>? Setters { get; } = setters;

    public override Type Type
        => typeof(int);

    public override ExpressionType NodeType
        => ExpressionType.Extension;

    void IPrintableExpression.Print(ExpressionPrinter expressionPrinter)
    {
        expressionPrinter.Visit(Query);
        expressionPrinter.Append(Setters is null ? ".ExecuteDelete()" : ".ExecuteUpdate()");
    }

    protected override Expression VisitChildren(ExpressionVisitor visitor)
        => this;
}
