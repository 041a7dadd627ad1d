using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Metadata;
using Microsoft.EntityFrameworkCore;

// Credentials, region and endpoint come from where AWS tools look for them; eng/sample.sh points them at a DynamoDB Local.
var log = new RequestLog();
var options = new DbContextOptionsBuilder<SampleContext>()
    .UseDynamoDb(o => o.TableNamePrefix("sample-").AttributeNaming(DynamoDbAttributeNaming.SnakeCase))
    .LogTo((id, _) => id == DynamoDbEventId.ExecutedRequest, log.Add)
    .EnableSensitiveDataLogging() // Shows keys and values in the requests.
    .Options;

await using var db = new SampleContext(options);

Step("Create the tables of the model, with their indexes");
Result($"created: {await db.Database.EnsureCreatedAsync()}");

Step("Save one entity: one put, if there is no such item yet");
db.Add(new Profile { ProfileId = "p1", Address = new Address("12 Canal Street", "Utrecht") });
Result($"saved: {await db.SaveChangesAsync()}");

Step("Save several: one transaction");
var monday = new DateTime(2026, 1, 5, 3, 0, 0, DateTimeKind.Utc);
var tuesday = monday.AddDays(1);
var wednesday = monday.AddDays(2);
db.AddRange(
    new Event { EventId = "backup", OccurredAt = monday, Status = "done", ProcessedAt = monday.AddMilliseconds(1250) },
    new Event { EventId = "backup", OccurredAt = tuesday, Status = "failed" },
    new Event { EventId = "backup", OccurredAt = wednesday, Status = "done", ProcessedAt = wednesday.AddMilliseconds(980) },
    new Event { EventId = "report", OccurredAt = wednesday, Status = "failed" });
Result($"saved: {await db.SaveChangesAsync()}");

// From here on everything is read from DynamoDB: a context gives back entities that it already has.
db.ChangeTracker.Clear();

Step("Find by the whole key");
var profile = await db.Profiles.FindAsync("p1") ?? throw new InvalidOperationException("There is no such profile.");
Result(profile.Address);
var failure = await db.Events.SingleAsync(e => e.EventId == "backup" && e.OccurredAt == tuesday);
Result(failure);

Step("Query by the partition key, newest first");
Result(await db.Events.Where(e => e.EventId == "backup").OrderByDescending(e => e.OccurredAt).ToListAsync());

Step("Query by a range of the sort key");
Result(await db.Events.Where(e => e.EventId == "backup" && e.OccurredAt >= tuesday && e.OccurredAt <= wednesday).ToListAsync());

Step("Query by the index, as ToQueryString() explains it");
var latestFailure = db.Events.Where(e => e.Status == "failed").OrderByDescending(e => e.OccurredAt).Take(1);
Console.WriteLine($"  {latestFailure.ToQueryString().ReplaceLineEndings("\n  ")}");
var latest = await latestFailure.SingleAsync();
Result(latest);

Step("Query some properties of some items: filtered and projected by DynamoDB");
Result(await db.Events
    .Where(e => e.EventId == "backup" && e.ProcessedAt != null)
    .Select(e => new { e.OccurredAt, e.ProcessedAt })
    .ToListAsync());

Step("Update: only what changed is sent");
profile.Address = profile.Address with { City = "Delft" };
Result($"saved: {await db.SaveChangesAsync()}");
failure.Status = "done";
failure.ProcessedAt = tuesday.AddMinutes(5).AddMilliseconds(15);
Result($"saved: {await db.SaveChangesAsync()}");

Step("Delete");
db.Remove(latest);
Result($"deleted: {await db.SaveChangesAsync()}");
Result($"still there: {await db.Events.AnyAsync(e => e.EventId == latest.EventId)}");

Step("Drop the tables");
Result($"dropped: {await db.Database.EnsureDeletedAsync()}");

Console.WriteLine();
Console.WriteLine(log);

static void Step(string title)
    => Console.WriteLine($"\n{title}");

static void Result(params IEnumerable<object> results)
{
    foreach (var result in results)
    {
        Console.WriteLine($"  = {result}");
    }
}
