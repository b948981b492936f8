using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Organisation;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Scheduling;
using VictimSupport.Core.Security;
using VictimSupport.Tests.Fixtures;

namespace VictimSupport.Tests.Scheduling;

/// <summary>What tests of the waiting list do again and again, on the seeded cases: 0 and 1 online, 2 and 3 in person.</summary>
internal sealed class WaitingDesk(Product product, Seeded seeded)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public WaitingList List => product.Get<WaitingList>();

    public static HoursForm On(IsoDayOfWeek day, int from, int to) => new(day, new LocalTime(from, 0), new LocalTime(to, 0));

    public Task<Outcome<Guid>> TryAddAsync(int client, WaitingWishes? wishes = null, SupportMode? mode = null) =>
        List.AddAsync(Product.Coordinator, new WaitingForm(seeded.Cases[client].Id, mode ?? (client < 2 ? SupportMode.Online : SupportMode.InPerson), wishes ?? new WaitingWishes()), Token);

    public async Task<Guid> AddAsync(int client, WaitingWishes? wishes = null, SupportMode? mode = null)
    {
        var added = await TryAddAsync(client, wishes, mode);
        Assert.True(added.IsDone, added.Refusal?.Words);
        return added.Value;
    }

    public async Task<IReadOnlyList<WaitingRow>> RowsAsync(Actor? actor = null) => (await List.ListAsync(actor ?? Product.Coordinator, new WaitingQuery(), Token)).Rows;

    public async Task<WaitingEntry> EntryAsync(Guid id)
    {
        await using var db = product.Open();
        return await db.WaitingEntries.AsNoTracking().SingleAsync(entry => entry.Id == id, Token);
    }

    public async Task UrgentAsync(Guid id)
    {
        var marked = await List.MarkUrgentAsync(Product.TeamManager, id, (await EntryAsync(id)).Version, UrgentReason.DateAhead, Token);
        Assert.True(marked.IsDone, marked.Refusal?.Words);
    }

    /// <summary>Another case, open, in both modes.</summary>
    public async Task<Guid> HybridAsync(int client)
    {
        var file = (await product.Get<CaseFiles>().ReadAsync(Product.TeamManager, seeded.Cases[client].Id, Token))!;
        var changed = await product.Get<CaseFiles>().ChangeAsync(Product.TeamManager, new CaseChange(file.Id, file.Version, file.Language, SupportMode.Hybrid, file.PractitionerId), Token);
        Assert.True(changed.IsDone, changed.Refusal?.Words);
        return file.Id;
    }

    public async Task<Booking> BookAsync(int client, Slot slot)
    {
        var booked = await product.Get<Scheduler>().BookAsync(Product.Coordinator, new BookingForm(seeded.Cases[client].Id, slot), Token);
        Assert.True(booked.IsDone, booked.Refusal?.Words);
        return booked.Value;
    }

    /// <summary>Keeps somebody out of a case.</summary>
    public async Task KeepOutAsync(Actor actor, int client)
    {
        await using var db = product.Open();
        db.CaseExclusions.Add(new CaseExclusion { Id = Guid.CreateVersion7(), CaseId = seeded.Cases[client].Id, AccountId = actor.AccountId, Reason = ExclusionReason.Relative, At = seeded.Cases[client].OpenedAt, ById = Guid.NewGuid(), ByName = "Delia" });
        await db.SaveChangesAsync(Token);
    }
}
