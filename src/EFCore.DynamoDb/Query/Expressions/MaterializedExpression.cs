using System.Linq.Expressions;

namespace EFCore.DynamoDb.Query.Expressions;

/// <summary>The place in a materializer where an entity has just been made, and not found in the change tracker.</summary>
/// <param name="instance">The entity.</param>
internal sealed class MaterializedExpression(ParameterExpression instance) : Expression
{
    public ParameterExpression Instance { get; } = instance;

    public override Type Type
        => typeof(void);

    public override ExpressionType NodeType
        => ExpressionType.Extension;

    protected override Expression VisitChildren(ExpressionVisitor visitor)
        => this;
}
