using System.Linq.Expressions;

namespace EFCore.DynamoDb.Tests.Query.Translation;

/// <summary>
/// A missing attribute is null whatever the CLR type, null goes through members and calls, comparisons with null are false, and a truth value that is null counts as
/// false where it is used as one.
/// </summary>
public class NullPropagationTests
{
    private static string? None => null;

    /// <summary>Of an animal that has nothing but its key, and of one that has everything.</summary>
    private static readonly Dictionary<string, (Expression<Func<Animal, object?>> Lambda, object? OfNothing, object? OfAll)> Rows = new()
    {
        ["a member"] = (a => a.Name, null, "Tom"),
        ["a value type"] = (a => a.Age, null, 3),
        ["a member of null"] = (a => a.Name!.Length, null, 3),
        ["a member of a member of null"] = (a => a.Home!.City!.Length, null, 4),
        ["a member of a document that is not there"] = (a => a.Home!.Zip, null, 3000),
        ["a call on null"] = (a => a.Name!.ToUpper(), null, "TOM"),
        ["a truth value of a call on null"] = (a => a.Name!.StartsWith("T"), false, true),
        ["not a truth value of a call on null"] = (a => !a.Name!.StartsWith("T"), true, false),
        ["a call with null"] = (a => "Tomcat".Contains(a.Name!), false, true),
        ["a call with a null of the caller's"] = (a => a.Name!.Contains(None!), false, false),
        ["arithmetic"] = (a => a.Age + 1, null, 4),
        ["negation"] = (a => -a.Age, null, -3),
        ["a comparison"] = (a => a.Age > 1, false, true),
        ["a comparison the other way"] = (a => a.Age <= 5, false, true),
        ["not a comparison"] = (a => !(a.Age > 1), true, false),
        ["equal to a value"] = (a => a.Name == "Tom", false, true),
        ["unequal to a value"] = (a => a.Name != "Tom", true, false),
        ["equal to null"] = (a => a.Name == null, true, false),
        ["unequal to null"] = (a => a.Name != null, false, true),
        ["equal to a null of the caller's"] = (a => a.Name == None, true, false),
        ["two members"] = (a => a.Name == a.Home!.City, true, false),
        ["a document that is null"] = (a => a.Home == null, true, false),
        ["HasValue"] = (a => a.Age.HasValue, false, true),
        ["HasValue of a document"] = (a => a.Home!.Spot.HasValue, false, true),
        ["GetValueOrDefault"] = (a => a.Age.GetValueOrDefault(), 0, 3),
        ["coalesced"] = (a => a.Name ?? "-", "-", "Tom"),
        ["coalesced with another type"] = (a => a.Age ?? 0L, 0L, 3L),
        ["a conditional by a null"] = (a => a.IsTame == true ? "tame" : "wild", "wild", "tame"),
        ["a truth value as one"] = (a => a.IsTame!.Value ? 1 : 2, 2, 1),
        ["and"] = (a => a.IsTame!.Value && a.Age > 1, false, true),
        ["not of what may be null"] = (a => !a.IsTame, null, false),
        ["not of what may be null, as a truth value"] = (a => !a.IsTame == true, false, false),
        ["or of what may be null"] = (a => a.IsTame | false, null, true),
        ["or of null and true"] = (a => a.IsTame | true, true, true),
        ["or"] = (a => a.IsTame!.Value || a.Name == null, true, true),
        ["concatenated"] = (a => a.Name + "!", "!", "Tom!"),
        ["cast"] = (a => (long?)a.Age, null, 3L),
        ["cast to object and equal"] = (a => (object?)a.Name == (object)"Tom", false, true),
        ["a count of nothing"] = (a => a.Tags!.Count, 0, 2),
        ["contains of nothing"] = (a => a.Tags!.Contains("x"), false, true),
        ["an element that is not there"] = (a => a.Tags![1], null, "y"),
        ["a member of an element that is not there"] = (a => a.Visits[0].Note!.Length, null, 1),
        ["a sum of nothing"] = (a => a.Visits.Sum(v => v.Day), 0, 7),
        ["a maximum of nothing"] = (a => a.Visits.Max(v => (int?)v.Day), null, 5),
        ["any of nothing"] = (a => a.Visits.Any(v => v.Day > 1), false, true),
        ["all of nothing"] = (a => a.Visits.All(v => v.Day > 4), true, false),
        ["an object of a null"] = (a => new Version(a.Age!.Value, 1), null, new Version(3, 1)),
    };

    public static TheoryData<string> Names
        => [.. Rows.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Null_is_what_C_sharp_gives_null_propagation(string name)
    {
        var (lambda, ofNothing, ofAll) = Rows[name];

        Assert.Equal(ofNothing, Zoo.Evaluate<Animal>(lambda, new Cat()));
        Assert.Equal(ofAll, Zoo.Evaluate<Animal>(lambda, All()));
    }

    [Fact]
    public void What_has_no_meaning_over_an_item_is_not_translated()
    {
        Assert.False(Zoo.IsTranslated<Animal>((Expression<Func<Animal, object?>>)(a => a.Unmapped)));
        Assert.False(Zoo.IsTranslated<Animal>((Expression<Func<Animal, object?>>)(a => a.Visits.Where(v => v.Day > 1))));
        Assert.True(Zoo.IsTranslated<Animal>((Expression<Func<Animal, object?>>)(a => a.Visits.Where(v => v.Day > 1).Count())));
    }

    private static Cat All()
        => new()
        {
            Name = "Tom", Age = 3, Weight = 4, IsTame = true, Tags = ["x", "y"], Home = new Home { City = "Bern", Zip = 3000, Spot = new Spot(1, 2) },
            Visits = [new Visit { Day = 2, Note = "n" }, new Visit { Day = 5 }],
        };
}
