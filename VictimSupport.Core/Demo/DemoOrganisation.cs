using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Data;
using VictimSupport.Core.Organisation;
using VictimSupport.Core.Outbox;
using VictimSupport.Core.Scheduling;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Demo;

/// <summary>An account of the demonstration, to be printed.</summary>
public sealed record DemoAccount(Role Role, string UserName, string Password);

/// <summary>How much is invented; the defaults are an organisation of Victim Support Malta's size.</summary>
/// <param name="WeeksBefore">Weeks of history.</param>
/// <param name="WeeksAhead">Weeks already booked.</param>
public sealed record DemoSize(int Cases = 70, int SessionsAWeek = 60, int WeeksBefore = 44, int WeeksAhead = 8);

/// <summary>Fills an empty database with an invented organisation; refuses one that is not empty, so that it never mixes with real data.</summary>
public sealed class DemoOrganisation(IDbContextFactory<AppDb> databases, CaseFiles cases, Perpetrators perpetrators, OrganisationProfile profile, DemoRequests requests, DemoIntakes intakes, DemoWaiting waiting, DemoRisk risk, IPasswordHasher<Account> hasher, TimeProvider time)
{
    public const string Password = "please look around the demo";
    private const int Seed = 20200313;
    private static readonly Actor Author = new(new Guid("0d3a0000-0000-4000-8000-000000000001"), "Demo", Role.Coordinator | Role.TeamManager);

    /// <summary>One account for each role.</summary>
    public static IReadOnlyList<DemoAccount> Accounts { get; } =
        [.. Enum.GetValues<Role>().Where(role => role is not (Role.None or Role.System)).Select(role => new DemoAccount(role, $"{Kebab(role)}@demo.example", Password))];

    /// <summary>Fills the database and reports steps in words; true when it did, false when the demonstration was already there.</summary>
    public async Task<bool> FillAsync(DemoSize size, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(size);
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            if (await db.Set<Account>().AnyAsync(cancellationToken))
            {
                return await db.Set<Account>().AnyAsync(account => account.UserName == Accounts[0].UserName, cancellationToken)
                    ? false
                    : throw new SettingException("--demo", "The database holds real accounts.", "Start without --demo, or point Database:Directory elsewhere.");
            }
        }

        var random = new Random(Seed);
        await profile.EnsureAsync("Demo organisation", cancellationToken);
        progress?.Report("rooms and practitioners");
        var (rooms, practitioners) = await AddOrganisationAsync(cancellationToken);
        progress?.Report($"{size.Cases} cases");
        var files = await AddCasesAsync(size, practitioners, random, cancellationToken);
        progress?.Report($"{size.WeeksBefore + size.WeeksAhead} weeks of sessions");
        await AddBookingsAsync(size, rooms, files, random, cancellationToken);
        progress?.Report("requests");
        await requests.AddAsync(Author, cancellationToken);
        progress?.Report("the waiting list");
        await waiting.AddAsync(Author, files, cancellationToken);
        progress?.Report("risk reviews");
        await risk.AddAsync(Author, files, cancellationToken);
        progress?.Report("accounts");
        await AddAccountsAsync(practitioners, cancellationToken);
        progress?.Report("intakes");
        await intakes.AddAsync(cancellationToken);
        return true;
    }

    private async Task<(List<Room> Rooms, List<Practitioner> Practitioners)> AddOrganisationAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var settings = await db.OrganisationSettings.SingleAsync(cancellationToken);
        settings.DutyContact = "+44 7700 900999";
        settings.Telephone = "+44 7700 900900";
        settings.Stamp++;
        var rooms = DemoPeople.OnlineRooms.Select((room, index) => new Room
        {
            Id = Guid.CreateVersion7(), Kind = RoomKind.Online, Letter = room.Letter, Name = $"Room {room.Letter}", Colour = room.Colour, Order = index,
            VideoAddress = $"https://doxy.me/demo-room-{room.Letter.ToLowerInvariant()}", Passcode = FormattableString.Invariant($"{1357 + index * 1111}"),
            MailboxAddress = $"room-{room.Letter.ToLowerInvariant()}@demo.example", CalendarId = $"room-{room.Letter.ToLowerInvariant()}@calendar.demo.example",
        }).Concat(DemoPeople.OtherRooms.Select((room, index) => new Room
        {
            Id = Guid.CreateVersion7(), Kind = RoomKind.InPerson, Letter = room.Letter, Name = $"Room {room.Letter}", Colour = room.Colour, Order = 10 + index, Place = room.Place,
        })).ToList();
        var practitioners = DemoPeople.WorkingNames.Select((name, index) => new Practitioner
        {
            Id = Guid.CreateVersion7(), WorkingName = name, Kind = index < 8 ? PractitionerKind.Therapist : PractitionerKind.Volunteer,
            Email = FormattableString.Invariant($"practitioner{index + 1:00}@demo.example"), Language = index % 3 == 1 ? "pl" : "en", Languages = index % 3 == 0 ? "en mt" : "en pl",
        }).ToList();
        db.Rooms.AddRange(rooms);
        db.Practitioners.AddRange(practitioners);
        var year = time.Now.InZone(settings.Zone).Year;
        db.ClosedDays.AddRange(Enumerable.Range(year, 2).SelectMany(each => new[]
        {
            new ClosedDay { Date = new LocalDate(each, 1, 1), Name = "New Year" },
            new ClosedDay { Date = new LocalDate(each, 12, 25), Name = "Christmas" },
        }));
        await db.SaveChangesAsync(cancellationToken);
        return (rooms, practitioners);
    }

    private async Task<List<SupportCase>> AddCasesAsync(DemoSize size, List<Practitioner> practitioners, Random random, CancellationToken cancellationToken)
    {
        for (var index = 0; index < size.Cases; index++)
        {
            var mode = (index % 10) switch { 3 or 7 => SupportMode.InPerson, 5 => SupportMode.Hybrid, _ => SupportMode.Online };
            // Therapists carry more cases than volunteers.
            var practitioner = practitioners[index % 3 == 0 ? random.Next(8) : index % practitioners.Count];
            var form = new CaseForm(DemoPeople.ClientName(index), (index % 5) switch { 1 => "pl", 2 => "mt", _ => "en" }, mode, practitioner.Id, new SafeContactForm(
                Email: index % 9 == 4 ? null : DemoPeople.ClientEmail(index),
                EmailIsConfirmed: index % 9 is not (4 or 8),
                Telephone: DemoPeople.ClientTelephone(index),
                TelephoneIsConfirmed: index % 4 != 3,
                Words: index % 4 == 0 ? "Only say that it is Dana from the course" : null,
                SenderName: index % 6 == 0 ? "Dana" : null,
                MailSubject: index % 6 == 0 ? "Our course" : null,
                CodeWord: "blue umbrella",
                DuressWord: "is the shop open"));
            var made = await cases.CreateAsync(Author, form, cancellationToken);
            if (!made.IsDone)
            {
                throw new InvalidOperationException($"The demo's case was refused: {made.Refusal}");
            }
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await OpenedCases.OpenAllAsync(db, cancellationToken);
        var files = await db.Cases.AsNoTracking().OrderBy(file => file.Number).ToListAsync(cancellationToken);
        await AddPerpetratorsAsync(files, cancellationToken);
        return files;
    }

    /// <summary>A perpetrator in every twelfth case; one of them has the name of another case's client, so that there is something to decide.</summary>
    private async Task AddPerpetratorsAsync(List<SupportCase> files, CancellationToken cancellationToken)
    {
        for (var index = 0; index < files.Count; index += 12)
        {
            var form = new PerpetratorForm(
                index == 36 ? "Zaneta Przyklad" : DemoPeople.PerpetratorNames[index / 12 % DemoPeople.PerpetratorNames.Length], Telephone: FormattableString.Invariant($"+44 7700 900{880 + index / 12 % 10}"),
                Relationship: "Former partner", LivesWithClient: index % 24 == 0 ? YesNo.No : YesNo.NotKnown);
            await perpetrators.AddAsync(Author, files[index].Id, form, cancellationToken);
        }
    }

    private async Task AddBookingsAsync(DemoSize size, List<Room> rooms, List<SupportCase> files, Random random, CancellationToken cancellationToken)
    {
        await using var first = await databases.CreateDbContextAsync(cancellationToken);
        var settings = await first.OrganisationSettings.AsNoTracking().SingleAsync(cancellationToken);
        var closed = await first.ClosedDays.Select(day => day.Date).ToListAsync(cancellationToken);
        var now = time.Now;
        var today = now.InZone(settings.Zone).Date;
        var plan = new DemoCalendar(settings, rooms, files, random).Plan(today.PlusWeeks(-size.WeeksBefore), size.WeeksBefore + size.WeeksAhead, size.SessionsAWeek, now)
            .Where(booking => !closed.Contains(booking.Start.InZone(settings.Zone).Date));
        foreach (var batch in plan.Chunk(2000))
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            db.ChangeTracker.AutoDetectChangesEnabled = false;
            foreach (var booking in batch)
            {
                Add(db, booking, rooms, files, now);
            }

            await db.SaveChangesAsync(cancellationToken);
        }
    }

    // The past is history: no quanta, no deliveries. What lies ahead holds its time and was told already.
    private static void Add(AppDb db, Booking booking, List<Room> rooms, List<SupportCase> files, Instant now)
    {
        db.Bookings.Add(booking);
        if (booking.State == BookingState.Cancelled || booking.End < now - Duration.FromDays(1))
        {
            return;
        }

        BookedSlots.Take(db, booking);
        if (rooms.Single(room => room.Id == booking.RoomId).Kind != RoomKind.Online)
        {
            return;
        }

        var hasSafeEmail = files.Single(file => file.Id == booking.CaseId).Number % 9 is not (5 or 0);
        foreach (var (channel, kind, state) in new[]
        {
            (OutboxChannel.RoomCalendar, OutboxKind.CalendarEvent, OutboxState.Sent),
            (OutboxChannel.ClientMail, OutboxKind.Confirmation, hasSafeEmail ? OutboxState.Sent : OutboxState.ByTelephone),
            (OutboxChannel.PractitionerMail, OutboxKind.Confirmation, OutboxState.Sent),
        })
        {
            db.OutboxMessages.Add(new OutboxMessage
            {
                Id = Guid.CreateVersion7(), Channel = channel, Kind = kind, BookingId = booking.Id, BookingVersion = 1, CaseId = booking.CaseId, RoomId = booking.RoomId,
                State = state, CreatedAt = booking.CreatedAt, DueAt = booking.CreatedAt, CompletedAt = booking.CreatedAt + Duration.FromSeconds(4), Attempts = 1,
            });
        }
    }

    private async Task AddAccountsAsync(List<Practitioner> practitioners, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        foreach (var demo in Accounts)
        {
            var account = new Account
            {
                Id = Guid.CreateVersion7(), UserName = demo.UserName, NormalizedUserName = demo.UserName.ToUpperInvariant(), Email = demo.UserName, NormalizedEmail = demo.UserName.ToUpperInvariant(),
                EmailConfirmed = true, DisplayName = DisplayName(demo.Role), Roles = demo.Role, Language = "en", CreatedAt = time.Now, PasswordChangedAt = time.Now,
                SecurityStamp = Guid.NewGuid().ToString("N"), LockoutEnabled = true,
                PractitionerId = demo.Role switch { Role.Therapist => practitioners[0].Id, Role.Volunteer => practitioners[8].Id, _ => null },
            };
            account.PasswordHash = hasher.HashPassword(account, demo.Password);
            db.Add(account);
        }

        await db.SaveChangesAsync(cancellationToken);
    }

    private static string DisplayName(Role role) => role switch
    {
        Role.Coordinator => "Cora",
        Role.TeamManager => "Amira",
        Role.Supervisor => "Sven",
        Role.Director => "Delia",
        Role.Therapist => "Dana",
        Role.Volunteer => "Nina",
        Role.ItSupport => "Ivo",
        _ => "Ada",
    };

    private static string Kebab(Role role) => role switch
    {
        Role.TeamManager => "team-manager",
        Role.ItSupport => "it-support",
        _ => role.ToString().ToLowerInvariant(),
    };
}
