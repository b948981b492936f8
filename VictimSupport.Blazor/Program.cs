using VictimSupport.Blazor.Hosting;
using VictimSupport.Core.Data;

try
{
    var line = CommandLine.Parse(args);
    var builder = WebApplication.CreateBuilder(line.Settings);
    builder.AddAddressAndLimits();
    builder.AddKnownProxies();
    builder.AddCore(line);
    builder.AddLanguages();
    builder.AddSignIn();
    builder.AddScreens();

    var app = builder.Build();
    await app.PrepareAsync(line);
    if (await app.RunCommandAsync(line) is { } exitCode)
    {
        return exitCode;
    }

    app.UseKnownProxies();
    app.UseSafeAnswers();
    app.UseLanguages();
    app.UseSignIn();
    app.MapHealth();
    app.MapLanguageChoice();
    app.MapSignOut();
    app.MapScreens();
    await app.RunAsync();
    return 0;
}
catch (SettingException wrong)
{
    await Console.Error.WriteLineAsync(wrong.Message);
    return StartUp.WrongSetting;
}

public partial class Program;
