using Microsoft.EntityFrameworkCore;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Security;
using VictimSupport.Tests.Fixtures;

namespace VictimSupport.Tests.Cases;

/// <summary>Perpetrators, people beside the client, and the client's address and identity number.</summary>
public sealed class PeopleTests
{
    private static readonly PerpetratorForm Whole = new(
        "Canary Tester", "0123456M", "1, Invented Street\nNowhere", "+44 7700 900321", "canary@mailbox.example", "Citizen", "Former partner", "Notes of\nseveral lines", YesNo.Yes, YesNo.No);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_case_has_several_perpetrators_that_open_as_they_were_recorded()
    {
        await using var product = await Product.StartAsync();
        var file = (await product.SeedAsync()).Cases[0];
        var perpetrators = product.Get<Perpetrators>();
        var first = await perpetrators.AddAsync(Product.TeamManager, file.Id, Whole, Token);
        await perpetrators.AddAsync(Product.TeamManager, file.Id, new PerpetratorForm(Telephone: "+44 7700 900322"), Token);

        var rows = await perpetrators.ListAsync(Product.TeamManager, file.Id, Token);
        Assert.Equal(2, rows.Count);
        var opened = await perpetrators.OpenAsync(Product.TeamManager, first.Value, "test", Token);
        Assert.Equal(Whole, opened?.Form);
        await using var db = product.Open();
        Assert.True(await db.AuditEntries.AnyAsync(entry => entry.Operation == Operation.OpenPerpetrator && entry.SubjectId == first.Value, Token));
    }

    [Fact]
    public async Task A_perpetrator_changed_twice_from_one_state_is_refused_the_second_time()
    {
        await using var product = await Product.StartAsync();
        var file = (await product.SeedAsync()).Cases[0];
        var perpetrators = product.Get<Perpetrators>();
        var id = (await perpetrators.AddAsync(Product.TeamManager, file.Id, Whole, Token)).Value;

        Assert.Equal(2, (await perpetrators.ChangeAsync(Product.TeamManager, id, 1, Whole with { Name = "Other Tester" }, Token)).Value);
        Assert.Equal(RefusalCode.ChangedMeanwhile, (await perpetrators.ChangeAsync(Product.TeamManager, id, 1, Whole, Token)).Refusal?.Code);
        Assert.Equal("Other Tester", (await perpetrators.OpenAsync(Product.TeamManager, id, "test", Token))?.Form.Name);
    }

    [Fact]
    public async Task A_perpetrator_taken_away_is_gone_with_key_and_index()
    {
        await using var product = await Product.StartAsync();
        var file = (await product.SeedAsync()).Cases[0];
        var perpetrators = product.Get<Perpetrators>();
        var id = (await perpetrators.AddAsync(Product.TeamManager, file.Id, Whole, Token)).Value;
        Assert.Contains(id, await product.Get<BlindIndex>().FindAsync(BlindIndexKind.IdentityNumber, "123456 m", Token));

        Assert.True((await perpetrators.RemoveAsync(Product.TeamManager, id, 1, RemovalReason.RecordedByMistake, Token)).IsDone);

        Assert.Empty(await perpetrators.ListAsync(Product.TeamManager, file.Id, Token));
        Assert.Empty(await product.Get<BlindIndex>().FindAsync(BlindIndexKind.IdentityNumber, "123456M", Token));
        await Assert.ThrowsAsync<InvalidOperationException>(() => product.Get<ClientVault>().KeyForWritingAsync(id, Token));
    }

    [Fact]
    public async Task A_record_that_tells_nothing_and_fields_that_are_none_are_refused_beside_the_field()
    {
        await using var product = await Product.StartAsync();
        var file = (await product.SeedAsync()).Cases[0];
        var perpetrators = product.Get<Perpetrators>();

        Assert.Equal(("Name", RefusalCode.Required), await RefusedAsync(new PerpetratorForm(Relationship: "Neighbour")));
        Assert.Equal(("Telephone", RefusalCode.NotATelephone), await RefusedAsync(new PerpetratorForm("A Tester", Telephone: "none")));
        Assert.Equal(("Email", RefusalCode.NotAnEmail), await RefusedAsync(new PerpetratorForm("A Tester", Email: "a@b.example\r\nBcc: x@y.example")));
        Assert.Equal(("IdentityNumber", RefusalCode.NotAnIdentityNumber), await RefusedAsync(new PerpetratorForm("A Tester", IdentityNumber: "--")));
        Assert.Equal(("Notes", RefusalCode.TooLong), await RefusedAsync(new PerpetratorForm("A Tester", Notes: new string('x', 10_000_000))));

        async Task<(string?, RefusalCode?)> RefusedAsync(PerpetratorForm form)
        {
            var outcome = await perpetrators.AddAsync(Product.TeamManager, file.Id, form, Token);
            return (outcome.Refusal?.Field, outcome.Refusal?.Code);
        }
    }

    [Fact]
    public async Task The_desk_opens_a_guardian_s_telephone_but_nobody_else_s_and_not_one_who_must_not_be_contacted()
    {
        await using var product = await Product.StartAsync();
        var file = (await product.SeedAsync()).Cases[0];
        var people = product.Get<CasePeople>();
        var guardian = (await people.AddAsync(Product.TeamManager, file.Id, new CasePersonForm("Canary Guardian", PersonKind.Family, true, "+44 7700 900333", Relationship: "Aunt"), Token)).Value;
        var friend = (await people.AddAsync(Product.TeamManager, file.Id, new CasePersonForm("Canary Friend", PersonKind.Friend, Telephone: "+44 7700 900334"), Token)).Value;

        Assert.Equal(new GuardianContact("Canary Guardian", "+44 7700 900333"), await people.OpenGuardianAsync(Product.Coordinator, guardian, "test", Token));
        Assert.Null(await people.OpenGuardianAsync(Product.Coordinator, friend, "test", Token));
        await Assert.ThrowsAsync<AccessDeniedException>(() => people.OpenAsync(Product.Coordinator, friend, "test", Token));

        var opened = await people.OpenAsync(Product.TeamManager, guardian, "test", Token);
        await people.ChangeAsync(Product.TeamManager, guardian, opened!.Version, opened.Form with { MustNotBeContacted = true }, Token);
        Assert.Null(await people.OpenGuardianAsync(Product.Coordinator, guardian, "test", Token));
    }

    [Fact]
    public async Task A_person_beside_the_client_is_no_way_to_find_the_case_and_shares_values_until_taken_away()
    {
        await using var product = await Product.StartAsync();
        var file = (await product.SeedAsync()).Cases[0];
        var person = (await product.Get<CasePeople>().AddAsync(Product.TeamManager, file.Id, new CasePersonForm("Canary Guardian", PersonKind.Guardian, true, "+44 7700 900335"), Token)).Value;
        var perpetrator = (await product.Get<Perpetrators>().AddAsync(Product.TeamManager, file.Id, new PerpetratorForm(Telephone: "00447700900335"), Token)).Value;

        Assert.Equal(0, (await product.Get<CaseFiles>().ListAsync(Product.Coordinator, new CaseQuery("+44 7700 900335"), Token)).Total);
        var shared = Assert.Single(await product.Get<BlindIndex>().SharedAsync(person, Token));
        Assert.Equal((perpetrator, BlindIndexKind.Telephone), (shared.Id, shared.Kind));
        Assert.True((await product.Get<CasePeople>().RemoveAsync(Product.TeamManager, person, 1, RemovalReason.ClientAsked, Token)).IsDone);
        Assert.Empty(await product.Get<BlindIndex>().SharedAsync(perpetrator, Token));
    }

    [Fact]
    public async Task Address_and_identity_number_of_a_client_are_opened_by_the_team_manager_alone()
    {
        await using var product = await Product.StartAsync();
        var file = (await product.SeedAsync()).Cases[0];
        var record = product.Get<ClientRecord>();
        Assert.Equal(new ClientDetails(null, null, 0), await record.OpenAsync(Product.TeamManager, file.Id, "test", Token));

        Assert.Equal(1, (await record.ChangeAsync(Product.TeamManager, file.Id, new ClientDetails("2, Invented Road", "765432M", 0), Token)).Value);
        Assert.Equal(RefusalCode.ChangedMeanwhile, (await record.ChangeAsync(Product.TeamManager, file.Id, new ClientDetails("3, Invented Road", null, 0), Token)).Refusal?.Code);
        Assert.Equal(new ClientDetails("2, Invented Road", "765432M", 1), await record.OpenAsync(Product.TeamManager, file.Id, "test", Token));
        await Assert.ThrowsAsync<AccessDeniedException>(() => record.OpenAsync(Product.Coordinator, file.Id, "test", Token));
    }

    [Fact]
    public async Task Every_save_of_names_and_contacts_asks_for_a_comparison()
    {
        await using var product = await Product.StartAsync();
        var file = (await product.SeedAsync()).Cases[0];
        await using (var db = product.Open())
        {
            Assert.True(await db.Cases.AllAsync(row => row.NeedsMatching, Token));
            await db.Cases.ExecuteUpdateAsync(set => set.SetProperty(row => row.NeedsMatching, false), Token);
        }

        await product.Get<CaseFiles>().ChangeSafeContactAsync(Product.Coordinator, file.Id, file.ContactVersion, new SafeContactForm(Email: "other@mailbox.example"), Token);

        await using var after = product.Open();
        Assert.Equal([file.Id], await after.Cases.Where(row => row.NeedsMatching).Select(row => row.Id).ToListAsync(Token));
    }
}
