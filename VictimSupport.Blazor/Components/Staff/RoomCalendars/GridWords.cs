using Microsoft.Extensions.Localization;
using NodaTime;
using VictimSupport.Blazor.Components.Shared;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Organisation;
using VictimSupport.Core.Outbox;
using VictimSupport.Core.Scheduling;

namespace VictimSupport.Blazor.Components.Staff.RoomCalendars;

/// <summary>What a booking says in grid and list: its lines, its signs, and the same in words for those who hear the page.</summary>
public sealed class GridWords(IStringLocalizer<RoomGridTexts> grid, IStringLocalizer<CalendarScreenTexts> texts, IStringLocalizer<SharedTexts> shared)
{
    private readonly Dictionary<SupportMode, string> _modes = Enum.GetValues<SupportMode>().ToDictionary(mode => mode, mode => shared[$"Mode{mode}"].Value);
    private readonly string _held = grid["Held"];
    private readonly string _outOfHours = grid["OutOfHoursMark"];

    public string Blocked { get; } = texts["BlockedInGoogle"];

    public string Taken { get; } = grid["Taken"];

    public string Mode(CalendarBooking booking) => _modes[booking.Mode];

    /// <summary>▲ held, ☾ out of hours, ✉ link, ☎ by telephone, ⟳ waits for the room's calendar; with the duty contact where there is room for it.</summary>
    public static string Signs(CalendarBooking booking, string? duty = null) => string.Concat(
        booking.State == BookingState.Held ? "▲" : "",
        booking.IsOutOfHours ? duty is null ? "☾" : $"☾ {duty} " : "",
        booking.LinkState switch { OutboxState.Sent => "✉", OutboxState.ByTelephone => "☎", OutboxState.Failed => "✉!", null or OutboxState.Obsolete => "", _ => "✉…" },
        booking.CalendarState switch { OutboxState.Failed => "⟳!", OutboxState.Waiting or OutboxState.Sending => "⟳…", _ => "" });

    public string? Duty(CalendarBooking booking, OrganisationSnapshot organisation) =>
        booking.IsOutOfHours && organisation.Settings.DutyContact is { } contact ? grid["OnDutyShort", contact].Value : null;

    /// <summary>Held, out of hours with the duty contact, link and calendar, in words.</summary>
    public string States(CalendarBooking booking, OrganisationSnapshot organisation)
    {
        var words = $"{BookingWords.Link(booking, texts)}, {BookingWords.Calendar(booking, texts)}";
        if (booking.IsOutOfHours)
        {
            words = $"{_outOfHours}{(Duty(booking, organisation) is { } duty ? $" ({duty})" : "")}, {words}";
        }

        return booking.State == BookingState.Held ? $"{_held}, {words}" : words;
    }

    /// <summary>Everything about a booking in one sentence.</summary>
    public string Describe(CalendarBooking booking, Room room, OrganisationSnapshot organisation) =>
        $"{Times.Span(booking.Start, booking.End, organisation.Zone)}, {room.Name}, {booking.Reference}, {Practitioner(booking, organisation)}, {Mode(booking)}, {States(booking, organisation)}";

    public static string Practitioner(CalendarBooking booking, OrganisationSnapshot organisation) =>
        organisation.PractitionersById.GetValueOrDefault(booking.PractitionerId)?.WorkingName ?? "";
}
