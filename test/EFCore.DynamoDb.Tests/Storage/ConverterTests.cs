using EFCore.DynamoDb.Items;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace EFCore.DynamoDb.Tests.Storage;

/// <summary>EF's value converters and comparers over the provider's forms.</summary>
public class ConverterTests
{
    [Fact]
    public void Enumerations_may_be_stored_by_name()
    {
        var mapping = Stored.Mapping<DayOfWeek?>(p => p.HasConversion<string>());

        Assert.Equal("S Friday", mapping.Text(DayOfWeek.Friday));
        Assert.Equal(DayOfWeek.Friday, mapping.Back(DayOfWeek.Friday));

        // Names sort otherwise than the days, but are equal where the days are.
        Assert.False(mapping.KeepsOrder);
        Assert.True(mapping.ComparesOnServer);
        Assert.True(mapping.TryToItemValue(DayOfWeek.Friday, out var stored));
        Assert.Equal(ItemValue.String("Friday"), stored);
    }

    [Fact]
    public void All_properties_of_a_type_may_have_a_converter()
    {
        var mapping = Stored.Mapping<Money>(conventions: c => c.Properties<Money>().HaveConversion<MoneyConverter>());

        Assert.Equal("N 12.50", mapping.Text(new Money(12.50m)));
        Assert.Equal(new Money(12.5m), mapping.Back(new Money(12.50m)));
    }

    [Fact]
    public void All_properties_of_a_type_may_have_a_converter_and_a_comparer()
    {
        var property = Stored.Property<string>(conventions: c => c.Properties<string>().HaveConversion<LowerConverter, IgnoreCaseComparer>());

        Assert.Equal("S abc", ((EFCore.DynamoDb.Storage.DynamoDbTypeMapping)property.GetTypeMapping()).Text("ABC"));
        Assert.True(property.GetValueComparer().Equals("ABC", "abc"));
    }

    [Fact]
    public void A_value_that_a_converter_changes_can_only_be_compared_by_the_client()
    {
        var mapping = Stored.Mapping<string>(p => p.HasConversion<LowerConverter>());

        Assert.True(mapping.TryToItemValue("abc", out _));
        Assert.False(mapping.TryToItemValue("ABC", out _));
    }

    [Fact]
    public void What_a_converter_makes_null_is_not_stored()
    {
        var mapping = Stored.Mapping<int>(p => p.HasConversion(v => v == 0 ? (int?)null : v, v => v ?? 0));
        var text = Stored.Mapping<int>(p => p.HasConversion(v => v == 0 ? null : "x" + v, v => v == null ? 0 : v.Length));

        Assert.Equal("missing", mapping.Text(0));
        Assert.Equal("N 5", mapping.Text(5));
        Assert.Equal("missing", text.Text(0));
        Assert.False(mapping.TryToItemValue(0, out _));
    }

    [Fact]
    public void A_type_of_the_provider_may_have_another_form_by_its_CLR_type()
    {
        Assert.Equal("N 1704067200000", Stored.Mapping<DateTimeOffset>(p => p.HasConversion(
            t => t.ToUnixTimeMilliseconds(), m => DateTimeOffset.FromUnixTimeMilliseconds(m))).Text(DateTimeOffset.FromUnixTimeSeconds(1704067200)));
        Assert.Equal("S 5", Stored.Mapping<int>(p => p.HasConversion<string>()).Text(5));
        Assert.Equal("B 05", Stored.Mapping<Guid>(p => p.HasConversion(g => new byte[] { 5 }, b => Guid.Empty)).Text(Guid.Empty));
        Assert.Equal("BOOL true", Stored.Mapping<string>(p => p.HasConversion(s => s == "yes", b => b ? "yes" : "no")).Text("yes"));
    }

    [Fact]
    public void A_converted_bool_is_a_number_where_it_is_a_key()
        => Assert.Equal(
            "N 1",
            Stored.Mapping<string>(
                p => p.HasConversion(s => s == "yes", b => b ? "yes" : "no"), entity: e => e.HasGsi("by_value", h => h.Value)).Text("yes"));

    public readonly record struct Money(decimal Amount);

    private sealed class MoneyConverter() : ValueConverter<Money, decimal>(m => m.Amount, a => new Money(a));

    private sealed class LowerConverter() : ValueConverter<string, string>(s => s.ToLowerInvariant(), s => s);

    private sealed class IgnoreCaseComparer() : ValueComparer<string>(
        (l, r) => string.Equals(l, r, StringComparison.OrdinalIgnoreCase), s => s.ToLowerInvariant().GetHashCode(StringComparison.Ordinal));
}
