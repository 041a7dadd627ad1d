using System.Linq.Expressions;
using EFCore.DynamoDb.Metadata;
using EFCore.DynamoDb.Query.Expressions;
using Microsoft.EntityFrameworkCore.Query;

namespace EFCore.DynamoDb.Query.Translation;

/// <summary>The attributes that an expression over rows reads, so that no more are fetched.</summary>
internal sealed class ReadAttributes : ExpressionVisitor
{
    private readonly SortedSet<string> _names = new(StringComparer.Ordinal);

    public IReadOnlyCollection<string> Names
        => _names;

    /// <summary>A whole entity is made: every attribute is read.</summary>
    public bool WholeItem { get; private set; }

    public static ReadAttributes Of(params IEnumerable<Expression?> expressions)
    {
        var reads = new ReadAttributes();
        foreach (var expression in expressions)
        {
            reads.Visit(expression);
        }

        return reads;
    }

    protected override Expression VisitExtension(Expression node)
    {
        switch (node)
        {
            case PropertyReadExpression read:
                _names.Add(read.Property.GetItemAttributeName());
                return node;

            case AttributeOrdinalExpression ordinal:
                _names.Add(ordinal.Property.GetItemAttributeName());
                return node;

            case StructuralTypeShaperExpression:
                WholeItem = true;
                return node;

            default:
                return node;
        }
    }
}
