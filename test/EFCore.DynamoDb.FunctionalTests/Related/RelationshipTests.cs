using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.FunctionalTests.Query;
using EFCore.DynamoDb.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Related;

/// <summary>What EF Core allows of relationships: shadow foreign keys, alternate principal keys, self references, many-to-many without a class, cascades, property bags.</summary>
public class RelationshipTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    [Fact]
    public async Task A_self_reference_by_a_shadow_foreign_key_is_read_by_key_one_way_and_by_index_the_other()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection);

        var ben = await db.Employees.Include(e => e.Manager).SingleAsync(e => e.Id == "ben");
        var names = await db.Employees.Where(e => e.Id == "ann").SelectMany(e => e.Reports).Select(e => e.Id).ToListAsync();
        var ofAnn = await db.Employees.Where(e => EF.Property<string?>(e, "ManagerId") == "ann").Select(e => e.Id).ToListAsync();

        Assert.Equal("ann", ben.Manager!.Id);
        Assert.Equal(["ben", "cem"], names.Order());
        Assert.Equal(["ben", "cem"], ofAnn.Order());
        Assert.Equal(
            [
                """GetItem Employees {Id: "ben"}""",
                """GetItem Employees {Id: "ann"}""",
            ],
            connection.Recorder.Texts.Take(2));
        Assert.Contains("""Query Employees index=ByManager key: ManagerId = "ann" """.TrimEnd(), connection.Recorder.Texts[^1], StringComparison.Ordinal);
        Assert.DoesNotContain(connection.Recorder.Texts, t => t.StartsWith("Scan", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_shadow_foreign_key_follows_the_navigation()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection);
        var cem = await db.Employees.SingleAsync(e => e.Id == "cem");
        cem.Manager = await db.Employees.SingleAsync(e => e.Id == "ben");
        connection.Recorder.Clear();

        await db.SaveChangesAsync();
        cem.Manager = null;
        await db.SaveChangesAsync();

        Assert.Equal(
            [
                """UpdateItem Employees {Id: "cem"} SET ManagerId = "ben" if: attribute_exists(Id) on failure: ALL_OLD""",
                """UpdateItem Employees {Id: "cem"} REMOVE ManagerId if: attribute_exists(Id) on failure: ALL_OLD""",
            ],
            connection.Recorder.Texts);
    }

    [Fact]
    public async Task An_alternate_principal_key_is_asked_of_its_index_and_may_lead_nowhere()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection);

        var badges = await db.Badges.Include(b => b.Owner).Where(b => b.Id == 1 || b.Id == 2).OrderBy(b => b.Id).ToListAsync();
        var ann = await db.Employees.Include(e => e.Badges).SingleAsync(e => e.Id == "ann");

        Assert.Equal(["ann", null], badges.Select(b => b.Owner?.Id));
        Assert.Equal([1], ann.Badges.Select(b => b.Id));
        Assert.Contains(connection.Recorder.Texts, t => t.StartsWith("""Query Employees index=ByEmail key: Email = "ann@x" """.TrimEnd(), StringComparison.Ordinal));
        Assert.Contains(connection.Recorder.Texts, t => t.StartsWith("""Query Badges index=ByOwner key: OwnerEmail = "ann@x" """.TrimEnd(), StringComparison.Ordinal));
        Assert.DoesNotContain(connection.Recorder.Texts, t => t.StartsWith("Scan", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Many_to_many_without_a_class_goes_by_the_key_of_the_join_and_obeys_the_scan_guard_the_other_way()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection);
        var ann = await db.Employees.SingleAsync(e => e.Id == "ann");
        ann.Teams.Add(new Team { Id = "red" });
        await db.SaveChangesAsync();
        db.ChangeTracker.Clear();
        connection.Recorder.Clear();

        var read = await db.Employees.Include(e => e.Teams).SingleAsync(e => e.Id == "ann");
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => db.Teams.Include(t => t.Members).SingleAsync(t => t.Id == "red"));

        Assert.Equal(["red"], read.Teams.Select(t => t.Id));
        Assert.Equal(
            [
                """GetItem Employees {Id: "ann"}""",
                """Query EmployeeTeam key: MembersId = "ann" """.TrimEnd(),
                """GetItem Teams {Id: "red"}""",
            ],
            connection.Recorder.Texts.Take(3));
        Assert.Contains("EmployeeTeam", exception.Message, StringComparison.Ordinal);
        Assert.Contains("AllowScan", exception.Message, StringComparison.Ordinal);
        read.Teams.Clear();
        connection.Recorder.Clear();
        await db.SaveChangesAsync();
        Assert.Equal("""DeleteItem EmployeeTeam {MembersId: "ann", TeamsId: "red"} if: attribute_exists(MembersId) on failure: ALL_OLD""", Assert.Single(connection.Recorder.Texts));
    }

    [Fact]
    public async Task A_collection_is_a_result_of_the_type_that_the_class_says()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection);
        (await db.Employees.SingleAsync(e => e.Id == "ann")).Teams.Add(new Team { Id = "red" });
        await db.SaveChangesAsync();

        var teams = await db.Employees.AsNoTracking().Where(e => e.Id == "ann").Select(e => e.Teams).FirstAsync();

        Assert.Equal(["red"], teams.Select(t => t.Id));
    }

    [Fact]
    public async Task What_is_asked_of_a_related_entity_that_is_not_there_is_neither_true_nor_false()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection);
        var badges = db.Badges.Where(b => b.Id == 1 || b.Id == 2);

        Assert.Equal([1], await badges.Where(b => !b.Owner!.IsAway).Select(b => b.Id).ToListAsync());
        Assert.Empty(await badges.Where(b => b.Owner!.IsAway).Select(b => b.Id).ToListAsync());
        Assert.Equal([1], await badges.Where(b => !(b.Id == 1 ? b.Owner!.IsAway : b.Owner!.IsAway)).Select(b => b.Id).ToListAsync());
    }

    [Fact]
    public async Task A_required_dependant_that_is_tracked_goes_with_its_principal()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection);
        var project = await db.Projects.Include(p => p.Steps).SingleAsync(p => p.Id == "p");
        connection.Recorder.Clear();

        db.Remove(project);
        Assert.Equal(3, await db.SaveChangesAsync());

        var transaction = Assert.Single(connection.Recorder.Texts);
        Assert.StartsWith("TransactWriteItems", transaction, StringComparison.Ordinal);
        Assert.Contains("""Delete Steps {ProjectId: "p", Number: 1}""", transaction, StringComparison.Ordinal);
        Assert.Contains("""Delete Steps {ProjectId: "p", Number: 2}""", transaction, StringComparison.Ordinal);
        Assert.Contains("""Delete Projects {Id: "p"}""", transaction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_optional_dependant_that_is_tracked_loses_its_principal_and_a_restricted_one_forbids_it()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection);
        var ann = await db.Employees.Include(e => e.Reports).SingleAsync(e => e.Id == "ann");
        connection.Recorder.Clear();

        db.Remove(ann);
        await db.SaveChangesAsync();

        var transaction = Assert.Single(connection.Recorder.Texts);
        Assert.Contains("""Update Employees {Id: "ben"} REMOVE ManagerId""", transaction, StringComparison.Ordinal);
        Assert.Contains("""Update Employees {Id: "cem"} REMOVE ManagerId""", transaction, StringComparison.Ordinal);
        Assert.Contains("""Delete Employees {Id: "ann"}""", transaction, StringComparison.Ordinal);

        var contract = await db.Contracts.Include(c => c.Vendor).SingleAsync(c => c.Id == 1);
        connection.Recorder.Clear();
        var exception = Assert.Throws<InvalidOperationException>(() => db.Remove(contract.Vendor));
        Assert.Contains("'Vendor'", exception.Message, StringComparison.Ordinal);
        Assert.Contains("'Contract'", exception.Message, StringComparison.Ordinal);
        Assert.Empty(connection.Recorder.Texts);
    }

    [Fact]
    public async Task A_property_bag_is_an_entity_like_any_other()
    {
        await using var connection = local.Connect();
        await using var db = await ArrangeAsync(connection);
        db.Settings.Add(new Dictionary<string, object> { ["Id"] = "s", ["Value"] = 2 });
        await db.SaveChangesAsync();
        db.ChangeTracker.Clear();
        connection.Recorder.Clear();

        var setting = await db.Settings.SingleAsync(s => (string)s["Id"] == "s" && (int)s["Value"] == 2);
        setting["Value"] = 3;
        await db.SaveChangesAsync();

        Assert.Equal(
            [
                """GetItem Setting {Id: "s"}""",
                """UpdateItem Setting {Id: "s"} SET Value = 3 if: attribute_exists(Id) on failure: ALL_OLD""",
            ],
            connection.Recorder.Texts);
    }

    private static async Task<OfficeContext> ArrangeAsync(LocalConnection connection)
    {
        var ann = new Employee { Id = "ann", Email = "ann@x" };
        var project = new Project { Id = "p", Steps = [new Step { Number = 1 }, new Step { Number = 2 }] };
        await connection.ArrangeAsync(
            new OfficeContext(connection),
            ann,
            new Employee { Id = "ben", Email = "ben@x", Manager = ann },
            new Employee { Id = "cem", Email = "cem@x", Manager = ann },
            new Badge { Id = 1, Owner = ann },
            new Badge { Id = 2 },
            project,
            new Contract { Id = 1, Vendor = new Vendor { Id = 7 } });
        return new OfficeContext(connection);
    }

    private sealed class OfficeContext(LocalConnection connection, Action<DynamoDbDbContextOptionsBuilder>? options = null) : LocalContext(connection, options)
    {
        public DbSet<Employee> Employees => Set<Employee>();

        public DbSet<Badge> Badges => Set<Badge>();

        public DbSet<Team> Teams => Set<Team>();

        public DbSet<Project> Projects => Set<Project>();

        public DbSet<Contract> Contracts => Set<Contract>();

        public DbSet<Dictionary<string, object>> Settings => Set<Dictionary<string, object>>("Setting");

        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            modelBuilder.Entity<Employee>(
                b =>
                {
                    b.Property<string?>("ManagerId");
                    b.HasOne(e => e.Manager).WithMany(e => e.Reports).HasForeignKey("ManagerId");
                    b.HasMany(e => e.Badges).WithOne(x => x.Owner).HasForeignKey(x => x.OwnerEmail).HasPrincipalKey(e => e.Email).IsRequired(false);
                    b.HasMany(e => e.Teams).WithMany(t => t.Members);
                    b.HasGsi("ByManager", "ManagerId");
                    b.HasGsi("ByEmail", e => e.Email);
                });
            modelBuilder.Entity<Badge>().HasGsi("ByOwner", x => x.OwnerEmail!);
            modelBuilder.Entity<Step>(
                b =>
                {
                    b.ToTable("Steps");
                    b.HasPartitionKey(s => s.ProjectId);
                    b.HasSortKey(s => s.Number);
                });
            modelBuilder.Entity<Project>().HasMany(p => p.Steps).WithOne().HasForeignKey(s => s.ProjectId);
            modelBuilder.Entity<Contract>().HasOne(c => c.Vendor).WithMany().HasForeignKey(c => c.VendorId).OnDelete(DeleteBehavior.Restrict);
            modelBuilder.SharedTypeEntity<Dictionary<string, object>>(
                "Setting",
                b =>
                {
                    b.IndexerProperty<string>("Id");
                    b.IndexerProperty<int>("Value");
                    b.HasKey("Id");
                });
        }
    }

    private sealed class Employee
    {
        public string Id { get; set; } = "";

        public string Email { get; set; } = "";

        public Employee? Manager { get; set; }

        public List<Employee> Reports { get; } = [];

        public List<Badge> Badges { get; } = [];

        public ICollection<Team> Teams { get; } = [];

        public bool IsAway { get; set; }
    }

    private sealed class Badge
    {
        public int Id { get; set; }

        public string? OwnerEmail { get; set; }

        public Employee? Owner { get; set; }
    }

    private sealed class Team
    {
        public string Id { get; set; } = "";

        public List<Employee> Members { get; } = [];
    }

    private sealed class Project
    {
        public string Id { get; set; } = "";

        public List<Step> Steps { get; set; } = [];
    }

    private sealed class Step
    {
        public string ProjectId { get; set; } = "";

        public int Number { get; set; }
    }

    private sealed class Contract
    {
        public int Id { get; set; }

        public int VendorId { get; set; }

        public Vendor Vendor { get; set; } = null!;
    }

    private sealed class Vendor
    {
        public int Id { get; set; }
    }
}
