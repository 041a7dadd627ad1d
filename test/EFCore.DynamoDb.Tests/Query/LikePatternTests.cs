using EFCore.DynamoDb.Query.Translation;

namespace EFCore.DynamoDb.Tests.Query;

public class LikePatternTests
{
    [Theory]
    [InlineData("", "", true)]
    [InlineData("", "%", true)]
    [InlineData("", "_", false)]
    [InlineData("abc", "abc", true)]
    [InlineData("abc", "ABC", false)]
    [InlineData("abc", "ab", false)]
    [InlineData("ab", "abc", false)]
    [InlineData("abc", "a%", true)]
    [InlineData("abc", "%c", true)]
    [InlineData("abc", "%b%", true)]
    [InlineData("abc", "%d%", false)]
    [InlineData("abc", "a_c", true)]
    [InlineData("abc", "a__c", false)]
    [InlineData("abcabd", "%ab_", true)]
    [InlineData("aaab", "%a%ab", true)]
    [InlineData("abab", "a%b%b%b", false)]
    [InlineData("line\nbreak", "line%break", true)]
    [InlineData("a.c", "a.c", true)]
    [InlineData("abc", "a.c", false)]
    [InlineData("abc", "%%c", true)]
    [InlineData(null, "%", false)]
    [InlineData("abc", null, false)]
    public void A_text_matches_or_not(string? text, string? pattern, bool matches)
        => Assert.Equal(matches, LikePattern.Matches(text, pattern, null));

    [Theory]
    [InlineData("50%", @"50\%", true)]
    [InlineData("500", @"50\%", false)]
    [InlineData("a_b", @"a\_b", true)]
    [InlineData("axb", @"a\_b", false)]
    [InlineData(@"a\b", @"a\\b", true)]
    [InlineData(@"a\", @"a\", true)]
    [InlineData("%%", @"\%%", true)]
    public void What_follows_the_escape_character_stands_for_itself(string text, string pattern, bool matches)
        => Assert.Equal(matches, LikePattern.Matches(text, pattern, @"\"));

    [Fact]
    public void An_escape_of_more_than_one_character_is_an_error()
        => Assert.Contains("'ab'", Assert.Throws<ArgumentException>(() => LikePattern.Matches("x", "x", "ab")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("abc", null, "Whole", "abc", true)]
    [InlineData("", null, "Whole", "", true)]
    [InlineData("abc%", null, "Start", "abc", true)]
    [InlineData("abc%%", null, "Start", "abc", true)]
    [InlineData("abc_", null, "Start", "abc", false)]
    [InlineData("abc%d", null, "Start", "abc", false)]
    [InlineData("%abc%", null, "Within", "abc", true)]
    [InlineData("%abc", null, "Within", "abc", false)]
    [InlineData("%ab%c%", null, "Within", "ab", false)]
    [InlineData("%_", null, "Within", "", false)]
    [InlineData("%", null, "Start", "", true)]
    [InlineData("_a", null, "Start", "", false)]
    [InlineData("50!%", "!", "Whole", "50%", true)]
    [InlineData("50!%%", "!", "Start", "50%", true)]
    [InlineData("%!_%", "!", "Within", "_", true)]
    public void A_pattern_says_what_the_server_can_be_asked(string pattern, string? escape, string part, string text, bool isAll)
        => Assert.Equal((Enum.Parse<LikePart>(part), text, isAll), LikePattern.Read(pattern, escape));
}
