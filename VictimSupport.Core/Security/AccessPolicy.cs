using static VictimSupport.Core.Security.Operation;
using static VictimSupport.Core.Security.Role;

namespace VictimSupport.Core.Security;

/// <summary>The one table of who may do what (brief, "Who uses it"); Core asks it before anything else.</summary>
public static class AccessPolicy
{
    private const Role Managers = TeamManager | Supervisor | Director;
    private const Role Desk = Coordinator | TeamManager;

    private static readonly Dictionary<Operation, Role> Table = new()
    {
        [ViewRoomCalendars] = Coordinator | Managers,
        [BookSession] = Desk,
        [MoveBooking] = Desk | Role.System,
        [CancelBooking] = Desk | Role.System,
        [ViewCases] = Coordinator | Managers,
        [CreateCase] = Desk,
        [ChangeCase] = Desk,
        [OpenCase] = TeamManager,
        [CloseCase] = TeamManager,
        [ReopenCase] = TeamManager,
        [OpenCaseFile] = Coordinator | Managers,
        [ViewCaseHistory] = Coordinator | Managers,
        [OpenStepWords] = Coordinator | Managers,
        [ViewWhoLooked] = Managers,
        [ViewContacts] = Coordinator | Managers,
        [OpenContactWords] = Coordinator | Managers,
        [AddContact] = Desk,
        [KeepOut] = TeamManager | Director,
        [OpenExclusionWords] = TeamManager,
        [StateReason] = Supervisor | Director,
        [ReviewReasons] = TeamManager,
        [ChangeSafeContact] = Desk,
        [OpenClientName] = Desk,
        [SearchClientNames] = Desk,
        [OpenSafeContact] = Desk | Role.System,
        [OpenCodeWords] = TeamManager,
        [OpenClientDetails] = TeamManager,
        [ChangeClientDetails] = TeamManager,
        [ViewCasePeople] = Coordinator | Managers,
        [OpenCasePerson] = Managers,
        [OpenGuardianContact] = Desk,
        [ChangeCasePeople] = TeamManager,
        [ViewPerpetrators] = Managers,
        [OpenPerpetrator] = Managers,
        [ChangePerpetrators] = TeamManager,
        [ViewRequests] = Desk,
        [EnterRequest] = Desk,
        [ChangeRequest] = Desk,
        [OpenRequest] = Desk,
        [CallBackRequest] = Desk,
        [TriageRequest] = TeamManager,
        [ManageProcedures] = TeamManager,
        [MatchPeople] = Role.System,
        [DecideMatches] = Managers,
        [OpenMatch] = Managers,
        [ViewIntake] = Managers,
        [FillIntake] = TeamManager,
        [ManageIntakeForm] = TeamManager,
        [ViewConsents] = Coordinator | Managers,
        [OpenConsentWords] = Managers,
        [RecordConsent] = TeamManager,
        [WithdrawConsent] = Desk,
        [DecideChild] = TeamManager,
        [ReadTerms] = Coordinator | Managers,
        [ManageTerms] = TeamManager,
        [ViewRisk] = Managers,
        [OpenScreening] = Managers | Coordinator | Therapist,
        [RecordScreening] = Managers,
        [ManageScreening] = TeamManager,
        [RaiseConcern] = Coordinator | Managers | Therapist | Volunteer,
        [SitInReview] = Managers | Coordinator | Therapist,
        [OpenReview] = Managers | Coordinator | Therapist,
        [NameDeputies] = TeamManager | Director,
        [HoldSession] = Role.System,
        [ReleaseSession] = Role.System,
        [ViewRooms] = Coordinator | Managers | Administrator,
        [ManageRooms] = Coordinator | Administrator,
        [ManageOrganisation] = TeamManager | Administrator,
        [ViewPractitioners] = Coordinator | Managers,
        [ManagePractitioners] = TeamManager,
        [ViewOwnSessions] = Therapist | Volunteer,
        [ViewDeliveries] = Desk,
        [RetryDelivery] = Desk,
        [ViewCalendarSync] = Coordinator | Managers | Administrator,
        [ReconcileCalendar] = Desk | Administrator,
        [DecideCalendarConflict] = Desk,
        [ViewWaiting] = Coordinator | Managers,
        [ManageWaiting] = Desk,
        [OpenWaitingNote] = Desk,
        [MarkUrgent] = TeamManager,
        [ViewTelephoneScripts] = Desk,
        [CompleteTelephoneScript] = Desk,
        [ManageAccounts] = Administrator,
        [VerifyAudit] = Administrator | Role.System,
        [SignIn] = Coordinator | Managers | Therapist | Volunteer | ItSupport | Administrator,
        [DeliverRoomLink] = Role.System,
        [SynchroniseCalendar] = Role.System,
    };

    /// <summary>The roles that may do an operation; an operation without a row is a bug and throws.</summary>
    public static Role RolesFor(Operation operation) => Table[operation];

    /// <summary>Whether any of an actor's roles may do an operation.</summary>
    public static bool Allows(Actor actor, Operation operation)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return (Table[operation] & actor.Roles) != Role.None;
    }
}
