using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Data;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Cases;

/// <summary>A contact as typed.</summary>
/// <param name="At">When it was; not in the future.</param>
/// <param name="Minutes">0–600.</param>
public sealed record ContactForm(Guid CaseId, ContactChannel Channel, ContactDirection Direction, ContactParty With, Instant At, int Minutes, string Words);

/// <summary>A contact in the list; its words stay sealed.</summary>
public sealed record ContactRow(Guid Id, ContactChannel Channel, ContactDirection Direction, ContactParty With, Instant At, int Minutes, string ByName);

/// <summary>One page, newest first, and how many there are in all.</summary>
public sealed record ContactPage(IReadOnlyList<ContactRow> Rows, int Total);

/// <summary>The log of contacts about a case outside its sessions.</summary>
public sealed class ContactLog(IDbContextFactory<AppDb> databases, CaseAccess access, ClientVault vault, AuditTrail audit, TimeProvider time)
{
    /// <summary>The most characters that a contact's words may have.</summary>
    public const int LongestWords = 2000;
    private const int MostMinutes = 600;

    /// <summary>The contacts of a case; empty for a case that is not open to the actor.</summary>
    public async Task<ContactPage> ListAsync(Actor actor, Guid caseId, int skip, int take, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await access.CheckAsync(db, actor, Operation.ViewContacts, caseId, cancellationToken) is not null)
        {
            return new ContactPage([], 0);
        }

        var rows = db.CaseContacts.AsNoTracking().Where(row => row.CaseId == caseId);
        var total = await rows.CountAsync(cancellationToken);
        var page = await rows.OrderByDescending(row => row.At).ThenByDescending(row => row.Id).Skip(Math.Max(skip, 0)).Take(Math.Clamp(take, 1, 100))
            .Select(row => new ContactRow(row.Id, row.Channel, row.Direction, row.With, row.At, row.Minutes, row.ByName)).ToListAsync(cancellationToken);
        return new ContactPage(page, total);
    }

    /// <summary>Opens the words of one contact; audited. Null when it is not there for the actor or the client was erased.</summary>
    public async Task<string?> OpenWordsAsync(Actor actor, Guid contactId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var row = await db.CaseContacts.AsNoTracking().SingleOrDefaultAsync(each => each.Id == contactId, cancellationToken);
        if (await access.CheckAsync(db, actor, Operation.OpenContactWords, row?.CaseId ?? Guid.Empty, cancellationToken) is not null || row is null)
        {
            return null;
        }

        return (await vault.OpenAsync(actor, Operation.OpenContactWords, row.CaseId, "Read in the log of contacts", [new SealedField(CaseColumns.ContactWords, row.Id, row.Words)], cancellationToken))[0];
    }

    /// <summary>Records a contact.</summary>
    public async Task<Outcome<Guid>> AddAsync(Actor actor, ContactForm form, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(form);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await access.CheckAsync(db, actor, Operation.AddContact, form.CaseId, cancellationToken) is { } closed)
        {
            return closed;
        }

        var now = time.Now;
        if (Check(form, now) is { } refusal)
        {
            return refusal;
        }

        var id = Guid.CreateVersion7();
        var key = await vault.KeyForWritingAsync(form.CaseId, cancellationToken);
        db.CaseContacts.Add(new CaseContact
        {
            Id = id, CaseId = form.CaseId, Channel = form.Channel, Direction = form.Direction, With = form.With, At = form.At, Minutes = form.Minutes,
            Words = key.Seal(CaseColumns.ContactWords, id, form.Words.Trim()), RecordedAt = now, ById = actor.AccountId, ByName = actor.Name,
        });
        audit.Add(db, actor, Operation.AddContact, form.CaseId, detail: $"{form.Channel}, {form.Direction}");
        await db.SaveChangesAsync(cancellationToken);
        return id;
    }

    private static Refusal? Check(ContactForm form, Instant now) =>
        Words.CheckLines(form.Words, LongestWords, nameof(form.Words), isRequired: true)
        ?? Words.CheckNumber(form.Minutes, 0, MostMinutes, nameof(form.Minutes))
        // A clock beside this one may be a little ahead.
        ?? (form.At > now + Duration.FromMinutes(1) ? new Refusal(RefusalCode.InTheFuture, nameof(form.At)) : null);
}
