using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Data;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Scheduling;

/// <summary>The waiting list in its order, read without the sealed notes: those whose day is over last, then urgent ones first, then by how long they wait.</summary>
internal sealed class WaitingRows
{
    private readonly AppDb _db;
    private readonly LocalDate _today;

    public WaitingRows(AppDb db, Actor actor, LocalDate today)
    {
        (_db, _today) = (db, today);
        Entries = db.WaitingSeenBy(actor).AsNoTracking();
    }

    public IQueryable<WaitingEntry> Entries { get; }

    /// <summary>The rows of some entries, each with the practitioner of its case.</summary>
    public async Task<List<(WaitingRow Row, Guid? CasePractitionerId)>> ReadAsync(IQueryable<WaitingEntry> entries, int skip, int take, CancellationToken cancellationToken)
    {
        var today = _today;
        var read = await entries
            .Join(_db.Set<SupportCase>(), entry => entry.CaseId, file => file.Id, (entry, file) => new { entry, file.Reference, CasePractitionerId = file.PractitionerId })
            .OrderBy(row => row.entry.UselessAfter != null && row.entry.UselessAfter < today).ThenBy(row => row.entry.Urgent == null).ThenBy(row => row.entry.Since).ThenBy(row => row.entry.Id)
            .Skip(skip).Take(take)
            .Select(row => new
            {
                row.entry.Id, row.entry.CaseId, row.Reference, row.entry.Since, row.entry.Mode, row.entry.PractitionerId, row.entry.Hours, row.entry.UselessAfter, row.entry.Urgent,
                HasNote = row.entry.Note != null, row.entry.ByName, row.entry.Version, row.CasePractitionerId,
            })
            .ToListAsync(cancellationToken);
        return
        [
            .. read.Select(row => (
                new WaitingRow(
                    row.Id, row.CaseId, row.Reference, row.Since, row.Mode, row.PractitionerId, SafeHours.Read(row.Hours), row.UselessAfter, row.UselessAfter < today, row.Urgent, row.HasNote, row.ByName, row.Version),
                row.CasePractitionerId)),
        ];
    }
}
