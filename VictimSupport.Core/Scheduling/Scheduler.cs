using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using NodaTime;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Data;
using VictimSupport.Core.Organisation;
using VictimSupport.Core.Outbox;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Risk;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Scheduling;

/// <summary>A booking to make.</summary>
public sealed record BookingForm(Guid CaseId, Slot Slot);

/// <summary>A booking to move: to another time, room or practitioner.</summary>
/// <param name="Version">The version the coordinator saw; another one is refused as <see cref="RefusalCode.ChangedMeanwhile"/>.</param>
public sealed record MoveForm(Guid BookingId, int Version, Slot Slot);

/// <summary>
/// Books, moves and cancels: the permission, the gate, the rules, the quanta, the promises to calendar and mailboxes, and the audit, in one transaction.
/// Either all of it is saved or nothing, and no path to a booking goes round it.
/// </summary>
public sealed class Scheduler(IDbContextFactory<AppDb> databases, OrganisationMemory organisations, AccessGuard access, AuditTrail audit, BookingFeed feed, OutboxSignal signal, TimeProvider time)
{
    private const int TriesAfterDeadlock = 4;
    private static readonly Duration PatienceWithSending = Duration.FromSeconds(10);

    /// <summary>Books a session. Refused, with the reason and nothing saved, when gate, rules or what others have taken forbid it.</summary>
    public Task<Outcome<Booking>> BookAsync(Actor actor, BookingForm form, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(form);
        return BookAllAsync(actor, form.CaseId, [form.Slot], null, cancellationToken).ContinueWithFirst();
    }

    /// <summary>Books several sessions of one case together, all or none; a refusal's field is the index of the slot concerned.</summary>
    internal async Task<Outcome<IReadOnlyList<Booking>>> BookAllAsync(Actor actor, Guid caseId, IReadOnlyList<Slot> slots, BookingSeries? series, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.BookSession, caseId, cancellationToken);
        return await RepeatAsync(async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            // The gate keeps a change of the case (closed, another mode) from coming between the check and the save.
            if (!await OutboxGates.TryTakeTurnAsync(db, caseId, cancellationToken))
            {
                return new Refusal(RefusalCode.NotFound, nameof(BookingForm.CaseId));
            }

            var (organisation, file) = await ReadAsync(db, actor, caseId, cancellationToken);
            if (file is null)
            {
                return new Refusal(RefusalCode.NotFound, nameof(BookingForm.CaseId));
            }

            var now = time.Now;
            var bookings = new List<Booking>(slots.Count);
            for (var index = 0; index < slots.Count; index++)
            {
                var allowed = CheckAll(organisation, file, slots[index], now);
                if (!allowed.IsDone)
                {
                    return series is null ? allowed.Refusal : allowed.Refusal with { Field = SeriesField(index) };
                }

                bookings.Add(Create(caseId, slots[index], allowed.Value, series?.Id, now));
            }

            return await InsertAsync(db, transaction, actor, organisation, bookings, series, now, cancellationToken);
        }, caseId, cancellationToken);
    }

    /// <summary>Moves a booking; what it had promised for the old time is overtaken, and a change is promised.</summary>
    public async Task<Outcome<Booking>> MoveAsync(Actor actor, MoveForm form, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(form);
        await access.DemandAsync(actor, Operation.MoveBooking, form.BookingId, cancellationToken);
        return await ChangeAsync(actor, form.BookingId, form.Version, async (db, booking, organisation, file, now) =>
        {
            var allowed = CheckAll(organisation, file, form.Slot, now);
            if (!allowed.IsDone)
            {
                return allowed.Refusal;
            }

            if (booking.Start == allowed.Value.Start && booking.End == allowed.Value.End && booking.RoomId == form.Slot.RoomId && booking.PractitionerId == form.Slot.PractitionerId && booking.Mode == form.Slot.Mode)
            {
                return new Refusal(RefusalCode.NothingToDo);
            }

            var former = (booking.RoomId, booking.Taken);
            var proposed = await BookedSlots.ReleaseProposalAsync(db, booking.Id, cancellationToken);
            var meant = (booking.PractitionerId, booking.Start, booking.End);
            await BookedSlots.FreeAsync(db, booking, cancellationToken);
            booking.RoomId = form.Slot.RoomId;
            booking.PractitionerId = form.Slot.PractitionerId;
            booking.Mode = form.Slot.Mode;
            booking.Start = allowed.Value.Start;
            booking.End = allowed.Value.End;
            booking.TakenUntil = allowed.Value.TakenUntil;
            booking.IsOutOfHours = allowed.Value.IsOutOfHours;
            booking.RemindersPlanned = 0;
            // The gate let it pass: a session that was held is held no more.
            booking.State = BookingState.Booked;
            BookedSlots.Take(db, booking);
            await BookedSlots.ReturnToBlocksAsync(db, former.RoomId, [.. Quantum.Touched(former.Taken), .. proposed.Starts], booking, cancellationToken);
            await OutboxGates.SupersedeAsync(db, booking.Id, booking.Version, now, cancellationToken);
            // Moved into another mode, it is the session that was waited for.
            await WaitingExit.BookedAsync(db, booking.CaseId, [booking.Mode], now, cancellationToken);
            var isOrWasOnline = organisation.RoomsById[former.RoomId].Kind == RoomKind.Online || organisation.RoomsById[booking.RoomId].Kind == RoomKind.Online;
            db.OutboxMessages.AddRange(Promised(booking, isOrWasOnline, OutboxKind.Change, now, meant.PractitionerId == booking.PractitionerId ? null : meant));
            audit.Add(db, actor, Operation.MoveBooking, booking.Id, detail: Describe(organisation, booking));
            return Changes(former, (booking.RoomId, booking.Taken), proposed.Block, now);
        }, cancellationToken);
    }

    /// <summary>Cancels a booking that has not begun and frees its time; a cancellation is promised to whoever was told of it.</summary>
    public async Task<Outcome<Booking>> CancelAsync(Actor actor, Guid bookingId, int version, CancelReason reason, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.CancelBooking, bookingId, cancellationToken);
        return await ChangeAsync(actor, bookingId, version, async (db, booking, organisation, file, now) =>
        {
            booking.State = BookingState.Cancelled;
            booking.CancelReason = reason;
            booking.CancelledAt = now;
            var proposed = await BookedSlots.ReleaseProposalAsync(db, booking.Id, cancellationToken);
            await BookedSlots.FreeAsync(db, booking, cancellationToken);
            await BookedSlots.ReturnToBlocksAsync(db, booking.RoomId, [.. Quantum.Touched(booking.Taken), .. proposed.Starts], null, cancellationToken);
            await OutboxGates.SupersedeAsync(db, booking.Id, booking.Version, now, cancellationToken);
            db.OutboxMessages.AddRange(Promised(booking, organisation.RoomsById[booking.RoomId].Kind == RoomKind.Online, OutboxKind.Cancellation, now));
            audit.Add(db, actor, Operation.CancelBooking, booking.Id, detail: reason.ToString());
            return Changes(null, (booking.RoomId, booking.Taken), proposed.Block, now);
        }, cancellationToken);
    }

    /// <summary>The field under which a refusal names the line of a series.</summary>
    public static string SeriesField(int index) => FormattableString.Invariant($"Lines[{index}]");

    private static Outcome<AllowedSlot> CheckAll(OrganisationSnapshot organisation, GateFacts file, Slot slot, Instant now) =>
        ModeGate.Check(file, slot.Mode, slot.Start) is { } refusal ? refusal : BookingRules.Check(organisation, slot, now);

    internal static Booking Create(Guid caseId, Slot slot, AllowedSlot allowed, Guid? seriesId, Instant now) => new()
    {
        Id = Guid.CreateVersion7(),
        CaseId = caseId,
        RoomId = slot.RoomId,
        PractitionerId = slot.PractitionerId,
        Start = allowed.Start,
        End = allowed.End,
        TakenUntil = allowed.TakenUntil,
        Mode = slot.Mode,
        IsOutOfHours = allowed.IsOutOfHours,
        SeriesId = seriesId,
        CreatedAt = now,
    };

    private async Task<Outcome<IReadOnlyList<Booking>>> InsertAsync(AppDb db, IDbContextTransaction transaction, Actor actor, OrganisationSnapshot organisation, List<Booking> bookings, BookingSeries? series, Instant now, CancellationToken cancellationToken)
    {
        // Taken time first: what is refused is refused before anything else is written.
        var changes = bookings.Select(booking => new CalendarChange { RoomId = booking.RoomId, Start = booking.Start, End = booking.TakenUntil, At = now }).ToList();
        IEnumerable<object> rows =
        [
            .. BookedSlots.InOrder(bookings),
            .. series is null ? Array.Empty<object>() : [series],
            .. bookings,
            .. bookings.SelectMany(booking => Promised(booking, organisation.RoomsById[booking.RoomId].Kind == RoomKind.Online, OutboxKind.Confirmation, now)),
            .. bookings.Select(booking => audit.Write(actor, Operation.BookSession, booking.Id, detail: Describe(organisation, booking))),
            .. changes,
        ];
        try
        {
            await ManyRows.InsertAsync(db, rows, cancellationToken);
            await WaitingExit.BookedAsync(db, bookings[0].CaseId, bookings.Select(booking => booking.Mode), now, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        catch (DbException exception) when (DatabaseSetup.IsUniqueViolation(exception))
        {
            await transaction.RollbackAsync(cancellationToken);
            return await BookedSlots.ExplainAsync(databases, bookings, series is not null, cancellationToken);
        }

        feed.Publish(changes);
        signal.Wake();
        return bookings;
    }

    private delegate Task<Outcome<CalendarChange[]>> Change(AppDb db, Booking booking, OrganisationSnapshot organisation, GateFacts file, Instant now);

    private async Task<Outcome<Booking>> ChangeAsync(Actor actor, Guid bookingId, int version, Change change, CancellationToken cancellationToken)
    {
        Guid? caseId;
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            caseId = await db.BookingsSeenBy(actor).Where(booking => booking.Id == bookingId).Select(booking => (Guid?)booking.CaseId).SingleOrDefaultAsync(cancellationToken);
        }

        return caseId is { } id
            ? await RepeatAsync(db => ChangeOnceAsync(db, actor, bookingId, version, id, change, cancellationToken), id, cancellationToken)
            : new Refusal(RefusalCode.NotFound);
    }

    private async Task<Outcome<Booking>> ChangeOnceAsync(AppDb db, Actor actor, Guid bookingId, int version, Guid caseId, Change change, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var now = time.Now;
        if (!await OutboxGates.TryEnterAsync(db, caseId, now, cancellationToken))
        {
            return new Refusal(RefusalCode.MessageBeingSent);
        }

        var booking = await db.Bookings.SingleAsync(row => row.Id == bookingId, cancellationToken);
        if (CheckChangeable(booking, version, now) is { } refusal)
        {
            return refusal;
        }

        var (organisation, file) = await ReadAsync(db, actor, caseId, cancellationToken);
        if (file is null)
        {
            // Kept out of the case since the booking was found.
            return new Refusal(RefusalCode.NotFound);
        }

        booking.Version++;
        var changed = await change(db, booking, organisation, file, now);
        if (!changed.IsDone)
        {
            return changed.Refusal;
        }

        db.CalendarChanges.AddRange(changed.Value);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return new Refusal(RefusalCode.ChangedMeanwhile);
        }
        catch (DbUpdateException exception) when (exception.IsUniqueViolation)
        {
            await transaction.RollbackAsync(cancellationToken);
            return (await BookedSlots.ExplainAsync(databases, [booking], false, cancellationToken));
        }

        feed.Publish(changed.Value);
        signal.Wake();
        return booking;
    }

    private static Refusal? CheckChangeable(Booking booking, int version, Instant now)
    {
        if (booking.State == BookingState.Cancelled)
        {
            return new Refusal(RefusalCode.AlreadyCancelled);
        }

        if (booking.Version != version)
        {
            return new Refusal(RefusalCode.ChangedMeanwhile);
        }

        return booking.Start <= now ? new Refusal(RefusalCode.AlreadyBegun) : null;
    }

    private async Task<(OrganisationSnapshot Organisation, GateFacts? Case)> ReadAsync(AppDb db, Actor actor, Guid caseId, CancellationToken cancellationToken)
    {
        var read = await GateFacts.ReadAsync(db, actor, caseId, cancellationToken);
        return (read is null ? await organisations.ReadAsync(db, cancellationToken) : await organisations.ReadAsync(db, read.Stamp, cancellationToken), read);
    }

    /// <summary>What a change means for calendar and mailboxes; a former practitioner is told so, and the new one as of a new session.</summary>
    internal static OutboxMessage[] Promised(Booking booking, bool isOnline, OutboxKind kind, Instant now, (Guid PractitionerId, Instant Start, Instant End)? former = null)
    {
        if (!isOnline)
        {
            return [];
        }

        OutboxMessage[] told =
        [
            Of(OutboxChannel.RoomCalendar, OutboxKind.CalendarEvent, null),
            Of(OutboxChannel.ClientMail, kind, booking.End),
            Of(OutboxChannel.PractitionerMail, former is null ? kind : OutboxKind.Confirmation, booking.End, booking.PractitionerId),
        ];
        return former is { } had ? [.. told, Of(OutboxChannel.PractitionerMail, OutboxKind.HandedOver, had.End, had.PractitionerId, had.Start, had.End)] : told;

        OutboxMessage Of(OutboxChannel channel, OutboxKind what, Instant? expires, Guid? practitioner = null, Instant? formerStart = null, Instant? formerEnd = null) => new()
        {
            Id = Guid.CreateVersion7(),
            Channel = channel,
            Kind = what,
            BookingId = booking.Id,
            BookingVersion = booking.Version,
            CaseId = booking.CaseId,
            RoomId = booking.RoomId,
            CreatedAt = now,
            DueAt = now,
            ExpiresAt = expires,
            PractitionerId = practitioner,
            FormerStart = formerStart,
            FormerEnd = formerEnd,
        };
    }

    private static CalendarChange[] Changes((Guid RoomId, TimeRange Taken)? former, (Guid RoomId, TimeRange Taken) present, RoomBlock? released, Instant now) =>
    [
        new CalendarChange { RoomId = present.RoomId, Start = present.Taken.Start, End = present.Taken.End, At = now },
        .. former is { } left ? [new CalendarChange { RoomId = left.RoomId, Start = left.Taken.Start, End = left.Taken.End, At = now }] : Array.Empty<CalendarChange>(),
        .. released is not null ? [new CalendarChange { RoomId = released.RoomId, Start = released.Start, End = released.End, At = now }] : Array.Empty<CalendarChange>(),
    ];

    private static string Describe(OrganisationSnapshot organisation, Booking booking) =>
        FormattableString.Invariant($"room {organisation.RoomsById[booking.RoomId].Letter}, {booking.Start:uuuu-MM-dd'T'HH:mm'Z'}, version {booking.Version}");

    /// <summary>Tries again after a deadlock, and while a mail of the case is on the wire; each try has a context of its own.</summary>
    private async Task<Outcome<T>> RepeatAsync<T>(Func<AppDb, Task<Outcome<T>>> once, Guid caseId, CancellationToken cancellationToken)
    {
        var started = time.Now;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var db = await databases.CreateDbContextAsync(cancellationToken);
                // One connection for all of it, not one from the pool for each statement.
                await db.Database.OpenConnectionAsync(cancellationToken);
                try
                {
                    var outcome = await once(db);
                    if (outcome.Refusal?.Code != RefusalCode.MessageBeingSent || time.Now - started > PatienceWithSending)
                    {
                        return outcome;
                    }
                }
                finally
                {
                    // A context goes back to its pool without telling anybody that its connection closed; SQLite's next writer waits to be told.
                    await db.Database.CloseConnectionAsync();
                }
            }
            catch (Exception exception) when (DatabaseSetup.IsTransient(exception) && attempt < TriesAfterDeadlock)
            {
                // Nothing was saved: the other transaction won, this one goes again.
            }

            // Real milliseconds, whatever the product's clock says: they part two transactions that met.
            await Task.Delay(20 + Random.Shared.Next(30), cancellationToken);
        }
    }
}

internal static class OutcomeOfOne
{
    public static async Task<Outcome<T>> ContinueWithFirst<T>(this Task<Outcome<IReadOnlyList<T>>> task)
    {
        var outcome = await task;
        return outcome.IsDone ? outcome.Value[0] : outcome.Refusal;
    }
}
