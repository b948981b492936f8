using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Data;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Cases;

/// <summary>A reason as typed.</summary>
public sealed record StatedReasonForm(Guid CaseId, StatedReasonKind Kind, string Words);

/// <summary>A stated reason in the Team Manager's list; its words are opened one by one.</summary>
public sealed record StatedReasonRow(Guid Id, Guid CaseId, string Reference, string AccountName, StatedReasonKind Kind, Instant At, Instant Until, Instant ReviewBy, ReasonReview? Review, string? ReviewedByName, int Version);

/// <summary>One page and how many there are in all.</summary>
public sealed record StatedReasonPage(IReadOnlyList<StatedReasonRow> Rows, int Total);

/// <summary>Reasons to look into a case: stated, alive for half an hour, reviewed by the Team Manager.</summary>
public sealed class StatedReasons(IDbContextFactory<AppDb> databases, AccessGuard access, ClientVault vault, AuditTrail audit, TimeProvider time)
{
    /// <summary>How long a stated reason opens a case.</summary>
    public static readonly Duration Life = Duration.FromMinutes(30);

    /// <summary>Within what time it is to be reviewed.</summary>
    public static readonly Duration ReviewWithin = Duration.FromHours(72);

    private const int LongestWords = 1000;

    /// <summary>States a reason for one case and gives the instant until which the case is open to the actor.</summary>
    public async Task<Outcome<Instant>> StateAsync(Actor actor, StatedReasonForm form, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(form);
        await access.DemandAsync(actor, Operation.StateReason, form.CaseId, cancellationToken);
        if (Words.OrNull(form.Words) is not { } words || words.Length < 10)
        {
            return new Refusal(RefusalCode.ReasonTooShort, nameof(form.Words));
        }

        if (Words.CheckLines(words, LongestWords, nameof(form.Words)) is { } refusal)
        {
            return refusal;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (!await db.CasesSeenBy(actor).AnyAsync(file => file.Id == form.CaseId, cancellationToken))
        {
            return new Refusal(RefusalCode.NotFound);
        }

        var id = Guid.CreateVersion7();
        var now = time.Now;
        var key = await vault.KeyForWritingAsync(form.CaseId, cancellationToken);
        db.StatedReasons.Add(new StatedReason
        {
            Id = id, CaseId = form.CaseId, AccountId = actor.AccountId, AccountName = actor.Name, Kind = form.Kind,
            Words = key.Seal(CaseColumns.ReasonWords, id, words), At = now, Until = now + Life, ReviewBy = now + ReviewWithin,
        });
        audit.Add(db, actor, Operation.StateReason, form.CaseId, detail: form.Kind.ToString());
        await db.SaveChangesAsync(cancellationToken);
        return now + Life;
    }

    /// <summary>Reasons to review, longest waiting first, then the reviewed ones, newest first; at most 100 a page.</summary>
    public async Task<StatedReasonPage> ListAsync(Actor actor, int skip, int take, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.ReviewReasons, null, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var hidden = db.HiddenFrom(actor);
        var rows = db.StatedReasons.AsNoTracking().Where(reason => !hidden.Contains(reason.CaseId));
        var total = await rows.CountAsync(cancellationToken);
        var page = await rows.OrderBy(reason => reason.ReviewedAt != null).ThenByDescending(reason => reason.At).ThenBy(reason => reason.Id)
            .Skip(Math.Max(skip, 0)).Take(Math.Clamp(take, 1, 100))
            .Join(db.Set<SupportCase>(), reason => reason.CaseId, file => file.Id, (reason, file) => new { reason, file.Reference })
            .Select(row => new StatedReasonRow(
                row.reason.Id, row.reason.CaseId, row.Reference, row.reason.AccountName, row.reason.Kind, row.reason.At, row.reason.Until, row.reason.ReviewBy, row.reason.Review, row.reason.ReviewedByName, row.reason.Version))
            .ToListAsync(cancellationToken);
        return new StatedReasonPage([.. page.OrderBy(row => row.Review is not null).ThenByDescending(row => row.At)], total);
    }

    /// <summary>How many wait for a review.</summary>
    public async Task<int> CountAsync(Actor actor, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.ReviewReasons, null, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var hidden = db.HiddenFrom(actor);
        return await db.StatedReasons.CountAsync(reason => reason.ReviewedAt == null && !hidden.Contains(reason.CaseId), cancellationToken);
    }

    /// <summary>Opens the words of one reason; audited. Null when there is none or the client was erased.</summary>
    public async Task<string?> OpenWordsAsync(Actor actor, Guid reasonId, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.ReviewReasons, reasonId, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var hidden = db.HiddenFrom(actor);
        var row = await db.StatedReasons.AsNoTracking().SingleOrDefaultAsync(reason => reason.Id == reasonId && !hidden.Contains(reason.CaseId), cancellationToken);
        return row is null
            ? null
            : (await vault.OpenAsync(actor, Operation.ReviewReasons, row.CaseId, "to review a stated reason", [new SealedField(CaseColumns.ReasonWords, row.Id, row.Words)], cancellationToken))[0];
    }

    /// <summary>Reviews a reason; nobody reviews their own.</summary>
    public async Task<Outcome<int>> ReviewAsync(Actor actor, Guid reasonId, int version, ReasonReview review, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.ReviewReasons, reasonId, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var hidden = db.HiddenFrom(actor);
        var row = await db.StatedReasons.SingleOrDefaultAsync(reason => reason.Id == reasonId && !hidden.Contains(reason.CaseId), cancellationToken);
        if (row is null || row.Version != version)
        {
            return new Refusal(row is null ? RefusalCode.NotFound : RefusalCode.ChangedMeanwhile);
        }

        if (row.AccountId == actor.AccountId)
        {
            return new Refusal(RefusalCode.NotOwn);
        }

        (row.Review, row.ReviewedAt, row.ReviewedByName) = (review, time.Now, actor.Name);
        row.Version++;
        audit.Add(db, actor, Operation.ReviewReasons, row.CaseId, detail: review.ToString());
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return new Refusal(RefusalCode.ChangedMeanwhile);
        }

        return row.Version;
    }
}
