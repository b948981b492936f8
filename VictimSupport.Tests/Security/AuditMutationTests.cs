using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using VictimSupport.Core.Data;
using VictimSupport.Tests.Fixtures;

namespace VictimSupport.Tests.Security;

/// <summary>Guarantee 16: whatever is changed in the audit behind the program's back is found, up to the last head outside.</summary>
public sealed class AuditMutationTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int RowsADay = 15;
    private const int Rows = RowsADay * 3;
    private SecurityHost _host = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = await SecurityHost.StartAsync();
        await AuditChain.WriteDaysAsync(_host, RowsADay, Stop);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public Task Three_hundred_mutations_are_all_found() => MutateAsync(300);

    [Fact]
    [Trait("Category", "Long")]
    public Task Ten_thousand_mutations_are_all_found() => MutateAsync(10_000);

    private async Task MutateAsync(int count)
    {
        Assert.SkipWhen(PostgresServer.IsAskedFor, "The mutations are written in SQLite's words.");
        var seed = RandomNumberGenerator.GetInt32(int.MaxValue);
        var random = new Random(seed);
        await using var db = _host.Open();
        Assert.Null((await AuditChain.VerifyAsync(_host, db, Stop)).Problem);
        var missed = new List<string>();
        var kinds = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (var number = 0; number < count; number++)
        {
            await using var transaction = await db.Database.BeginTransactionAsync(Stop);
            var (kind, sql) = Mutation(random);
            await ExecuteAsync(db, sql);
            if ((await AuditChain.VerifyAsync(_host, db, Stop)).Problem is null)
            {
                missed.Add($"{kind}: {sql}");
            }

            kinds[kind] = kinds.GetValueOrDefault(kind) + 1;
            await transaction.RollbackAsync(Stop);
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"guarantee 16: {count - missed.Count} of {count} mutations of the audit found (seed {seed}; {string.Join(", ", kinds.Select(kind => $"{kind.Key} {kind.Value}"))})"));
        Assert.Empty(missed);
        Assert.Null((await AuditChain.VerifyAsync(_host, db, Stop)).Problem);
    }

    private static async Task ExecuteAsync(AppDb db, string sql)
    {
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.Transaction = (DbTransaction?)((Microsoft.EntityFrameworkCore.Infrastructure.IInfrastructure<DbTransaction>?)db.Database.CurrentTransaction)?.Instance;
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Stop);
    }

    private static (string Kind, string Sql) Mutation(Random random)
    {
        var row = random.Next(1, Rows + 1);
        var other = (row + random.Next(1, Rows) - 1) % Rows + 1;
        var entry = $"WHERE Sequence = {row}";
        var link = $"WHERE Position = {row}";
        return random.Next(18) switch
        {
            0 => ("instant", $"UPDATE AuditEntries SET At = strftime('%Y-%m-%d %H:%M:%f', At, '{(random.Next(2) == 0 ? "+" : "-")}{random.Next(1, 100_000)} seconds') {entry}"),
            1 => ("actor", $"UPDATE AuditEntries SET ActorId = '{NewId(random)}' {entry}"),
            2 => ("name", $"UPDATE AuditEntries SET ActorName = 'Paul{random.Next()}' {entry}"),
            3 => ("roles", $"UPDATE AuditEntries SET ActorRoles = '{Pick(random, "Director", "Coordinator", "nonsense", "")}' {entry}"),
            4 => ("operation", $"UPDATE AuditEntries SET Operation = '{Pick(random, "ViewRooms", "CancelBooking", "nonsense")}' {entry}"),
            5 => ("outcome", $"UPDATE AuditEntries SET Outcome = CASE Outcome WHEN 'Done' THEN 'Refused' ELSE 'Done' END {entry}"),
            6 => ("subject", $"UPDATE AuditEntries SET SubjectId = CASE WHEN SubjectId IS NULL OR {random.Next(2)} = 0 THEN '{NewId(random)}' ELSE NULL END {entry}"),
            7 => ("detail", $"UPDATE AuditEntries SET Detail = CASE WHEN Detail IS NULL THEN '' WHEN {random.Next(2)} = 0 THEN NULL ELSE Detail || ' ' END {entry}"),
            8 => ("epoch", $"UPDATE AuditEntries SET Epoch = Epoch + {Pick(random, "1", "-1", "2", "1000000")} {entry}"),
            9 => ("code", $"UPDATE AuditEntries SET Mac = {Flip(random, "Mac")} {entry}"),
            10 => ("sequence", $"UPDATE AuditEntries SET Sequence = {Rows + random.Next(1, 1000)} {entry}"),
            11 => ("removed", $"DELETE FROM AuditEntries {entry}"),
            12 => ("removed with link", $"DELETE FROM AuditEntries WHERE Id = (SELECT EntryId FROM AuditLinks {link}); DELETE FROM AuditLinks {link}"),
            13 => ("cut off", $"DELETE FROM AuditEntries WHERE Id IN (SELECT EntryId FROM AuditLinks WHERE Position >= {row}); DELETE FROM AuditLinks WHERE Position >= {row}"),
            14 => ("inserted", Insert(random, row, other)),
            15 => ("reordered", $"UPDATE AuditLinks SET EntryId = '{NewId(random)}' {link}; UPDATE AuditLinks SET EntryId = (SELECT Id FROM AuditEntries WHERE Sequence = {row}) WHERE Position = {other}; UPDATE AuditLinks SET EntryId = (SELECT Id FROM AuditEntries WHERE Sequence = {other}) {link}"),
            16 => ("link", $"UPDATE AuditLinks SET Link = {Flip(random, "Link")} {link}"),
            _ => ("link's epoch", $"UPDATE AuditLinks SET Epoch = Epoch + {Pick(random, "1", "-1", "3", "99999")} {link}"),
        };
    }

    // Who changes the file can drop its unique index as well.
    private static string Insert(Random random, int row, int other)
    {
        var id = random.Next(2) == 0 ? "Id" : $"'{NewId(random)}'";
        var at = random.Next(2) == 0 ? "At" : $"(SELECT At FROM AuditEntries WHERE Sequence = {other})";
        return $"""
            DROP INDEX IX_AuditEntries_Id;
            INSERT INTO AuditEntries (Sequence, Id, At, ActorId, ActorName, ActorRoles, Operation, Outcome, SubjectId, Detail, Epoch, Mac)
            SELECT {Rows + random.Next(1, 1000)}, {id}, {at}, ActorId, ActorName, ActorRoles, Operation, Outcome, SubjectId, Detail, Epoch, Mac FROM AuditEntries WHERE Sequence = {row}
            """;
    }

    private static string Flip(Random random, string column)
    {
        var place = random.Next(32);
        return $"CAST(substr({column}, 1, {place}) || CASE WHEN substr({column}, {place + 1}, 1) = x'5a' THEN x'a5' ELSE x'5a' END || substr({column}, {place + 2}) AS BLOB)";
    }

    private static string NewId(Random random)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes).ToString().ToUpperInvariant();
    }

    private static string Pick(Random random, params string[] choices) => choices[random.Next(choices.Length)];
}
