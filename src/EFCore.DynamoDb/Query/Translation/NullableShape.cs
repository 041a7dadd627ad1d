using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query;

namespace EFCore.DynamoDb.Query.Translation;

/// <summary>Where there may be no row, its entities may be null.</summary>
internal sealed class NullableShape : ExpressionVisitor
{
    private static readonly NullableShape Instance = new();

    public static Expression Of(Expression shape)
        => Instance.Visit(shape);

    protected override Expression VisitExtension(Expression node)
        => node is StructuralTypeShaperExpression shaper ? shaper.MakeNullable()
            : node is IncludeExpression ? base.VisitExtension(node)
            : node;
}

/// <summary>Whether what a Select makes has whole entities or documents in it.</summary>
internal sealed class HoldsEntities : ExpressionVisitor
{
    private bool _found;

    public static bool In(Expression shape)
    {
        var finder = new HoldsEntities();
        finder.Visit(shape);
        return finder._found;
    }

    protected override Expression VisitExtension(Expression node)
    {
        _found |= node is StructuralTypeShaperExpression or IncludeExpression;
        return node;
    }
}
