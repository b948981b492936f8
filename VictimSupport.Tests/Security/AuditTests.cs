using Microsoft.EntityFrameworkCore;
using VictimSupport.Core.Data;
using VictimSupport.Core.Security;
using VictimSupport.Core.Security.Keys;
using VictimSupport.Tests.Fixtures;

namespace VictimSupport.Tests.Security;

public sealed class AuditTests : IAsyncLifetime
{
    private SecurityHost _host = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _host = await SecurityHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_row_is_saved_with_the_change_it_tells_of_or_not_at_all()
    {
        await using (var db = _host.Open())
        {
            await using var transaction = await db.Database.BeginTransactionAsync(Stop);
            _host.Get<AuditTrail>().Add(db, AuditChain.Rita, Operation.BookSession);
            await db.SaveChangesAsync(Stop);
        }

        await using var after = _host.Open();
        Assert.False(await after.AuditEntries.AnyAsync(Stop));
    }

    [Fact]
    public async Task A_sealed_audit_verifies_and_says_what_it_checked()
    {
        await AuditChain.WriteDaysAsync(_host, 10, Stop);
        await AuditChain.WriteAsync(_host, 2, Stop);

        using var words = new StringWriter();
        var code = await _host.Get<AuditVerifier>().RunAsync(words, cancellationToken: Stop);

        Assert.Equal("Good: 30 rows in the chain, 2 not in it yet, 3 heads outside the data agree.", words.ToString().Trim());
        Assert.Equal(0, code);
    }

    [Fact]
    public async Task The_first_bad_row_is_named()
    {
        await AuditChain.WriteDaysAsync(_host, 10, Stop);
        await using var db = _host.Open();
        var bad = await db.AuditEntries.SingleAsync(entry => entry.Sequence == 17, Stop);
        await db.Database.ExecuteSqlRawAsync("""UPDATE "AuditEntries" SET "ActorName" = 'Paul' WHERE "Sequence" IN (17, 21)""", Stop);

        using var words = new StringWriter();
        var code = await _host.Get<AuditVerifier>().RunAsync(words, cancellationToken: Stop);

        Assert.Equal(1, code);
        Assert.Equal($"BAD: position 17, row {bad.Id}, sequence 17: the row was changed or inserted", words.ToString().Trim());
    }

    [Fact]
    public async Task A_value_of_the_wrong_kind_is_a_finding_and_not_a_crash()
    {
        Assert.SkipWhen(PostgresServer.IsAskedFor, "Only SQLite keeps a word where an instant belongs.");
        await AuditChain.WriteDaysAsync(_host, 10, Stop);
        await using var db = _host.Open();
        await db.Database.ExecuteSqlRawAsync("UPDATE AuditEntries SET At = 'soon' WHERE Sequence = 12", Stop);

        var finding = await AuditChain.VerifyAsync(_host, db, Stop);

        Assert.StartsWith("the row after position 11 ", finding.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_verification_key_the_command_says_so_and_checks_nothing()
    {
        File.Delete(_host.Get<KeyPlaces>().VerificationFile);

        using var words = new StringWriter();
        var code = await _host.Get<AuditVerifier>().RunAsync(words, cancellationToken: Stop);

        Assert.Equal(2, code);
        Assert.Contains("Audit:VerificationKeyFile", words.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_day_has_its_own_key_and_yesterdays_is_gone()
    {
        var monday = _host.Get<AuditKeys>().Current();
        byte[] wrapped;
        await using (var keys = _host.OpenKeys())
        {
            wrapped = (await keys.AuditEpochs.SingleAsync(Stop)).Wrapped;
        }

        Assert.True(_host.RawBytes().AsSpan().IndexOf(wrapped) >= 0, "the search must be able to find it");
        _host.Time.Advance(TimeSpan.FromDays(2));
        var wednesday = _host.Get<AuditKeys>().Current();

        Assert.Equal((0, 2), (monday.Epoch, wednesday.Epoch));
        Assert.Equal(AuditKeys.Ratchet(AuditKeys.Ratchet(monday.Key)), wednesday.Key);
        Assert.True(_host.RawBytes().AsSpan().IndexOf(wrapped) < 0, "yesterday's wrapped key is still in a file");
        Assert.True(_host.RawBytes().AsSpan().IndexOf(monday.Key) < 0);
    }

    [Fact]
    public async Task Two_servers_agree_on_the_key_and_seal_without_doubling_a_row()
    {
        await using var second = await SecurityHost.StartAsync(_host.Folder, _host.Time);
        for (var day = 0; day < 3; day++)
        {
            await Task.WhenAll(AuditChain.WriteAsync(_host, 20, Stop), AuditChain.WriteAsync(second, 20, Stop));
            Assert.Equal(_host.Get<AuditKeys>().Current().Key, second.Get<AuditKeys>().Current().Key);
            await Task.WhenAll(_host.Get<AuditSealer>().SealAsync(Stop), second.Get<AuditSealer>().SealAsync(Stop));
            _host.Time.Advance(TimeSpan.FromDays(1));
        }

        await second.Get<AuditSealer>().SealAsync(Stop);
        await using var db = _host.Open();
        var finding = await AuditChain.VerifyAsync(_host, db, Stop);
        Assert.Null(finding.Problem);
        Assert.Equal(120, finding.Linked);
    }

    [Fact]
    public async Task A_lease_is_one_holders_until_it_ends_or_is_given_back()
    {
        var leases = _host.Get<Leases>();
        var minute = NodaTime.Duration.FromMinutes(1);

        Assert.True(await leases.TryTakeAsync("work", "a", minute, Stop));
        Assert.False(await leases.TryTakeAsync("work", "b", minute, Stop));
        Assert.True(await leases.TryTakeAsync("work", "a", minute, Stop));
        _host.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(await leases.TryTakeAsync("work", "b", minute, Stop));
        Assert.False(await leases.TryTakeAsync("work", "a", minute, Stop));
        await leases.ReleaseAsync("work", "a", Stop);
        Assert.False(await leases.TryTakeAsync("work", "a", minute, Stop));
        await leases.ReleaseAsync("work", "b", Stop);
        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => leases.TryTakeAsync("work", $"racer {number}", minute, Stop)));
        Assert.Single(taken, won => won);
    }

    [Fact]
    public async Task The_sealer_seals_by_itself_and_finishes_at_stop()
    {
        var sealer = _host.Get<AuditSealer>();
        await sealer.StartAsync(Stop);
        await AuditChain.WriteAsync(_host, 5, Stop);
        await sealer.StopAsync(Stop);

        await using var db = _host.Open();
        Assert.Equal(5, await db.AuditLinks.CountAsync(Stop));
        Assert.Equal(5, _host.Get<AuditAnchors>().LastPosition());
    }
}
