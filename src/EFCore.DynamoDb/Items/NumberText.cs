using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;

namespace EFCore.DynamoDb.Items;

/// <summary>
/// A number in DynamoDB's syntax, taken apart without allocations: the value is 0.DIGITS * 10^<see cref="Exponent" />, where the digits begin and end
/// with one that is not zero. So "1", "1.0", "100E-2" and "+01" are one number, and comparing is comparing sign, exponent and digits.
/// </summary>
internal readonly ref struct NumberText
{
    /// <summary>Digits from the first to the last significant one, with at most one decimal point among them.</summary>
    private readonly ReadOnlySpan<char> _digits;

    private NumberText(ReadOnlySpan<char> digits, int exponent, bool negative)
    {
        _digits = digits;
        Exponent = exponent;
        IsNegative = negative;
    }

    public int Exponent { get; }

    public bool IsNegative { get; }

    public bool IsZero
        => _digits.IsEmpty;

    /// <summary>How many significant digits there are.</summary>
    public int Precision
        => _digits.Contains('.') ? _digits.Length - 1 : _digits.Length;

    /// <summary>How many pairs of digits have a significant one, counted from the decimal point to both sides: "1.5" has two, "15" one.</summary>
    public int DigitPairs
        => FloorOfHalf(Exponent - 1) - FloorOfHalf(Exponent - Precision) + 1;

    public bool IsInteger
        => Exponent >= Precision;

    /// <summary>Takes a number apart; false when the text is none.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out NumberText number)
    {
        number = default;
        var position = 0;
        var negative = false;
        if (position < text.Length && text[position] is '-' or '+')
        {
            negative = text[position++] == '-';
        }

        var mantissaStart = position;
        var pointAt = -1;
        int first = -1, last = -1, digitCount = 0;
        for (; position < text.Length; position++)
        {
            var c = text[position];
            if (char.IsAsciiDigit(c))
            {
                digitCount++;
                if (c != '0')
                {
                    first = first < 0 ? position : first;
                    last = position;
                }
            }
            else if (c == '.' && pointAt < 0)
            {
                pointAt = position;
            }
            else
            {
                break;
            }
        }

        if (digitCount == 0)
        {
            return false;
        }

        var mantissaEnd = position;
        var exponent = 0;
        if (position < text.Length)
        {
            if (text[position] is not ('e' or 'E')
                || !int.TryParse(text[(position + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent)
                || Math.Abs((long)exponent) > 100_000)
            {
                return false;
            }
        }

        if (first < 0)
        {
            return true;
        }

        // The place of the point, counted from the first significant digit.
        pointAt = pointAt < 0 ? mantissaEnd : pointAt;
        exponent += first < pointAt ? pointAt - first : pointAt + 1 - first;
        number = new NumberText(text[first..(last + 1)], exponent, negative);
        return mantissaStart < mantissaEnd;
    }

    public static int Compare(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
        => TryParse(left, out var l) && TryParse(right, out var r)
            ? Compare(l, r)
            : throw new FormatException($"'{left}' and '{right}' cannot be compared as numbers.");

    public static int Compare(NumberText left, NumberText right)
    {
        var sign = left.Sign.CompareTo(right.Sign);
        if (sign != 0 || left.IsZero)
        {
            return sign;
        }

        var magnitude = left.Exponent.CompareTo(right.Exponent);
        if (magnitude == 0)
        {
            magnitude = CompareDigits(left._digits, right._digits);
        }

        return left.IsNegative ? -magnitude : magnitude;
    }

    /// <summary>The same for all texts of one number.</summary>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Sign);
        hash.Add(IsZero ? 0 : Exponent);
        foreach (var c in _digits)
        {
            if (c != '.')
            {
                hash.Add(c);
            }
        }

        return hash.ToHashCode();
    }

    [SuppressMessage("Design", "CA1065", Justification = "A ref struct cannot be boxed, so nothing can call this.")]
    public override bool Equals([NotNullWhen(true)] object? obj)
        => throw new NotSupportedException();

    /// <summary>The integer's magnitude; false when it has a fraction or more digits than fit.</summary>
    public bool TryGetMagnitude(out UInt128 magnitude)
    {
        magnitude = 0;
        if (IsZero)
        {
            return true;
        }

        if (!IsInteger || Exponent > 39)
        {
            return false;
        }

        try
        {
            checked
            {
                foreach (var c in _digits)
                {
                    if (c != '.')
                    {
                        magnitude = magnitude * 10 + (uint)(c - '0');
                    }
                }

                for (var zeros = Exponent - Precision; zeros > 0; zeros--)
                {
                    magnitude *= 10;
                }
            }
        }
        catch (OverflowException)
        {
            return false;
        }

        return true;
    }

    /// <summary>The integer; false when there is a fraction.</summary>
    public bool TryGetBigInteger(out BigInteger value)
    {
        value = IsZero || !IsInteger ? BigInteger.Zero : Truncate();
        return IsZero || IsInteger;
    }

    /// <summary>The greatest integer that is not greater.</summary>
    public BigInteger Floor()
        => IsZero ? BigInteger.Zero
            : IsNegative && !IsInteger ? Truncate() - 1
            : Truncate();

    private BigInteger Truncate()
    {
        if (Exponent <= 0)
        {
            return BigInteger.Zero;
        }

        Span<char> digits = stackalloc char[128];
        var buffer = Precision <= digits.Length ? digits : new char[Precision];
        var count = 0;
        foreach (var c in _digits)
        {
            if (c != '.')
            {
                buffer[count++] = c;
            }
        }

        var whole = Math.Min(count, Exponent);
        var value = BigInteger.Parse(buffer[..whole], NumberStyles.None, CultureInfo.InvariantCulture)
            * BigInteger.Pow(10, Exponent - whole);
        return IsNegative ? -value : value;
    }

    private int Sign
        => IsZero ? 0 : IsNegative ? -1 : 1;

    private static int CompareDigits(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        int l = 0, r = 0;
        while (true)
        {
            l += l < left.Length && left[l] == '.' ? 1 : 0;
            r += r < right.Length && right[r] == '.' ? 1 : 0;
            if (l == left.Length || r == right.Length)
            {
                // No digits end with a zero: the longer one is larger.
                return (l < left.Length).CompareTo(r < right.Length);
            }

            var difference = left[l++].CompareTo(right[r++]);
            if (difference != 0)
            {
                return difference;
            }
        }
    }

    private static int FloorOfHalf(int number)
        => number >> 1;
}
