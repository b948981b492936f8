using NodaTime;

namespace VictimSupport.Tests.Browser;

/// <summary>
/// The machine's clock put forward to the next open Tuesday, ten in the morning: whenever the tests run, the screens show a working day.
/// It goes on at its usual pace, so that nothing waits differently.
/// </summary>
internal sealed class ProgramClock : TimeProvider
{
    public static readonly DateTimeZone Zone = DateTimeZoneProviders.Tzdb["Europe/Malta"];
    private long _ahead;

    public ProgramClock()
    {
        var now = SystemClock.Instance.GetCurrentInstant();
        Today = now.InZone(Zone).Date;
        // The invented organisation is closed at Christmas and New Year.
        while (Today.DayOfWeek != IsoDayOfWeek.Tuesday || Start(Today) < now || (Today.Month, Today.Day) is (12, 25) or (1, 1))
        {
            Today = Today.PlusDays(1);
        }

        _ahead = (Start(Today) - now).ToTimeSpan().Ticks;
    }

    /// <summary>The day on which the tests take place.</summary>
    public LocalDate Today { get; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref _ahead));

    /// <summary>Time passes at once.</summary>
    public void Jump(TimeSpan time) => Interlocked.Add(ref _ahead, time.Ticks);

    /// <summary>A time of the day in the organisation's zone, as an instant.</summary>
    public static DateTimeOffset At(LocalDate date, int hour, int minute = 0) => date.At(new LocalTime(hour, minute)).InZoneLeniently(Zone).ToDateTimeOffset();

    private static Instant Start(LocalDate date) => date.At(new LocalTime(10, 0)).InZoneLeniently(Zone).ToInstant();
}
