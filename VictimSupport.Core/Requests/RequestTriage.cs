using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Data;
using VictimSupport.Core.Organisation;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Requests;

/// <summary>The Team Manager's decisions on requests; a booked intake makes the case in the same transaction.</summary>
public sealed class RequestTriage(
    IDbContextFactory<AppDb> databases, OrganisationMemory organisations, AccessGuard access, ClientVault vault, BlindIndex index, AuditTrail audit, RequestFeed feed, PeopleSignal people, IEnumerable<TriageHold> holds, TimeProvider time)
{
    private const int TriesForNumber = 20;

    /// <summary>Decides a request; of two decisions at once one stands and the other is told. Refused while something else has to be decided first, except for an emergency.</summary>
    public async Task<Outcome<RequestOutcome>> DecideAsync(Actor actor, DecisionForm form, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(form);
        await access.DemandAsync(actor, Operation.TriageRequest, form.RequestId, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await FindAsync(db, actor, form.RequestId, cancellationToken) is not { } request)
        {
            return new Refusal(RefusalCode.NotFound);
        }

        if ((Stale(request, form.Version, RequestState.Waiting) ?? TriageRules.Check(form, request.Age) ?? await CheckProceduresAsync(db, form, cancellationToken) ?? await CheckCaseAsync(db, form, request, cancellationToken)) is { } refusal)
        {
            return refusal;
        }

        var outcome = form.Outcome == RequestOutcome.IntakeBooked
            ? await BookIntakeAsync(actor, form, db, request, cancellationToken)
            : await vault.FindKeyForWritingAsync(request.SubjectId, cancellationToken) is { } key
                ? await SaveAsync(actor, form, new Sealing(key, null), cancellationToken)
                : await MovedAsync(actor, form, cancellationToken);
        if (outcome.IsDone)
        {
            feed.Tell();
            people.Wake();
        }

        return outcome;
    }

    /// <summary>Takes a decision back, with the reason; refused while the case that was made of the request is not closed.</summary>
    public async Task<Outcome<int>> ReopenAsync(Actor actor, Guid requestId, int version, string reason, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.TriageRequest, requestId, cancellationToken);
        if (Words.CheckLines(reason, RequestChecks.LongestRemark, nameof(reason), isRequired: true) is { } refusal)
        {
            return refusal;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await FindAsync(db, actor, requestId, cancellationToken) is not { } request)
        {
            return new Refusal(RefusalCode.NotFound);
        }

        if ((Stale(request, version, RequestState.Decided) ?? await OpenCaseAsync(db, request, cancellationToken)) is { } stale)
        {
            return stale;
        }

        var key = await vault.KeyForWritingAsync(request.SubjectId, cancellationToken);
        (request.State, request.Outcome, request.DecidedAt, request.CallBack, request.Answer) = (RequestState.Waiting, null, null, CallBack.NotWanted, null);
        Touch(request);
        var id = Guid.CreateVersion7();
        db.RequestDecisions.Add(new RequestDecision
        {
            Id = id, RequestId = requestId, At = time.Now, AccountId = actor.AccountId, AccountName = actor.Name, Path = RequestPath.Adult,
            Words = RequestSealing.Seal(RequestColumns.DecisionWords, id, reason, key),
        });
        audit.Add(db, actor, Operation.TriageRequest, requestId, detail: "taken back");
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

    /// <summary>What was decided on a request, newest first, with the words and the procedures of then; audited before it is read.</summary>
    public async Task<IReadOnlyList<DecisionRow>> HistoryAsync(Actor actor, Guid requestId, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.TriageRequest, requestId, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await FindAsync(db, actor, requestId, cancellationToken) is not { } request)
        {
            return [];
        }

        var decisions = await DecisionsAsync(db, requestId, cancellationToken);
        if (decisions.Count == 0)
        {
            return [];
        }

        var texts = await vault.OpenAsync(actor, Operation.OpenRequest, request.SubjectId, "decisions on a request", [.. decisions.SelectMany(RequestSealing.Fields)], cancellationToken);
        var ids = decisions.SelectMany(decision => new[] { decision.ProcedureId, decision.ChildrenProcedureId }).OfType<Guid>().ToList();
        var procedures = await db.Procedures.AsNoTracking().Where(row => ids.Contains(row.Id)).ToDictionaryAsync(row => row.Id, cancellationToken);
        return [.. decisions.Select((decision, at) => new DecisionRow(
            decision.At, decision.AccountName, decision.Outcome, decision.Path, texts[2 * at], texts[2 * at + 1],
            procedures.GetValueOrDefault(decision.ProcedureId ?? Guid.Empty), procedures.GetValueOrDefault(decision.ChildrenProcedureId ?? Guid.Empty)))];
    }

    /// <summary>The case's key is made and the texts are opened before the transaction; a crash leaves a key without a case and never the reverse.</summary>
    private async Task<Outcome<RequestOutcome>> BookIntakeAsync(Actor actor, DecisionForm form, AppDb db, SupportRequest request, CancellationToken cancellationToken)
    {
        var decisions = await DecisionsAsync(db, request.Id, cancellationToken);
        var texts = await vault.OpenAsync(
            actor, Operation.OpenRequest, request.SubjectId, "an intake is booked", [.. RequestSealing.Fields(request), .. decisions.SelectMany(RequestSealing.Fields)], cancellationToken);
        if (texts[3] is null)
        {
            // Its key is gone: somebody's decision in the same moment took its texts over to a case.
            return await MovedAsync(actor, form, cancellationToken);
        }

        var caseId = Guid.CreateVersion7();
        var key = await vault.CreateSubjectAsync(caseId, SubjectKind.Client, cancellationToken);
        var opened = RequestSealing.Texts(texts);
        var contact = new SafeContactForm(Email: opened.Email, Telephone: opened.Telephone);
        await index.SetAsync(caseId, BlindIndexKind.Email, contact.Email is { } email ? [email] : [], cancellationToken);
        await index.SetAsync(caseId, BlindIndexKind.Telephone, contact.Telephone is { } telephone ? [telephone] : [], cancellationToken);
        var intake = new Intake(new CaseForm(opened.Name ?? "", request.Language, form.Mode, null, contact, TriageRules.AgeOfClient(form.Path, request.Age)), opened, texts, [.. decisions.Select(decision => decision.Id)]);
        var outcome = await SaveAsync(actor, form, new Sealing(key, intake), cancellationToken);
        // One person, one key: what the request's own key sealed is sealed by the case's now, and the old key ends with its index rows.
        await vault.EraseSubjectAsync(actor, Operation.TriageRequest, outcome.IsDone ? request.SubjectId : caseId, outcome.IsDone ? "its texts went over to the case" : "the case was not made", cancellationToken);
        return outcome;
    }

    private async Task<Outcome<RequestOutcome>> SaveAsync(Actor actor, DecisionForm form, Sealing sealing, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            var now = time.Now;
            var request = await FindAsync(db, actor, form.RequestId, cancellationToken);
            if (request is null || Stale(request, form.Version, RequestState.Waiting) is not null)
            {
                return request is null ? new Refusal(RefusalCode.NotFound) : Stale(request, form.Version, RequestState.Waiting)!;
            }

            if (form.Outcome != RequestOutcome.Emergency && await holds.FirstRefusalAsync(hold => hold(db, form.RequestId, now, cancellationToken)) is { } held)
            {
                return held;
            }

            if (sealing.Intake is { } intake)
            {
                await MakeCaseAsync(db, actor, request, intake, sealing.Key, now, cancellationToken);
            }

            Apply(request, form, sealing.Key, now);
            db.RequestDecisions.Add(Decision(actor, form, sealing.Key, now));
            audit.Add(db, actor, Operation.TriageRequest, form.RequestId, detail: $"{form.Outcome}, {form.Path}");
            try
            {
                await db.SaveChangesAsync(cancellationToken);
                await transaction.CommitAsync(cancellationToken);
                return form.Outcome;
            }
            catch (DbUpdateConcurrencyException)
            {
                // Only somebody else's decision or change moves the version: the next look says which.
            }
            catch (DbUpdateException exception) when (exception.IsUniqueViolation && attempt < TriesForNumber)
            {
                // Somebody took the case's number in the same moment: the next one is ours.
            }
        }
    }

    private async Task MakeCaseAsync(AppDb db, Actor actor, SupportRequest request, Intake intake, SubjectKey key, Instant now, CancellationToken cancellationToken)
    {
        var organisation = await organisations.ReadAsync(db, cancellationToken);
        var file = await CaseEntry.AddAsync(db, audit, actor, intake.Form, key, now.InZone(organisation.Zone).Year, now, cancellationToken);
        request.CaseId = file.Id;
        request.SubjectId = file.Id;
        // From here on the case is compared, which has the same name and contacts.
        request.NeedsMatching = false;
        RequestSealing.Apply(request, intake.Texts, key);
        var at = RequestSealing.Fields(request).Count;
        var decisions = await db.RequestDecisions.Where(row => row.RequestId == request.Id).ToDictionaryAsync(row => row.Id, cancellationToken);
        // A decision of this very moment is not among the opened ones; the request's version refuses this one then.
        foreach (var id in intake.DecisionIds)
        {
            decisions[id].Words = RequestSealing.Seal(RequestColumns.DecisionWords, id, intake.Opened[at++], key);
            decisions[id].AdultReason = RequestSealing.Seal(RequestColumns.AdultReason, id, intake.Opened[at++], key);
        }
    }

    private void Apply(SupportRequest request, DecisionForm form, SubjectKey key, Instant now)
    {
        request.State = RequestState.Decided;
        request.Outcome = form.Outcome;
        request.DecidedAt = now;
        request.Fingerprint = null;
        request.CallBack = form.CallBack ? CallBack.Wanted : CallBack.NotWanted;
        request.CallBackTries = 0;
        request.Answer = form.CallBack ? RequestSealing.Seal(RequestColumns.Answer, request.Id, form.Answer, key) : null;
        Touch(request);
    }

    private void Touch(SupportRequest request)
    {
        request.ChangedAt = time.Now;
        request.Version++;
    }

    private static RequestDecision Decision(Actor actor, DecisionForm form, SubjectKey key, Instant now)
    {
        var id = Guid.CreateVersion7();
        return new RequestDecision
        {
            Id = id, RequestId = form.RequestId, At = now, AccountId = actor.AccountId, AccountName = actor.Name, Outcome = form.Outcome, Path = form.Path, ProcedureId = form.ProcedureId,
            ChildrenProcedureId = form.Path == RequestPath.Children ? form.ChildrenProcedureId : null,
            Words = RequestSealing.Seal(RequestColumns.DecisionWords, id, form.Words, key),
            AdultReason = form.Path == RequestPath.Adult ? RequestSealing.Seal(RequestColumns.AdultReason, id, form.AdultReason, key) : null,
        };
    }

    private static Refusal? Stale(SupportRequest request, int version, RequestState needed) =>
        request.Version == version && request.State == needed ? null
        : new Refusal(request.State != needed && needed == RequestState.Waiting ? RefusalCode.AlreadyDecided : RefusalCode.ChangedMeanwhile);

    private static Task<SupportRequest?> FindAsync(AppDb db, Actor actor, Guid requestId, CancellationToken cancellationToken) =>
        db.RequestsSeenBy(actor).SingleOrDefaultAsync(row => row.Id == requestId, cancellationToken);

    private async Task<Refusal> MovedAsync(Actor actor, DecisionForm form, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await FindAsync(db, actor, form.RequestId, cancellationToken) is { } request && Stale(request, form.Version, RequestState.Waiting) is { } stale ? stale : new Refusal(RefusalCode.NotFound);
    }

    private static Task<List<RequestDecision>> DecisionsAsync(AppDb db, Guid requestId, CancellationToken cancellationToken) =>
        db.RequestDecisions.AsNoTracking().Where(row => row.RequestId == requestId).OrderByDescending(row => row.At).ThenByDescending(row => row.Id).ToListAsync(cancellationToken);

    private static async Task<Refusal?> CheckProceduresAsync(AppDb db, DecisionForm form, CancellationToken cancellationToken)
    {
        var kind = TriageRules.ProcedureOf(form.Outcome);
        var isRight = await db.Procedures.AnyAsync(row => row.Id == form.ProcedureId && row.Kind == kind, cancellationToken)
            && (form.Path == RequestPath.Adult || await db.Procedures.AnyAsync(row => row.Id == form.ChildrenProcedureId && row.Kind == ProcedureKind.Children, cancellationToken));
        return isRight ? null : new Refusal(RefusalCode.NotFound, nameof(form.ProcedureId));
    }

    private static async Task<Refusal?> CheckCaseAsync(AppDb db, DecisionForm form, SupportRequest request, CancellationToken cancellationToken) =>
        form.Outcome == RequestOutcome.IntakeBooked && request.CaseId is { } made
            ? new Refusal(RefusalCode.CaseMadeAlready, nameof(form.Outcome), await db.Cases.Where(file => file.Id == made).Select(file => file.Reference).SingleAsync(cancellationToken))
            : null;

    private static async Task<Refusal?> OpenCaseAsync(AppDb db, SupportRequest request, CancellationToken cancellationToken)
    {
        var open = await db.Cases.Where(file => file.Id == request.CaseId && file.State != CaseState.Closed).Select(file => file.Reference).SingleOrDefaultAsync(cancellationToken);
        return open is null ? null : new Refusal(RefusalCode.CaseStillOpen, null, open);
    }

    private sealed record Intake(CaseForm Form, OpenedRequest Texts, IReadOnlyList<string?> Opened, IReadOnlyList<Guid> DecisionIds);

    private sealed record Sealing(SubjectKey Key, Intake? Intake);
}
