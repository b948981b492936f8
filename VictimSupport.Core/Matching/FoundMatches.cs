using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Data;
using VictimSupport.Core.Requests;

namespace VictimSupport.Core.Matching;

/// <summary>A record that asked to be compared, as it was then.</summary>
internal sealed record MatchMark
{
    /// <summary>Null for a perpetrator.</summary>
    public MatchParty? Party { get; init; }

    public required Guid Id { get; init; }

    public required int Stamp { get; init; }

    /// <summary>Takes the mark away unless the record was changed since.</summary>
    public Task<int> ClearAsync(AppDb db, CancellationToken cancellationToken) => Party switch
    {
        null => db.Set<Perpetrator>().Where(row => row.Id == Id && row.Version == Stamp).ExecuteUpdateAsync(set => set.SetProperty(row => row.NeedsMatching, false), cancellationToken),
        MatchParty.Client => db.Set<SupportCase>().Where(row => row.Id == Id && row.MatchingStamp == Stamp).ExecuteUpdateAsync(set => set.SetProperty(row => row.NeedsMatching, false), cancellationToken),
        MatchParty.Request => db.Set<SupportRequest>().Where(row => row.Id == Id && row.Version == Stamp).ExecuteUpdateAsync(set => set.SetProperty(row => row.NeedsMatching, false), cancellationToken),
        _ => db.Set<CasePerson>().Where(row => row.Id == Id && row.Version == Stamp).ExecuteUpdateAsync(set => set.SetProperty(row => row.NeedsMatching, false), cancellationToken),
    };
}

/// <summary>A pair that may be one person.</summary>
internal sealed record FoundMatch(ComparedPerson Perpetrator, ComparedPerson Party, MatchGrounds Grounds, int Likeness, byte[] Compared);

/// <summary>Brings what is stored of a record's matches up to what was found now.</summary>
internal static class FoundMatches
{
    /// <summary>
    /// A new pair is to be decided; a decided one is asked again only when what was compared changed; one not decided goes when there is nothing in common any more.
    /// </summary>
    public static async Task WriteAsync(AppDb db, MatchMark mark, IReadOnlyList<FoundMatch> found, Instant now, CancellationToken cancellationToken)
    {
        var held = await db.Set<PerpetratorMatch>()
            .Where(match => mark.Party == null ? match.PerpetratorId == mark.Id : match.Party == mark.Party && match.PartyId == mark.Id)
            .ToDictionaryAsync(match => (match.PerpetratorId, match.Party, match.PartyId), cancellationToken);
        foreach (var pair in found)
        {
            if (held.Remove((pair.Perpetrator.Id, pair.Party.Party!.Value, pair.Party.Id), out var match))
            {
                Update(match, pair, now);
            }
            else if (!await WasDecidedAsync(db, pair, cancellationToken))
            {
                db.Add(New(pair, now));
            }
        }

        db.RemoveRange(held.Values.Where(match => match.State == MatchState.Open && match.Answer is null));
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Whether the same was decided already while the client's case was a request.</summary>
    private static async Task<bool> WasDecidedAsync(AppDb db, FoundMatch pair, CancellationToken cancellationToken)
    {
        var (perpetrator, client, compared) = (pair.Perpetrator.Id, pair.Party.Id, pair.Compared);
        var requests = db.Set<SupportRequest>();
        return pair.Party.Party == MatchParty.Client && await db.Set<PerpetratorMatch>().AnyAsync(
            match => match.PerpetratorId == perpetrator && match.Party == MatchParty.Request && match.State == MatchState.Decided && match.Compared == compared
                && requests.Any(request => request.Id == match.PartyId && request.CaseId == client),
            cancellationToken);
    }

    private static void Update(PerpetratorMatch match, FoundMatch pair, Instant now)
    {
        match.PartyCaseId = pair.Party.CaseId;
        if (match.Compared.AsSpan().SequenceEqual(pair.Compared))
        {
            return;
        }

        match.Compared = pair.Compared;
        match.Grounds = pair.Grounds;
        match.Likeness = pair.Likeness;
        match.FoundAt = match.State == MatchState.Open ? match.FoundAt : now;
        match.State = MatchState.Open;
        match.Answer = null;
        match.Version++;
    }

    private static PerpetratorMatch New(FoundMatch pair, Instant now) => new()
    {
        Id = Guid.CreateVersion7(), PerpetratorId = pair.Perpetrator.Id, PerpetratorCaseId = pair.Perpetrator.CaseId!.Value, Party = pair.Party.Party!.Value, PartyId = pair.Party.Id,
        PartyCaseId = pair.Party.CaseId, Grounds = pair.Grounds, Likeness = pair.Likeness, Compared = pair.Compared, FoundAt = now,
    };
}
