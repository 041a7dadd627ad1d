using System.Text;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;

namespace EFCore.DynamoDb.Metadata.Conventions;

/// <summary>Names the attributes of all properties that were given no name. The discriminator keeps its own.</summary>
internal sealed class AttributeNamingConvention(Func<string, string> naming) : IModelFinalizingConvention
{
    public void ProcessModelFinalizing(IConventionModelBuilder modelBuilder, IConventionContext<IConventionModelBuilder> context)
    {
        foreach (var entityType in modelBuilder.Metadata.GetEntityTypes())
        {
            var discriminator = entityType.FindDiscriminatorProperty();
            foreach (var property in entityType.GetDeclaredProperties())
            {
                if (property != discriminator)
                {
                    property.Builder.HasAnnotation(DynamoDbAnnotationNames.AttributeName, naming(property.Name));
                }
            }
        }
    }

    /// <summary><c>OrderId</c> is <c>orderId</c>, <c>URLPath</c> is <c>urlPath</c>, <c>ID</c> is <c>id</c>: as System.Text.Json has it.</summary>
    public static string CamelCase(string name)
        => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(name);

    /// <summary><c>OrderId</c> is <c>order_id</c>, <c>URLPath</c> is <c>url_path</c>, <c>Gsi1Pk</c> is <c>gsi1_pk</c>.</summary>
    public static string SnakeCase(string name)
    {
        var result = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            var c = name[i];
            if (char.IsUpper(c) && i > 0 && name[i - 1] != '_' && StartsWord(name, i))
            {
                result.Append('_');
            }

            result.Append(char.ToLowerInvariant(c));
        }

        return result.ToString();
    }

    // After a small letter or digit, or as the last of several capitals: URLPath is URL and Path.
    private static bool StartsWord(string name, int i)
        => !char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1]));
}
