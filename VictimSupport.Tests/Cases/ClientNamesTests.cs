using Microsoft.EntityFrameworkCore;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Security;
using VictimSupport.Tests.Fixtures;

namespace VictimSupport.Tests.Cases;

public sealed class ClientNamesTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_case_is_found_by_its_client_s_name_however_it_is_spelt()
    {
        await using var product = await StartAsync("Łucja Wzorzec", "Saviour Eżempju", "Anna Specimen");

        Assert.Equal(["VS-26-0001"], await FindAsync(product, "lucja wzorzec"));
        Assert.Equal(["VS-26-0001"], await FindAsync(product, "Wzrozec"));
        Assert.Equal(["VS-26-0002"], await FindAsync(product, "Salvu"));
        Assert.Equal(["VS-26-0003"], await FindAsync(product, "speci"));
        Assert.Empty(await FindAsync(product, "Nobody Atall"));
    }

    [Fact]
    public async Task Who_may_not_open_names_finds_nothing_by_name()
    {
        await using var product = await StartAsync("Łucja Wzorzec");
        var director = new Actor(Guid.NewGuid(), "Delia", Role.Director);

        var page = await product.Get<CaseFiles>().ListAsync(director, new CaseQuery("Wzorzec"), Token);

        Assert.Equal(0, page.Total);
    }

    [Fact]
    public async Task A_search_is_audited_without_its_words()
    {
        await using var product = await StartAsync("Łucja Wzorzec");
        await FindAsync(product, "Wzorzec");

        await using var db = product.Open();
        var entry = Assert.Single(await db.AuditEntries.Where(row => row.Operation == Operation.SearchClientNames).ToListAsync(Token));
        Assert.DoesNotContain("orzec", entry.Detail, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task An_erased_client_is_found_no_longer_even_though_the_name_was_in_memory()
    {
        await using var product = await StartAsync("Łucja Wzorzec", "Anna Specimen");
        await FindAsync(product, "Wzorzec");
        await using var db = product.Open();
        var id = await db.Cases.Where(file => file.Number == 1).Select(file => file.Id).SingleAsync(Token);

        await product.Get<ClientVault>().EraseSubjectAsync(Product.TeamManager, Operation.ChangeCase, id, "test", Token);

        Assert.Empty(await FindAsync(product, "Wzorzec"));
    }

    private static async Task<Product> StartAsync(params string[] names)
    {
        var product = await Product.StartAsync();
        foreach (var name in names)
        {
            var made = await product.Get<CaseFiles>().CreateAsync(Product.TeamManager, new CaseForm(name, "en", SupportMode.Online, null, new SafeContactForm()), Token);
            Assert.True(made.IsDone, made.Refusal?.Words);
        }

        return product;
    }

    private static async Task<IEnumerable<string>> FindAsync(Product product, string text) =>
        (await product.Get<CaseFiles>().ListAsync(Product.Coordinator, new CaseQuery(text), Token)).Rows.Select(row => row.Reference);
}
