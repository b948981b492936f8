using VictimSupport.Blazor.Hosting;

var builder = WebApplication.CreateBuilder(args);
builder.AddAddressAndLimits();
builder.AddLanguages();
builder.AddSignIn();
builder.AddScreens();

var app = builder.Build();
app.UseSafeAnswers();
app.UseLanguages();
app.UseSignIn();
app.MapHealth();
app.MapLanguageChoice();
app.MapScreens();
await app.RunAsync();

public partial class Program;
