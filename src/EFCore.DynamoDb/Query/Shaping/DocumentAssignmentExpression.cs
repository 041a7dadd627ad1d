using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EFCore.DynamoDb.Query.Shaping;

/// <summary>The place in a materializer where a complex property is filled; <see cref="ShaperCompiler" /> knows with what.</summary>
/// <param name="context">The materialization context of what holds the property.</param>
/// <param name="property">The complex property.</param>
/// <param name="target">What is assigned to.</param>
internal sealed class DocumentAssignmentExpression(Expression context, IComplexProperty property, MemberExpression target) : Expression
{
    public Expression Context { get; } = context;

    public new IComplexProperty Property { get; } = property;

    public MemberExpression Target { get; } = target;

    public override Type Type
        => typeof(void);

    public override ExpressionType NodeType
        => ExpressionType.Extension;

    protected override Expression VisitChildren(ExpressionVisitor visitor)
        => this;
}
