namespace EFCore.DynamoDb.Diagnostics;

/// <summary>
/// Messages of Storage/: what is wrong with a value ("The value of the property 'X.Y' cannot be stored: ...") or with what an attribute holds ("The
/// attribute 'a' ..."), and with the mapping of a property.
/// </summary>
internal static partial class DynamoDbStrings
{
    public static string NullInSet
        => "a DynamoDB set holds no null: leave it out, or use a list.";

    public static string NumberNotFinite(string value)
        => $"it is {value}, and DynamoDB has only finite numbers.";

    public static string NumberOutOfRange(string value)
        => $"{value} is beyond DynamoDB's numbers, whose magnitude is 0 or from 1E-130 to 9.99E+125.";

    public static string TooManyDigits(string value)
        => $"{value} has more than the 38 significant digits that DynamoDB keeps.";

    public static string LoneSurrogate(int position)
        => $"its character {position} is half of a surrogate pair, which is no text that DynamoDB could store.";

    public static string NotANumberOf(string text, string what)
        => $"holds the number {text}, which cannot be read as {what}.";

    public static string NotOfForm(string text, string form)
        => $"holds '{text}', which is not {form}: store it so, or map the property to what is there with HasIsoFormat or a value converter.";

    public static string NotSixteenBytes(int count)
        => $"holds {count} bytes, and a Guid has 16.";

    public static string TimestampOutOfRange(string text, string unit)
        => $"holds the timestamp {text} in {unit}, which lies outside the years 1 to 9999 that .NET's times know.";

    public static string NotJson(string type, string problem)
        => $"holds text that is not the JSON of a {type}: {problem}";

    public static string NotToJson(string type, string problem)
        => $"it cannot be written as the JSON of a {type}: {problem}";

    public static string UnknownTimestampUnit(int unit)
        => $"{unit} is no unit of timestamps: use a member of TimestampUnit.";

    public static string UnixTimestampType(string entity, string property, string type)
        => $"The property '{entity}.{property}' of type {type} has a Unix timestamp, which only a DateTime or DateTimeOffset can have: change its type, "
            + "or convert it to one of them with HasConversion.";

    public static string IsoFormatType(string entity, string property, string type)
        => $"The property '{entity}.{property}' of type {type} has an ISO format, which only a DateTime, DateTimeOffset, DateOnly or TimeOnly can have: "
            + "change its type, or convert it to one of them with HasConversion.";

    public static string IsoFormatInvalid(string entity, string property, string format, string type)
        => $"The property '{entity}.{property}' has the ISO format '{format}', in which a {type} cannot be written and read again: correct it to a custom "
            + "date and time format of .NET.";

    public static string AttributeTypeImpossible(string entity, string property, string type, string attributeType, string possible)
        => $"The property '{entity}.{property}' of type {type} cannot be stored as {attributeType}: use {possible}, or convert it with HasConversion.";

    public static string SeveralForms(string entity, string property, string first, string second)
        => $"The property '{entity}.{property}' has both {first} and {second}, which contradict each other: keep one.";

    public static string JsonKey(string entity, string property)
        => $"The property '{entity}.{property}' is JSON text and part of a key, but DynamoDB compares keys by their text, not by their JSON value: use "
            + "another property, or a value converter to string.";

    public static string JsonType(string entity, string property, string type, string problem)
        => $"The property '{entity}.{property}' cannot be stored as the JSON of a {type}: {problem}";

    public static string NoJsonContext(string type)
        => $"{type} is no source-generated JsonSerializerContext, which has a static property Default.";

    public static string NotOfShape(string attributeType, string type)
        => $"is stored as {attributeType} and cannot be read as a {type}.";

    public static string NoFormOf(string type)
        => $"it holds a {type}, which has no form in a DynamoDB attribute: convert it to a string, a number, bytes, a list or a dictionary of such values.";

    public static string DerivedValue(string actual, string type)
        => $"it holds a {actual} where a {type} is mapped, and its own members would be lost: store a {type}, or the property as JSON text with HasJsonStr.";

    public static string ExtensionDataOfMapped(string name)
        => $"it has an entry '{name}', which is the attribute of a mapped property (or no name at all): set that property, and give the entry another name.";

    public static string ExtensionDataType(string entity, string property, string type)
        => $"The property '{entity}.{property}' of type {type} cannot hold the attributes that nothing is mapped to: make it a Dictionary<string, object?>, "
            + "another dictionary with strings as keys, or a JsonObject.";

    public static string ExtensionDataTwice(string entity, string first, string second)
        => $"The entity type '{entity}' has extension data in '{first}' and in '{second}': keep one.";

    public static string ExtensionDataInDocument(string type, string property)
        => $"The property '{type}.{property}' has extension data, which only an entity type with items of its own has: put it there, or map the document as a "
            + "Dictionary<string, object?>.";
}
