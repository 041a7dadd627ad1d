using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EFCore.DynamoDb.Update;

/// <summary>A complex property that is required is null: what is saved could not be read. With EF Core's words for it.</summary>
internal sealed class NullRequiredDocumentException(IComplexProperty property)
    : InvalidOperationException(CoreStrings.NullRequiredComplexProperty(property.DeclaringType.ClrType.ShortDisplayName(), property.Name));
