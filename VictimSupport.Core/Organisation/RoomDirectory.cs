using Microsoft.EntityFrameworkCore;
using VictimSupport.Core.Data;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Organisation;

/// <summary>A room as it is edited; <see cref="Id"/> null for a new one. What does not belong to the kind is ignored.</summary>
public sealed record RoomForm(Guid? Id, int Version, RoomKind Kind, string Letter, string Name, string Colour, string? VideoAddress, string? Passcode, string? MailboxAddress, string? CalendarId, string? Place, int Order, bool IsActive, RoomInstructions? Instructions = null);

/// <summary>The video provider's own steps for joining, one a line, for each language of clients.</summary>
public sealed record RoomInstructions(string? English, string? Polish, string? Maltese);

/// <summary>Rooms: read and kept.</summary>
public sealed class RoomDirectory(IDbContextFactory<AppDb> databases, AccessGuard access, AuditTrail audit)
{
    /// <summary>The hues of the theme a room may have.</summary>
    public static readonly IReadOnlyList<string> Colours = ["teal", "indigo", "plum", "ochre", "moss", "slate"];

    /// <summary>The longest instructions of a room in one language, in characters.</summary>
    public const int LongestInstructions = 1000;

    /// <summary>All rooms in their order, inactive ones too.</summary>
    public async Task<IReadOnlyList<Room>> ListAsync(Actor actor, CancellationToken cancellationToken)
    {
        await access.DemandAsync(actor, Operation.ViewRooms, null, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Rooms.AsNoTracking().OrderBy(room => room.Order).ThenBy(room => room.Letter).ToListAsync(cancellationToken);
    }

    /// <summary>Adds or changes a room; refused with the field that is wrong.</summary>
    public async Task<Outcome<Guid>> SaveAsync(Actor actor, RoomForm form, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(form);
        await access.DemandAsync(actor, Operation.ManageRooms, form.Id, cancellationToken);
        if (Check(form) is { } refusal)
        {
            return refusal;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var room = form.Id is { } id ? await db.Rooms.SingleOrDefaultAsync(row => row.Id == id, cancellationToken) : null;
        if (form.Id is not null && (room is null || room.Version != form.Version))
        {
            return new Refusal(room is null ? RefusalCode.NotFound : RefusalCode.ChangedMeanwhile);
        }

        // One video room for two rooms would let two clients meet; one calendar or mailbox would mix their sessions.
        if (await FindSharedAsync(db, form, cancellationToken) is { } shared)
        {
            return shared;
        }

        if (room is null)
        {
            room = new Room { Id = Guid.CreateVersion7(), Kind = form.Kind, Letter = "", Name = "", Colour = "", Version = 0 };
            db.Rooms.Add(room);
        }

        Apply(room, form);
        audit.Add(db, actor, Operation.ManageRooms, room.Id, detail: $"room {room.Letter}");
        await OrganisationMemory.TouchAsync(db, cancellationToken);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return new Refusal(RefusalCode.ChangedMeanwhile);
        }
        catch (DbUpdateException exception) when (exception.IsUniqueViolation)
        {
            return new Refusal(RefusalCode.LetterTaken, nameof(form.Letter), room.Letter);
        }

        await transaction.CommitAsync(cancellationToken);
        return room.Id;
    }

    private static async Task<Refusal?> FindSharedAsync(AppDb db, RoomForm form, CancellationToken cancellationToken)
    {
        if (form.Kind != RoomKind.Online || !form.IsActive)
        {
            return null;
        }

        var others = await db.Rooms.AsNoTracking().Where(row => row.Id != form.Id && row.IsActive && row.Kind == RoomKind.Online).ToListAsync(cancellationToken);
        return (Taken(form.VideoAddress?.TrimEnd('/'), room => room.VideoAddress?.TrimEnd('/'), nameof(form.VideoAddress))
            ?? Taken(form.MailboxAddress, room => room.MailboxAddress, nameof(form.MailboxAddress)))
            ?? Taken(form.CalendarId, room => room.CalendarId, nameof(form.CalendarId));

        Refusal? Taken(string? text, Func<Room, string?> of, string field) =>
            Words.OrNull(text) is { } value && others.Find(room => string.Equals(of(room), value, StringComparison.OrdinalIgnoreCase)) is { } other
                ? new Refusal(RefusalCode.RoomHasIt, field, other.Letter)
                : null;
    }

    private static void Apply(Room room, RoomForm form)
    {
        var isOnline = room.Kind == RoomKind.Online;
        room.Letter = form.Letter.Trim().ToUpperInvariant();
        room.Name = form.Name.Trim();
        room.Colour = form.Colour;
        room.VideoAddress = isOnline ? Words.OrNull(form.VideoAddress) : null;
        room.Passcode = isOnline ? Words.OrNull(form.Passcode) : null;
        room.InstructionsEnglish = isOnline ? Words.OrNull(form.Instructions?.English) : null;
        room.InstructionsPolish = isOnline ? Words.OrNull(form.Instructions?.Polish) : null;
        room.InstructionsMaltese = isOnline ? Words.OrNull(form.Instructions?.Maltese) : null;
        room.MailboxAddress = isOnline ? Words.OrNull(form.MailboxAddress) : null;
        room.CalendarId = isOnline ? Words.OrNull(form.CalendarId) : null;
        room.Place = isOnline ? null : Words.OrNull(form.Place);
        room.Order = form.Order;
        room.IsActive = form.IsActive;
        room.Version++;
    }

    private static Refusal? Check(RoomForm form) =>
        Words.CheckRequired(form.Letter, 2, nameof(form.Letter))
        ?? Words.CheckRequired(form.Name, 60, nameof(form.Name))
        ?? (Colours.Contains(form.Colour) ? null : new Refusal(RefusalCode.Required, nameof(form.Colour)))
        ?? (form.Kind == RoomKind.Online ? CheckOnline(form) : Words.CheckRequired(form.Place, 200, nameof(form.Place)));

    private static Refusal? CheckOnline(RoomForm form) =>
        Words.CheckRequired(form.VideoAddress, 300, nameof(form.VideoAddress))
        ?? Words.CheckWebAddress(form.VideoAddress, nameof(form.VideoAddress))
        ?? Words.CheckOptional(form.Passcode, 40, nameof(form.Passcode))
        ?? Words.CheckLines(form.Instructions?.English, LongestInstructions, nameof(RoomInstructions.English))
        ?? Words.CheckLines(form.Instructions?.Polish, LongestInstructions, nameof(RoomInstructions.Polish))
        ?? Words.CheckLines(form.Instructions?.Maltese, LongestInstructions, nameof(RoomInstructions.Maltese))
        ?? Words.CheckEmail(form.MailboxAddress, nameof(form.MailboxAddress))
        ?? Words.CheckOptional(form.CalendarId, 300, nameof(form.CalendarId));
}
