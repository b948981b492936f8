using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NodaTime;
using VictimSupport.Core.Data;
using VictimSupport.Core.Organisation;
using VictimSupport.Core.Outbox;
using VictimSupport.Core.Scheduling;

namespace VictimSupport.Core.RoomLinks;

/// <summary>
/// Promises reminders when their time has come (settings, usually a day and an hour before). A reminder whose time had passed when the booking was made or
/// moved is left out: the confirmation has just said it all.
/// </summary>
public sealed class ReminderPlanner(IDbContextFactory<AppDb> databases, OrganisationMemory organisations, Leases leases, OutboxSignal signal, TimeProvider time, ILogger<ReminderPlanner> log) : BackgroundService
{
    private const string Work = "reminder-planner";
    private const int All = 2;
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(30);
    private readonly string _owner = Leases.NewOwner();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pace, time);
        do
        {
            try
            {
                if (await leases.TryTakeAsync(Work, _owner, Duration.FromMinutes(2), stoppingToken))
                {
                    await PlanDueAsync(stoppingToken);
                }
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // The next turn tries again. Only the kind of error is logged: its text may hold values.
                log.LogWarning("Reminders could not be planned: {Error}", exception.GetType().Name);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Promises the reminders that are due now and returns for how many bookings; safe at any time and on several servers at once.</summary>
    public async Task<int> PlanDueAsync(CancellationToken cancellationToken)
    {
        var now = time.Now;
        var planned = 0;
        foreach (var (bookingId, caseId) in await FindDueAsync(now, cancellationToken))
        {
            if (await PlanAsync(bookingId, caseId, now, cancellationToken))
            {
                planned++;
            }
        }

        if (planned > 0)
        {
            signal.Wake();
        }

        return planned;
    }

    private async Task<List<(Guid BookingId, Guid CaseId)>> FindDueAsync(Instant now, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var organisation = await organisations.ReadAsync(db, cancellationToken);
        var first = now + Duration.FromHours(organisation.Settings.FirstReminderHours);
        var last = now + Duration.FromHours(organisation.Settings.LastReminderHours);
        var online = organisation.Rooms.Where(room => room.Kind == RoomKind.Online).Select(room => room.Id).ToList();
        var due = await db.Bookings
            .Where(booking => booking.State == BookingState.Booked && booking.Start > now && online.Contains(booking.RoomId)
                && ((booking.RemindersPlanned == 0 && booking.Start <= first) || (booking.RemindersPlanned < All && booking.Start <= last)))
            .OrderBy(booking => booking.Start)
            .Take(500)
            .Select(booking => new { booking.Id, booking.CaseId })
            .ToListAsync(cancellationToken);
        return [.. due.Select(row => (row.Id, row.CaseId))];
    }

    private async Task<bool> PlanAsync(Guid bookingId, Guid caseId, Instant now, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // The gate puts this and any change of the booking in order; while a mail of the case is on the wire, the next turn does it.
        if (!await OutboxGates.TryEnterAsync(db, caseId, now, cancellationToken))
        {
            return false;
        }

        var booking = await db.Bookings.SingleAsync(row => row.Id == bookingId, cancellationToken);
        if (booking.State != BookingState.Booked || booking.RemindersPlanned >= All)
        {
            return false;
        }

        var settings = (await organisations.ReadAsync(db, cancellationToken)).Settings;
        var madeAt = await MadeAtAsync(db, booking, cancellationToken);
        foreach (var reminder in ReminderRules.Due(booking, madeAt, settings, now))
        {
            Promise(db, booking, reminder, now);
        }

        booking.RemindersPlanned = ReminderRules.Handled(booking, settings, now);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return true;
        }
        catch (DbUpdateException exception) when (exception is DbUpdateConcurrencyException || exception.IsUniqueViolation)
        {
            // A change of the booking or another server's plan came first, and rightly so.
            return false;
        }
    }

    // When this version of the booking was made: its messages were promised with it. Long ago if they are no longer kept.
    private static async Task<Instant> MadeAtAsync(AppDb db, Booking booking, CancellationToken cancellationToken) =>
        await db.OutboxMessages
            .Where(message => message.BookingId == booking.Id && message.BookingVersion == booking.Version && (message.Kind == OutboxKind.Confirmation || message.Kind == OutboxKind.Change))
            .Select(message => (Instant?)message.CreatedAt)
            .FirstOrDefaultAsync(cancellationToken) ?? booking.CreatedAt;

    private static void Promise(AppDb db, Booking booking, Reminder reminder, Instant now)
    {
        Add(OutboxChannel.ClientMail, null);
        Add(OutboxChannel.PractitionerMail, booking.PractitionerId);

        void Add(OutboxChannel channel, Guid? practitioner) => db.OutboxMessages.Add(new OutboxMessage
        {
            Id = Guid.CreateVersion7(),
            Channel = channel,
            Kind = reminder.Kind,
            BookingId = booking.Id,
            BookingVersion = booking.Version,
            CaseId = booking.CaseId,
            RoomId = booking.RoomId,
            CreatedAt = now,
            DueAt = now,
            ExpiresAt = reminder.UselessAfter,
            PractitionerId = practitioner,
        });
    }
}
