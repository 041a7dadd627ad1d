using System.Text;
using EFCore.DynamoDb.Diagnostics;

namespace Microsoft.EntityFrameworkCore;

/// <summary>In what the live tables differ from the model: the answer of <c>Database.ValidateSchemaAsync()</c>.</summary>
public sealed class DynamoDbSchemaReport
{
    internal DynamoDbSchemaReport(IReadOnlyList<DynamoDbSchemaDifference> differences, IReadOnlyList<DynamoDbUncheckedSetting> notChecked)
    {
        Differences = differences;
        NotChecked = notChecked;
    }

    /// <summary>Every difference, table by table in the model's order.</summary>
    public IReadOnlyList<DynamoDbSchemaDifference> Differences { get; }

    /// <summary>What could not be compared. It is no difference.</summary>
    public IReadOnlyList<DynamoDbUncheckedSetting> NotChecked { get; }

    /// <summary>Whether there is any difference.</summary>
    public bool HasDifferences
        => Differences.Count > 0;

    /// <summary>The same report without some aspects, such as those that other people or automatic scaling are in charge of.</summary>
    /// <param name="aspects">What is not of interest.</param>
    public DynamoDbSchemaReport Except(params IReadOnlyList<DynamoDbSchemaAspect> aspects)
    {
        ArgumentNullException.ThrowIfNull(aspects);
        return new DynamoDbSchemaReport(
            [.. Differences.Where(d => !aspects.Contains(d.Aspect))], [.. NotChecked.Where(n => !aspects.Contains(n.Aspect))]);
    }

    /// <summary>Throws if there is any difference.</summary>
    /// <exception cref="InvalidOperationException">There is: the message is the whole report.</exception>
    public void ThrowIfDifferent()
    {
        if (HasDifferences)
        {
            throw new InvalidOperationException(ToString());
        }
    }

    /// <summary>Throws if there is a difference by which queries or saves can fail or miss something.</summary>
    /// <exception cref="InvalidOperationException">There is: the message is the whole report.</exception>
    public void ThrowIfBreaking()
    {
        if (Differences.Any(d => d.IsBreaking))
        {
            throw new InvalidOperationException(ToString());
        }
    }

    /// <summary>The report for people to read: a line for each difference, and for each setting that could not be compared.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(DynamoDbStrings.SchemaSummary(Differences.Count));
        foreach (var difference in Differences)
        {
            text.AppendLine().Append("- ").Append(difference);
        }

        foreach (var setting in NotChecked)
        {
            text.AppendLine().Append("- ").Append(setting);
        }

        return text.ToString();
    }
}
