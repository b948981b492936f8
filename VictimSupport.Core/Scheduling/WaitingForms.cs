using NodaTime;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Organisation;

namespace VictimSupport.Core.Scheduling;

/// <summary>What a waiting client would like.</summary>
/// <param name="PractitionerId">Null for anyone.</param>
/// <param name="Hours">The times of the week, local, into which the whole session should fall; null or empty for every time.</param>
/// <param name="UselessAfter">The last day, local, on which a session is still of use; null for no such day.</param>
/// <param name="Note">Sealed under the client's key; at a change, null leaves the note as it is.</param>
public sealed record WaitingWishes(Guid? PractitionerId = null, IReadOnlyList<HoursForm>? Hours = null, LocalDate? UselessAfter = null, string? Note = null);

/// <summary>A case to put on the waiting list.</summary>
/// <param name="Mode">Online or in person.</param>
public sealed record WaitingForm(Guid CaseId, SupportMode Mode, WaitingWishes Wishes);

/// <summary>Other wishes of an entry.</summary>
/// <param name="Version">The version that was seen; another one is refused.</param>
/// <param name="RemovesNote">The note goes, unless a new one is given.</param>
public sealed record WaitingChange(Guid EntryId, int Version, WaitingWishes Wishes, bool RemovesNote = false);

/// <summary>Which entries to show; at most 100 a page.</summary>
public sealed record WaitingQuery(SupportMode? Mode = null, Guid? CaseId = null, int Skip = 0, int Take = 50);

/// <summary>One entry of the list: a reference, never a name; its note stays sealed.</summary>
/// <param name="IsPast">The last day on which a session would have been of use is over.</param>
public sealed record WaitingRow(
    Guid Id, Guid CaseId, string Reference, Instant Since, SupportMode Mode, Guid? PractitionerId, SafeHours Hours, LocalDate? UselessAfter, bool IsPast, UrgentReason? Urgent, bool HasNote, string ByName, int Version);

/// <summary>One page and how many there are in all.</summary>
public sealed record WaitingListPage(IReadOnlyList<WaitingRow> Rows, int Total);

/// <summary>Somebody for whom a free time fits, and the practitioner who could hold the session then.</summary>
public sealed record WaitingFit(WaitingRow Row, Guid PractitionerId);
