using System.Linq.Expressions;

namespace EFCore.DynamoDb.Query.Translation;

/// <summary>A collection inside an item, or one that a row is made of, as a sequence of rows of its own.</summary>
/// <param name="Rows">An enumerable of items or of values.</param>
/// <param name="Row">One of them, in lambdas.</param>
/// <param name="Shape">What the caller's lambdas see of a row: a document, a value (the row itself), or what a Select made of them.</param>
internal sealed record RowSequence(Expression Rows, ParameterExpression Row, Expression Shape)
{
    /// <summary>Whether the rows are the elements themselves.</summary>
    public bool IsOfValues
        => Shape == Row;

    public static RowSequence OfValues(Expression rows, Type type)
    {
        var row = Expression.Parameter(type, "element");
        return new RowSequence(rows, row, row);
    }

    /// <summary>The same rows after an operator that changes neither their type nor their shape.</summary>
    public RowSequence After(string method, params Expression[] arguments)
        => this with { Rows = Expression.Call(typeof(Enumerable), method, [Row.Type], [Rows, .. arguments]) };
}
