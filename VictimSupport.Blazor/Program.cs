using Microsoft.AspNetCore.Connections;
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
    app.MapIntakeAnswers();
    app.MapScreens();
    await app.RunAsync();
    return 0;
}
catch (SettingException wrong)
{
    await Console.Error.WriteLineAsync(wrong.Message);
    return StartUp.WrongSetting;
}
catch (IOException taken) when (taken.InnerException is AddressInUseException)
{
    await Console.Error.WriteLineAsync($"urls: {taken.Message} Stop the other program, or choose another address, such as --urls http://localhost:5081");
    return StartUp.WrongSetting;
}

public partial class Program;
