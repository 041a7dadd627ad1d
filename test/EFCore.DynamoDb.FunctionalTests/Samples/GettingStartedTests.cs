using System.Diagnostics;
using EFCore.DynamoDb.FunctionalTests.Local;

namespace EFCore.DynamoDb.FunctionalTests.Samples;

/// <summary>The sample does what the documents say of it.</summary>
public class GettingStartedTests(DynamoDbLocalFixture local) : IClassFixture<DynamoDbLocalFixture>
{
    [Fact]
    public async Task It_prints_each_request_and_what_all_of_them_cost()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [Path.Combine(AppContext.BaseDirectory, "GettingStarted.dll")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["AWS_ENDPOINT_URL_DYNAMODB"] = local.Local.Endpoint.AbsoluteUri;
        start.Environment["AWS_ACCESS_KEY_ID"] = "local";
        start.Environment["AWS_SECRET_ACCESS_KEY"] = "local";
        start.Environment["AWS_REGION"] = "us-east-1";
        start.Environment.Remove("AWS_SESSION_TOKEN");
        using var sample = Process.Start(start)!;
        var output = sample.StandardOutput.ReadToEndAsync();
        var errors = sample.StandardError.ReadToEndAsync();
        await sample.WaitForExitAsync();

        Assert.Equal("", await errors);
        Assert.Equal(0, sample.ExitCode);
        var lines = (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(
            [
                """PutItem sample-profiles {profile_id: "p1", address: "{\"street\":\"12 Canal Street\",\"city\":\"Utrecht\"}"} if: attribute_not_exists(profile_id)""",
                """GetItem sample-profiles {profile_id: "p1"}""",
                """GetItem sample-events {event_id: "backup", occurred_at: 1767668400}""",
                """Query sample-events key: event_id = "backup" desc""",
                """Query sample-events key: event_id = "backup" AND occurred_at BETWEEN 1767668400 AND 1767754800""",
                """Query sample-events index=by_status key: status = "failed" limit: 1 desc""",
                """UpdateItem sample-profiles {profile_id: "p1"} SET address = "{\"street\":\"12 Canal Street\",\"city\":\"Delft\"}" if: attribute_exists(profile_id)""",
                """UpdateItem sample-events {event_id: "backup", occurred_at: 1767668400} SET processed_at = 1767668700015, status = "done" if: attribute_exists(event_id)""",
                """DeleteItem sample-events {event_id: "report", occurred_at: 1767754800} if: attribute_exists(event_id)""",
                """Query sample-events key: event_id = "report" projection: event_id limit: 1""",
            ],
            lines.Where(line => line.StartsWith("  > ", StringComparison.Ordinal)).Select(line => line[4..])
                .Where(request => !request.Contains("Table ", StringComparison.Ordinal)
                    && !request.StartsWith("Transact", StringComparison.Ordinal)
                    && !request.Contains(" filter: ", StringComparison.Ordinal)));
        Assert.Equal("20 requests, 18 capacity units", lines[^1]);
    }
}
