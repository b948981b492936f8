using Microsoft.EntityFrameworkCore;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Data;

namespace VictimSupport.Core.Demo;

/// <summary>Invented cases as they stand after an intake that nobody held: for the demonstration, the tests and the benches alone.</summary>
public static class OpenedCases
{
    /// <summary>Opens every case that is in intake; their versions stay. Returns how many there were.</summary>
    public static Task<int> OpenAllAsync(AppDb db, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.Set<SupportCase>().Where(file => file.State == CaseState.Intake)
            .ExecuteUpdateAsync(set => set.SetProperty(file => file.State, CaseState.Open), cancellationToken);
    }
}
