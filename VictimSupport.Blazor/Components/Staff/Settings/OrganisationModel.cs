using NodaTime;
using VictimSupport.Core.Organisation;

namespace VictimSupport.Blazor.Components.Staff.Settings;

/// <summary>The organisation's settings while they are typed.</summary>
internal sealed class OrganisationModel
{
    public int Version { get; init; }

    public string? Name { get; set; }

    public string? ZoneId { get; set; }

    public int SessionMinutes { get; set; }

    public int GapMinutes { get; set; }

    public int FirstReminderHours { get; set; }

    public int LastReminderHours { get; set; }

    public int ResponseHours { get; set; }

    public CalendarEventText CalendarEventText { get; set; }

    public string? DutyContact { get; set; }

    public string? Telephone { get; set; }

    public IReadOnlyList<WeekdayModel> Week { get; init; } = [];

    public List<ClosedDayModel> ClosedDays { get; init; } = [];

    public static OrganisationModel From(OrganisationSnapshot organisation)
    {
        var settings = organisation.Settings;
        return new OrganisationModel
        {
            Version = settings.Version,
            Name = settings.Name,
            ZoneId = settings.ZoneId,
            SessionMinutes = settings.SessionMinutes,
            GapMinutes = settings.GapMinutes,
            FirstReminderHours = settings.FirstReminderHours,
            LastReminderHours = settings.LastReminderHours,
            ResponseHours = settings.ResponseHours,
            CalendarEventText = settings.CalendarEventText,
            DutyContact = settings.DutyContact,
            Telephone = settings.Telephone,
            Week = [.. WeekdayModel.Days.Select(day => WeekdayModel.Of(day, organisation.OpeningHours.GetValueOrDefault(day)))],
            ClosedDays = [.. organisation.ClosedDays.OrderBy(day => day.Key).Select(day => new ClosedDayModel { Date = day.Key.ToDateOnly(), Name = day.Value })],
        };
    }

    public OrganisationForm ToForm() => new(
        Version, Name ?? "", ZoneId ?? "", SessionMinutes, GapMinutes, FirstReminderHours, LastReminderHours, ResponseHours, CalendarEventText, DutyContact, Telephone,
        [.. Week.Where(day => day.IsOpen).Select(day => new DayHours(day.Day, LocalTime.FromTimeOnly(day.From), LocalTime.FromTimeOnly(day.To)))],
        [.. ClosedDays.Where(day => day.Date is not null).Select(day => new DayClosed(LocalDate.FromDateOnly(day.Date!.Value), day.Name ?? ""))]);
}

/// <summary>One weekday: closed, or from one time to another.</summary>
public sealed class WeekdayModel
{
    public static readonly IReadOnlyList<IsoDayOfWeek> Days =
        [IsoDayOfWeek.Monday, IsoDayOfWeek.Tuesday, IsoDayOfWeek.Wednesday, IsoDayOfWeek.Thursday, IsoDayOfWeek.Friday, IsoDayOfWeek.Saturday, IsoDayOfWeek.Sunday];

    public required IsoDayOfWeek Day { get; init; }

    public bool IsOpen { get; set; }

    public TimeOnly From { get; set; } = new(9, 0);

    public TimeOnly To { get; set; } = new(20, 0);

    public static WeekdayModel Of(IsoDayOfWeek day, OpeningHours? hours) => hours is null
        ? new WeekdayModel { Day = day }
        : new WeekdayModel { Day = day, IsOpen = true, From = hours.Opens.ToTimeOnly(), To = hours.Closes.ToTimeOnly() };
}

public sealed class ClosedDayModel
{
    public DateOnly? Date { get; set; }

    public string? Name { get; set; }
}
