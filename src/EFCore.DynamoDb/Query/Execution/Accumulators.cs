using System.Numerics;

namespace EFCore.DynamoDb.Query.Execution;

/// <summary>What an aggregate keeps of the rows it has seen, instead of the rows.</summary>
internal abstract class Accumulator<TRow>
{
    public abstract void Add(TRow row);
}

/// <summary>An aggregate of values of a type.</summary>
/// <param name="add">Adds what a row gives, if it gives anything.</param>
internal abstract class Accumulator<TRow, TValue, TResult>(Action<TRow, Accumulator<TRow, TValue, TResult>> add) : Accumulator<TRow>
{
    public abstract TResult Result { get; }

    public sealed override void Add(TRow row)
        => add(row, this);

    public abstract void AddValue(TValue value);
}

internal sealed class CountAccumulator<TRow>(Action<TRow, Accumulator<TRow, bool, int>> add) : Accumulator<TRow, bool, int>(add)
{
    private int _count;

    public override int Result
        => _count;

    public override void AddValue(bool value)
        => _count = checked(_count + 1);
}

internal sealed class LongCountAccumulator<TRow>(Action<TRow, Accumulator<TRow, bool, long>> add) : Accumulator<TRow, bool, long>(add)
{
    private long _count;

    public override long Result
        => _count;

    public override void AddValue(bool value)
        => _count++;
}

internal sealed class AnyAccumulator<TRow>(Action<TRow, Accumulator<TRow, bool, bool>> add) : Accumulator<TRow, bool, bool>(add)
{
    private bool _any;

    public override bool Result
        => _any;

    public override void AddValue(bool value)
        => _any = true;
}

internal sealed class AllAccumulator<TRow>(Action<TRow, Accumulator<TRow, bool, bool>> add) : Accumulator<TRow, bool, bool>(add)
{
    private bool _all = true;

    public override bool Result
        => _all;

    public override void AddValue(bool value)
        => _all &= value;
}

/// <summary>As LINQ adds them: in <typeparamref name="TSum" />, with overflow an error, nulls left out, of nothing 0.</summary>
internal sealed class SumAccumulator<TRow, TValue, TSum>(Action<TRow, Accumulator<TRow, TValue?, TValue?>> add) : Accumulator<TRow, TValue?, TValue?>(add)
    where TValue : struct, INumberBase<TValue>
    where TSum : struct, INumberBase<TSum>
{
    private TSum _sum;

    public override TValue? Result
        => TValue.CreateTruncating(_sum);

    public override void AddValue(TValue? value)
        => _sum = value is { } number ? checked(_sum + TSum.CreateChecked(number)) : _sum;
}

/// <summary>As LINQ has it: the sum in <typeparamref name="TSum" />, the result in <typeparamref name="TMean" />, nulls left out, of nothing null.</summary>
internal sealed class AverageAccumulator<TRow, TValue, TSum, TMean>(Action<TRow, Accumulator<TRow, TValue?, TMean?>> add) : Accumulator<TRow, TValue?, TMean?>(add)
    where TValue : struct, INumberBase<TValue>
    where TSum : struct, INumberBase<TSum>
    where TMean : struct, INumberBase<TMean>
{
    private TSum _sum;
    private long _count;

    public override TMean? Result
        => _count == 0 ? null
            : typeof(TMean) == typeof(float) ? TMean.CreateTruncating(double.CreateTruncating(_sum) / _count)
            : TMean.CreateTruncating(_sum) / TMean.CreateTruncating(_count);

    public override void AddValue(TValue? value)
    {
        if (value is { } number)
        {
            _sum = checked(_sum + TSum.CreateChecked(number));
            _count++;
        }
    }
}

/// <summary>The least or greatest in the order of the comparer, nulls left out.</summary>
internal sealed class ExtremeAccumulator<TRow, TValue>(
    Action<TRow, Accumulator<TRow, TValue?, TValue?>> add, IComparer<TValue>? comparer, bool isGreatest) : Accumulator<TRow, TValue?, TValue?>(add)
{
    private readonly IComparer<TValue> _comparer = comparer ?? Comparer<TValue>.Default;
    private TValue? _extreme;

    public override TValue? Result
        => _extreme;

    public override void AddValue(TValue? value)
    {
        if (value is not null && (_extreme is null || (isGreatest ? _comparer.Compare(value, _extreme) > 0 : _comparer.Compare(value, _extreme) < 0)))
        {
            _extreme = value;
        }
    }
}
