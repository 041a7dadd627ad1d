using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query;

namespace EFCore.DynamoDb.Metadata;

/// <summary>What time it is for the items that expire, at each execution of a query.</summary>
/// <param name="time">The time of the context.</param>
internal sealed class ExpiryClock(TimeProvider time)
{
    /// <summary>e => !(e.ExpiresAt &lt;= now): items that never expire are among those that it keeps.</summary>
    public static LambdaExpression Filter(IReadOnlyEntityType entityType, IReadOnlyProperty property)
    {
        var entity = Expression.Parameter(entityType.ClrType, "e");
        var type = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
        var method = type == typeof(DateTimeOffset) ? nameof(Now)
            : type == typeof(DateTime) ? nameof(UtcNow)
            : nameof(UnixSeconds);
        Expression now = Expression.Call(typeof(ExpiryClock), method, null, QueryCompilationContext.QueryContextParameter);
        Expression expires = Expression.Call(
            typeof(EF), nameof(EF.Property), [property.ClrType], entity, Expression.Constant(property.Name));
        if (type == typeof(int))
        {
            // Compared as what the clock says, which is no int for ever.
            expires = Expression.Convert(expires, property.ClrType == type ? typeof(long) : typeof(long?));
        }

        return Expression.Lambda(Expression.Not(Expression.LessThanOrEqual(expires, Expression.Convert(now, expires.Type))), entity);
    }

    public static DateTimeOffset Now(QueryContext context)
        => context.Context.GetService<ExpiryClock>().GetNow();

    public static DateTime UtcNow(QueryContext context)
        => Now(context).UtcDateTime;

    public static long UnixSeconds(QueryContext context)
        => Now(context).ToUnixTimeSeconds();

    private DateTimeOffset GetNow()
        => time.GetUtcNow();
}
