using VictimSupport.Core.Data;
using VictimSupport.Core.Demo;
using VictimSupport.Core.Organisation;
using VictimSupport.Core.Security;

namespace VictimSupport.Blazor.Hosting;

/// <summary>What happens before the first visitor: databases, keys, the organisation, the first administrator's link or the demonstration.</summary>
internal static class Start
{
    private const string DemoArgument = "--demo";

    /// <summary>Makes the builder; with <c>--demo</c> the data lie in a folder of their own, so that they never mix with real data.</summary>
    public static WebApplicationBuilder CreateBuilder(string[] args)
    {
        var builder = WebApplication.CreateBuilder([.. args.Where(argument => argument != DemoArgument)]);
        if (args.Contains(DemoArgument))
        {
            builder.Configuration["Demo"] = "true";
            builder.Configuration["Database:Directory"] = Path.Combine(builder.Configuration["Database:Directory"] ?? "data", "demo", "db");
        }

        return builder;
    }

    public static async Task PrepareAsync(this WebApplication app)
    {
        await app.Services.GetRequiredService<DatabaseUpgrade>().ApplyAsync(CancellationToken.None);
        await app.Services.PrepareSecurityAsync(Console.Out);
        if (app.Configuration.GetValue<bool>("Demo"))
        {
            await FillDemoAsync(app.Services);
            return;
        }

        await app.Services.GetRequiredService<OrganisationProfile>().EnsureAsync("Organisation", CancellationToken.None);
        if (await app.Services.GetRequiredService<FirstRun>().BeginAsync(CancellationToken.None) is { } token)
        {
            app.Lifetime.ApplicationStarted.Register(() => Console.WriteLine($"\nNobody can sign in yet. Make the first administrator here, once, within a day:\n  {Address(app)}/account/first?token={token}\n"));
        }
    }

    private static async Task FillDemoAsync(IServiceProvider services)
    {
        var progress = new Progress<string>(step => Console.WriteLine($"  demo: {step}"));
        await services.GetRequiredService<DemoOrganisation>().FillAsync(new DemoSize(), progress, CancellationToken.None);
        Console.WriteLine($"\nAn invented organisation. Everybody's password: {DemoOrganisation.Password}");
        foreach (var account in DemoOrganisation.Accounts)
        {
            Console.WriteLine($"  {account.Role,-14} {account.UserName}");
        }
    }

    private static string Address(WebApplication app) =>
        (app.Configuration["Web:PublicAddress"] ?? app.Urls.FirstOrDefault() ?? "http://localhost:5080").TrimEnd('/');
}
