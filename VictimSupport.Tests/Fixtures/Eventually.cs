using System.Diagnostics;

namespace VictimSupport.Tests.Fixtures;

/// <summary>Waits for a condition of another process, with a limit; never for a guessed length of time.</summary>
public static class Eventually
{
    /// <summary>Asks again and again until the answer is not null, or fails with <paramref name="what"/> after the limit (default 20 s).</summary>
    public static async Task<T> GetAsync<T>(Func<Task<T?>> ask, string what, CancellationToken cancellation, TimeSpan? limit = null)
        where T : class
    {
        var watch = Stopwatch.StartNew();
        var most = limit ?? TimeSpan.FromSeconds(20);
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (true)
        {
            if (await ask() is { } answer)
            {
                return answer;
            }

            if (watch.Elapsed > most)
            {
                throw new TimeoutException($"Not within {most.TotalSeconds:0} s: {what}");
            }

            await pace.WaitForNextTickAsync(cancellation);
        }
    }

    /// <summary>Waits until the condition holds, or fails after the limit (default 20 s).</summary>
    public static Task TrueAsync(Func<Task<bool>> condition, string what, CancellationToken cancellation, TimeSpan? limit = null) =>
        GetAsync(async () => await condition() ? "yes" : null, what, cancellation, limit);
}
