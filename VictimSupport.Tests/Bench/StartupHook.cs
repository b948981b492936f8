// The runtime looks for this name, outside any namespace (DOTNET_STARTUP_HOOKS).
#pragma warning disable CA1050, MA0047, RCS1110, CA1852, MA0182
internal static class StartupHook
#pragma warning restore CA1050, MA0047, RCS1110, CA1852, MA0182
{
    /// <summary>What is written to ask a measured program for its live memory; it answers on a line of its own.</summary>
    public const string Question = "bench: live memory?";

    public const string Answer = "bench: live bytes ";

    /// <summary>Called in the measured program before its own start: answers, after a full collection, how many bytes are alive.</summary>
    public static void Initialize() => new Thread(() =>
    {
        while (Console.In.ReadLine() is { } line)
        {
            if (line == Question)
            {
                for (var again = 0; again < 3; again++)
                {
                    GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                    GC.WaitForPendingFinalizers();
                }

                Console.Out.WriteLine(FormattableString.Invariant($"{Answer}{GC.GetTotalMemory(forceFullCollection: true)}"));
            }
        }
    })
    { IsBackground = true }.Start();
}
