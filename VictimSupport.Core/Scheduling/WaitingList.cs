using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Data;
using VictimSupport.Core.Organisation;
using VictimSupport.Core.Outbox;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Risk;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Scheduling;

/// <summary>
/// Cases that wait for a session because no time suited. An entry leaves by itself when its case is booked in its mode or closed, in the same transaction;
/// until then the desk changes it or takes it off.
/// </summary>
public sealed class WaitingList(IDbContextFactory<AppDb> databases, OrganisationMemory organisations, AccessGuard access, ClientVault vault, AuditTrail audit, TimeProvider time)
{
    /// <summary>The most characters that a note may have.</summary>
    public const int LongestNote = 1000;

    /// <summary>After this, somebody has waited long.</summary>
    public static readonly Duration LongWait = Duration.FromDays(14);

    /// <summary>The reasons that fit taking an entry off by hand.</summary>
    public static IReadOnlyList<WaitingEnd> WithdrawalReasons { get; } = [WaitingEnd.ClientAsked, WaitingEnd.NoLongerNeeded, WaitingEnd.ContactLost, WaitingEnd.EnteredByMistake, WaitingEnd.Other];

    /// <summary>Who waits: urgent ones first, then by how long they wait; last those for whom it is too late.</summary>
    public async Task<WaitingListPage> ListAsync(Actor actor, WaitingQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        await access.DemandAsync(actor, Operation.ViewWaiting, query.CaseId, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = new WaitingRows(db, actor, Today(await organisations.ReadAsync(db, cancellationToken)));
        var entries = rows.Entries.Where(entry => (query.Mode == null || entry.Mode == query.Mode) && (query.CaseId == null || entry.CaseId == query.CaseId));
        var total = await entries.CountAsync(cancellationToken);
        var page = await rows.ReadAsync(entries, Math.Max(query.Skip, 0), Math.Clamp(query.Take, 1, 100), cancellationToken);
        return new WaitingListPage([.. page.Select(read => read.Row)], total);
    }

    /// <summary>One entry; null when there is none for the actor, or it waits no longer.</summary>
    public async Task<WaitingRow?> ReadAsync(Actor actor, Guid entryId, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.ViewWaiting, entryId, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = new WaitingRows(db, actor, Today(await organisations.ReadAsync(db, cancellationToken)));
        return (await rows.ReadAsync(rows.Entries.Where(entry => entry.Id == entryId), 0, 1, cancellationToken)).SingleOrDefault().Row;
    }

    /// <summary>How many have waited longer than <see cref="LongWait"/>.</summary>
    public async Task<int> CountLongAsync(Actor actor, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.ViewWaiting, null, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var before = time.Now - LongWait;
        return await db.WaitingSeenBy(actor).CountAsync(entry => entry.Since < before, cancellationToken);
    }

    /// <summary>Puts a case on the list; refused in the gate's words when it could not be booked in that mode anyway.</summary>
    public async Task<Outcome<Guid>> AddAsync(Actor actor, WaitingForm form, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(form);
        await access.DemandAsync(actor, Operation.ManageWaiting, form.CaseId, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // In order with whatever takes an entry off: a booking or the closing of the case comes wholly before or after.
        var exists = await OutboxGates.TryTakeTurnAsync(db, form.CaseId, cancellationToken);
        if (!exists || await GateFacts.ReadAsync(db, actor, form.CaseId, cancellationToken) is not { } facts)
        {
            return new Refusal(RefusalCode.NotFound, nameof(form.CaseId));
        }

        var organisation = await organisations.ReadAsync(db, cancellationToken);
        if ((CheckMode(facts, form.Mode, time.Now) ?? WaitingChecks.Check(organisation, form.Wishes, Today(organisation))) is { } refusal)
        {
            return refusal;
        }

        if (await db.WaitingEntries.AnyAsync(entry => entry.CaseId == form.CaseId && entry.Mode == form.Mode && entry.State == WaitingState.Waiting, cancellationToken))
        {
            return new Refusal(RefusalCode.AlreadyWaiting, nameof(form.Mode));
        }

        var added = new WaitingEntry { Id = Guid.CreateVersion7(), CaseId = form.CaseId, Since = time.Now, Mode = form.Mode, ByName = actor.Name };
        await ApplyAsync(added, form.Wishes, cancellationToken);
        db.WaitingEntries.Add(added);
        audit.Add(db, actor, Operation.ManageWaiting, form.CaseId, detail: $"added, {form.Mode}");
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return added.Id;
    }

    /// <summary>Changes the wishes of an entry and gives its new version.</summary>
    public async Task<Outcome<int>> ChangeAsync(Actor actor, WaitingChange change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        await access.DemandAsync(actor, Operation.ManageWaiting, change.EntryId, cancellationToken);
        return await ChangeAsync(actor, Operation.ManageWaiting, change.EntryId, change.Version, "changed", async (db, entry) =>
        {
            var organisation = await organisations.ReadAsync(db, cancellationToken);
            if (WaitingChecks.Check(organisation, change.Wishes, Today(organisation)) is { } refusal)
            {
                return refusal;
            }

            entry.Note = change.RemovesNote ? null : entry.Note;
            await ApplyAsync(entry, change.Wishes, cancellationToken);
            return null;
        }, cancellationToken);
    }

    /// <summary>Puts an entry before the others, or, without a reason, back in its place; gives its new version.</summary>
    public async Task<Outcome<int>> MarkUrgentAsync(Actor actor, Guid entryId, int version, UrgentReason? reason, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.MarkUrgent, entryId, cancellationToken);
        return await ChangeAsync(actor, Operation.MarkUrgent, entryId, version, reason?.ToString() ?? "no longer", (_, entry) =>
        {
            entry.Urgent = reason;
            return Task.FromResult<Refusal?>(null);
        }, cancellationToken);
    }

    /// <summary>Takes an entry off the list; it stays in the database with its reason. Gives its new version.</summary>
    public async Task<Outcome<int>> WithdrawAsync(Actor actor, Guid entryId, int version, WaitingEnd reason, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.ManageWaiting, entryId, cancellationToken);
        return await ChangeAsync(actor, Operation.ManageWaiting, entryId, version, $"withdrawn, {reason}", (_, entry) =>
        {
            if (!WithdrawalReasons.Contains(reason))
            {
                return Task.FromResult<Refusal?>(new Refusal(RefusalCode.Required, nameof(WaitingEntry.End)));
            }

            (entry.State, entry.End, entry.EndedAt) = (WaitingState.Withdrawn, reason, time.Now);
            return Task.FromResult<Refusal?>(null);
        }, cancellationToken);
    }

    /// <summary>Opens the note of an entry; audited. Null when there is none for the actor or the client was erased.</summary>
    public async Task<string?> OpenNoteAsync(Actor actor, Guid entryId, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.OpenWaitingNote, entryId, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var row = await db.WaitingSeenBy(actor).AsNoTracking().SingleOrDefaultAsync(entry => entry.Id == entryId, cancellationToken);
        return row?.Note is { } note
            ? (await vault.OpenAsync(actor, Operation.OpenWaitingNote, row.CaseId, "Read on the waiting list", [new SealedField(WaitingColumns.Note, row.Id, note)], cancellationToken))[0]
            : null;
    }

    private static Refusal? CheckMode(GateFacts facts, SupportMode mode, Instant now) =>
        ModeGate.Check(facts, mode, now) ?? (ModeGate.Bookable.Contains(mode) ? null : new Refusal(RefusalCode.Required, nameof(WaitingForm.Mode)));

    private LocalDate Today(OrganisationSnapshot organisation) => time.Now.InZone(organisation.Zone).Date;

    private async Task ApplyAsync(WaitingEntry entry, WaitingWishes wishes, CancellationToken cancellationToken)
    {
        entry.PractitionerId = wishes.PractitionerId;
        entry.Hours = new SafeHours(wishes.Hours ?? []).Write();
        entry.UselessAfter = wishes.UselessAfter;
        if (Words.OrNull(wishes.Note) is { } note)
        {
            entry.Note = (await vault.KeyForWritingAsync(entry.CaseId, cancellationToken)).Seal(WaitingColumns.Note, entry.Id, note);
        }
    }

    private async Task<Outcome<int>> ChangeAsync(Actor actor, Operation operation, Guid entryId, int version, string detail, Func<AppDb, WaitingEntry, Task<Refusal?>> change, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var hidden = db.HiddenFrom(actor);
        var entry = await db.WaitingEntries.SingleOrDefaultAsync(row => row.Id == entryId && !hidden.Contains(row.CaseId), cancellationToken);
        if (entry is null)
        {
            return new Refusal(RefusalCode.NotFound);
        }

        if (entry.Version != version || entry.State != WaitingState.Waiting)
        {
            return new Refusal(RefusalCode.ChangedMeanwhile);
        }

        if (await change(db, entry) is { } refusal)
        {
            return refusal;
        }

        entry.Version++;
        audit.Add(db, actor, operation, entry.CaseId, detail: detail);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return new Refusal(RefusalCode.ChangedMeanwhile);
        }

        return entry.Version;
    }
}
