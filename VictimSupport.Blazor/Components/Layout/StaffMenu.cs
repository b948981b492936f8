using Microsoft.AspNetCore.Components;
using MudBlazor;
using VictimSupport.Core.Security;

namespace VictimSupport.Blazor.Components.Layout;

/// <summary>One entry of the menu: shown to those who may do any of its operations.</summary>
internal sealed record MenuEntry(string Address, string TextKey, string Icon, bool IsSetting, params IReadOnlyList<Operation> Operations)
{
    /// <summary>The icon as MudIcon draws it, without a component on each open page for each icon: they would be a tenth of a page's memory.</summary>
    public RenderFragment Sign { get; } = Draw(Icon);

    /// <summary>Whether the address bar is at this entry or below it.</summary>
    public bool IsAt(NavigationManager navigation)
    {
        var here = navigation.ToBaseRelativePath(navigation.Uri).Split('?', '#')[0];
        return here == Address || (Address.Length > 0 && here.StartsWith(Address + "/", StringComparison.Ordinal));
    }

    /// <summary>Draws one of MudBlazor's own icons, which are pieces of SVG in its code.</summary>
    public static RenderFragment Draw(string icon)
    {
        var markup = $"<svg class=\"mud-icon-root mud-svg-icon mud-icon-size-medium\" focusable=\"false\" viewBox=\"0 0 24 24\" aria-hidden=\"true\" role=\"img\">{icon}</svg>";
        return builder => builder.AddMarkupContent(0, markup);
    }
}

/// <summary>The menu of the staff, in the order of the day's work; a new screen adds one line.</summary>
internal static class StaffMenu
{
    private static readonly MenuEntry[] All =
    [
        new("", "Today", Icons.Material.Outlined.WbSunny, false),
        new("rooms", "Rooms", Icons.Material.Outlined.CalendarMonth, false, Operation.ViewRoomCalendars),
        new("requests", "Requests", Icons.Material.Outlined.MarkUnreadChatAlt, false, Operation.ViewRequests),
        new("cases", "Cases", Icons.Material.Outlined.Folder, false, Operation.ViewCases),
        new("waiting", "Waiting", Icons.Material.Outlined.HourglassEmpty, false, Operation.ViewWaiting),
        new("reviews", "Reviews", Icons.Material.Outlined.HealthAndSafety, false, Operation.ViewRisk),
        new("decisions", "Decisions", Icons.Material.Outlined.Balance, false, Operation.DecideMatches),
        new("deliveries", "Deliveries", Icons.Material.Outlined.Outbox, false, Operation.ViewDeliveries),
        new("settings/organisation", "Organisation", Icons.Material.Outlined.Apartment, true, Operation.ManageOrganisation),
        new("settings/procedures", "Procedures", Icons.Material.Outlined.Checklist, true, Operation.ManageProcedures),
        new("settings/intake-form", "IntakeForm", Icons.Material.Outlined.Quiz, true, Operation.ManageIntakeForm),
        new("settings/terms", "Terms", Icons.Material.Outlined.Handshake, true, Operation.ManageTerms),
        new("settings/screening", "Screening", Icons.Material.Outlined.FactCheck, true, Operation.ManageScreening),
        new("settings/rooms", "RoomSettings", Icons.Material.Outlined.MeetingRoom, true, Operation.ManageRooms),
        new("calendars", "CalendarSync", Icons.Material.Outlined.Sync, true, Operation.ViewCalendarSync),
        new("settings/practitioners", "Practitioners", Icons.Material.Outlined.Groups, true, Operation.ViewPractitioners),
        new("settings/accounts", "Accounts", Icons.Material.Outlined.Key, true, Operation.ManageAccounts),
    ];

    public static IEnumerable<MenuEntry> For(Actor actor) =>
        All.Where(entry => entry.Operations.Count == 0 || entry.Operations.Any(operation => AccessPolicy.Allows(actor, operation)));
}
