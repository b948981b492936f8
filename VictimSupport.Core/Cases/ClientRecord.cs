using Microsoft.EntityFrameworkCore;
using VictimSupport.Core.Data;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Cases;

/// <summary>What of a client only the Team Manager may know: address and identity number.</summary>
public sealed class ClientRecord(IDbContextFactory<AppDb> databases, AccessGuard access, ClientVault vault, BlindIndex index, AuditTrail audit, PeopleSignal signal)
{
    /// <summary>Opens address and identity number; audited before they are read. Null when there is no such case.</summary>
    public async Task<ClientDetails?> OpenAsync(Actor actor, Guid caseId, string purpose, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.OpenClientDetails, caseId, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (!await db.CasesSeenBy(actor).AnyAsync(file => file.Id == caseId, cancellationToken))
        {
            return null;
        }

        var row = await db.ClientDetails.AsNoTracking().SingleOrDefaultAsync(each => each.CaseId == caseId, cancellationToken);
        var texts = await vault.OpenAsync(actor, Operation.OpenClientDetails, caseId, purpose,
            [new SealedField(PeopleColumns.ClientAddress, caseId, row?.Address), new SealedField(PeopleColumns.ClientIdentityNumber, caseId, row?.IdentityNumber)], cancellationToken);
        return new ClientDetails(texts[0], texts[1], row?.Version ?? 0);
    }

    /// <summary>Replaces address and identity number and gives the new version.</summary>
    /// <param name="details">What is to stand there, with the version that was opened.</param>
    public async Task<Outcome<int>> ChangeAsync(Actor actor, Guid caseId, ClientDetails details, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(details);
        await access.DemandAsync(actor, Operation.ChangeClientDetails, caseId, cancellationToken);
        if (PeopleChecks.CheckDetails(details.Address, details.IdentityNumber) is { } refusal)
        {
            return refusal;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (!await db.CasesSeenBy(actor).AnyAsync(file => file.Id == caseId, cancellationToken))
        {
            return new Refusal(RefusalCode.NotFound);
        }

        var held = await db.ClientDetails.SingleOrDefaultAsync(each => each.CaseId == caseId, cancellationToken);
        if ((held?.Version ?? 0) != details.Version)
        {
            return new Refusal(RefusalCode.ChangedMeanwhile);
        }

        var row = held ?? db.ClientDetails.Add(new ClientDetail { CaseId = caseId, Version = 0 }).Entity;
        PeopleSealing.Apply(row, details.Address, details.IdentityNumber, await vault.KeyForWritingAsync(caseId, cancellationToken));
        row.Version++;
        audit.Add(db, actor, Operation.ChangeClientDetails, caseId);
        if (!await PeopleSaving.TrySaveAsync(db, cancellationToken))
        {
            return new Refusal(RefusalCode.ChangedMeanwhile);
        }

        await PeopleSaving.AskForMatchingAsync(db, caseId, cancellationToken);
        await index.SetAsync(caseId, BlindIndexKind.IdentityNumber, PeopleSaving.Values(details.IdentityNumber), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        signal.Wake();
        return row.Version;
    }
}
