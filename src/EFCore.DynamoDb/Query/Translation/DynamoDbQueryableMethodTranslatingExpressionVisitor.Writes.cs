using System.Linq.Expressions;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Query.Expressions;
using Microsoft.EntityFrameworkCore.Query;

namespace EFCore.DynamoDb.Query.Translation;

/// <summary>The operators that write what a query selects.</summary>
internal sealed partial class DynamoDbQueryableMethodTranslatingExpressionVisitor
{
    protected override Expression? TranslateExecuteDelete(ShapedQueryExpression source)
        => SelectsItems(source, "ExecuteDelete") ? new ItemWriteExpression(Query(source), setters: null) : null;

    protected override Expression? TranslateExecuteUpdate(ShapedQueryExpression source, IReadOnlyList<ExecuteUpdateSetter> setters)
    {
        // What is selected of an item beside it says nothing but where its parts are.
        if (!(Query(source).RowIsItem && source.ShaperExpression is NewExpression) && !SelectsItems(source, "ExecuteUpdate"))
        {
            return null;
        }

        var query = Query(source);
        var translator = new SetterTranslator(_rows, query.Row, _mappings, query.Source.Table);
        foreach (var (selector, value) in setters)
        {
            if (!translator.TryAdd(
                Remap(source, selector.Parameters[0], selector.Body),
                value is LambdaExpression { Parameters: [var parameter] } lambda ? Remap(source, parameter, lambda.Body) : value))
            {
                if (translator.Problem is { } problem)
                {
                    AddTranslationErrorDetails(problem);
                }

                return null;
            }
        }

        if (!translator.TryComplete())
        {
            AddTranslationErrorDetails(translator.Problem!);
            return null;
        }

        return new ItemWriteExpression(query, [.. translator.Setters]);
    }

    private bool SelectsItems(ShapedQueryExpression source, string name)
    {
        if (Query(source).RowIsItem && EntityReferenceExpression.Find(source.ShaperExpression) is not null)
        {
            return true;
        }

        AddTranslationErrorDetails(DynamoDbStrings.WriteNeedsEntities(name));
        return false;
    }
}
