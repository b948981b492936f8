using Microsoft.EntityFrameworkCore;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Data;
using VictimSupport.Core.Intake;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Requests;
using VictimSupport.Core.Security;
using VictimSupport.Core.Security.Keys;
using VictimSupport.Tests.Fixtures;
using VictimSupport.Tests.Intake;

namespace VictimSupport.Tests.Naughty;

/// <summary>Whatever is typed into a field of text is refused there by name, with nothing saved, or saved and read back as it was, without the space around it.</summary>
public sealed class SavedExactlyTests : IAsyncLifetime
{
    private Product _product = null!;
    private Guid _case;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _product = await Product.StartAsync();
        _case = (await _product.Get<CaseFiles>().CreateAsync(Product.TeamManager, new CaseForm("Canary-Name", "en", SupportMode.Online, null, new SafeContactForm()), Token)).Value!.Id;
    }

    public ValueTask DisposeAsync() => _product.DisposeAsync();

    [Fact]
    public Task In_a_request() => EachAsync(["Said", "Name", "Email", "Telephone", "HowToAnswer", "AgencyContact"], async text =>
    {
        var form = new RequestForm(Guid.NewGuid(), RequestSource.Agency, "en", text("Said") ?? "Canary-Said", text("Name"), text("Email"), text("Telephone"), text("HowToAnswer"), text("AgencyContact"));
        var made = await _product.Get<SupportRequests>().CreateAsync(Product.Coordinator, form, Token);
        return (made.Refusal, async () =>
        {
            var opened = (await _product.Get<SupportRequests>().OpenAsync(Product.Coordinator, made.Value!.Id, "a test", Token))!;
            return new() { ["Said"] = opened.Said, ["Name"] = opened.Name, ["Email"] = opened.Email, ["Telephone"] = opened.Telephone, ["HowToAnswer"] = opened.HowToAnswer, ["AgencyContact"] = opened.AgencyContact };
        });
    });

    [Fact]
    public Task In_a_new_case_and_its_safe_contact() => EachAsync(
        ["ClientName", "Email", "Telephone", "Words", "SenderName", "MailSubject", "CodeWord", "DuressWord", "EmailSeenBy", "TelephoneSeenBy", "HoursWords"],
        async text =>
        {
            var contact = new SafeContactForm(
                text("Email"), false, text("Telephone"), false, text("Words"), text("SenderName"), text("MailSubject"), text("CodeWord"), text("DuressWord"),
                EmailSeenBy: text("EmailSeenBy"), TelephoneSeenBy: text("TelephoneSeenBy"), HoursWords: text("HoursWords"));
            var made = await _product.Get<CaseFiles>().CreateAsync(Product.TeamManager, new CaseForm(text("ClientName") ?? "Canary-Name", "en", SupportMode.Online, null, contact), Token);
            return (made.Refusal, () => OpenCaseAsync(made.Value!.Id));
        });

    [Fact]
    public Task In_the_contact_log() => EachAsync(["Words"], async text =>
    {
        var form = new ContactForm(_case, ContactChannel.Telephone, ContactDirection.FromThem, ContactParty.Client, _product.Get<TimeProvider>().Now, 1, text("Words") ?? "Canary-Words");
        var added = await _product.Get<ContactLog>().AddAsync(Product.Coordinator, form, Token);
        return (added.Refusal, async () => new() { ["Words"] = await _product.Get<ContactLog>().OpenWordsAsync(Product.Coordinator, added.Value, Token) });
    });

    [Fact]
    public Task In_somebody_beside_the_client() => EachAsync(["Name", "Telephone", "Email", "Relationship"], async text =>
    {
        var form = new CasePersonForm(text("Name") ?? "Canary-Person", PersonKind.Family, true, text("Telephone"), text("Email"), text("Relationship"));
        var added = await _product.Get<CasePeople>().AddAsync(Product.TeamManager, _case, form, Token);
        return (added.Refusal, async () =>
        {
            var opened = (await _product.Get<CasePeople>().OpenAsync(Product.TeamManager, added.Value, "a test", Token))!.Form;
            return new() { ["Name"] = opened.Name, ["Telephone"] = opened.Telephone, ["Email"] = opened.Email, ["Relationship"] = opened.Relationship };
        });
    });

    [Fact]
    public Task In_a_perpetrator() => EachAsync(["Name", "IdentityNumber", "Address", "Telephone", "Email", "ResidenceStatus", "Relationship", "Notes"], async text =>
    {
        var form = new PerpetratorForm(text("Name") ?? "Canary-Perpetrator", text("IdentityNumber"), text("Address"), text("Telephone"), text("Email"), text("ResidenceStatus"), text("Relationship"), text("Notes"));
        var added = await _product.Get<Perpetrators>().AddAsync(Product.TeamManager, _case, form, Token);
        return (added.Refusal, async () =>
        {
            var opened = (await _product.Get<Perpetrators>().OpenAsync(Product.TeamManager, added.Value, "a test", Token))!.Form;
            return new()
            {
                ["Name"] = opened.Name, ["IdentityNumber"] = opened.IdentityNumber, ["Address"] = opened.Address, ["Telephone"] = opened.Telephone, ["Email"] = opened.Email,
                ["ResidenceStatus"] = opened.ResidenceStatus, ["Relationship"] = opened.Relationship, ["Notes"] = opened.Notes,
            };
        });
    });

    [Fact]
    public async Task In_the_client_s_details()
    {
        var version = 0;
        await EachAsync(["Address", "IdentityNumber"], async text =>
        {
            var changed = await _product.Get<ClientRecord>().ChangeAsync(Product.TeamManager, _case, new ClientDetails(text("Address"), text("IdentityNumber"), version), Token);
            version = changed.IsDone ? changed.Value : version;
            return (changed.Refusal, async () =>
            {
                var opened = (await _product.Get<ClientRecord>().OpenAsync(Product.TeamManager, _case, "a test", Token))!;
                return new() { ["Address"] = opened.Address, ["IdentityNumber"] = opened.IdentityNumber };
            });
        });
    }

    [Theory]
    [InlineData(1, "emergency", "where", "call-name", "call-telephone", "call-email", "call-knows", "medicine")]
    [InlineData(8, "support", "next")]
    [InlineData(8, "person", "several")]
    public Task In_an_intake(int step, string topic, params string[] questions)
    {
        var version = 0;
        return EachAsync(questions, async text =>
        {
            // Somebody who has the page as it was saved last.
            var desk = new IntakeDesk(_product, Product.TeamManager, _case, version);
            foreach (var question in questions)
            {
                var kept = await _product.Get<IntakeDrafts>().KeepAsync(Product.TeamManager, desk.Form(topic, question, text(question)), Token);
                if (kept.Refusal is { } refusal)
                {
                    return (refusal, null!);
                }
            }

            var saved = await desk.TrySaveAsync(topic);
            if (saved.IsDone)
            {
                Assert.Empty(saved.Value.Clashes);
                version = saved.Value.Version;
            }

            return (saved.Refusal, async () => (await desk.OpenAsync(topic)).Answers.ToDictionary(answer => answer.Key, answer => answer.Value.Value));
        }, step);
    }

    /// <summary>Puts each string, or each of some, into all fields at once; a field that refuses it, and by its name, is left empty at the next try.</summary>
    private async Task EachAsync(string[] fields, Func<Func<string, string?>, Task<(Refusal? Refusal, Func<Task<Dictionary<string, string?>>> ReadAsync)>> saveAsync, int step = 1)
    {
        var refused = new HashSet<string>();
        var saved = new HashSet<string>();
        foreach (var text in NaughtyStrings.All.Where((_, index) => index % step == 0))
        {
            var told = NaughtyStrings.Told(text);
            var left = fields.ToHashSet();
            var before = await StateAsync();
            var (refusal, readAsync) = await saveAsync(field => left.Contains(field) ? text : null);
            while (refusal is not null)
            {
                Assert.True(refusal.Field is not null && left.Remove(refusal.Field), $"{told}: {refusal.Code} at {refusal.Field}");
                Assert.NotEmpty(refusal.Words);
                Assert.Equal((told, before), (told, await StateAsync()));
                refused.Add(refusal.Field);
                (refusal, readAsync) = await saveAsync(field => left.Contains(field) ? text : null);
            }

            var read = await readAsync();
            Assert.All(left, field => Assert.Equal((told, field, Words.OrNull(text)), (told, field, read.GetValueOrDefault(field))));
            saved.UnionWith(left);
        }

        // Of every field some were refused and some were not, or nothing was tried: a date takes none of them.
        Assert.Equal(fields.Order(), refused.Order());
        Assert.Equal(fields.Order(), saved.Order());
    }

    // Everything that a save of these forms adds, in one question to each database; a kept draft is no save.
    private async Task<string> StateAsync()
    {
        await using var db = _product.Open();
        await using var keys = await _product.Get<IDbContextFactory<KeyDb>>().CreateDbContextAsync(Token);
        var rows = await db.Database.SqlQueryRaw<long>(
            """
            SELECT count(*) FROM "Requests" UNION ALL SELECT count(*) FROM "Cases" UNION ALL SELECT count(*) FROM "SafeContacts" UNION ALL SELECT count(*) FROM "CaseContacts"
            UNION ALL SELECT count(*) FROM "CasePeople" UNION ALL SELECT count(*) FROM "Perpetrators"
            UNION ALL SELECT coalesce(sum("Version"), 0) FROM "ClientDetails" UNION ALL SELECT coalesce(sum("Version"), 0) FROM "IntakeAnswers"
            """).ToListAsync(Token);
        var held = await keys.Database.SqlQueryRaw<long>(
            """SELECT count(*) FROM "SubjectKeys" UNION ALL SELECT count(*) FROM "BlindIndexes" UNION ALL SELECT count(*) FROM "RelatedIndexes" """).ToListAsync(Token);
        return $"{string.Join(' ', rows)}, {string.Join(' ', held)}";
    }

    private async Task<Dictionary<string, string?>> OpenCaseAsync(Guid id)
    {
        var files = _product.Get<CaseFiles>();
        var contact = (await files.OpenContactAsync(Product.TeamManager, id, "a test", Token))!;
        await using var db = _product.Open();
        var words = await db.SafeContacts.AsNoTracking().SingleAsync(row => row.CaseId == id, Token);
        var opened = await _product.Get<ClientVault>().OpenAsync(
            Product.TeamManager, Operation.OpenCodeWords, id, "a test", [new SealedField(CaseColumns.CodeWord, id, words.CodeWord), new SealedField(CaseColumns.DuressWord, id, words.DuressWord)], Token);
        return new()
        {
            ["ClientName"] = await files.OpenNameAsync(Product.TeamManager, id, "a test", Token), ["Email"] = contact.Email, ["Telephone"] = contact.Telephone, ["Words"] = contact.Words,
            ["SenderName"] = contact.SenderName, ["MailSubject"] = contact.MailSubject, ["CodeWord"] = opened[0], ["DuressWord"] = opened[1], ["EmailSeenBy"] = contact.EmailSeenBy,
            ["TelephoneSeenBy"] = contact.TelephoneSeenBy, ["HoursWords"] = contact.HoursWords,
        };
    }
}
