using System.Text.Json;
using Microsoft.EntityFrameworkCore;

internal sealed class SampleContext(DbContextOptions<SampleContext> options) : DbContext(options)
{
    public DbSet<Profile> Profiles => Set<Profile>();

    public DbSet<Event> Events => Set<Event>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
        => modelBuilder.Entity<Profile>().Property(p => p.Address).HasJsonStr(JsonSerializerOptions.Web);
}
