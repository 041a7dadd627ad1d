namespace Microsoft.EntityFrameworkCore;

/// <summary>The unit in which a point in time is stored as a number since 1970-01-01T00:00:00Z.</summary>
public enum TimestampUnit
{
    /// <summary>What DynamoDB's time to live expects.</summary>
    Seconds,

    /// <summary>Thousandths of a second.</summary>
    Milliseconds,

    /// <summary>Millionths of a second.</summary>
    Microseconds,

    /// <summary>Thousand-millionths of a second; .NET's times resolve 100 of them.</summary>
    Nanoseconds,
}
