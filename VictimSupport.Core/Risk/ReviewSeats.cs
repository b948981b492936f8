using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Data;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Organisation;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Risk;

/// <summary>A deputy as named.</summary>
/// <param name="From">First local day.</param>
/// <param name="Until">Last local day, at most a year after the first.</param>
public sealed record DeputyForm(ReviewSeat Seat, Guid AccountId, LocalDate From, LocalDate Until);

/// <summary>A deputy in the list.</summary>
public sealed record DeputyRow(Guid Id, ReviewSeat Seat, Guid AccountId, string AccountName, LocalDate From, LocalDate Until, string NamedByName);

/// <summary>Somebody who may be named a deputy.</summary>
public sealed record DeputyChoice(Guid AccountId, string Name);

/// <summary>Who sits where: the holders of the three roles, and deputies named for a time. A seat whose holders are kept out of a case passes to its deputies.</summary>
public sealed class ReviewSeats(IDbContextFactory<AppDb> databases, OrganisationMemory organisations, AccessGuard access, AuditTrail audit, TimeProvider time)
{
    private const Role MayDeputise = Role.Coordinator | Role.TeamManager | Role.Supervisor | Role.Director | Role.Therapist;

    /// <summary>The role that holds a seat.</summary>
    public static Role RoleOf(ReviewSeat seat) => seat switch { ReviewSeat.TeamManager => Role.TeamManager, ReviewSeat.Director => Role.Director, _ => Role.Supervisor };

    /// <summary>The deputies of today and of days to come.</summary>
    public async Task<IReadOnlyList<DeputyRow>> DeputiesAsync(Actor actor, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.NameDeputies, null, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var today = await TodayAsync(db, cancellationToken);
        var rows = await db.SeatDeputies.AsNoTracking().Where(row => row.Until >= today)
            .Join(db.Accounts, row => row.AccountId, account => account.Id, (row, account) => new DeputyRow(row.Id, row.Seat, row.AccountId, account.DisplayName, row.From, row.Until, row.NamedByName))
            .ToListAsync(cancellationToken);
        return [.. rows.OrderBy(row => row.Seat).ThenBy(row => row.From)];
    }

    /// <summary>The accounts that may be named.</summary>
    public async Task<IReadOnlyList<DeputyChoice>> ChoicesAsync(Actor actor, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.NameDeputies, null, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var accounts = await db.Accounts.AsNoTracking().Where(account => account.IsActive).Select(account => new { account.Id, account.DisplayName, account.Roles }).ToListAsync(cancellationToken);
        return [.. accounts.Where(account => (account.Roles & MayDeputise) != Role.None).OrderBy(account => account.DisplayName, StringComparer.CurrentCulture).Select(account => new DeputyChoice(account.Id, account.DisplayName))];
    }

    /// <summary>Names a deputy for a time.</summary>
    public async Task<Outcome<Guid>> NameAsync(Actor actor, DeputyForm form, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(form);
        await access.DemandAsync(actor, Operation.NameDeputies, null, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var today = await TodayAsync(db, cancellationToken);
        if (form.Until < form.From || form.Until < today || form.Until > form.From.PlusYears(1))
        {
            return new Refusal(form.Until < today ? RefusalCode.InThePast : RefusalCode.EndBeforeStart, nameof(form.Until));
        }

        var roles = await db.Accounts.Where(account => account.Id == form.AccountId && account.IsActive).Select(account => (Role?)account.Roles).SingleOrDefaultAsync(cancellationToken);
        if (roles is null || (roles.Value & MayDeputise) == Role.None || !Enum.IsDefined(form.Seat))
        {
            return new Refusal(RefusalCode.Required, nameof(form.AccountId));
        }

        var row = new SeatDeputy { Id = Guid.CreateVersion7(), Seat = form.Seat, AccountId = form.AccountId, From = form.From, Until = form.Until, NamedByName = actor.Name };
        db.SeatDeputies.Add(row);
        audit.Add(db, actor, Operation.NameDeputies, form.AccountId, detail: $"{form.Seat}, {form.From:uuuu-MM-dd} to {form.Until:uuuu-MM-dd}");
        await db.SaveChangesAsync(cancellationToken);
        return row.Id;
    }

    /// <summary>Ends a deputy's time yesterday; what was said in the seat stays.</summary>
    public async Task<Outcome<bool>> EndAsync(Actor actor, Guid deputyId, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.NameDeputies, deputyId, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await db.SeatDeputies.SingleOrDefaultAsync(row => row.Id == deputyId, cancellationToken) is not { } row)
        {
            return new Refusal(RefusalCode.NotFound);
        }

        row.Until = (await TodayAsync(db, cancellationToken)).PlusDays(-1);
        audit.Add(db, actor, Operation.NameDeputies, row.AccountId, detail: $"{row.Seat}, ended");
        await db.SaveChangesAsync(cancellationToken);
        return true;
    }

    /// <summary>The seats that an actor may take now, read from the accounts themselves: a role that was taken away a moment ago counts no more.</summary>
    internal async Task<IReadOnlyList<ReviewSeat>> OfAsync(AppDb db, Actor actor, CancellationToken cancellationToken)
    {
        var account = await db.Accounts.AsNoTracking().Where(row => row.Id == actor.AccountId).Select(row => new { row.Roles, row.IsActive }).SingleOrDefaultAsync(cancellationToken);
        var roles = account is null ? actor.Roles : account.IsActive ? account.Roles & actor.Roles : Role.None;
        if (roles == Role.None)
        {
            return [];
        }

        var today = await TodayAsync(db, cancellationToken);
        var deputised = await db.SeatDeputies.Where(row => row.AccountId == actor.AccountId && row.From <= today && row.Until >= today).Select(row => row.Seat).ToListAsync(cancellationToken);
        return [.. Enum.GetValues<ReviewSeat>().Where(seat => roles.HasFlag(RoleOf(seat)) || deputised.Contains(seat))];
    }

    internal async Task<LocalDate> TodayAsync(AppDb db, CancellationToken cancellationToken) => time.Now.InZone((await organisations.ReadAsync(db, cancellationToken)).Zone).Date;
}
