using Microsoft.Extensions.Caching.Memory;

namespace EFCore.DynamoDb.FunctionalTests.Local;

/// <summary>
/// A cache for tests of many models or queries (<c>UseMemoryCache</c>), as large as EF's own: they would crowd the others' models out of EF's, and then two contexts of one
/// class have different models.
/// </summary>
internal static class ModelsAndQueries
{
    public static readonly MemoryCache Cache = new(new MemoryCacheOptions { SizeLimit = 10240 });
}
