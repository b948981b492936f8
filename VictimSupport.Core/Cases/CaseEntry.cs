using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Data;
using VictimSupport.Core.Outbox;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Cases;

/// <summary>Adds a new case to a context, to be saved with whatever else is made with it.</summary>
internal static class CaseEntry
{
    /// <summary>Adds the case with the next number of the year; when somebody takes the number meanwhile, the save fails on a unique key and is to be tried again.</summary>
    public static async Task<SupportCase> AddAsync(AppDb db, AuditTrail audit, Actor actor, CaseForm form, SubjectKey key, int year, Instant now, CancellationToken cancellationToken)
    {
        var number = (await db.Cases.Where(file => file.Year == year).MaxAsync(file => (int?)file.Number, cancellationToken) ?? 0) + 1;
        var file = CaseSealing.Create(form, key.SubjectId, key, year, number, now);
        db.Cases.Add(file);
        OutboxGates.Create(db, file.Id);
        audit.Add(db, actor, Operation.CreateCase, file.Id, detail: file.Reference);
        return file;
    }
}
