using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query;

namespace EFCore.DynamoDb.Query.Expressions;

/// <summary>What a dictionary inside an item holds under a key that the query names; null where it holds nothing. Symbolic, so that no more of it is fetched.</summary>
internal sealed class EntryReadExpression(PropertyReadExpression dictionary, string key, Type type) : Expression, IPrintableExpression
{
    public PropertyReadExpression Dictionary { get; } = dictionary;

    public string Key { get; } = key;

    public override Type Type { get; } = type;

    public override ExpressionType NodeType
        => ExpressionType.Extension;

    void IPrintableExpression.Print(ExpressionPrinter expressionPrinter)
    {
        expressionPrinter.Visit(Dictionary);
        expressionPrinter.Append("[\"").Append(Key).Append("\"]");
    }

    protected override Expression VisitChildren(ExpressionVisitor visitor)
    {
        var dictionary = visitor.Visit(Dictionary);
        return ReferenceEquals(dictionary, Dictionary) ? this : new EntryReadExpression((PropertyReadExpression)dictionary, Key, Type);
    }

    public override bool Equals(object? obj)
        => obj is EntryReadExpression other && Key == other.Key && Dictionary.Equals(other.Dictionary);

    public override int GetHashCode()
        => HashCode.Combine(Dictionary, Key);
}
