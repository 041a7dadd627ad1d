using System.Linq.Expressions;
using EFCore.DynamoDb.Access;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Infrastructure;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Metadata;
using EFCore.DynamoDb.Query.Execution;
using EFCore.DynamoDb.Query.Expressions;
using EFCore.DynamoDb.Update;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Storage;

namespace EFCore.DynamoDb.Query.Translation;

/// <summary>
/// Lambdas over one entity outside of a query: conditions of writes and setters of staged updates. Their variables are evaluated at once, and what only a
/// client could evaluate is an error, since there is nobody to do it.
/// </summary>
internal static class EntityCondition
{
    /// <summary>The condition, with the values of its slots.</summary>
    /// <exception cref="InvalidOperationException">DynamoDB cannot evaluate it.</exception>
    public static OwnCondition Of(IEntityType entityType, LambdaExpression predicate, ITypeMappingSource mappings, bool orMissing = false)
    {
        var (body, _) = Bind(entityType, predicate);
        var slots = new List<OperandSlot>();
        if (new ConditionTranslator(mappings, slots).Translate(body) is not { Exact: true } translated || NamesKeyOnly(entityType, translated.Condition))
        {
            throw new InvalidOperationException(DynamoDbStrings.ConditionNotTranslatable(ExpressionPrinter.Print(predicate.Body)));
        }

        var operands = new OperandBinder(slots).Bind(null!);
        var shape = ParameterShape.Of(operands);

        // There may be no item, so that nothing is known of its key either: it is an attribute like any other.
        var table = entityType.GetTable();
        var keys = new KeyFacts(new TableModel { Name = table.Name, Key = new KeySchema([], []), Indexes = table.Indexes });
        var simplified = new ConditionSimplifier(keys, shape).Simplify(translated.Condition);
        if (!simplified.Exact || CandidateParts.HasTooManyElements(simplified.Condition, shape))
        {
            throw new InvalidOperationException(DynamoDbStrings.ConditionNotTranslatable(ExpressionPrinter.Print(predicate.Body)));
        }

        var key = table.Key.Partition[0].Name;
        return new OwnCondition(
            simplified.Condition switch
            {
                Condition.Always { Value: true } => null,

                // What no item can satisfy: said in a way that DynamoDB takes.
                Condition.Always => new Condition.And([new Condition.Exists(key), new Condition.NotExists(key)]),
                var condition => condition,
            },
            operands,
            orMissing);
    }

    /// <summary>The actions of setters that need no item, and what must hold of it for them to mean what they say.</summary>
    /// <exception cref="InvalidOperationException">DynamoDB cannot do it, or not without reading.</exception>
    public static (IReadOnlyList<UpdateAction> Actions, IReadOnlyList<Condition> Guards) ActionsOf(
        IEntityType entityType, NewArrayExpression setters, ITypeMappingSource mappings, DynamoDbNullStorage nullStorage)
    {
        var table = entityType.GetTable();
        var row = Expression.Parameter(typeof(Item), "item");
        var translator = new SetterTranslator(new RowTranslator(), row, mappings, table);
        foreach (var setter in setters.Expressions.Cast<NewExpression>())
        {
            var selector = (LambdaExpression)setter.Arguments[0];
            var value = setter.Arguments[1] is UnaryExpression { NodeType: ExpressionType.Convert, Operand: var unboxed } boxed && boxed.Type == typeof(object)
                ? unboxed
                : setter.Arguments[1];
            if (!translator.TryAdd(
                Bind(entityType, selector, row).Body, value is LambdaExpression lambda ? Bind(entityType, lambda, row).Body : Evaluator.Evaluate(value)))
            {
                throw new InvalidOperationException(translator.Problem ?? DynamoDbStrings.SetterNeedsItem(ExpressionPrinter.Print(selector.Body)));
            }
        }

        if (!translator.TryComplete())
        {
            throw new InvalidOperationException(translator.Problem);
        }

        var actions = new List<UpdateAction>();
        var guards = new List<Condition>();
        foreach (var setter in translator.Setters)
        {
            var bound = new SetterBinder(setter, table, nullStorage, missingIsAnError: false).Bind(null!);
            if (bound.NeedsItem)
            {
                throw new InvalidOperationException(DynamoDbStrings.SetterNeedsItem(setter.Target.ToString()));
            }

            if (bound.Action is { } action)
            {
                actions.Add(action);
                guards.AddRange(bound.Guards.Where(g => !guards.Contains(g)));
            }
        }

        return (actions, guards);
    }

    private static (Expression Body, ParameterExpression Row) Bind(IEntityType entityType, LambdaExpression lambda, ParameterExpression? row = null)
    {
        row ??= Expression.Parameter(typeof(Item), "item");
        var parameter = lambda.Parameters[0];
        Expression entity = new StructuralTypeShaperExpression(entityType, new ItemBindingExpression(row), nullable: false);
        return (
            EntityEquality.Rewrite(ReplacingExpressionVisitor.Replace(
                parameter, parameter.Type == entity.Type ? entity : Expression.Convert(entity, parameter.Type), new Evaluator().Visit(lambda.Body)!)),
            row);
    }

    /// <summary>Replaces all that does not depend on the entity by its value.</summary>
    private sealed class Evaluator : ExpressionVisitor
    {
        public static ConstantExpression Evaluate(Expression expression)
            => expression as ConstantExpression
                ?? Expression.Constant(
                    Expression.Lambda<Func<object?>>(Expression.Convert(expression, typeof(object))).Compile(preferInterpretation: true)(), expression.Type);

        public override Expression? Visit(Expression? node)
            => node is null or ConstantExpression or LambdaExpression or ParameterExpression || node.Type == typeof(DbFunctions) ? node
                : PropertyBinding.IsRowIndependent(node) && !HasFunctions(node) ? Evaluate(node)
                : base.Visit(node);

        private static bool HasFunctions(Expression node)
            => node is MethodCallExpression { Method: { } method } && ConditionTranslator.IsOurFunction(method);
    }

    /// <summary>There is no attribute that a condition could be about.</summary>
    private static bool NamesKeyOnly(IEntityType entityType, Condition condition)
    {
        var named = new HashSet<string>();
        ConditionFacts.AddAttributes(condition, named);
        return entityType.GetProperties().Any(p => DynamoDbMetadata.IsStoredInKeyOnly(p) && named.Contains(p.GetItemAttributeName()));
    }
}
