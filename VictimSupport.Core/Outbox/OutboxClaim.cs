using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Data;

namespace VictimSupport.Core.Outbox;

/// <summary>The right of one worker to deliver one message until its lease ends.</summary>
public sealed class OutboxClaim
{
    private readonly IDbContextFactory<AppDb> _databases;
    private readonly TimeProvider _time;
    private readonly Guid _owner;

    internal OutboxClaim(IDbContextFactory<AppDb> databases, TimeProvider time, Guid owner, OutboxMessage message)
    {
        _databases = databases;
        _time = time;
        _owner = owner;
        Message = message;
    }

    public OutboxMessage Message { get; }

    /// <summary>Whether the right was gone when it was asked for: how the message ends is no longer for this worker to say.</summary>
    internal bool IsGone { get; private set; }

    /// <summary>
    /// Declares that the message goes on the wire now. False when a change has overtaken it meanwhile, or the lease is lost: then nothing may be sent
    /// and the handler returns <see cref="Delivery.Obsolete"/>.
    /// </summary>
    public async Task<bool> BeginSendAsync(CancellationToken cancellationToken)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await OutboxGates.TakeTurnAsync(db, Message.CaseId, cancellationToken);
        var now = _time.Now;
        var until = now + OutboxGates.Lease;
        var rows = await db.OutboxMessages
            .Where(message => message.Id == Message.Id && message.LeaseOwner == _owner && message.LeaseUntil > now
                && (message.State == OutboxState.Waiting || message.State == OutboxState.Sending))
            .ExecuteUpdateAsync(set => set.SetProperty(message => message.State, OutboxState.Sending).SetProperty(message => message.LeaseUntil, until), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        IsGone = rows != 1;
        return !IsGone;
    }
}
