using System.Globalization;
using VictimSupport.Tests.FakeGoogle;

// dotnet run --project VictimSupport.Tests/FakeGoogle -- --port 5099 --directory data/fake-google
var port = int.Parse(Value("--port") ?? "5099", CultureInfo.InvariantCulture);
var directory = Directory.CreateDirectory(Value("--directory") ?? "data/fake-google").FullName;
var keyFile = Path.Combine(directory, "service-account.json");

await using var server = await FakeGoogleServer.StartAsync(port, keyFile: keyFile);
server.KnowsEveryCalendar = true;
server.WriteKeyFile(keyFile);
Console.WriteLine($"""
    A fake Google Calendar listens at {server.Address} (look at it with a browser; stop it with Ctrl+C).
    Settings for VictimSupport:
      Google:ServiceAccountKeyFile = {keyFile}
      Google:BaseUri               = {server.CalendarAddress}
    """);

await server.WaitForShutdownAsync();

string? Value(string name)
{
    var at = Array.IndexOf(args, name);
    return at >= 0 && at + 1 < args.Length ? args[at + 1] : null;
}
