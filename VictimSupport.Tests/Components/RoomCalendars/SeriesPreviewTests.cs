using AngleSharp.Dom;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using VictimSupport.Blazor.Components.Staff.RoomCalendars;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Organisation;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Scheduling;
using VictimSupport.Tests.Fixtures;

namespace VictimSupport.Tests.Components.RoomCalendars;

public sealed class SeriesPreviewTests : IAsyncLifetime
{
    private static readonly DateTimeZone Zone = DateTimeZoneProviders.Tzdb["Europe/Malta"];
    private readonly BunitContext _screen = new();
    private Product _product = null!;
    private Seeded _seeded = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private SeriesBooking Series => _product.Get<SeriesBooking>();

    public async ValueTask InitializeAsync()
    {
        _product = await Product.StartAsync();
        _seeded = await _product.SeedAsync();
        _screen.Services.AddLocalization();
        _screen.Services.AddSingleton(Series);
    }

    public async ValueTask DisposeAsync()
    {
        await _screen.DisposeAsync();
        await _product.DisposeAsync();
    }

    [Fact]
    public async Task Each_date_says_in_words_whether_it_is_free_and_the_summary_counts_them()
    {
        await TakeAsync(Product.At(2026, 12, 8, 10), room: 0, practitioner: 1);
        var preview = Show(await DraftAsync(weeks: 3));

        preview.WaitForAssertion(() => Assert.Equal("2 will be booked, 0 skipped, 1 needs you", Text(preview, "series-summary")));
        Assert.Contains("Free", Text(preview, "series-line-0"), StringComparison.Ordinal);
        Assert.Contains("The room is taken", Text(preview, "series-line-1"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_skipped_date_is_not_booked_and_can_be_taken_back()
    {
        var draft = await DraftAsync(weeks: 3);
        var preview = Show(draft);

        await Find(preview, "series-skip-1").ClickAsync(new());
        preview.WaitForAssertion(() => Assert.Equal("2 will be booked, 1 skipped, 0 need you", Text(preview, "series-summary")));
        await Find(preview, "series-skip-1").ClickAsync(new());
        preview.WaitForAssertion(() => Assert.Equal("3 will be booked, 0 skipped, 0 need you", Text(preview, "series-summary")));
        await Find(preview, "series-skip-0").ClickAsync(new());

        var booked = await draft.BookAsync(Series, Product.Coordinator);
        Assert.Equal([Product.At(2026, 12, 8, 10), Product.At(2026, 12, 15, 10)], booked.Value!.Select(booking => booking.Start));
    }

    [Fact]
    public async Task Another_room_frees_a_date_whose_room_is_taken()
    {
        await TakeAsync(Product.At(2026, 12, 1, 10), room: 0, practitioner: 1);
        var preview = Show(await DraftAsync(weeks: 2));
        preview.WaitForAssertion(() => Assert.Equal("1 will be booked, 0 skipped, 1 needs you", Text(preview, "series-summary")));

        await Find(preview, "series-room-0").ChangeAsync(new ChangeEventArgs { Value = "B" });

        preview.WaitForAssertion(() => Assert.Equal("2 will be booked, 0 skipped, 0 need you", Text(preview, "series-summary")));
    }

    [Fact]
    public async Task A_moved_date_is_checked_again_at_its_new_time()
    {
        await TakeAsync(Product.At(2026, 12, 1, 10), room: 1, practitioner: 0);
        var draft = await DraftAsync(weeks: 1);
        var preview = Show(draft);
        Assert.Contains("The practitioner has another session", Text(preview, "series-line-0"), StringComparison.Ordinal);

        await Find(preview, "series-move-0").ClickAsync(new());
        // As the browser's script hands it on: with seconds.
        await Find(preview, "series-when-0").ChangeAsync(new ChangeEventArgs { Value = "2026-12-01T12:00:00" });
        await Find(preview, "series-set-0").ClickAsync(new());

        preview.WaitForAssertion(() => Assert.Equal("1 will be booked, 0 skipped, 0 need you", Text(preview, "series-summary")));
        Assert.Equal(Product.At(2026, 12, 1, 12), (await draft.BookAsync(Series, Product.Coordinator)).Value![0].Start);
    }

    [Fact]
    public async Task A_date_taken_between_preview_and_save_is_refused_on_its_line_and_nothing_is_saved()
    {
        var draft = await DraftAsync(weeks: 3);
        draft.Lines[0].IsSkipped = true;
        await TakeAsync(Product.At(2026, 12, 15, 10), room: 0, practitioner: 1);

        var refused = await draft.BookAsync(Series, Product.Coordinator);
        var preview = Show(draft);

        Assert.Equal(RefusalCode.SeriesLineOpen, refused.Refusal?.Code);
        preview.WaitForAssertion(() => Assert.Equal("1 will be booked, 1 skipped, 1 needs you", Text(preview, "series-summary")));
        Assert.Contains("The room is taken", Text(preview, "series-line-2"), StringComparison.Ordinal);
        await using var db = _product.Open();
        Assert.Single(db.Bookings);
    }

    [Fact]
    public async Task All_that_need_somebody_can_be_shown_alone_and_skipped_together()
    {
        await TakeAsync(Product.At(2026, 12, 8, 10), room: 0, practitioner: 1);
        await TakeAsync(Product.At(2026, 12, 22, 10), room: 0, practitioner: 1);
        var preview = Show(await DraftAsync(weeks: 52));

        await Find(preview, "series-only-open").ChangeAsync(new ChangeEventArgs { Value = true });
        Assert.Equal(2, preview.FindAll("li").Count);
        await Find(preview, "series-skip-open").ClickAsync(new());

        preview.WaitForAssertion(() => Assert.Equal("50 will be booked, 2 skipped, 0 need you", Text(preview, "series-summary")));
    }

    private static IElement Find(IRenderedComponent<SeriesPreview> preview, string id) => preview.Find($"[data-testid={id}]");

    private static string Text(IRenderedComponent<SeriesPreview> preview, string id) => Find(preview, id).TextContent;

    private IRenderedComponent<SeriesPreview> Show(SeriesDraft draft)
    {
        IReadOnlyList<Room> online = [.. _seeded.Rooms.Take(4)];
        return _screen.Render<SeriesPreview>(set => set
            .Add(preview => preview.Draft, draft)
            .Add(preview => preview.Rooms, online)
            .AddCascadingValue(Product.Coordinator));
    }

    private async Task<SeriesDraft> DraftAsync(int weeks)
    {
        var form = new SeriesForm(_seeded.Cases[0].Id, _seeded.Rooms[0].Id, _seeded.Practitioners[0].Id, SupportMode.Online, new LocalDateTime(2026, 12, 1, 10, 0), weeks);
        var draft = await SeriesDraft.PreviewAsync(Series, Product.Coordinator, form, Zone);
        Assert.True(draft.IsDone, draft.Refusal?.Words);
        return draft.Value;
    }

    private async Task TakeAsync(Instant start, int room, int practitioner)
    {
        var booked = await _product.Get<Scheduler>().BookAsync(Product.Coordinator, new BookingForm(_seeded.Cases[1].Id, _seeded.Slot(start, room, practitioner)), Token);
        Assert.True(booked.IsDone, booked.Refusal?.Words);
    }
}
