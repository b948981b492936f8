using VictimSupport.Core.Security;
using VictimSupport.Tests.Fixtures;

namespace VictimSupport.Tests.Security;

/// <summary>Role × operation, written a second time by hand from the brief: whoever changes the table changes both, knowingly.</summary>
public sealed class AccessTableTests
{
    // C coordinator, M team manager, S supervisor, D director, T therapist, V volunteer, I IT support, A administrator, p the product's own workers.
    private const string Roles = "CMSDTVIAp";

    private static readonly Dictionary<Operation, string> Expected = new()
    {
        [Operation.ViewRoomCalendars] = "CMSD",
        [Operation.BookSession] = "CM",
        [Operation.MoveBooking] = "CMp",
        [Operation.CancelBooking] = "CMp",
        [Operation.ViewCases] = "CMSD",
        [Operation.CreateCase] = "CM",
        [Operation.ChangeCase] = "CM",
        [Operation.OpenCase] = "M",
        [Operation.CloseCase] = "M",
        [Operation.ReopenCase] = "M",
        [Operation.OpenCaseFile] = "CMSD",
        [Operation.ViewCaseHistory] = "CMSD",
        [Operation.OpenStepWords] = "CMSD",
        [Operation.ViewWhoLooked] = "MSD",
        [Operation.ViewContacts] = "CMSD",
        [Operation.OpenContactWords] = "CMSD",
        [Operation.AddContact] = "CM",
        [Operation.KeepOut] = "MD",
        [Operation.OpenExclusionWords] = "M",
        [Operation.StateReason] = "SD",
        [Operation.ReviewReasons] = "M",
        [Operation.ChangeSafeContact] = "CM",
        [Operation.OpenClientName] = "CM",
        [Operation.SearchClientNames] = "CM",
        [Operation.OpenSafeContact] = "CMp",
        [Operation.OpenCodeWords] = "M",
        [Operation.OpenClientDetails] = "M",
        [Operation.ChangeClientDetails] = "M",
        [Operation.ViewCasePeople] = "CMSD",
        [Operation.OpenCasePerson] = "MSD",
        [Operation.OpenGuardianContact] = "CM",
        [Operation.ChangeCasePeople] = "M",
        [Operation.ViewPerpetrators] = "MSD",
        [Operation.OpenPerpetrator] = "MSD",
        [Operation.ChangePerpetrators] = "M",
        [Operation.ViewRequests] = "CM",
        [Operation.EnterRequest] = "CM",
        [Operation.ChangeRequest] = "CM",
        [Operation.OpenRequest] = "CM",
        [Operation.CallBackRequest] = "CM",
        [Operation.TriageRequest] = "M",
        [Operation.ManageProcedures] = "M",
        [Operation.MatchPeople] = "p",
        [Operation.DecideMatches] = "MSD",
        [Operation.OpenMatch] = "MSD",
        [Operation.ViewIntake] = "MSD",
        [Operation.FillIntake] = "M",
        [Operation.ManageIntakeForm] = "M",
        [Operation.ViewConsents] = "CMSD",
        [Operation.OpenConsentWords] = "MSD",
        [Operation.RecordConsent] = "M",
        [Operation.WithdrawConsent] = "CM",
        [Operation.DecideChild] = "M",
        [Operation.ReadTerms] = "CMSD",
        [Operation.ManageTerms] = "M",
        [Operation.ViewRisk] = "MSD",
        [Operation.OpenScreening] = "CMSDT",
        [Operation.RecordScreening] = "MSD",
        [Operation.ManageScreening] = "M",
        [Operation.RaiseConcern] = "CMSDTV",
        [Operation.SitInReview] = "CMSDT",
        [Operation.OpenReview] = "CMSDT",
        [Operation.NameDeputies] = "MD",
        [Operation.HoldSession] = "p",
        [Operation.ReleaseSession] = "p",
        [Operation.ViewRooms] = "CMSDA",
        [Operation.ManageRooms] = "CA",
        [Operation.ManageOrganisation] = "MA",
        [Operation.ViewPractitioners] = "CMSD",
        [Operation.ManagePractitioners] = "M",
        [Operation.ViewOwnSessions] = "TV",
        [Operation.ViewDeliveries] = "CM",
        [Operation.RetryDelivery] = "CM",
        [Operation.ViewCalendarSync] = "CMSDA",
        [Operation.ReconcileCalendar] = "CMA",
        [Operation.DecideCalendarConflict] = "CM",
        [Operation.ViewWaiting] = "CMSD",
        [Operation.ManageWaiting] = "CM",
        [Operation.OpenWaitingNote] = "CM",
        [Operation.MarkUrgent] = "M",
        [Operation.ViewTelephoneScripts] = "CM",
        [Operation.CompleteTelephoneScript] = "CM",
        [Operation.ManageAccounts] = "A",
        [Operation.VerifyAudit] = "Ap",
        [Operation.SignIn] = "CMSDTVIA",
        [Operation.DeliverRoomLink] = "p",
        [Operation.SynchroniseCalendar] = "p",
    };

    public static TheoryData<Operation> Operations => [.. Enum.GetValues<Operation>()];

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Every_role_may_do_exactly_what_the_table_says(Operation operation)
    {
        Assert.True(Expected.TryGetValue(operation, out var allowed), $"{operation} has no row here.");
        await using var product = await Product.StartAsync();
        var guard = product.Get<AccessGuard>();
        for (var index = 0; index < Roles.Length; index++)
        {
            var actor = new Actor(Guid.NewGuid(), "Somebody", (Role)(1 << index));
            var refusal = await Record.ExceptionAsync(async () => await guard.DemandAsync(actor, operation, null, TestContext.Current.CancellationToken));
            Assert.Equal((actor.Roles, allowed.Contains(Roles[index], StringComparison.Ordinal)), (actor.Roles, refusal is null));
            Assert.True(refusal is null or AccessDeniedException, refusal?.ToString());
        }
    }
}
