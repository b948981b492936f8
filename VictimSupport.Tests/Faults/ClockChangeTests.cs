using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Scheduling;
using VictimSupport.Tests.Fixtures;

namespace VictimSupport.Tests.Faults;

/// <summary>Guarantee 11: 100,000 bookings of weekly series across clock changes keep their local time, judged by the European rule written out here and by no time zone data.</summary>
public sealed class ClockChangeTests(PostgresServer postgres, ITestOutputHelper output)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Europe/Malta")]
    [InlineData("Europe/Warsaw")]
    public void Fifty_thousand_dates_of_weekly_series_keep_their_local_time(string zoneId)
    {
        var zone = DateTimeZoneProviders.Tzdb[zoneId];
        var seed = Random.Shared.Next(1_000_000);
        var random = new Random(seed);
        var (dates, acrossChange, skipped, twice, wrong) = (0, 0, 0, 0, 0);
        while (dates < 50_000)
        {
            // Any quarter hour, so that the hours the clocks jump over and repeat are met too.
            var first = new LocalDateTime(2024, 1, 1, 0, 0).PlusDays(random.Next(12 * 365)).PlusMinutes(15 * random.Next(96));
            var before = default(Offset?);
            for (var week = 0; week < 60 && dates < 50_000; week++, dates++)
            {
                var local = first.PlusWeeks(week);
                var instant = SeriesBooking.Resolve(local, zone);
                var expected = European(local);
                wrong += instant == expected.FirstOrDefault() == (expected.Count > 0) && instant is null == (expected.Count == 0) ? 0 : 1;
                skipped += expected.Count == 0 ? 1 : 0;
                twice += expected.Count == 2 ? 1 : 0;
                var offset = expected.Count == 0 ? before : Offset.FromTicks((local.ToDateTimeUnspecified() - expected[0].ToDateTimeUtc()).Ticks);
                acrossChange += before is not null && offset != before ? 1 : 0;
                before = offset;
            }
        }

        output.WriteLine($"{zoneId}, seed {seed}: {dates} dates, {acrossChange} right after a clock change, {skipped} that do not exist, {twice} that come twice; {wrong} wrong");
        Assert.Equal(0, wrong);
        Assert.True(acrossChange > 1000 && skipped > 0 && twice > 0);
    }

    [Theory]
    [InlineData("Europe/Malta", false)]
    [InlineData("Europe/Malta", true)]
    [InlineData("Europe/Warsaw", false)]
    [InlineData("Europe/Warsaw", true)]
    public async Task A_series_of_a_year_comes_back_from_the_database_at_its_local_time(string zoneId, bool onPostgres)
    {
        await using var product = onPostgres ? await Product.StartAsync(postgres) : await Product.StartAsync();
        var seeded = await product.SeedAsync();
        await using (var db = product.Open())
        {
            await db.Set<Core.Organisation.OrganisationSettings>().ExecuteUpdateAsync(set => set.SetProperty(row => row.ZoneId, zoneId).SetProperty(row => row.Stamp, row => row.Stamp + 1), Token);
        }

        foreach (var (weekday, hour) in ((int, int)[])[(0, 9), (2, 14), (4, 19)])
        {
            await BookYearAsync(product, seeded, new LocalDateTime(2026, 11, 30, hour, 0).PlusDays(weekday));
        }

        await using var read = product.Open();
        var bookings = await read.Bookings.AsNoTracking().OrderBy(booking => booking.Start).ToListAsync(Token);
        var wrong = bookings.Count(booking => !European(LocalOf(booking.Start)).Contains(booking.Start) || LocalOf(booking.Start).TimeOfDay != LocalOf(bookings.First(other => other.SeriesId == booking.SeriesId).Start).TimeOfDay);
        output.WriteLine($"{zoneId}: {bookings.Count} bookings of {bookings.DistinctBy(booking => booking.SeriesId).Count()} series saved and read, {wrong} at another local time");
        Assert.Equal((156, 0), (bookings.Count, wrong));
    }

    private static async Task BookYearAsync(Product product, Seeded seeded, LocalDateTime first)
    {
        var series = product.Get<SeriesBooking>();
        var preview = await series.PreviewAsync(Product.Coordinator, new SeriesForm(seeded.Cases[0].Id, seeded.Rooms[0].Id, seeded.Practitioners[0].Id, SupportMode.Online, first, 52), Token);
        var booked = await series.BookAsync(Product.Coordinator, new SeriesPlan(seeded.Cases[0].Id, first.TimeOfDay, [.. preview.Value!.Select(line => line.Slot!)]), Token);
        Assert.True(booked.IsDone, booked.Refusal?.Words);
    }

    /// <summary>The instants of a local time by the rule of the Union since 1996: summer time from the last Sunday of March to that of October, 01:00 UTC; earliest first.</summary>
    private static List<Instant> European(LocalDateTime local) =>
        [.. new[] { 2, 1 }.Select(hours => (hours, Instant: local.PlusHours(-hours).InUtc().ToInstant())).Where(guess => (IsSummer(guess.Instant) ? 2 : 1) == guess.hours).Select(guess => guess.Instant)];

    private static LocalDateTime LocalOf(Instant instant) => instant.InUtc().LocalDateTime.PlusHours(IsSummer(instant) ? 2 : 1);

    private static bool IsSummer(Instant instant)
    {
        var year = instant.InUtc().Year;
        return instant >= LastSunday(3) && instant < LastSunday(10);

        Instant LastSunday(int month) => new LocalDate(year, month, 31).With(DateAdjusters.PreviousOrSame(IsoDayOfWeek.Sunday)).At(new LocalTime(1, 0)).InUtc().ToInstant();
    }
}
