using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Data;
using VictimSupport.Core.Organisation;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Requests;

/// <summary>Requests for support: entered, corrected, opened and called back; names and words stay sealed until somebody with the right opens them.</summary>
public sealed class SupportRequests(IDbContextFactory<AppDb> databases, OrganisationMemory organisations, AccessGuard access, ClientVault vault, BlindIndex index, AuditTrail audit, RequestFeed feed, PeopleSignal people, TimeProvider time)
{
    private const int TriesForNumber = 20;

    /// <summary>Enters a request; the same one sent twice gives the first. The sealed key is made first, so a crash leaves a key without a request and never the reverse.</summary>
    public async Task<Outcome<MadeRequest>> CreateAsync(Actor actor, RequestForm form, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(form);
        await access.DemandAsync(actor, Operation.EnterRequest, null, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var organisation = await organisations.ReadAsync(db, cancellationToken);
        var received = RequestChecks.ReceivedAt(form.Received, organisation.Zone, time.Now);
        if ((RequestChecks.Check(form) ?? received.Refusal) is { } refusal)
        {
            return refusal;
        }

        var fingerprint = Fingerprint(form, received.Value.InZone(organisation.Zone).Date);
        if (await FindSentAsync(db, actor, form.Key, fingerprint, cancellationToken) is { } sent)
        {
            return sent;
        }

        var id = Guid.CreateVersion7();
        var key = await vault.CreateSubjectAsync(id, SubjectKind.Client, cancellationToken);
        await IndexAsync(id, form, cancellationToken);
        var made = await InsertAsync(actor, form, new Entry(id, key, fingerprint, received.Value, organisation), cancellationToken);
        feed.Tell();
        people.Wake();
        return made;
    }

    /// <summary>Corrects a request that still waits; refused when somebody changed or decided it meanwhile.</summary>
    public async Task<Outcome<int>> ChangeAsync(Actor actor, Guid requestId, int version, RequestForm form, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(form);
        await access.DemandAsync(actor, Operation.ChangeRequest, requestId, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var organisation = await organisations.ReadAsync(db, cancellationToken);
        var received = RequestChecks.ReceivedAt(form.Received, organisation.Zone, time.Now);
        if ((RequestChecks.Check(form) ?? received.Refusal) is { } refusal)
        {
            return refusal;
        }

        if (await db.RequestsSeenBy(actor).SingleOrDefaultAsync(row => row.Id == requestId, cancellationToken) is not { } request)
        {
            return new Refusal(RefusalCode.NotFound);
        }

        if (request.Version != version || request.State != RequestState.Waiting)
        {
            return new Refusal(request.State == RequestState.Waiting ? RefusalCode.ChangedMeanwhile : RefusalCode.AlreadyDecided);
        }

        var key = await vault.KeyForWritingAsync(request.SubjectId, cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        Apply(request, form, key, received.Value, organisation);
        audit.Add(db, actor, Operation.ChangeRequest, requestId);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            // While the row is held: of two changes at once, the index is the later one's, as the request is.
            await IndexAsync(request.SubjectId, form, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return new Refusal(RefusalCode.ChangedMeanwhile);
        }

        feed.Tell();
        people.Wake();
        return request.Version;
    }

    /// <summary>Opens what a request holds; audited before it is read. Null when there is no such request.</summary>
    public async Task<OpenedRequest?> OpenAsync(Actor actor, Guid requestId, string purpose, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.OpenRequest, requestId, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.RequestsSeenBy(actor).AsNoTracking().SingleOrDefaultAsync(row => row.Id == requestId, cancellationToken) is { } request
            ? RequestSealing.Texts(await vault.OpenAsync(actor, Operation.OpenRequest, request.SubjectId, purpose, RequestSealing.Fields(request), cancellationToken))
            : null;
    }

    /// <summary>Records that the person was called or written back: reached ends it, not reached leaves it in the list.</summary>
    public async Task<Outcome<int>> CallBackAsync(Actor actor, Guid requestId, int version, bool isReached, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.CallBackRequest, requestId, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await db.RequestsSeenBy(actor).SingleOrDefaultAsync(row => row.Id == requestId, cancellationToken) is not { } request)
        {
            return new Refusal(RefusalCode.NotFound);
        }

        if (request.Version != version || request.CallBack != CallBack.Wanted)
        {
            return new Refusal(request.CallBack == CallBack.Wanted ? RefusalCode.ChangedMeanwhile : RefusalCode.NothingToDo);
        }

        request.CallBack = isReached ? CallBack.Reached : CallBack.Wanted;
        request.CallBackTries += isReached ? 0 : 1;
        request.ChangedAt = time.Now;
        request.Version++;
        audit.Add(db, actor, Operation.CallBackRequest, requestId, detail: isReached ? "reached" : "not reached");
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return new Refusal(RefusalCode.ChangedMeanwhile);
        }

        feed.Tell();
        return request.Version;
    }

    private async Task<Outcome<MadeRequest>> InsertAsync(Actor actor, RequestForm form, Entry entry, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            if (attempt > 1 && await FindSentAsync(db, actor, form.Key, entry.Fingerprint, cancellationToken) is { } sent)
            {
                return sent;
            }

            var request = await NewAsync(db, actor, form, entry, cancellationToken);
            db.Requests.Add(request);
            audit.Add(db, actor, Operation.EnterRequest, entry.Id, detail: $"{request.Reference}, {request.Source}");
            try
            {
                await db.SaveChangesAsync(cancellationToken);
                return new MadeRequest(request.Id, request.Reference, request.AnswerBy, false);
            }
            catch (DbUpdateException exception) when (exception.IsUniqueViolation && attempt < TriesForNumber)
            {
                // The same request came in the same moment, or somebody took the number: look again.
            }
        }
    }

    private async Task<SupportRequest> NewAsync(AppDb db, Actor actor, RequestForm form, Entry entry, CancellationToken cancellationToken)
    {
        var now = time.Now;
        var year = now.InZone(entry.Organisation.Zone).Year;
        var number = (await db.Requests.Where(row => row.Year == year).MaxAsync(row => (int?)row.Number, cancellationToken) ?? 0) + 1;
        var request = new SupportRequest
        {
            Id = entry.Id, IdempotencyKey = form.Key, Fingerprint = entry.Fingerprint, SubjectId = entry.Id, Year = year, Number = number, Reference = SupportRequest.FormatReference(year, number),
            Source = form.Source, Language = form.Language, Age = form.Age, Said = RequestSealing.SealSaid(entry.Id, form.Said!, entry.Key), ReceivedAt = entry.Received, AnswerBy = entry.Received,
            EnteredAt = now, EnteredBy = actor.AccountId, ChangedAt = now, Version = 0,
        };
        Apply(request, form, entry.Key, entry.Received, entry.Organisation);
        return request;
    }

    private void Apply(SupportRequest request, RequestForm form, SubjectKey key, Instant received, OrganisationSnapshot organisation)
    {
        RequestSealing.Apply(request, RequestSealing.Texts(form), key);
        request.Source = form.Source;
        request.Language = form.Language;
        request.Age = form.Age;
        request.ReceivedAt = received;
        request.AnswerBy = ResponsePromise.AnswerBy(received, organisation);
        request.NeedsMatching = true;
        request.MatchingStamp++;
        request.ChangedAt = time.Now;
        request.Version++;
    }

    // Without a contact two silent calls of one day would be alike, and one would be lost: only what names somebody is compared.
    private byte[]? Fingerprint(RequestForm form, LocalDate date) =>
        Words.OrNull(form.Email) is null && Words.OrNull(form.Telephone) is null
            ? null
            : index.Fingerprint("Request", [form.Source.ToString(), $"{date:uuuu-MM-dd}", form.Name, form.Email, form.Telephone, form.Said]);

    private static async Task<MadeRequest?> FindSentAsync(AppDb db, Actor actor, Guid key, byte[]? fingerprint, CancellationToken cancellationToken) =>
        await db.RequestsSeenBy(actor)
            .Where(row => row.IdempotencyKey == key || (fingerprint != null && row.Fingerprint == fingerprint))
            .Select(row => new MadeRequest(row.Id, row.Reference, row.AnswerBy, true))
            .FirstOrDefaultAsync(cancellationToken);

    private async Task IndexAsync(Guid subjectId, RequestForm form, CancellationToken cancellationToken)
    {
        await index.SetAsync(subjectId, BlindIndexKind.Email, form.Email is { } email ? [email] : [], cancellationToken);
        await index.SetAsync(subjectId, BlindIndexKind.Telephone, form.Telephone is { } telephone ? [telephone] : [], cancellationToken);
    }

    private sealed record Entry(Guid Id, SubjectKey Key, byte[]? Fingerprint, Instant Received, OrganisationSnapshot Organisation);
}
