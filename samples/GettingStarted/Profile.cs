using System.ComponentModel.DataAnnotations.Schema;
using Microsoft.EntityFrameworkCore;

[Table("profiles")]
internal sealed class Profile
{
    [PartitionKey]
    public required string ProfileId { get; set; }

    /// <summary>One string attribute that holds JSON: {"street":"...","city":"..."} (see SampleContext).</summary>
    public required Address Address { get; set; }
}
