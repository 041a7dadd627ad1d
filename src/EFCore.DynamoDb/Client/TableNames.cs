using EFCore.DynamoDb.Diagnostics;

namespace EFCore.DynamoDb.Client;

/// <summary>
/// Physical table names of one context: the prefix, then what the naming function makes of the model's name. Applied when a request is made and never
/// to the model, so that one model serves all prefixes.
/// </summary>
internal sealed class TableNames(string? prefix, Func<string, string>? naming)
{
    public string PhysicalName(string logicalName)
    {
        if (prefix is null && naming is null)
        {
            return logicalName;
        }

        var name = naming is null ? logicalName : naming(logicalName);
        name = prefix + name;
        return IsValid(name) ? name : throw new InvalidOperationException(DynamoDbStrings.InvalidPhysicalTableName(name, logicalName));
    }

    /// <summary>The tables of several writes, each named once, joined by commas.</summary>
    public static string Join(IReadOnlyList<ItemRequest> requests)
    {
        List<string> names = [];
        foreach (var request in requests)
        {
            if (!names.Contains(request.TableName))
            {
                names.Add(request.TableName);
            }
        }

        return names.Count == 1 ? names[0] : string.Join(", ", names);
    }

    /// <summary>3 to 255 of letters, digits, underscore, hyphen and dot.</summary>
    public static bool IsValid(string? name)
        => name is { Length: >= 3 and <= 255 } && HasOnlyNameCharacters(name);

    public static bool HasOnlyNameCharacters(string text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '-' or '.'))
            {
                return false;
            }
        }

        return true;
    }
}
