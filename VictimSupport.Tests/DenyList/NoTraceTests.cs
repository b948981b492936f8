using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Consents;
using VictimSupport.Core.Data;
using VictimSupport.Core.Outbox;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Risk;
using VictimSupport.Core.Scheduling;
using VictimSupport.Core.Security;
using VictimSupport.Tests.Fixtures;

namespace VictimSupport.Tests.DenyList;

/// <summary>
/// Somebody kept out of a case asks every door of Core for it, with its real ids, and no answer holds a trace of it. The same questions by somebody
/// who is not kept out are the control: they do find it.
/// </summary>
public sealed class NoTraceTests : IAsyncLifetime
{
    private const Role Everything = Role.Coordinator | Role.TeamManager | Role.Supervisor | Role.Director | Role.Therapist | Role.Administrator;
    private static readonly JsonSerializerOptions Plain = new() { ReferenceHandler = ReferenceHandler.IgnoreCycles, MaxDepth = 64 };
    // They change what others of these tests look at, or are about the actor's own sign-in.
    private static readonly string[] NotAsked = ["AccountDirectory", "SignIns", "ActiveAccounts", "OrganisationProfile", "RoomDirectory", "PractitionerDirectory", "AuditVerifier"];
    private Product _product = null!;
    private Seeded _seeded = null!;
    private Dictionary<string, Guid> _ids = null!;
    private List<string> _traces = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _product = await Product.StartAsync();
        _seeded = await _product.SeedAsync();
        await PrepareAsync();
    }

    public ValueTask DisposeAsync() => _product.DisposeAsync();

    [Fact]
    public async Task Who_is_kept_out_finds_no_trace_behind_any_door()
    {
        var kept = Somebody("Kept");
        await KeepOutAsync(kept);

        var found = await AskEveryDoorAsync(kept);
        Assert.Empty(found.Where(answer => answer.Traces.Count > 0).Select(answer => $"{answer.Door}: {string.Join(", ", answer.Traces)}"));
        Assert.DoesNotContain(found, answer => answer.Changed);

        // Reading only: whoever is not kept out would cancel and close what the next door is asked for.
        var control = await AskEveryDoorAsync(Somebody("Free"), name => name.StartsWith("List", StringComparison.Ordinal) || name.StartsWith("Read", StringComparison.Ordinal) || name.StartsWith("Of", StringComparison.Ordinal) || name.EndsWith("WordsAsync", StringComparison.Ordinal));
        var open = control.Where(answer => answer.Traces.Count > 0).Select(answer => answer.Door).ToList();
        TestContext.Current.SendDiagnosticMessage($"{found.Count} doors asked; without the deny list {open.Count} of them tell of the case");
        foreach (var door in new[] { "CaseFiles.ListAsync", "CaseFiles.ReadAsync", "SessionList.OfCaseAsync", "RoomCalendarView.ReadAsync", "TelephoneScripts.ListAsync", "Deliveries.ListAsync", "CasePeople.ListAsync", "ClientConsents.ListAsync", "Perpetrators.ListAsync", "WaitingList.ListAsync", "CaseTrail.OpenStepWordsAsync", "KeptOut.OpenWordsAsync", "Screenings.ListAsync", "RiskReviews.ListAsync", "RiskReviews.ReadAsync" })
        {
            Assert.Contains(door, open);
        }
    }

    [Fact]
    public async Task A_case_that_is_hidden_is_refused_like_one_that_does_not_exist()
    {
        var kept = Somebody("Kept");
        await KeepOutAsync(kept);
        var slot = _seeded.Slot(Product.At(2026, 11, 27, 12));
        foreach (var id in new[] { _ids["caseId"], Guid.NewGuid() })
        {
            var refusal = (await _product.Get<Scheduler>().BookAsync(kept, new BookingForm(id, slot), Token)).Refusal;
            Assert.Equal((RefusalCode.NotFound, nameof(BookingForm.CaseId)), (refusal?.Code, refusal?.Field));
            refusal = (await _product.Get<FreeSlots>().FindAsync(kept, new FreeSlotQuery(_seeded.Practitioners[0].Id, SupportMode.Online, slot.Start, id), Token)).Refusal;
            Assert.Equal((RefusalCode.NotFound, nameof(FreeSlotQuery.CaseId)), (refusal?.Code, refusal?.Field));
        }
    }

    [Fact]
    public async Task In_the_calendar_a_hidden_session_is_a_time_that_is_not_free_and_nothing_else()
    {
        var kept = Somebody("Kept");
        await KeepOutAsync(kept);

        var page = await _product.Get<RoomCalendarView>().ReadAsync(kept, new LocalDate(2026, 11, 25), 1, Token);

        Assert.Empty(page.Bookings);
        var block = Assert.Single(page.Blocks);
        Assert.Equal(Product.At(2026, 11, 25, 10), block.Start);
        Assert.NotEqual(_ids["bookingId"], block.Id);
    }

    private static Actor Somebody(string name) => new(Guid.NewGuid(), name, Everything);

    private async Task PrepareAsync()
    {
        var file = _seeded.Cases[0];
        var booked = await _product.Get<Scheduler>().BookAsync(Product.Coordinator, new BookingForm(file.Id, _seeded.Slot(Product.At(2026, 11, 25, 10))), Token);
        Assert.True(booked.IsDone, booked.Refusal?.Words);
        var person = await _product.Get<CasePeople>().AddAsync(Product.TeamManager, file.Id, new CasePersonForm("Canary-Guardian", PersonKind.Other, true, "+44 7700 900777"), Token);
        var perpetrator = await _product.Get<Perpetrators>().AddAsync(Product.TeamManager, file.Id, new PerpetratorForm("Canary-Perpetrator"), Token);
        var waiting = await _product.Get<WaitingList>().AddAsync(Product.TeamManager, new WaitingForm(file.Id, SupportMode.Online, new WaitingWishes(_seeded.Practitioners[0].Id, Note: "Canary-Waiting")), Token);
        await using var db = _product.Open();
        var consent = await db.Consents.Where(row => row.CaseId == file.Id).Select(row => row.Id).FirstAsync(Token);
        var key = await _product.Get<ClientVault>().KeyForWritingAsync(file.Id, Token);
        var (step, exclusion) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        db.CaseSteps.Add(new CaseStep { Id = step, CaseId = file.Id, Kind = CaseStepKind.Reopened, Reason = CaseStepReason.Other, Words = key.Seal(CaseColumns.StepWords, step, "Canary-Step"), At = file.OpenedAt, ById = Product.TeamManager.AccountId, ByName = "Amira" });
        db.CaseExclusions.Add(new CaseExclusion { Id = exclusion, CaseId = file.Id, AccountId = Guid.NewGuid(), Reason = ExclusionReason.Other, Words = key.Seal(CaseColumns.ExclusionWords, exclusion, "Canary-Exclusion"), At = file.OpenedAt, ById = Product.TeamManager.AccountId, ByName = "Amira" });
        var (review, screening) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        db.RiskReviews.Add(new RiskReview { Id = review, CaseId = file.Id, Cause = ReviewCause.Concern, Concern = key.Seal(RiskColumns.Concern, review, "Canary-Concern"), OpenedAt = file.OpenedAt, OpenedById = Product.TeamManager.AccountId, OpenedByName = "Amira" });
        db.Screenings.Add(new Screening
        {
            Id = screening, CaseId = file.Id, FormNumber = (await _product.Get<ScreeningForms>().ReadAsync(Product.TeamManager, Token)).Number, RulesLevel = RiskLevel.High, Level = RiskLevel.High, IsOnlineAdvised = false,
            Content = key.Seal(RiskColumns.ScreeningContent, screening, """{"answers":{},"fired":[],"words":"Canary-Judgement"}"""), At = file.OpenedAt, ById = Product.TeamManager.AccountId, ByName = "Amira",
        });
        var message = await db.OutboxMessages.Where(row => row.BookingId == booked.Value.Id && row.Channel == OutboxChannel.ClientMail).SingleAsync(Token);
        message.State = OutboxState.ByTelephone;
        await db.SaveChangesAsync(Token);
        _ids = new Dictionary<string, Guid>(StringComparer.OrdinalIgnoreCase)
        {
            ["caseId"] = file.Id, ["bookingId"] = booked.Value.Id, ["messageId"] = message.Id, ["personId"] = person.Value, ["perpetratorId"] = perpetrator.Value,
            ["practitionerId"] = _seeded.Practitioners[0].Id, ["roomId"] = _seeded.Rooms[0].Id, ["accountId"] = Guid.NewGuid(), ["consentId"] = consent, ["entryId"] = waiting.Value,
            ["stepId"] = step, ["exclusionId"] = exclusion, ["reviewId"] = review, ["screeningId"] = screening,
        };
        _traces = [file.Id.ToString(), file.Reference, booked.Value.Id.ToString(), message.Id.ToString(), person.Value.ToString(), consent.ToString(), perpetrator.Value.ToString(), "Canary-Name-0", "canary-mail-0", "Canary-Guardian", "Canary-Perpetrator", waiting.Value.ToString(), "Canary-Waiting", "Canary-Step", "Canary-Exclusion", review.ToString(), screening.ToString(), "Canary-Concern", "Canary-Judgement"];
    }

    private async Task KeepOutAsync(Actor actor)
    {
        await using var db = _product.Open();
        db.CaseExclusions.Add(new CaseExclusion { Id = Guid.CreateVersion7(), CaseId = _ids["caseId"], AccountId = actor.AccountId, Reason = ExclusionReason.Neighbour, At = _seeded.Cases[0].OpenedAt, ById = Product.TeamManager.AccountId, ByName = "Amira" });
        await db.SaveChangesAsync(Token);
    }

    private async Task<List<(string Door, List<string> Traces, bool Changed)>> AskEveryDoorAsync(Actor actor, Func<string, bool>? wanted = null)
    {
        var answers = new List<(string, List<string>, bool)>();
        foreach (var (type, method) in Doors().Where(door => wanted?.Invoke(door.Method.Name) != false))
        {
            var before = await StateAsync();
            var answer = await CallAsync(method, _product.Services.GetService(type)!, actor);
            var text = JsonSerializer.Serialize(answer, answer?.GetType() ?? typeof(object), Plain);
            answers.Add(($"{type.Name}.{method.Name}", [.. _traces.Where(trace => text.Contains(trace, StringComparison.OrdinalIgnoreCase))], before != await StateAsync()));
        }

        return answers;
    }

    // What could be changed by somebody who knows the ids.
    private async Task<string> StateAsync()
    {
        await using var db = _product.Open();
        var (id, booking) = (_ids["caseId"], _ids["bookingId"]);
        var file = await db.Cases.Where(row => row.Id == id).Select(row => new { row.Version, row.State, Contact = row.Contact.Version }).SingleAsync(Token);
        var session = await db.Bookings.Where(row => row.Id == booking).Select(row => new { row.Version, row.State }).SingleAsync(Token);
        var messages = await db.OutboxMessages.Where(row => row.CaseId == id).OrderBy(row => row.Id).Select(row => row.State).ToListAsync(Token);
        var people = await db.CasePeople.Where(row => row.CaseId == id).SumAsync(row => row.Version, Token) + await db.Perpetrators.Where(row => row.CaseId == id).SumAsync(row => row.Version, Token);
        var consents = await db.Consents.Where(row => row.CaseId == id).SumAsync(row => row.Version, Token) + await db.ChildDecisions.CountAsync(row => row.CaseId == id, Token);
        var waiting = await db.WaitingEntries.Where(row => row.CaseId == id).SumAsync(row => row.Version, Token);
        var risk = await db.CaseRisks.Where(row => row.CaseId == id).SumAsync(row => row.Version, Token) + await db.RiskReviews.CountAsync(row => row.CaseId == id, Token);
        return $"{risk} {file} {session} {string.Join(',', messages)} {people} {consents} {waiting}";
    }

    private static IEnumerable<(Type Type, MethodInfo Method)> Doors() =>
        from type in typeof(AppDb).Assembly.GetExportedTypes()
        where type is { IsClass: true, IsAbstract: false } && type.Namespace?.StartsWith("VictimSupport.Core", StringComparison.Ordinal) == true && !NotAsked.Contains(type.Name)
        from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        where method.GetParameters().FirstOrDefault()?.ParameterType == typeof(Actor) && !method.Name.StartsWith("Deconstruct", StringComparison.Ordinal)
        where typeof(Task).IsAssignableFrom(method.ReturnType)
        orderby type.Name, method.Name
        select (type, method);

    private async Task<object?> CallAsync(MethodInfo method, object service, Actor actor)
    {
        object?[] arguments = [actor, .. method.GetParameters().Skip(1).Select(parameter => Argument(parameter.ParameterType, parameter.Name!))];
        try
        {
            var task = (Task)method.Invoke(service, BindingFlags.DoNotWrapExceptions, null, arguments, null)!;
            await task;
            return task.GetType().GetProperty("Result")?.GetValue(task);
        }
        catch (AccessDeniedException)
        {
            return null;
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            // What a door throws is an answer too.
            return exception.Message;
        }
    }

    private object? Argument(Type type, string name)
    {
        if (type == typeof(Guid) || type == typeof(Guid?))
        {
            return _ids.GetValueOrDefault(name);
        }

        if (type == typeof(string))
        {
            return name is "Text" or "text" ? "" : "Canary words that say why";
        }

        if (type == typeof(int) || type == typeof(int?))
        {
            return name is "skip" or "Skip" ? 0 : name is "take" or "Take" or "Count" or "count" ? 50 : name is "Minutes" ? null : 1;
        }

        if (type == typeof(CancellationToken))
        {
            return Token;
        }

        if (type == typeof(Instant))
        {
            return Product.At(2026, 11, 25, 9);
        }

        if (type == typeof(LocalDate))
        {
            return new LocalDate(2026, 11, 25);
        }

        if (type == typeof(LocalDateTime))
        {
            return new LocalDateTime(2026, 11, 26, 10, 0);
        }

        if (type == typeof(TimeRange))
        {
            return new TimeRange(Product.At(2026, 11, 25, 0), Product.At(2026, 11, 26, 0));
        }

        if (Nullable.GetUnderlyingType(type) is not null)
        {
            return null;
        }

        if (type.IsInterface && type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>))
        {
            return Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(type.GetGenericArguments()));
        }

        return Many(type, name) ?? One(type);
    }

    private object? Many(Type type, string name)
    {
        if (type == typeof(string) || !typeof(IEnumerable).IsAssignableFrom(type) || type.GetGenericArguments() is not [var item])
        {
            return null;
        }

        var values = item.IsEnum ? [.. Enum.GetValues(item).Cast<object>()] : new[] { item == typeof(Guid) ? _ids.GetValueOrDefault(name.TrimEnd('s'), _ids["bookingId"]) : Argument(item, name) };
        var array = Array.CreateInstance(item, values.Length);
        Array.Copy(values, array, values.Length);
        return type.IsAssignableFrom(array.GetType()) ? array : Activator.CreateInstance(type, array);
    }

    private object? One(Type type)
    {
        var constructor = type.GetConstructors().MaxBy(each => each.GetParameters().Length);
        if (type.Namespace?.StartsWith("VictimSupport", StringComparison.Ordinal) == true && !type.IsEnum && constructor is { } make && make.GetParameters().Length > 0)
        {
            return make.Invoke([.. make.GetParameters().Select(parameter => Argument(parameter.ParameterType, parameter.Name!))]);
        }

        return type.IsValueType ? Activator.CreateInstance(type) : typeof(Stream).IsAssignableFrom(type) ? Stream.Null : RuntimeHelpers.GetUninitializedObject(type);
    }
}
