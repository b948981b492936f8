using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Consents;
using VictimSupport.Core.Data;
using VictimSupport.Core.Demo;
using VictimSupport.Core.DenyList;
using VictimSupport.Core.Matching;
using VictimSupport.Core.Intake;
using VictimSupport.Core.Organisation;
using VictimSupport.Core.Outbox;
using VictimSupport.Core.Requests;
using VictimSupport.Core.Risk;
using VictimSupport.Core.RoomCalendars;
using VictimSupport.Core.RoomLinks;
using VictimSupport.Core.Scheduling;
using VictimSupport.Core.Security;

namespace VictimSupport.Core;

/// <summary>Registers the product: everything that is true without a screen.</summary>
public static class CoreServices
{
    /// <summary>Registers all features; wrong settings throw <see cref="SettingException"/> with the key and the cure.</summary>
    public static IServiceCollection AddVictimSupport(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddData(configuration);
        services.AddSecurity(configuration);
        services.AddOrganisation();
        services.AddCases();
        services.AddIntake();
        services.AddOutbox();
        services.AddRequests();
        services.AddMatching();
        services.AddConsents();
        services.AddRisk();
        services.AddScheduling();
        services.AddRoomCalendars(configuration);
        services.AddRoomLinks(configuration);
        services.AddDemo();
        return services;
    }

    private static void AddDemo(this IServiceCollection services) => services.AddSingleton<DemoRequests>().AddSingleton<DemoWaiting>().AddSingleton<DemoRisk>().AddSingleton<DemoIntakes>().AddSingleton<DemoOrganisation>();

    private static void AddOrganisation(this IServiceCollection services)
    {
        services.AddSingleton<OrganisationMemory>();
        services.AddSingleton<OrganisationProfile>();
        services.AddSingleton<RoomDirectory>();
        services.AddSingleton<PractitionerDirectory>();
    }

    private static void AddCases(this IServiceCollection services)
    {
        services.AddSingleton<ClientNames>();
        services.AddSingleton<CaseFiles>();
        services.AddSingleton<PeopleSignal>();
        services.AddSingleton<Perpetrators>();
        services.AddSingleton<CasePeople>();
        services.AddSingleton<ClientRecord>();
        services.AddSingleton<CaseCourse>();
        services.AddSingleton<CaseAccess>();
        services.AddSingleton<StatedReasons>();
        services.AddSingleton<CaseTrail>();
        services.AddSingleton<ContactLog>();
        services.AddSingleton<KeptOut>();
    }

    private static void AddRequests(this IServiceCollection services)
    {
        services.AddSingleton<SupportRequests>();
        services.AddSingleton<RequestNames>();
        services.AddSingleton<RequestQueue>();
        services.AddSingleton<RequestTriage>();
        services.AddSingleton<Procedures>();
        services.AddWorker<RequestFeed>();
    }

    private static void AddOutbox(this IServiceCollection services)
    {
        services.AddSingleton<OutboxSignal>();
        services.AddSingleton<Deliveries>();
        services.AddWorker<OutboxDispatcher>();
    }

    private static void AddMatching(this IServiceCollection services)
    {
        services.AddSingleton<ComparedPeople>();
        services.AddSingleton<Matches>();
        services.AddSingleton<OpeningHold>(MatchHolds.CheckCaseAsync);
        services.AddSingleton<TriageHold>(MatchHolds.CheckRequestAsync);
        services.AddWorker<PerpetratorMatching>();
    }

    private static void AddRisk(this IServiceCollection services)
    {
        services.AddSingleton<ModeGate>();
        services.AddSingleton<ScreeningForms>();
        services.AddSingleton<Screenings>();
        services.AddSingleton<ReviewSeats>();
        services.AddSingleton<RiskChanges>();
        services.AddSingleton<RiskReviews>();
        services.AddSingleton<ReviewDecisions>();
    }

    private static void AddScheduling(this IServiceCollection services)
    {
        services.AddSingleton<Scheduler>();
        services.AddSingleton<SeriesBooking>();
        services.AddSingleton<FreeSlots>();
        services.AddSingleton<RoomCalendarView>();
        services.AddSingleton<SessionList>();
        services.AddSingleton<UnwantedSessions>();
        services.AddSingleton<RoomBlocks>();
        services.AddSingleton<WaitingList>();
        services.AddSingleton<FreedTimes>();
        services.AddSingleton<HeldSessions>();
        services.AddSingleton<RiskConsequence>(provider => provider.GetRequiredService<HeldSessions>().FollowAsync);
        services.AddSingleton<RiskNews>(provider => provider.GetRequiredService<HeldSessions>().Tell);
        services.AddSingleton<CaseHold>(SessionsToCome.CheckAsync);
        services.AddSingleton<CaseEnding>(WaitingExit.CaseClosedAsync);
        services.AddWorker<BookingFeed>();
        services.AddWorker<SchedulingUpkeep>();
    }

    /// <summary>A worker that others can also ask for, as one instance.</summary>
    internal static void AddWorker<T>(this IServiceCollection services)
        where T : class, Microsoft.Extensions.Hosting.IHostedService
    {
        services.AddSingleton<T>();
        services.AddHostedService(provider => provider.GetRequiredService<T>());
    }
}
