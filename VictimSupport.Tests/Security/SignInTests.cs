using System.Net;
using Microsoft.EntityFrameworkCore;
using VictimSupport.Core.Data;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Security;

namespace VictimSupport.Tests.Security;

public sealed class SignInTests : IAsyncLifetime
{
    private const string Email = "ada@example.org";
    private const string Password = "four lilac trams at noon";
    private SecurityHost _host = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = await SecurityHost.StartAsync();
        var token = await _host.Get<FirstRun>().BeginAsync(Token);
        var made = await _host.Get<FirstRun>().CreateAdministratorAsync(token, "Ada", Email, Password, "en", Token);
        Assert.True(made.IsDone, made.Refusal?.Words);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task The_right_password_signs_in_and_a_wrong_one_and_an_unknown_account_are_refused_alike()
    {
        Assert.True(await SignsInAsync(Password));
        Assert.True(await SignsInAsync(Password, " ADA@example.org "));
        var wrong = await TryAsync("no such password here");
        var unknown = await TryAsync(Password, "nobody@example.org");

        Assert.Equal(wrong.Refusal?.Words, unknown.Refusal?.Words);
        Assert.Equal(RefusalCode.SignInRefused, unknown.Refusal?.Code);
        await using var db = _host.Open();
        var audited = await db.AuditEntries.Where(entry => entry.Operation == Operation.SignIn).OrderBy(entry => entry.Sequence).Select(entry => entry.Outcome).ToListAsync(Token);
        Assert.Equal([AuditOutcome.Done, AuditOutcome.Done, AuditOutcome.Refused, AuditOutcome.Refused], audited);
    }

    [Fact]
    public async Task The_lock_of_an_account_grows_and_ends()
    {
        foreach (var _ in Enumerable.Range(0, 5))
        {
            Assert.False(await SignsInAsync("no such password here"));
        }

        Assert.False(await SignsInAsync(Password));
        _host.Time.Advance(TimeSpan.FromSeconds(61));
        Assert.False(await SignsInAsync("no such password here"));
        _host.Time.Advance(TimeSpan.FromSeconds(61));
        Assert.False(await SignsInAsync(Password));
        _host.Time.Advance(TimeSpan.FromSeconds(60));
        Assert.True(await SignsInAsync(Password));
    }

    [Fact]
    public async Task Guesses_made_at_once_count_one_by_one()
    {
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => TryAsync("no such password here")));

        await using var db = _host.Open();
        Assert.Equal(5, (await db.Accounts.SingleAsync(Token)).AccessFailedCount);
        Assert.False(await SignsInAsync(Password));
    }

    [Fact]
    public void An_address_waits_after_twenty_wrong_tries_and_others_do_not()
    {
        var delays = _host.Get<AddressDelays>();
        foreach (var _ in Enumerable.Range(0, 20))
        {
            Assert.Equal(0, delays.MinutesLeft(IPAddress.Parse("2001:db8::1")));
            delays.Failed(IPAddress.Parse("2001:db8::1"));
        }

        Assert.Equal(1, delays.MinutesLeft(IPAddress.Parse("2001:db8::2")));
        Assert.Equal(0, delays.MinutesLeft(IPAddress.Parse("2001:db8:0:1::1")));
        _host.Time.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(0, delays.MinutesLeft(IPAddress.Parse("2001:db8::2")));
    }

    [Fact]
    public async Task The_first_administrators_link_works_once_and_for_a_day()
    {
        Assert.Null(await _host.Get<FirstRun>().BeginAsync(Token));

        await using var fresh = await SecurityHost.StartAsync();
        var first = fresh.Get<FirstRun>();
        var old = await first.BeginAsync(Token);
        fresh.Time.Advance(TimeSpan.FromHours(25));
        Assert.Equal(RefusalCode.LinkOver, (await first.CreateAdministratorAsync(old, "Ada", Email, Password, "en", Token)).Refusal?.Code);
        var token = await first.BeginAsync(Token);
        Assert.True((await first.CreateAdministratorAsync(token, "Ada", Email, Password, "en", Token)).IsDone);
        Assert.Equal(RefusalCode.LinkOver, (await first.CreateAdministratorAsync(token, "Eve", "eve@example.org", Password, "en", Token)).Refusal?.Code);
    }

    [Theory]
    [InlineData("short but good", RefusalCode.PasswordTooShort)]
    [InlineData("aaaaaaaaaaaaaaaaaa", RefusalCode.PasswordTooEasy)]
    [InlineData("Victim Support Malta 2026", RefusalCode.PasswordTooEasy)]
    [InlineData("Correct Horse Battery Staple 1", RefusalCode.PasswordTooEasy)]
    [InlineData("123456789012345", RefusalCode.PasswordTooEasy)]
    [InlineData("passwordpassword1", RefusalCode.PasswordTooEasy)]
    [InlineData("monkeydragonmonkey", RefusalCode.PasswordTooEasy)]
    [InlineData("Superman-12345678", RefusalCode.PasswordTooEasy)]
    [InlineData("polniypizdec110211", RefusalCode.PasswordTooEasy)]
    [InlineData("b4s3b4ll f00tb4ll!!", RefusalCode.PasswordTooEasy)]
    [InlineData("please look around the demo", null)]
    [InlineData("ada.borg@example.org", RefusalCode.PasswordTooEasy)]
    [InlineData(Password, null)]
    [InlineData("83749206158273640", null)]
    public void Easy_passwords_are_refused_without_rules_of_composition(string password, RefusalCode? expected) =>
        Assert.Equal(expected, Passwords.Check(password, "ada.borg@example.org", "Password")?.Code);

    [Fact]
    public async Task The_last_administrator_stays_and_a_revoked_one_is_refused_at_once()
    {
        var accounts = _host.Get<AccountDirectory>();
        var ada = (await TryAsync(Password)).Value.ToActor()!;
        var seen = Assert.Single(await accounts.ListAsync(ada, Token));
        Assert.Equal(RefusalCode.LastAdministrator, (await accounts.SaveAsync(ada, new AccountForm(ada.AccountId, "Ada", Email, Role.Coordinator, null, "en", true, seen), Token)).Refusal?.Code);
        Assert.Equal(RefusalCode.LastAdministrator, (await accounts.SaveAsync(ada, new AccountForm(ada.AccountId, "Ada", Email, Role.Administrator, null, "en", false, seen), Token)).Refusal?.Code);
        Assert.Equal(RefusalCode.ChangedMeanwhile, (await accounts.SaveAsync(ada, new AccountForm(ada.AccountId, "Ada", Email, Role.Administrator, null, "en", true, seen with { Language = "pl" }), Token)).Refusal?.Code);

        var ben = await accounts.SaveAsync(ada, new AccountForm(null, "Ben", "ben@example.org", Role.Administrator, null, "en", true), Token);
        Assert.True((await _host.Get<FirstRun>().SetPasswordAsync(ben.Value!.LinkToken, "nine quiet harbour cats", Token)).IsDone);
        Assert.Equal(RefusalCode.LinkOver, (await _host.Get<FirstRun>().SetPasswordAsync(ben.Value.LinkToken, "nine quiet harbour cats", Token)).Refusal?.Code);
        var benActs = (await TryAsync("nine quiet harbour cats", "ben@example.org")).Value.ToActor()!;
        var listed = (await accounts.ListAsync(benActs, Token)).Single(row => row.Id == benActs.AccountId);
        var link = (await accounts.NewLinkAsync(ada, benActs.AccountId, Token)).Value;
        Assert.True((await accounts.SaveAsync(ada, new AccountForm(benActs.AccountId, "Ben", "ben@example.org", Role.Administrator, null, "en", false, listed), Token)).IsDone);

        await Assert.ThrowsAsync<AccessDeniedException>(() => accounts.ListAsync(benActs, Token));
        Assert.False(await SignsInAsync("nine quiet harbour cats", "ben@example.org"));
        Assert.Equal(RefusalCode.LinkOver, (await _host.Get<FirstRun>().SetPasswordAsync(link, "ten quiet harbour cats", Token)).Refusal?.Code);
    }

    private async Task<bool> SignsInAsync(string password, string email = Email) => (await TryAsync(password, email)).IsDone;

    private Task<Outcome<System.Security.Claims.ClaimsPrincipal>> TryAsync(string password, string email = Email) =>
        _host.Get<SignIns>().SignInAsync(email, password, IPAddress.Parse("192.0.2.7"), "test", Token);
}
