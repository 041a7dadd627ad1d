using System.Collections;
using System.Globalization;
using System.Linq.Expressions;
using System.Security.Cryptography;
using System.Text;
using EFCore.DynamoDb.Access;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Query.Expressions;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query;

namespace EFCore.DynamoDb.Query.Paging;

/// <summary>
/// What makes two queries the same for a cursor, in every process: the entity type, the table, the requests without their projection, and the values they are bound to. What
/// the clock says is not among them.
/// </summary>
internal sealed class QueryFingerprint
{
    private readonly string _entityType;
    private readonly bool[] _isStable;
    private readonly string[] _operandParameters;

    public QueryFingerprint(ItemSourceExpression source)
    {
        _entityType = source.EntityType.Name;
        _isStable = [.. source.Slots.Select(s => !ClockFinder.IsIn(s.Value))];
        _operandParameters = ParametersOf(source.Slots.Where((_, i) => !_isStable[i]).Select(s => s.Value));
    }

    public byte[] Of(QueryContext context, PagePlan variant, IReadOnlyList<BoundOperand> operands, string tableName)
    {
        var text = new StringBuilder(_entityType).Append('\n').Append(tableName).Append('\n');
        Append(text, variant.Plan);
        for (var i = 0; i < operands.Count; i++)
        {
            text.Append('\n').Append(operands[i].State);
            if (_isStable[i])
            {
                text.Append(' ').Append(operands[i].Elements is { } elements ? PlanText.Value(ItemValue.List(elements)) : PlanText.Value(operands[i].Value));
            }
        }

        foreach (var work in variant.ClientWork)
        {
            text.Append('\n').Append(work);
        }

        foreach (var name in _operandParameters.Concat(variant.ClientParameters).Distinct(StringComparer.Ordinal))
        {
            Append(text.Append('\n').Append(name).Append(' '), context.Parameters[name], context.Context.Model);
        }

        return SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()))[..PageCursor.FingerprintLength];
    }

    /// <summary>The names of the parameters in the expressions, in the order in which they are met.</summary>
    public static string[] ParametersOf(IEnumerable<Expression> expressions)
    {
        var finder = new ParameterFinder();
        foreach (var expression in expressions)
        {
            finder.Visit(expression);
        }

        return [.. finder.Names.Distinct(StringComparer.Ordinal)];
    }

    private static void Append(StringBuilder text, AccessPlan plan)
    {
        text.Append(CultureInfo.InvariantCulture, $"{plan.Operation} {plan.Index?.Name} {plan.Forward} {plan.Segments}");
        text.Append('\n').Append(PlanText.KeyCondition(plan, null));
        text.Append('\n').Append(PlanText.Filter(plan, null));
        text.Append('\n').AppendJoin(',', plan.MergedBy.Select(o => o.Attribute + (o.Descending ? " desc" : string.Empty)));
        foreach (var branch in plan.Branches)
        {
            Append(text.Append('\n'), branch);
        }
    }

    /// <summary>A value as text that is the same in every process and culture: of an entity its key, of what else has none its type.</summary>
    private static void Append(StringBuilder text, object? value, IModel model)
    {
        switch (value)
        {
            case null:
                text.Append("null");
                break;
            case string s:
                text.Append(CultureInfo.InvariantCulture, $"\"{s.Length}:{s}\"");
                break;
            case byte[] bytes:
                text.Append(Convert.ToHexString(bytes));
                break;
            case DateTime or DateTimeOffset or DateOnly or TimeOnly:
                text.Append(((IFormattable)value).ToString("O", CultureInfo.InvariantCulture));
                break;
            case IFormattable formattable:
                text.Append(formattable.ToString(null, CultureInfo.InvariantCulture));
                break;
            case bool or char:
                text.Append(value);
                break;
            case IEnumerable elements:
                foreach (var element in elements)
                {
                    Append(text, element, model);
                    text.Append(',');
                }

                break;
            default:
                text.Append(value.GetType().FullName);
                foreach (var property in model.FindRuntimeEntityType(value.GetType())?.FindPrimaryKey()?.Properties ?? [])
                {
                    Append(text.Append(' '), property.IsShadowProperty() ? null : property.GetGetter().GetClrValue(value), model);
                }

                break;
        }
    }

    /// <summary>
    /// Finds what has another value each time. EF Core evaluates everything else before a query gets here: what is left in the tree are clocks, Guid.NewGuid and
    /// Random, and what the translation made of parameters.
    /// </summary>
    private sealed class ClockFinder : ExpressionVisitor
    {
        private bool _found;

        public static bool IsIn(Expression expression)
        {
            var finder = new ClockFinder();
            finder.Visit(expression);
            return finder._found;
        }

        protected override Expression VisitMember(MemberExpression node)
        {
            _found |= node.Expression is null;
            return base.VisitMember(node);
        }

        protected override Expression VisitMethodCall(MethodCallExpression node)
        {
            _found |= node.Method.DeclaringType == typeof(Guid) || node.Method.DeclaringType == typeof(Random)
                || node.Arguments.Contains(QueryCompilationContext.QueryContextParameter);
            return base.VisitMethodCall(node);
        }

        protected override Expression VisitExtension(Expression node)
            => node;
    }

    private sealed class ParameterFinder : ExpressionVisitor
    {
        public List<string> Names { get; } = [];

        protected override Expression VisitExtension(Expression node)
        {
            if (node is QueryParameterExpression parameter)
            {
                Names.Add(parameter.Name);
                return node;
            }

            return base.VisitExtension(node);
        }
    }
}
