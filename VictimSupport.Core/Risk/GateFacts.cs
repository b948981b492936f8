using Microsoft.EntityFrameworkCore;
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

    /// <summary>See <see cref="OrganisationSettings.Stamp"/>.</summary>
    internal long Stamp { get; init; }

    /// <summary>The facts of a case; null when there is none, or none for this actor.</summary>
    internal static Task<GateFacts?> ReadAsync(AppDb db, Actor actor, Guid caseId, CancellationToken cancellationToken)
    {
        var (held, consents) = (MatchHolds.HeldCases(db), db.ConsentsThatHold);
        return db.CasesSeenBy(actor).Where(file => file.Id == caseId)
            .Select(file => new GateFacts
            {
                State = file.State, Mode = file.Mode, IsHeld = held.Contains(file.Id), Age = file.Age, DutyToReport = file.DutyToReport,
                HasSupportConsent = consents.Any(consent => consent.CaseId == file.Id && consent.Kind == ConsentKind.Support),
                HasRecordsConsent = consents.Any(consent => consent.CaseId == file.Id && consent.Kind == ConsentKind.Records),
                Stamp = db.Set<OrganisationSettings>().Select(row => row.Stamp).First(),
            })
            .SingleOrDefaultAsync(cancellationToken);
    }
}
