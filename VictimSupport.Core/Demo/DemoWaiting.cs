using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Data;
using VictimSupport.Core.Organisation;
using VictimSupport.Core.Scheduling;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Demo;

/// <summary>Invented entries of the waiting list: short and long waits, wishes of every kind, an urgent one, and one for whom it is nearly too late.</summary>
public sealed class DemoWaiting(IDbContextFactory<AppDb> databases, WaitingList list, TimeProvider time)
{
    private sealed record Wished(int DaysAgo, bool Own = false, IReadOnlyList<HoursForm>? Hours = null, int? UselessIn = null, UrgentReason? Urgent = null, string? Note = null);

    private static readonly HoursForm[] Mornings = [.. Enumerable.Range(1, 5).Select(day => new HoursForm((IsoDayOfWeek)day, new LocalTime(9, 0), new LocalTime(13, 0)))];
    private static readonly HoursForm[] Evenings = [.. Enumerable.Range(1, 5).Select(day => new HoursForm((IsoDayOfWeek)day, new LocalTime(17, 0), new LocalTime(20, 0)))];
    private static readonly HoursForm[] Saturdays = [new(IsoDayOfWeek.Saturday, new LocalTime(9, 0), new LocalTime(14, 0))];
    private static readonly HoursForm[] TwoDays = [new(IsoDayOfWeek.Tuesday, new LocalTime(10, 0), new LocalTime(12, 0)), new(IsoDayOfWeek.Thursday, new LocalTime(14, 0), new LocalTime(18, 0))];

    private static readonly Wished[] All =
    [
        new(2), new(3, Own: true, Hours: Evenings), new(5, Hours: Mornings, Note: "School times; not in the holidays"), new(6, Hours: Saturdays), new(8, UselessIn: 12, Urgent: UrgentReason.DateAhead, Note: "A hearing on the day after"),
        new(9, Own: true), new(12, Hours: TwoDays), new(13, Hours: Evenings, UselessIn: 30), new(16, Hours: Mornings), new(19, Own: true, Hours: TwoDays, Note: "Shift work: ask for next week’s plan"), new(23, UselessIn: 1), new(31, Hours: Saturdays, Urgent: UrgentReason.WaitedLong),
    ];

    /// <summary>Puts cases on the list as the demonstration's author; cases that the gate keeps back are passed over.</summary>
    internal async Task AddAsync(Actor author, IReadOnlyList<SupportCase> files, CancellationToken cancellationToken)
    {
        var candidates = new Queue<SupportCase>(files.Where((_, index) => index % 2 == 1));
        foreach (var wished in All)
        {
            while (candidates.TryDequeue(out var file) && !await TryAddAsync(author, file, wished, cancellationToken))
            {
                // The next one, then.
            }
        }
    }

    private async Task<bool> TryAddAsync(Actor author, SupportCase file, Wished wished, CancellationToken cancellationToken)
    {
        var today = time.Now.InUtc().Date;
        var mode = file.Mode == SupportMode.InPerson ? SupportMode.InPerson : SupportMode.Online;
        var wishes = new WaitingWishes(wished.Own ? file.PractitionerId : null, wished.Hours, wished.UselessIn is { } days ? today.PlusDays(days) : null, wished.Note);
        var added = await list.AddAsync(author, new WaitingForm(file.Id, mode, wishes), cancellationToken);
        if (!added.IsDone)
        {
            return false;
        }

        await list.MarkUrgentAsync(author, added.Value, 1, wished.Urgent, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var since = time.Now - Duration.FromDays(wished.DaysAgo);
        await db.WaitingEntries.Where(entry => entry.Id == added.Value).ExecuteUpdateAsync(set => set.SetProperty(entry => entry.Since, since), cancellationToken);
        return true;
    }
}
