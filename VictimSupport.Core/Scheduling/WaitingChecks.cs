using NodaTime;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Organisation;
using VictimSupport.Core.Outcomes;

namespace VictimSupport.Core.Scheduling;

/// <summary>Whether wishes can ever come true: values in, a refusal or null out.</summary>
internal static class WaitingChecks
{
    public static Refusal? Check(OrganisationSnapshot organisation, WaitingWishes wishes, LocalDate today)
    {
        if (wishes.PractitionerId is { } id && organisation.PractitionersById.GetValueOrDefault(id) is not { IsActive: true })
        {
            return new Refusal(RefusalCode.PractitionerNotActive, nameof(wishes.PractitionerId));
        }

        if (SafeHours.Check(wishes.Hours, nameof(wishes.Hours)) is { } hours)
        {
            return hours;
        }

        if (wishes.Hours?.All(range => HasRoom(organisation, range)) == false)
        {
            return new Refusal(RefusalCode.WishedTimesDoNotFit, nameof(wishes.Hours), organisation.Settings.SessionMinutes);
        }

        return wishes.UselessAfter < today ? new Refusal(RefusalCode.DayIsPast, nameof(wishes.UselessAfter)) : Words.CheckLines(wishes.Note, WaitingList.LongestNote, nameof(wishes.Note));
    }

    // A session of the usual length has to fit into what the range and the opening hours of that day have in common.
    private static bool HasRoom(OrganisationSnapshot organisation, HoursForm range) =>
        organisation.OpeningHours.GetValueOrDefault(range.Day) is { } open
        && LocalTime.Min(range.To, open.Closes).TickOfDay - LocalTime.Max(range.From, open.Opens).TickOfDay >= organisation.Settings.SessionMinutes * NodaConstants.TicksPerMinute;
}
