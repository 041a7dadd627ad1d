using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query;

namespace EFCore.DynamoDb.Query;

/// <summary>EF's preparation of queries; a value in EF.Constant is a parameter like any other, since DynamoDB keeps no plans.</summary>
internal sealed class DynamoDbQueryTranslationPreprocessor(
    QueryTranslationPreprocessorDependencies dependencies,
    QueryCompilationContext queryCompilationContext) : QueryTranslationPreprocessor(dependencies, queryCompilationContext)
{
    protected override bool IsEfConstantSupported
        => true;

    protected override Expression ProcessQueryRoots(Expression expression)
        => new Operands(Dependencies, QueryCompilationContext).Visit(expression);

    /// <summary>
    /// EF Core takes a list of the caller's for an operand of Concat, Union, Intersect, Except or Join only where it is a query root. Everywhere else the
    /// translation wants to see the list itself.
    /// </summary>
    private sealed class Operands(QueryTranslationPreprocessorDependencies dependencies, QueryCompilationContext queryCompilationContext)
        : QueryRootProcessor(dependencies, queryCompilationContext)
    {
        private bool _isOperand;

        protected override Expression VisitMethodCall(MethodCallExpression methodCallExpression)
        {
            var outer = _isOperand;
            _isOperand = (methodCallExpression.Method.DeclaringType == typeof(Queryable) || methodCallExpression.Method.DeclaringType == typeof(Enumerable))
                && methodCallExpression.Method.Name is nameof(Queryable.Concat) or nameof(Queryable.Union) or nameof(Queryable.Intersect) or nameof(Queryable.Except)
                    or nameof(Queryable.Join);
            var visited = base.VisitMethodCall(methodCallExpression);
            _isOperand = outer;
            return visited;
        }

        protected override bool ShouldConvertToParameterQueryRoot(QueryParameterExpression queryParameterExpression)
            => _isOperand;

        protected override bool ShouldConvertToInlineQueryRoot(Expression expression)
            => _isOperand;
    }
}

/// <summary>Makes the preprocessor of one query.</summary>
internal sealed class DynamoDbQueryTranslationPreprocessorFactory(QueryTranslationPreprocessorDependencies dependencies)
    : IQueryTranslationPreprocessorFactory
{
    public QueryTranslationPreprocessor Create(QueryCompilationContext queryCompilationContext)
        => new DynamoDbQueryTranslationPreprocessor(dependencies, queryCompilationContext);
}
