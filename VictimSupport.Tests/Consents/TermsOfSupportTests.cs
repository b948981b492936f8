using VictimSupport.Core.Consents;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Security;
using VictimSupport.Tests.Fixtures;
using static VictimSupport.Tests.Consents.ConsentDesk;

namespace VictimSupport.Tests.Consents;

public sealed class TermsOfSupportTests : IAsyncLifetime
{
    private Product _product = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private TermsOfSupport Terms => _product.Get<TermsOfSupport>();

    public async ValueTask InitializeAsync() => _product = await Product.StartAsync();

    public ValueTask DisposeAsync() => _product.DisposeAsync();

    [Fact]
    public async Task The_first_version_says_all_that_has_to_be_said_in_three_languages()
    {
        var terms = await Terms.NewestAsync(Product.Coordinator, Token);

        Assert.Equal((1, null), (terms.Number, terms.MadeBy));
        Assert.Equal(Enum.GetValues<TermsPart>(), terms.Texts.Select(text => text.Part).Order());
        Assert.All(terms.Texts, text => Assert.Equal(3, new[] { text.English, text.Polish, text.Maltese }.Distinct().Count()));
        Assert.All(Enum.GetValues<ConsentKind>(), kind => Assert.Contains("?", terms.In(TermsVersion.QuestionOf(kind), "pl"), StringComparison.Ordinal));
        Assert.DoesNotContain(terms.Texts, text => text.English.Contains("victim", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_new_version_is_read_out_from_then_on_and_old_consents_keep_theirs()
    {
        var seeded = await _product.SeedAsync();
        var file = seeded.Cases[0].Id;
        var form = await FormAsync(text => text.Part == TermsPart.Hours ? $"{text.English} New." : text.English);

        Assert.Equal(2, (await Terms.PublishAsync(Product.TeamManager, form, Token)).Value);

        Assert.EndsWith("New.", (await Terms.NewestAsync(Product.Coordinator, Token)).In(TermsPart.Hours, "en"), StringComparison.Ordinal);
        Assert.Equal([(2, "Amira"), (1, null)], (await Terms.VersionsAsync(Product.TeamManager, Token)).Select(row => (row.Number, row.MadeBy)));
        await _product.RecordAsync(Form(file, Yes(ConsentKind.Statistics)) with { TermsNumber = 2 });
        var page = await _product.ConsentsAsync(file);
        Assert.Equal(2, page.Rows.Single(row => row.Kind == ConsentKind.Statistics).TermsNumber);
        Assert.Equal(1, page.Rows.Single(row => row.Kind == ConsentKind.Support).TermsNumber);
        Assert.DoesNotContain("New.", (await Terms.ReadAsync(Product.Coordinator, 1, Token))!.In(TermsPart.Hours, "en"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_version_needs_every_part_in_every_language_something_new_and_the_newest_before_it()
    {
        var same = await FormAsync(text => text.English);
        Assert.Equal((RefusalCode.NothingToDo, null), await RefusedAsync(same));
        Assert.Equal((RefusalCode.Required, "Parts"), await RefusedAsync(same with { Parts = [.. same.Parts.Skip(1)] }));
        Assert.Equal((RefusalCode.Required, "Aims.mt"), await RefusedAsync(same with { Parts = [same.Parts[0] with { Maltese = " " }, .. same.Parts.Skip(1)] }));
        Assert.Equal((RefusalCode.TooLong, "Aims.en"), await RefusedAsync(same with { Parts = [same.Parts[0] with { English = new string('x', 4001) }, .. same.Parts.Skip(1)] }));
        Assert.Equal((RefusalCode.ChangedMeanwhile, null), await RefusedAsync((await FormAsync(text => text.English + ".")) with { FromNumber = 0 }));
        await Assert.ThrowsAsync<AccessDeniedException>(() => Terms.PublishAsync(Product.Coordinator, same, Token));
        Assert.Single(await Terms.VersionsAsync(Product.TeamManager, Token));
    }

    private async Task<TermsForm> FormAsync(Func<TermsText, string> english)
    {
        var terms = await Terms.NewestAsync(Product.TeamManager, Token);
        return new TermsForm(terms.Number, [.. terms.Texts.OrderBy(text => text.Part).Select(text => new TermsPartForm(text.Part, english(text), text.Polish, text.Maltese))]);
    }

    private async Task<(RefusalCode?, string?)> RefusedAsync(TermsForm form)
    {
        var refusal = (await Terms.PublishAsync(Product.TeamManager, form, Token)).Refusal;
        return (refusal?.Code, refusal?.Field);
    }
}
