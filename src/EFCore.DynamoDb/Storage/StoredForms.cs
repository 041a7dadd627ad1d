using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Storage;

/// <summary>Every CLR type that attributes hold as it is, and how. The first form of a type is the one without further ado.</summary>
internal static class StoredForms
{
    private static readonly Dictionary<Type, StoredForm[]> Forms = new[] { NumberForms.All, TextForms.All, TimeForms.All }
        .SelectMany(forms => forms)
        .GroupBy(form => form.ClrType)
        .ToDictionary(group => group.Key, group => group.ToArray());

    /// <summary>The form of a type, or null when attributes do not hold it. Enumerations are stored as the numbers they are.</summary>
    /// <param name="type">A CLR type that is not nullable.</param>
    /// <param name="attributeType">The type of the attribute; null for the usual one.</param>
    public static StoredForm? Find(Type type, DynamoDbAttributeType? attributeType = null)
    {
        if (!Forms.TryGetValue(UnderlyingOf(type), out var forms))
        {
            return null;
        }

        if (attributeType is null)
        {
            return forms[0];
        }

        foreach (var form in forms)
        {
            if (form.AttributeType == attributeType)
            {
                return form;
            }
        }

        return null;
    }

    /// <summary>The attribute types that can hold the CLR type, the usual one first.</summary>
    public static IEnumerable<DynamoDbAttributeType> AttributeTypesOf(Type type)
        => Forms.TryGetValue(UnderlyingOf(type), out var forms) ? forms.Select(form => form.AttributeType) : [];

    private static Type UnderlyingOf(Type type)
        => type.IsEnum ? Enum.GetUnderlyingType(type) : type;
}
