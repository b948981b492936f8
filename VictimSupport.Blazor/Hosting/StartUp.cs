using VictimSupport.Core;
using VictimSupport.Core.Data;
using VictimSupport.Core.Demo;
using VictimSupport.Core.Security;

namespace VictimSupport.Blazor.Hosting;

/// <summary>What the command line asks for, beside settings: <c>--demo</c>, or a command such as <c>audit verify</c>.</summary>
/// <param name="Demo">Whether the invented organisation is shown, in folders of its own.</param>
/// <param name="Command">The words of a command; empty to serve.</param>
/// <param name="Settings">What is left for the configuration.</param>
internal sealed record CommandLine(bool Demo, string[] Command, string[] Settings)
{
    public static CommandLine Parse(string[] arguments)
    {
        var left = arguments.Where(argument => argument != "--demo").ToArray();
        var command = left.TakeWhile(argument => !argument.StartsWith('-')).ToArray();
        return new CommandLine(left.Length != arguments.Length, command, left[command.Length..]);
    }
}

/// <summary>Puts Core into the program and in order before anybody is served.</summary>
internal static class StartUp
{
    /// <summary>Exit code of a wrong setting (sysexits.h, EX_CONFIG).</summary>
    public const int WrongSetting = 78;

    /// <summary>Exit code of a command that does not exist (sysexits.h, EX_USAGE).</summary>
    public const int UnknownCommand = 64;

    public static void AddCore(this WebApplicationBuilder builder, CommandLine line)
    {
        if (line.Demo)
        {
            // Always an embedded database in a folder of its own, whatever else is set: invented and real people never meet.
            var folder = builder.Configuration["Demo:Directory"] ?? "demo";
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Database:Provider"] = nameof(DatabaseProvider.Sqlite),
                ["Database:Directory"] = Path.Combine(folder, "data"),
                ["ConnectionStrings:Data"] = null,
                ["ConnectionStrings:Keys"] = null,
                ["Keys:File"] = Path.Combine(folder, "keys", "victimsupport.key"),
                ["Audit:VerificationKeyFile"] = Path.Combine(folder, "keys", "audit-verification.key"),
                ["Audit:AnchorFile"] = Path.Combine(folder, "keys", "audit-anchors.txt"),
            });
        }

        builder.Services.AddVictimSupport(builder.Configuration);
    }

    /// <summary>Migrates, loads keys, and fills the demonstration or prints the first administrator's link.</summary>
    public static async Task PrepareAsync(this WebApplication app, CommandLine line)
    {
        await app.Services.PrepareAsync(line.Demo ? TextWriter.Null : Console.Out, CancellationToken.None);
        if (line.Demo)
        {
            await FillDemoAsync(app.Services);
            return;
        }

        // A command beside a program that serves must not end the link which that one printed.
        if (line.Command.Length == 0 && await app.Services.GetRequiredService<FirstRun>().BeginAsync(CancellationToken.None) is { } token)
        {
            // The addresses are known once the program listens.
            app.Lifetime.ApplicationStarted.Register(() => Console.WriteLine($"\nNobody can sign in yet. Make the first administrator here, once, within a day:\n  {Address(app)}/account/first?token={token}\n"));
        }
    }

    /// <summary>Runs a command instead of serving: <c>audit verify [FILE]</c>. Null when the command line names none; an unknown one is explained.</summary>
    public static async Task<int?> RunCommandAsync(this WebApplication app, CommandLine line)
    {
        switch (line.Command)
        {
            case []:
                return null;
            case ["audit", "verify", .. var rest] when rest.Length <= 1:
                return await app.Services.GetRequiredService<AuditVerifier>().RunAsync(Console.Out, rest.FirstOrDefault());
            default:
                await Console.Error.WriteLineAsync("Unknown command. There is: audit verify [verification key file]");
                return UnknownCommand;
        }
    }

    private static string Address(WebApplication app) =>
        (app.Configuration["Web:PublicAddress"] ?? app.Urls.FirstOrDefault() ?? "http://localhost:5080").TrimEnd('/');

    private static async Task FillDemoAsync(IServiceProvider services)
    {
        var steps = new ImmediateProgress(step => Console.WriteLine($"  inventing {step} …"));
        if (await services.GetRequiredService<DemoOrganisation>().FillAsync(new DemoSize(), steps, CancellationToken.None))
        {
            Console.WriteLine("  done.");
        }

        Console.WriteLine();
        Console.WriteLine("The demonstration's accounts (all people are invented):");
        foreach (var account in DemoOrganisation.Accounts)
        {
            Console.WriteLine($"  {account.Role,-14} {account.UserName,-28} password: {account.Password}");
        }

        Console.WriteLine();
    }

    // Progress<T> posts to the thread pool, which would print steps late and out of order.
    private sealed class ImmediateProgress(Action<string> report) : IProgress<string>
    {
        public void Report(string value) => report(value);
    }
}
