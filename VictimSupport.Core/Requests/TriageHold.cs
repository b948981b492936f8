using NodaTime;
using VictimSupport.Core.Data;
using VictimSupport.Core.Outcomes;

namespace VictimSupport.Core.Requests;

/// <summary>
/// What keeps a request from being decided now, asked in the transaction that decides; null when nothing does. An emergency is never held.
/// Features that know requests register theirs, because a request knows nothing of them.
/// </summary>
public delegate Task<Refusal?> TriageHold(AppDb db, Guid requestId, Instant now, CancellationToken cancellationToken);
