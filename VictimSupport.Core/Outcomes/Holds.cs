namespace VictimSupport.Core.Outcomes;

/// <summary>Holds that features registered: what keeps something from being done.</summary>
internal static class Holds
{
    /// <summary>Asks one hold after the other and gives the first refusal; null when nothing holds.</summary>
    public static async Task<Refusal?> FirstRefusalAsync<T>(this IEnumerable<T> holds, Func<T, Task<Refusal?>> askAsync)
    {
        foreach (var hold in holds)
        {
            if (await askAsync(hold) is { } refusal)
            {
                return refusal;
            }
        }

        return null;
    }
}
