using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Consents;
using VictimSupport.Core.Data;
using VictimSupport.Core.Matching;
using VictimSupport.Core.Organisation;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Risk;

/// <summary>What the gate has to know of a case, read in one question with the stamp of the organisation's settings.</summary>
public sealed class GateFacts
{
    public CaseState State { get; init; }

    public SupportMode Mode { get; init; }

    /// <summary>Whether something has to be decided first; what it is, only the Team Manager may know.</summary>
    public bool IsHeld { get; init; }

    public ClientAge Age { get; init; }

    /// <summary>Matters for a child only.</summary>
    public DutyToReport DutyToReport { get; init; }

    /// <summary>Whether a consent to support holds; see <see cref="ConsentTables"/>.</summary>
    public bool HasSupportConsent { get; init; }

    /// <summary>Whether a consent to the recording of data holds.</summary>
    public bool HasRecordsConsent { get; init; }

    public RiskState Risk { get; init; } = RiskState.None;

    /// <summary>The organisation's zone, in which the day of a session is told.</summary>
    public DateTimeZone Zone { get; init; } = DateTimeZone.Utc;

    /// <summary>See <see cref="OrganisationSettings.Stamp"/>.</summary>
    internal long Stamp { get; init; }

    /// <summary>The facts of a case; null when there is none, or none for this actor.</summary>
    internal static async Task<GateFacts?> ReadAsync(AppDb db, Actor actor, Guid caseId, CancellationToken cancellationToken)
    {
        var (held, consents, risks) = (MatchHolds.HeldCases(db), db.ConsentsThatHold, db.Set<CaseRisk>());
        var rows =
            from file in db.CasesSeenBy(actor).AsNoTracking()
            where file.Id == caseId
            join known in risks.AsNoTracking() on file.Id equals known.CaseId into found
            from risk in found.DefaultIfEmpty()
            select new
            {
                file.State, file.Mode, IsHeld = held.Contains(file.Id), file.Age, file.DutyToReport, Risk = risk,
                Support = consents.Any(consent => consent.CaseId == file.Id && consent.Kind == ConsentKind.Support),
                Records = consents.Any(consent => consent.CaseId == file.Id && consent.Kind == ConsentKind.Records),
                Stamp = db.Set<OrganisationSettings>().Select(settings => settings.Stamp).First(),
                ZoneId = db.Set<OrganisationSettings>().Select(settings => settings.ZoneId).First(),
            };
        var row = await rows.SingleOrDefaultAsync(cancellationToken);
        return row is null ? null : new GateFacts
        {
            State = row.State, Mode = row.Mode, IsHeld = row.IsHeld, Age = row.Age, DutyToReport = row.DutyToReport, HasSupportConsent = row.Support, HasRecordsConsent = row.Records,
            Risk = StateOf(row.Risk), Zone = DateTimeZoneProviders.Tzdb[row.ZoneId], Stamp = row.Stamp,
        };
    }

    internal static RiskState StateOf(CaseRisk? risk) => risk is null
        ? RiskState.None
        : new RiskState(risk.Level, risk.IsOnlineAdvised, risk.ScreenedAt, risk.OpenReviewId, risk.Decision, risk.Conditions, risk.ValidUntil, risk.NextReviewOn, risk.Version);
}
