using EFCore.DynamoDb.FunctionalTests.Local;
using EFCore.DynamoDb.FunctionalTests.Query;
using Microsoft.EntityFrameworkCore;

namespace EFCore.DynamoDb.FunctionalTests.Templates;

/// <summary>An adjacency list with an inverted index, behind skip navigations; a local index over a template.</summary>
public class ManyToManyPatternTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    [Fact]
    public async Task AP23_skip_navigations_in_both_directions()
    {
        await using var connection = local.Connect();
        await using var db = await CreateAsync(connection);

        var student = await db.Students.Include(s => s.Courses).SingleAsync(s => s.StudentId == "s1");
        Assert.Equal(["Art", "Bio"], student.Courses.Select(c => c.Title).Order(StringComparer.Ordinal));
        var sent = connection.Recorder.Texts.ToList();
        connection.Recorder.Clear();
        db.ChangeTracker.Clear();
        var course = await db.Courses.Include(c => c.Students).SingleAsync(c => c.CourseId == "c1");
        Assert.Equal(["Ann", "Bob"], course.Students.Select(s => s.Name).Order(StringComparer.Ordinal));

        Assert.Equal(
            [
                """Query School key: PK = "STUD#s1" """.TrimEnd(),
                """BatchGetItem School [{PK: "COURSE#c1", SK: "INFO"}, {PK: "COURSE#c2", SK: "INFO"}]""",
            ],
            sent);
        Assert.Equal(
            [
                """GetItem School {PK: "COURSE#c1", SK: "INFO"}""",
                """Query School index=Inverted key: SK = "COURSE#c1" """.TrimEnd(),
                """BatchGetItem School [{PK: "STUD#s1", SK: "PROFILE"}, {PK: "STUD#s2", SK: "PROFILE"}]""",
            ],
            connection.Recorder.Texts);
    }

    [Fact]
    public async Task A_local_index_over_a_template_gives_another_order_of_the_partition()
    {
        await using var connection = local.Connect();
        await using var db = await CreateAsync(connection);

        Assert.Equal(
            ["c2", "c1"],
            await db.Enrollments.Where(e => e.StudentId == "s1" && e.Term == "2026-1").OrderBy(e => e.Grade).Select(e => e.CourseId).ToListAsync());

        connection.AssertSent("""Query School index=ByGrade key: PK = "STUD#s1" AND begins_with(LSI1SK, "TERM#2026-1#") filter: begins_with(SK, "COURSE#") projection: CourseId""");
    }

    private static async Task<School> CreateAsync(LocalConnection connection)
    {
        await connection.ArrangeAsync(
            new School(connection),
            [
                new Student { StudentId = "s1", Name = "Ann" }, new Student { StudentId = "s2", Name = "Bob" },
                new Course { CourseId = "c1", Title = "Art" }, new Course { CourseId = "c2", Title = "Bio" },
                new Enrolled { StudentId = "s1", CourseId = "c1", Term = "2026-1", Grade = 50 }, new Enrolled { StudentId = "s1", CourseId = "c2", Term = "2026-1", Grade = 9 },
                new Enrolled { StudentId = "s2", CourseId = "c1", Term = "2026-2", Grade = 1 },
            ]);
        return new School(connection);
    }

    private sealed class School(LocalConnection connection) : LocalContext(connection)
    {
        public DbSet<Student> Students => Set<Student>();

        public DbSet<Course> Courses => Set<Course>();

        public DbSet<Enrolled> Enrollments => Set<Enrolled>();

        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            modelBuilder.Entity<Student>(
                b =>
                {
                    b.ToTable("School");
                    b.HasPartitionKey("PK", s => $"STUD#{s.StudentId}");
                    b.HasSortKey("SK", s => "PROFILE");
                    b.HasMany(s => s.Courses).WithMany(c => c.Students).UsingEntity<Enrolled>(
                        j => j.HasOne<Course>().WithMany().HasForeignKey(e => e.CourseId), j => j.HasOne<Student>().WithMany().HasForeignKey(e => e.StudentId));
                });
            modelBuilder.Entity<Course>(
                b =>
                {
                    b.ToTable("School");
                    b.HasPartitionKey("PK", c => $"COURSE#{c.CourseId}");
                    b.HasSortKey("SK", c => "INFO");
                });
            modelBuilder.Entity<Enrolled>(
                b =>
                {
                    b.ToTable("School");
                    b.HasPartitionKey("PK", e => $"STUD#{e.StudentId}");
                    b.HasSortKey("SK", e => $"COURSE#{e.CourseId}");
                    b.HasGsi("Inverted", "SK", "PK");
                    b.HasKeyTemplate("LSI1SK", e => $"TERM#{e.Term}#{e.Grade:D3}");
                    b.HasLsi("ByGrade", "LSI1SK");
                });
        }
    }

    private sealed class Student
    {
        public required string StudentId { get; set; }

        public string Name { get; set; } = "";

        public List<Course> Courses { get; } = [];
    }

    private sealed class Course
    {
        public required string CourseId { get; set; }

        public string Title { get; set; } = "";

        public List<Student> Students { get; } = [];
    }

    private sealed class Enrolled
    {
        public required string StudentId { get; set; }

        public required string CourseId { get; set; }

        public string Term { get; set; } = "";

        public int Grade { get; set; }
    }
}
