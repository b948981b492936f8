using VictimSupport.Blazor.Hosting;
using VictimSupport.Core;

var builder = Start.CreateBuilder(args);
builder.Services.AddVictimSupport(builder.Configuration);
builder.AddAddressAndLimits();
builder.AddLanguages();
builder.AddSignIn();
builder.AddScreens();

var app = builder.Build();
await app.PrepareAsync();
app.UseSafeAnswers();
app.UseLanguages();
app.UseSignIn();
app.MapHealth();
app.MapLanguageChoice();
app.MapSignOut();
app.MapScreens();
await app.RunAsync();

public partial class Program;
