using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Data;
using VictimSupport.Core.Outcomes;

namespace VictimSupport.Core.Consents;

/// <summary>What of age and consent has to be there before a case is opened, and before every session that is booked; one rule for both.</summary>
public static class ConsentRules
{
    /// <summary>Null when nothing is missing; otherwise what is, in words for everybody who may see the case.</summary>
    public static Refusal? Check(ClientAge age, DutyToReport dutyToReport, bool hasSupportConsent, bool hasRecordsConsent) => (age, dutyToReport) switch
    {
        (ClientAge.NotKnown, _) => new Refusal(RefusalCode.AgeNotKnown),
        (ClientAge.MayBeChild, _) => new Refusal(RefusalCode.AgeInDoubt),
        (ClientAge.Child, DutyToReport.Open) => new Refusal(RefusalCode.DutyToReportOpen),
        _ when !hasSupportConsent => new Refusal(RefusalCode.SupportConsentNeeded),
        _ when !hasRecordsConsent => new Refusal(RefusalCode.RecordsConsentNeeded),
        _ => null,
    };

    /// <summary>Keeps a case from being opened.</summary>
    public static async Task<Refusal?> CheckOpeningAsync(AppDb db, Guid caseId, Instant now, CancellationToken cancellationToken)
    {
        var holding = db.ConsentsThatHold;
        var facts = await db.Cases.Where(file => file.Id == caseId).Select(file => new
        {
            file.Age, file.DutyToReport,
            Support = holding.Any(consent => consent.CaseId == file.Id && consent.Kind == ConsentKind.Support),
            Records = holding.Any(consent => consent.CaseId == file.Id && consent.Kind == ConsentKind.Records),
        }).SingleAsync(cancellationToken);
        return Check(facts.Age, facts.DutyToReport, facts.Support, facts.Records);
    }
}
