using System.Globalization;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Consents;
using VictimSupport.Core.Data;
using VictimSupport.Core.Organisation;
using VictimSupport.Core.Outbox;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Scheduling;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.RoomLinks;

/// <summary>A client who must be told by telephone, as the list shows it: no name, no number.</summary>
/// <param name="Kind">What the client has to be told.</param>
/// <param name="MayRing">False when no telephone is confirmed as safe either.</param>
/// <param name="Tries">Calls that reached nobody so far.</param>
/// <param name="Language">Language of the client: en, pl or mt.</param>
public sealed record TelephoneScriptRow(
    Guid MessageId, Guid BookingId, Guid CaseId, string Reference, OutboxKind Kind, Instant Start, Instant End, Guid RoomId, string Language, bool MayRing, int Tries, Instant Since);

/// <summary>A script, opened: whom to ring, what may be said before it is sure who answers, and what to tell.</summary>
/// <param name="ClientName">Null when erased, or when nobody may be rung.</param>
/// <param name="Telephone">Null when no telephone is confirmed as safe: then nobody may be rung.</param>
/// <param name="AgreedWords">The words the client chose for strangers and messages; null for none.</param>
/// <param name="Rules">How to make the call, in the language of the screen.</param>
/// <param name="Spoken">What to tell, line by line, in the client's language.</param>
public sealed record TelephoneScript(
    TelephoneScriptRow Row, string? ClientName, string? Telephone, string? AgreedWords, IReadOnlyList<string> Rules, IReadOnlyList<string> Spoken)
{
    /// <summary>Says nothing of whom it is about.</summary>
    public override string ToString() => nameof(TelephoneScript);
}

/// <summary>The calls a coordinator makes where no address is confirmed as safe, or the address refused the message.</summary>
public sealed class TelephoneScripts(IDbContextFactory<AppDb> databases, OrganisationMemory organisations, AccessGuard access, AuditTrail audit, ClientVault vault, TimeProvider time)
{
    /// <summary>The calls that wait, soonest session first, at most 100.</summary>
    public async Task<IReadOnlyList<TelephoneScriptRow>> ListAsync(Actor actor, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.ViewTelephoneScripts, null, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await Rows(db, Waiting(db, actor, time.Now).OrderBy(call => call.Booking.Start).ThenBy(call => call.Message.CreatedAt).Take(100)).ToListAsync(cancellationToken);
    }

    /// <summary>How many calls wait.</summary>
    public async Task<int> CountAsync(Actor actor, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.ViewTelephoneScripts, null, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await Waiting(db, actor, time.Now).CountAsync(cancellationToken);
    }

    /// <summary>Opens one script; the openings of name and contact are audited. Refused as <see cref="RefusalCode.NotFound"/> when the call is no longer needed.</summary>
    public async Task<Outcome<TelephoneScript>> OpenAsync(Actor actor, Guid messageId, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.ViewTelephoneScripts, messageId, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await Rows(db, Waiting(db, actor, time.Now).Where(call => call.Message.Id == messageId)).SingleOrDefaultAsync(cancellationToken) is not { } row)
        {
            return new Refusal(RefusalCode.NotFound);
        }

        var screen = new RoomLinkWords(CultureInfo.CurrentUICulture);
        if (!row.MayRing)
        {
            return new TelephoneScript(row, null, null, null, [screen["Rule_NoChannel"]], []);
        }

        var file = await db.Cases.AsNoTracking().Include(found => found.Contact).SingleAsync(found => found.Id == row.CaseId, cancellationToken);
        var booking = await db.Bookings.AsNoTracking().SingleAsync(found => found.Id == row.BookingId, cancellationToken);
        var organisation = await organisations.ReadAsync(db, cancellationToken);
        var purpose = $"To ring instead of writing: {row.Kind}";
        var name = await vault.OpenAsync(actor, Operation.OpenClientName, file.Id, purpose, [new SealedField(CaseColumns.ClientName, file.Id, file.ClientName)], cancellationToken);
        var contact = await vault.OpenAsync(
            actor,
            Operation.OpenSafeContact,
            file.Id,
            purpose,
            [
                new SealedField(CaseColumns.Telephone, file.Id, file.Contact.Telephone), new SealedField(CaseColumns.Words, file.Id, file.Contact.Words),
                new SealedField(CaseColumns.Hours, file.Id, file.Contact.Hours), new SealedField(CaseColumns.HoursWords, file.Id, file.Contact.HoursWords),
            ],
            cancellationToken);
        return new TelephoneScript(
            row,
            name[0],
            contact[0],
            contact[1],
            [.. Rules(screen, file.Contact, SafeHours.Read(contact[2]), contact[3], time.Now.InZone(organisation.Zone).LocalDateTime)],
            [.. Spoken(row, booking, organisation)]);
    }

    // First what may forbid the call, then how to make it.
    private static IEnumerable<string> Rules(RoomLinkWords screen, SafeContact contact, SafeHours hours, string? hoursWords, LocalDateTime now)
    {
        if (hours.Ranges.Count > 0)
        {
            yield return screen[hours.Allow(now) ? "Rule_Hours" : "Rule_OutsideHours", hours.InWords(screen.Culture)];
        }

        if (hoursWords is not null)
        {
            yield return screen["Rule_HoursWords", hoursWords];
        }

        if (contact.EmailIsPast(now.Date))
        {
            yield return screen["Rule_EmailPast"];
        }

        if (contact.TelephoneIsPast(now.Date))
        {
            yield return screen["Rule_TelephonePast"];
        }

        yield return screen["Rule_Words"];
        yield return screen["Rule_SomebodyElse"];
        yield return screen[contact.MayLeaveMessage ? "Rule_MayLeaveMessage" : "Rule_NoMessage"];
        yield return screen["Rule_Doubt"];
    }

    /// <summary>
    /// Records a call. Told and NotNeeded end this script and any other of the same booking's present version; NotReached leaves it in the list.
    /// Refused as <see cref="RefusalCode.NotFound"/> when the call is no longer needed.
    /// </summary>
    public async Task<Outcome<Guid>> CompleteAsync(Actor actor, Guid messageId, TelephoneCallResult result, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.CompleteTelephoneScript, messageId, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var now = time.Now;
        if (await Rows(db, Waiting(db, actor, now).Where(call => call.Message.Id == messageId)).SingleOrDefaultAsync(cancellationToken) is not { } waiting)
        {
            return new Refusal(RefusalCode.NotFound);
        }

        var done = result == TelephoneCallResult.NotReached
            ? [messageId]
            : await Waiting(db, actor, now).Where(call => call.Booking.Id == waiting.BookingId).Select(call => call.Message.Id).ToListAsync(cancellationToken);
        db.TelephoneCalls.AddRange(done.Select(message => new TelephoneCall
        {
            Id = Guid.CreateVersion7(),
            MessageId = message,
            BookingId = waiting.BookingId,
            Result = result,
            At = now,
            AccountId = actor.AccountId,
        }));
        audit.Add(db, actor, Operation.CompleteTelephoneScript, waiting.CaseId, detail: $"{waiting.Kind}: {result}");
        await db.SaveChangesAsync(cancellationToken);
        if (result != TelephoneCallResult.NotReached)
        {
            // A refused address is settled by the call: it no longer needs a hand in the list of deliveries.
            await db.OutboxMessages
                .Where(message => done.Contains(message.Id) && message.State == OutboxState.Failed)
                .ExecuteUpdateAsync(set => set.SetProperty(message => message.State, OutboxState.ByTelephone), cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return messageId;
    }

    // Only for what the booking is now, and only while telling is of use.
    private static IQueryable<Call> Waiting(AppDb db, Actor actor, Instant now)
    {
        var (calls, consents) = (db.Set<TelephoneCall>(), db.ConsentsThatHold);
        return
            from message in db.OutboxMessagesSeenBy(actor).AsNoTracking()
            join booking in db.Set<Booking>() on message.BookingId equals booking.Id
            join file in db.Set<SupportCase>() on booking.CaseId equals file.Id
            where message.Channel == OutboxChannel.ClientMail
                && (message.State == OutboxState.ByTelephone || (message.State == OutboxState.Failed && message.Problem == DeliveryProblem.AddressRefused))
                && message.BookingVersion == booking.Version
                && booking.End > now
                && (message.Kind == OutboxKind.Cancellation || consents.Any(consent => consent.CaseId == file.Id && consent.Kind == ConsentKind.Support))
                && !calls.Any(call => call.MessageId == message.Id && call.Result != TelephoneCallResult.NotReached)
            select new Call { Message = message, Booking = booking, File = file };
    }

    // Last, because nothing can be filtered or ordered in the database by what a constructor made.
    private static IQueryable<TelephoneScriptRow> Rows(AppDb db, IQueryable<Call> waiting)
    {
        var calls = db.Set<TelephoneCall>();
        return waiting.Select(call => new TelephoneScriptRow(
            call.Message.Id,
            call.Booking.Id,
            call.File.Id,
            call.File.Reference,
            call.Message.Kind,
            call.Booking.Start,
            call.Booking.End,
            call.Booking.RoomId,
            call.File.Language,
            call.File.Contact.Telephone != null && call.File.Contact.TelephoneConfirmedAt != null,
            calls.Count(made => made.MessageId == call.Message.Id),
            call.Message.CreatedAt));
    }

    private sealed class Call
    {
        public required OutboxMessage Message { get; init; }

        public required Booking Booking { get; init; }

        public required SupportCase File { get; init; }
    }

    private static IEnumerable<string> Spoken(TelephoneScriptRow row, Booking booking, OrganisationSnapshot organisation)
    {
        var words = RoomLinkWords.In(row.Language);
        var room = organisation.RoomsById[booking.RoomId];
        yield return words["Script_Moment"];
        yield return words["Client_" + row.Kind, AppointmentTime.InWords(booking.Start.InZone(organisation.Zone), booking.End - booking.Start, words.Culture)];
        if (row.Kind == OutboxKind.Held)
        {
            yield return words["Client_Held_Wait"];
        }
        else if (row.Kind != OutboxKind.Cancellation)
        {
            if (booking.Mode != SupportMode.Online)
            {
                yield return words[booking.Mode == SupportMode.Telephone ? "ByTelephone" : "InPerson"];
            }
            else if (room.VideoAddress is { } address)
            {
                yield return words["Script_Open", address];
                if (room.Passcode is { } passcode)
                {
                    yield return words["Join_Passcode", passcode];
                }

                yield return organisation.Settings.Telephone is { } telephone ? words["Fails_Telephone", telephone] : words["Fails_WeCall"];
            }

            yield return words["Script_Note"];
        }

        yield return words["Script_OtherWay"];
    }
}
