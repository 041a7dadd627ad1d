using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using EFCore.DynamoDb.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace EFCore.DynamoDb.FunctionalTests.Local;

internal static class LocalOptions
{
    /// <summary>Contexts with no options but UseDynamoDb, as applications make them, find their service provider whatever tests ran before.</summary>
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "It must come before the first context of any test.")]
    internal static void MakeServiceProvider()
    {
        using var context = new DbContext(new DbContextOptionsBuilder().UseDynamoDb().Options);

        // Dependency injection sets options of EF's own before the provider's, and the order is a part of what EF knows service providers by.
        using var injected = new DbContext(new DbContextOptionsBuilder().UseApplicationServiceProvider(null).UseDynamoDb().Options);
    }

    /// <summary>The options of every test's context: DynamoDB Local by the test's own connection and names.</summary>
    public static TBuilder UseLocal<TBuilder>(
        this TBuilder builder, LocalConnection connection, Action<DynamoDbDbContextOptionsBuilder>? options = null)
        where TBuilder : DbContextOptionsBuilder
    {
        builder
            .UseDynamoDb(
                o =>
                {
                    o.UseClient(connection.Client).TableNamePrefix(connection.TableNamePrefix);
                    options?.Invoke(o);
                })

            // EF keeps a service provider for every set of options; the tests of this process have more of them than a program should.
            .ConfigureWarnings(w => w.Ignore(CoreEventId.ManyServiceProvidersCreatedWarning));
        return builder;
    }
}
