using System.Collections.Immutable;
using System.Linq.Expressions;
using EFCore.DynamoDb.Client;
using Microsoft.EntityFrameworkCore.Query;

namespace EFCore.DynamoDb.Query.Execution;

/// <summary>Those who were given to a query to see its requests; they are parameters, so that each execution has its own.</summary>
internal sealed class RequestObservers
{
    private readonly Func<QueryContext, object?>[] _values;

    public RequestObservers(ImmutableArray<Expression> values)
        => _values = [.. values.Select(OperandBinder.CompileValue)];

    /// <summary>From now on they see what the execution sends.</summary>
    public void Observe(DynamoDbQueryContext context, IRequestObserver? other = null)
    {
        if (_values.Length > 0 || other is not null)
        {
            context.Observe([.. _values.Select(v => RequestAdjustment.Observer(v(context))).Append(other).OfType<IRequestObserver>()]);
        }
    }

    /// <summary>Where the plan goes of a query that is explained; null for one that is carried out.</summary>
    public PlanSink? FindSink(DynamoDbQueryContext context)
    {
        foreach (var value in _values)
        {
            if (value(context) is PlanSink sink)
            {
                return sink;
            }
        }

        return null;
    }
}
