using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query;

namespace EFCore.DynamoDb.Query.Translation;

/// <summary>What is not translated: EF Core's error, with what is known of the reason in its details.</summary>
internal sealed partial class DynamoDbQueryableMethodTranslatingExpressionVisitor
{
    protected override ShapedQueryExpression? TranslateSkipWhile(ShapedQueryExpression source, LambdaExpression predicate)
        => null;

    protected override ShapedQueryExpression? TranslateTakeWhile(ShapedQueryExpression source, LambdaExpression predicate)
        => null;

    /// <summary>A lambda without a meaning over rows.</summary>
    private ShapedQueryExpression? Untranslatable()
    {
        if (_rows.Details is { } details)
        {
            AddTranslationErrorDetails(details);
        }

        return null;
    }
}
