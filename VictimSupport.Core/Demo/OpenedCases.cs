using Microsoft.EntityFrameworkCore;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Consents;
using VictimSupport.Core.Data;
using VictimSupport.Core.Risk;

namespace VictimSupport.Core.Demo;

/// <summary>Invented cases as they stand after an intake that nobody held: for the demonstration, the tests and the benches alone.</summary>
public static class OpenedCases
{
    private static readonly ConsentKind[] Asked = [ConsentKind.Support, ConsentKind.Records, ConsentKind.Email];

    /// <summary>Opens every case that is in intake, of grown-up clients who consented to support, records and email and for whom nothing speaks against online; their versions stay. Returns how many there were.</summary>
    public static async Task<int> OpenAllAsync(AppDb db, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        var files = await db.Set<SupportCase>().Where(file => file.State == CaseState.Intake).Select(file => new { file.Id, file.OpenedAt, file.Language }).ToListAsync(cancellationToken);
        if (files.Count == 0)
        {
            return 0;
        }

        await TermsOfSupport.EnsureAsync(db, files[0].OpenedAt, cancellationToken);
        var terms = await db.Terms.OrderByDescending(row => row.Number).Select(row => row.Id).FirstAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await ManyRows.InsertAsync(
            db,
            [
                .. files.Select(file => new CaseRisk { CaseId = file.Id, Level = RiskLevel.Standard, IsOnlineAdvised = true, ScreenedAt = file.OpenedAt }),
                .. files.SelectMany(file => Asked.Select(kind => new Consent
                {
                    Id = Guid.CreateVersion7(), CaseId = file.Id, Kind = kind, Answer = ConsentAnswer.Given, Way = ConsentWay.Spoken, Giver = ConsentGiver.Client, TermsId = terms,
                    Language = file.Language, GivenAt = file.OpenedAt, RecordedAt = file.OpenedAt, ById = Guid.Empty, ByName = "Amira",
                })),
            ],
            cancellationToken);
        var opened = await db.Set<SupportCase>().Where(file => file.State == CaseState.Intake)
            .ExecuteUpdateAsync(set => set.SetProperty(file => file.State, CaseState.Open).SetProperty(file => file.Age, ClientAge.Adult), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return opened;
    }
}
