using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using VictimSupport.Core.Security;

namespace VictimSupport.Tests.Security;

public sealed class ClientVaultTests : IAsyncLifetime
{
    private static readonly SealedColumn Name = new("Cases", "ClientName");
    private static readonly Actor Coordinator = new(Guid.NewGuid(), "Rita", Role.Coordinator);
    private static readonly Actor Volunteer = new(Guid.NewGuid(), "Paul", Role.Volunteer);
    private SecurityHost _host = null!;

    private ClientVault Vault => _host.Get<ClientVault>();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _host = await SecurityHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task What_is_sealed_can_be_opened_and_null_stays_null()
    {
        var (subject, row) = (Guid.NewGuid(), Guid.NewGuid());
        var key = await Vault.CreateSubjectAsync(subject, SubjectKind.Client, Stop);
        var sealedName = key.Seal(Name, row, "Ġużeppa Żahra");

        var opened = await Vault.OpenAsync(Coordinator, Operation.OpenClientName, subject, "to book", [new(Name, row, sealedName), new(Name, row, null)], Stop);

        Assert.Equal(["Ġużeppa Żahra", null], opened);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(500)]
    public async Task Length_is_hidden_in_buckets_of_32_bytes(int length)
    {
        var (subject, row) = (Guid.NewGuid(), Guid.NewGuid());
        var key = await Vault.CreateSubjectAsync(subject, SubjectKind.Client, Stop);
        var text = new string('x', length);

        var bytes = key.Seal(Name, row, text).ToArray();
        var opened = await Vault.OpenAsync(Coordinator, Operation.OpenClientName, subject, "to book", [new(Name, row, new Sealed<string>(bytes))], Stop);

        Assert.Equal(((length / 32) + 1) * 32, bytes.Length - 15 - 16);
        Assert.Equal(1, bytes[0]);
        Assert.Equal(text, Assert.Single(opened));
    }

    [Fact]
    public async Task A_read_is_audited_before_anything_is_decrypted()
    {
        var (subject, row) = (Guid.NewGuid(), Guid.NewGuid());
        var key = await Vault.CreateSubjectAsync(subject, SubjectKind.Client, Stop);
        var bytes = key.Seal(Name, row, "Maria").ToArray();
        bytes[^1] ^= 1;

        // The changed tag makes decryption throw; the audit row of the read stands all the same.
        await Assert.ThrowsAnyAsync<CryptographicException>(() => Vault.OpenAsync(Coordinator, Operation.OpenClientName, subject, "to book", [new(Name, row, new Sealed<string>(bytes))], Stop));

        await using var db = _host.Open();
        var entry = await db.AuditEntries.SingleAsync(Stop);
        Assert.Equal((Operation.OpenClientName, AuditOutcome.Done, subject, "to book"), (entry.Operation, entry.Outcome, entry.SubjectId, entry.Detail));
    }

    [Fact]
    public async Task Nothing_is_decrypted_when_the_audit_cannot_be_written()
    {
        var (subject, row) = (Guid.NewGuid(), Guid.NewGuid());
        var key = await Vault.CreateSubjectAsync(subject, SubjectKind.Client, Stop);
        var value = key.Seal(Name, row, "Maria");
        await using (var db = _host.Open())
        {
            await db.Database.ExecuteSqlRawAsync("""DROP TABLE "AuditEntries" """, Stop);
        }

        await Assert.ThrowsAsync<DbUpdateException>(() => Vault.OpenAsync(Coordinator, Operation.OpenClientName, subject, "to book", [new(Name, row, value)], Stop));
    }

    [Fact]
    public async Task A_refused_read_is_audited_and_throws()
    {
        var (subject, row) = (Guid.NewGuid(), Guid.NewGuid());
        var key = await Vault.CreateSubjectAsync(subject, SubjectKind.Client, Stop);
        var value = key.Seal(Name, row, "Maria");

        await Assert.ThrowsAsync<AccessDeniedException>(() => Vault.OpenAsync(Volunteer, Operation.OpenClientName, subject, "curious", [new(Name, row, value)], Stop));

        await using var db = _host.Open();
        var entry = await db.AuditEntries.SingleAsync(Stop);
        Assert.Equal((AuditOutcome.Refused, subject, Volunteer.AccountId), (entry.Outcome, entry.SubjectId, entry.ActorId));
    }

    [Fact]
    public async Task Sealed_bytes_open_nowhere_but_in_their_own_place()
    {
        var (subject, other, row) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        var key = await Vault.CreateSubjectAsync(subject, SubjectKind.Client, Stop);
        await Vault.CreateSubjectAsync(other, SubjectKind.Client, Stop);
        var value = key.Seal(Name, row, "Maria");

        await RefusesAsync(subject, new SealedField(Name, Guid.NewGuid(), value));
        await RefusesAsync(subject, new SealedField(Name with { Column = "Email" }, row, value));
        await RefusesAsync(subject, new SealedField(Name with { Table = "Perpetrators" }, row, value));
        await RefusesAsync(other, new SealedField(Name, row, value));
        var version = value.ToArray();
        version[2] ^= 2;
        await RefusesAsync(subject, new SealedField(Name, row, new Sealed<string>(version)));

        async Task RefusesAsync(Guid subjectId, SealedField field) =>
            await Assert.ThrowsAnyAsync<CryptographicException>(() => Vault.OpenAsync(Coordinator, Operation.OpenClientName, subjectId, "to book", [field], Stop));
    }

    [Fact]
    public async Task The_same_text_never_gives_the_same_nonce()
    {
        var row = Guid.NewGuid();
        var key = await Vault.CreateSubjectAsync(Guid.NewGuid(), SubjectKind.Client, Stop);

        var nonces = Enumerable.Range(0, 10_000).Select(_ => Convert.ToHexString(key.Seal(Name, row, "Maria").ToArray().AsSpan(3, 12))).ToHashSet();

        Assert.Equal(10_000, nonces.Count);
    }

    [Fact]
    public async Task An_erased_subject_reads_as_nothing_and_its_wrapped_key_is_in_no_file()
    {
        var director = new Actor(Guid.NewGuid(), "Anna", Role.TeamManager);
        for (var round = 0; round < 20; round++)
        {
            var (subject, row) = (Guid.NewGuid(), Guid.NewGuid());
            var key = await Vault.CreateSubjectAsync(subject, SubjectKind.Client, Stop);
            await _host.Get<BlindIndex>().SetAsync(subject, BlindIndexKind.Email, ["maria@example.org"], Stop);
            var value = key.Seal(Name, row, "Maria");
            byte[] wrapped;
            await using (var keys = _host.OpenKeys())
            {
                wrapped = (await keys.SubjectKeys.SingleAsync(held => held.SubjectId == subject, Stop)).Wrapped;
            }

            Assert.True(_host.RawBytes().AsSpan().IndexOf(wrapped) >= 0, "the search must be able to find it");
            await Vault.EraseSubjectAsync(director, Operation.ChangeCase, subject, "asked by the client", Stop);

            Assert.Null(Assert.Single(await Vault.OpenAsync(director, Operation.OpenClientName, subject, "to check", [new(Name, row, value)], Stop)));
            await Assert.ThrowsAsync<InvalidOperationException>(() => Vault.KeyForWritingAsync(subject, Stop));
            Assert.Empty(await _host.Get<BlindIndex>().FindAsync(BlindIndexKind.Email, "maria@example.org", Stop));
            Assert.True(_host.RawBytes().AsSpan().IndexOf(wrapped) < 0, "the wrapped key is still in a file");
        }
    }

    [Fact]
    public async Task No_plain_text_is_in_the_files()
    {
        var (subject, row) = (Guid.NewGuid(), Guid.NewGuid());
        var key = await Vault.CreateSubjectAsync(subject, SubjectKind.Client, Stop);
        var value = key.Seal(Name, row, "Canary-Żebbuġ-7431");
        await _host.Get<BlindIndex>().SetAsync(subject, BlindIndexKind.Email, ["canary7431@example.org"], Stop);
        await _host.Get<BlindIndex>().SetAsync(subject, BlindIndexKind.Telephone, ["+356 9943 7431"], Stop);
        await Vault.OpenAsync(Coordinator, Operation.OpenClientName, subject, "purpose-to-be-found", [new(Name, row, value)], Stop);

        var raw = _host.RawBytes();

        Assert.True(Holds(raw, "purpose-to-be-found"), "the search must be able to find something");
        Assert.All(["Canary", "canary", "7431", "Żebbuġ"], word => Assert.False(Holds(raw, word), word));

        static bool Holds(byte[] raw, string word) =>
            raw.AsSpan().IndexOf(Encoding.UTF8.GetBytes(word)) >= 0 || raw.AsSpan().IndexOf(Encoding.Unicode.GetBytes(word)) >= 0;
    }
}
