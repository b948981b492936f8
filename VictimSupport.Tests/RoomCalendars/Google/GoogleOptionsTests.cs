using VictimSupport.Core.RoomCalendars.Google;
using VictimSupport.Tests.FakeGoogle;

namespace VictimSupport.Tests.RoomCalendars.Google;

public sealed class GoogleOptionsTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N") + ".json");

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Without_a_key_file_nothing_is_demanded() => Assert.Null(Problem(new GoogleOptions()));

    [Fact]
    public async Task A_real_key_file_and_a_local_address_are_accepted()
    {
        await using var google = await FakeGoogleServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        google.WriteKeyFile(_file);

        Assert.Null(Problem(new GoogleOptions { ServiceAccountKeyFile = _file, BaseUri = google.CalendarAddress.ToString() }));
    }

    [Fact]
    public void A_missing_key_file_is_named_with_the_cure()
    {
        var problem = Problem(new GoogleOptions { ServiceAccountKeyFile = "/nowhere/key.json" });

        Assert.StartsWith("Google:ServiceAccountKeyFile: the file \"/nowhere/key.json\" cannot be read.", problem, StringComparison.Ordinal);
        Assert.Contains("Download a JSON key", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no json", "is not a service account's JSON key")]
    [InlineData("""{"type":"authorized_user"}""", "is not a service account's JSON key")]
    [InlineData("""{"type":"service_account","client_email":"a@b"}""", "lacks client_email or private_key")]
    [InlineData("""{"type":"service_account","client_email":"a@b","private_key":"x"}""", "has no usable token_uri")]
    [InlineData("""{"type":"service_account","client_email":"a@b","private_key":"secret-x","token_uri":"https://t/"}""", "private_key that cannot be read")]
    public void A_key_file_that_is_no_key_is_named_and_its_content_never_told(string content, string expected)
    {
        File.WriteAllText(_file, content);

        var problem = Problem(new GoogleOptions { ServiceAccountKeyFile = _file });

        Assert.Contains(expected, problem, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-x", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("calendar.example.org")]
    [InlineData("http://calendar.example.org/")]
    [InlineData("file:///tmp")]
    public void An_address_that_is_not_https_is_refused_with_an_example(string address) =>
        Assert.StartsWith("Google:BaseUri is", Problem(new GoogleOptions { BaseUri = address }), StringComparison.Ordinal);

    [Theory]
    [InlineData(0)]
    [InlineData(4000)]
    public void A_poll_interval_out_of_range_is_refused(int seconds) =>
        Assert.StartsWith("Google:PollSeconds is", Problem(new GoogleOptions { PollSeconds = seconds }), StringComparison.Ordinal);

    private static string? Problem(GoogleOptions options) => new GoogleOptionsValidation().Validate(null, options).FailureMessage;
}
