using NodaTime;
using VictimSupport.Core.Data;
using VictimSupport.Core.Outcomes;

namespace VictimSupport.Core.Cases;

/// <summary>
/// What keeps a case from being closed now, asked in the transaction that closes it; null when nothing does.
/// Features that know cases register theirs, because a case knows nothing of them.
/// </summary>
public delegate Task<Refusal?> CaseHold(AppDb db, Guid caseId, Instant now, CancellationToken cancellationToken);

/// <summary>
/// What keeps a case in intake from being opened now, asked in the transaction that opens it; null when nothing does.
/// Its words are for everybody who may see the case.
/// </summary>
public delegate Task<Refusal?> OpeningHold(AppDb db, Guid caseId, Instant now, CancellationToken cancellationToken);

/// <summary>What else ends with a case, done in the transaction that closes it.</summary>
public delegate Task CaseEnding(AppDb db, Guid caseId, Instant now, CancellationToken cancellationToken);
