using System.Reflection;
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace EFCore.DynamoDb.Client;

/// <summary>Every request says in its user agent that it comes from this provider.</summary>
internal static class UserAgent
{
    private static readonly string Component = "EFCore.DynamoDb/" + Version();

    public static TRequest Marked<TRequest>(this TRequest request)
        where TRequest : AmazonWebServiceRequest
    {
        ((IAmazonWebServiceRequest)request).UserAgentDetails.AddUserAgentComponent(Component);
        return request;
    }

    /// <summary>The package's version, without the commit that the build appends.</summary>
    private static string Version()
    {
        var version = typeof(UserAgent).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";
        var build = version.IndexOf('+', StringComparison.Ordinal);
        return build < 0 ? version : version[..build];
    }
}
