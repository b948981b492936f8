using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NodaTime;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Data;
using VictimSupport.Core.Outbox;
using VictimSupport.Core.Requests;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Matching;

/// <summary>
/// Compares recorded perpetrators with clients, requests and people beside clients, on one server at a time, after the save that asked for it: the time of a save
/// tells nothing. What is to be compared is marked in its own row, so a kill loses nothing; a row's mark goes in the transaction that writes what was found.
/// </summary>
public sealed class PerpetratorMatching(IDbContextFactory<AppDb> databases, ComparedPeople people, BlindIndex index, Leases leases, PeopleSignal signal, TimeProvider time, ILogger<PerpetratorMatching> log) : BackgroundService
{
    private const int Batch = 200;
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private static readonly Actor Worker = Actor.Worker("people");
    private readonly string _owner = Leases.NewOwner();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var wake = signal.Next;
            try
            {
                if (await CompareAsync(stoppingToken) == 0)
                {
                    await OutboxSignal.WaitAsync(wake, Look, time, stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // The database may be away for a while; the marks stay. Only the kind of error is logged: its text may hold values.
                log.LogError("The upkeep of people failed: {Error}", exception.GetType().Name);
                await Task.Delay(TimeSpan.FromSeconds(5), time, stoppingToken);
            }
        }
    }

    /// <summary>Compares what is marked, at most a few hundred records, and gives how many were done; for tests and commands as well as the worker.</summary>
    public async Task<int> CompareAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var marked = await MarkedAsync(db, cancellationToken);
        if (marked.Count == 0 || !await leases.TryTakeAsync("people-upkeep", _owner, Duration.FromMinutes(2), cancellationToken))
        {
            return 0;
        }

        try
        {
            // Read after the marks: what was saved later has a mark of its own, or a newer stamp that keeps this one.
            var (perpetrators, others) = await people.RefreshAsync(db, Worker, cancellationToken);
            var byId = perpetrators.Concat(others).ToDictionary(person => (person.Party, person.Id));
            var done = 0;
            foreach (var mark in marked)
            {
                // A record that is there no longer, or not to be compared, has nothing in common with anybody.
                var found = byId.TryGetValue((mark.Party, mark.Id), out var person) ? await FindAsync(person, mark.Party is null ? others : perpetrators, cancellationToken) : [];
                done += await WriteAsync(mark, found, cancellationToken) ? 1 : 0;
            }

            return done;
        }
        finally
        {
            await leases.ReleaseAsync("people-upkeep", _owner, CancellationToken.None);
        }
    }

    private static async Task<List<MatchMark>> MarkedAsync(AppDb db, CancellationToken cancellationToken)
    {
        var marks = await db.Perpetrators.Where(row => row.NeedsMatching).OrderBy(row => row.Id).Take(Batch).Select(row => new MatchMark { Id = row.Id, Stamp = row.Version }).ToListAsync(cancellationToken);
        marks.AddRange(await db.Cases.Where(file => file.NeedsMatching).OrderBy(file => file.Id).Take(Batch).Select(file => new MatchMark { Party = MatchParty.Client, Id = file.Id, Stamp = file.MatchingStamp }).ToListAsync(cancellationToken));
        marks.AddRange(await db.CasePeople.Where(row => row.NeedsMatching).OrderBy(row => row.Id).Take(Batch).Select(row => new MatchMark { Party = MatchParty.Person, Id = row.Id, Stamp = row.Version }).ToListAsync(cancellationToken));
        marks.AddRange(await db.Requests.Where(row => row.NeedsMatching).OrderBy(row => row.Id).Take(Batch).Select(row => new MatchMark { Party = MatchParty.Request, Id = row.Id, Stamp = row.Version }).ToListAsync(cancellationToken));
        return marks;
    }

    private async Task<bool> WriteAsync(MatchMark mark, IReadOnlyList<FoundMatch> found, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        try
        {
            await FoundMatches.WriteAsync(db, mark, found, time.Now, cancellationToken);
            await mark.ClearAsync(db, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return true;
        }
        catch (DbUpdateException)
        {
            // Somebody decided, or a record was taken away, in this moment: the mark stays and the next look sees how it is now.
            // Nothing is logged: only what has something in common with somebody comes here.
            return false;
        }
    }

    private async Task<List<FoundMatch>> FindAsync(ComparedPerson one, IReadOnlyList<ComparedPerson> against, CancellationToken cancellationToken)
    {
        var exact = (await index.SharedAsync(one.IndexId, cancellationToken)).ToLookup(value => value.Id);
        var facts = people.Of(one);
        return [.. against.AsParallel().WithCancellation(cancellationToken)
            .Select(other => Judge(one, other, facts, [.. exact[other.IndexId]]))
            .OfType<FoundMatch>()];
    }

    private FoundMatch? Judge(ComparedPerson one, ComparedPerson other, ComparedFacts facts, IReadOnlyList<SharedValue> shared)
    {
        var (perpetrator, party) = one.Party is null ? (one, other) : (other, one);
        var othersFacts = people.Of(other);
        var likeness = MatchRules.Compare(one.Party is null ? facts : othersFacts, one.Party is null ? othersFacts : facts);
        var grounds = shared.Aggregate(likeness.Grounds, (all, value) => all | MatchRules.From(value.Kind));
        var counted = MatchRules.Count(grounds, party.Party!.Value, perpetrator.CaseId == party.CaseId, party.MustNotBeContacted);
        if (counted == MatchGrounds.None)
        {
            return null;
        }

        var names = counted.HasFlag(MatchGrounds.Name) ? new[] { people.Of(perpetrator).Name!.Folded, people.Of(party).Name!.Folded } : [];
        var compared = index.HashOfComparison([.. names, counted.ToString(), .. shared.Select(value => value.Hash).Order(StringComparer.Ordinal)]);
        return new FoundMatch(perpetrator, party, counted, (int)Math.Round(likeness.OfNames * 100), compared);
    }
}
