using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Storage;

/// <summary>
/// Values of no particular type. What is written may be of any type that has a form itself; what is read is string, bool, long or decimal (where those do not
/// hold a number, BigInteger or double), byte[], a list or a dictionary of such values, or a set of strings, numbers or byte[].
/// </summary>
/// <param name="find">How a type is stored.</param>
internal sealed class FreeForm(Func<Type, DynamoDbTypeMapping?> find) : DocumentForm<object>
{
    private readonly ConcurrentDictionary<Type, DynamoDbTypeMapping?> _mappings = new();

    public override object Read(Item item, int ordinal)
        => Read(item.GetValue(ordinal))!;

    public override ItemValue Write(object? value)
    {
        // A dictionary that is in itself has no end.
        RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (value)
        {
            case null:
                return ItemValue.Null;
            case string text:
                return TextForms.WriteString(text);
            case JsonElement json:
                return JsonForms.Write(json);
            case IEnumerable<KeyValuePair<string, object?>> entries:
                var map = new ItemMap();
                foreach (var (name, member) in entries)
                {
                    map.Add(name, Write(member));
                }

                return ItemValue.Map(map);
        }

        if (_mappings.GetOrAdd(value.GetType(), find) is { } mapping)
        {
            return mapping.ToItemValue(value);
        }

        return value is IEnumerable elements and not IDictionary
            ? ItemValue.List([.. elements.Cast<object?>().Select(Write)])
            : throw new UnstorableValueException(DynamoDbStrings.NoFormOf(value.GetType().Name));
    }

    public static object? Read(ItemValue value)
    {
        if (value.IsMissingOrNull)
        {
            return null;
        }

        switch (value.Type)
        {
            case DynamoDbAttributeType.S:
                return value.AsText();
            case DynamoDbAttributeType.N:
                return NumberOf(value.AsText());
            case DynamoDbAttributeType.B:
                return value.AsBinary();
            case DynamoDbAttributeType.Bool:
                return value.AsBool();
            case DynamoDbAttributeType.M:
                var map = new Dictionary<string, object?>(value.AsMap().Count);
                foreach (var (name, member) in value.AsMap())
                {
                    map.Add(name, Read(member));
                }

                return map;
            case DynamoDbAttributeType.L:
                return new List<object?>(value.AsList().Select(Read));
            case DynamoDbAttributeType.SS:
                return new HashSet<string>(value.AsTextSet());
            case DynamoDbAttributeType.NS:
                var numbers = value.AsTextSet().Select(NumberOf).ToList();
                return numbers.TrueForAll(n => n is long) ? new HashSet<long>(numbers.Cast<long>())
                    : numbers.TrueForAll(n => n is long or decimal)
                        ? new HashSet<decimal>(numbers.Select(n => Convert.ToDecimal(n, CultureInfo.InvariantCulture)))
                    : new HashSet<double>(value.AsTextSet().Select(t => NumberReader.ReadDouble(t, "")));
            default:
                return new HashSet<byte[]>(value.AsBinarySet());
        }
    }

    private static object NumberOf(string text)
    {
        if (!NumberText.TryParse(text, out var number))
        {
            return text;
        }

        if (number.IsInteger || number.IsZero)
        {
            var integer = NumberReader.ReadBigInteger(text, "");
            return integer >= long.MinValue && integer <= long.MaxValue ? (long)integer
                : BigInteger.Abs(integer) <= (BigInteger)decimal.MaxValue ? (decimal)integer
                : integer;
        }

        // A decimal has 28 places behind the point.
        return number.Precision <= 28 && number.Precision - number.Exponent <= 28 ? NumberReader.ReadDecimal(text, "") : NumberReader.ReadDouble(text, "");
    }
}
