using VictimSupport.Core.Security;

namespace VictimSupport.Tests.Security;

public sealed class BlindIndexTests : IAsyncLifetime
{
    private SecurityHost _host = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private BlindIndex Index => _host.Get<BlindIndex>();

    public async ValueTask InitializeAsync() => _host = await SecurityHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData(BlindIndexKind.Email, " Maria@Example.ORG ", "maria@example.org")]
    [InlineData(BlindIndexKind.Telephone, "9943 7431", "+356 99437431")]
    [InlineData(BlindIndexKind.Telephone, "00356-9943-7431", "(+356) 9943.7431")]
    [InlineData(BlindIndexKind.Telephone, "+48 601 234 567", "0048601234567")]
    [InlineData(BlindIndexKind.IdentityNumber, "0123456m", "123456 M")]
    public async Task A_value_is_found_however_it_was_written(BlindIndexKind kind, string stored, string asked)
    {
        var subject = await SubjectAsync();
        await Index.SetAsync(subject, kind, [stored], Stop);

        Assert.Equal([subject], await Index.FindAsync(kind, asked, Stop));
    }

    [Fact]
    public async Task Values_are_replaced_and_kinds_do_not_mix()
    {
        var (first, second) = (await SubjectAsync(), await SubjectAsync());
        await Index.SetAsync(first, BlindIndexKind.Telephone, ["99437431", "+35699437431", "21222324"], Stop);
        await Index.SetAsync(second, BlindIndexKind.Telephone, ["99437431"], Stop);
        Assert.Equal(new[] { first, second }.Order(), (await Index.FindAsync(BlindIndexKind.Telephone, "99437431", Stop)).Order());

        await Index.SetAsync(first, BlindIndexKind.Telephone, ["21222324"], Stop);

        Assert.Equal([second], await Index.FindAsync(BlindIndexKind.Telephone, "99437431", Stop));
        Assert.Equal([first], await Index.FindAsync(BlindIndexKind.Telephone, "21222324", Stop));
        Assert.Empty(await Index.FindAsync(BlindIndexKind.IdentityNumber, "21222324", Stop));
    }

    [Theory]
    [InlineData(BlindIndexKind.Telephone, "no number")]
    [InlineData(BlindIndexKind.Email, "  ")]
    [InlineData(BlindIndexKind.IdentityNumber, "-")]
    public async Task What_means_nothing_for_a_kind_is_neither_kept_nor_found(BlindIndexKind kind, string value)
    {
        await Index.SetAsync(await SubjectAsync(), kind, [value], Stop);

        Assert.Empty(await Index.FindAsync(kind, value, Stop));
    }

    private async Task<Guid> SubjectAsync()
    {
        var subject = Guid.NewGuid();
        await _host.Get<ClientVault>().CreateSubjectAsync(subject, SubjectKind.Client, Stop);
        return subject;
    }
}
