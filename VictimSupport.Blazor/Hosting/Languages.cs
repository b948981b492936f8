using System.Globalization;
using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.Mvc;

namespace VictimSupport.Blazor.Hosting;

/// <summary>The languages of the screens: English, Polish, Maltese; chosen by cookie, first guessed from the browser.</summary>
internal static class Languages
{
    /// <summary>Culture name and the language's own name, in the order of the menu.</summary>
    public static IReadOnlyList<(string Culture, string OwnName)> All { get; } = [("en-GB", "English"), ("pl-PL", "Polski"), ("mt-MT", "Malti")];

    private static string CookieName(IConfiguration configuration) => configuration.CookieName("language");

    public static void AddLanguages(this WebApplicationBuilder builder)
    {
        builder.Services.AddLocalization();
        builder.Services.Configure<RequestLocalizationOptions>(options =>
        {
            IList<CultureInfo> cultures = [.. All.Select(language => Culture(language.Culture))];
            options.SupportedCultures = cultures;
            options.SupportedUICultures = cultures;
            options.DefaultRequestCulture = new RequestCulture(cultures[0]);
            options.RequestCultureProviders =
            [
                new CookieRequestCultureProvider { CookieName = CookieName(builder.Configuration), Options = options },
                new AcceptLanguageHeaderRequestCultureProvider { Options = options },
            ];
        });
    }

    public static void UseLanguages(this WebApplication app) => app.UseRequestLocalization();

    /// <summary>Remembers a language and goes back to the page it was chosen on.</summary>
    public static void MapLanguageChoice(this WebApplication app) =>
        app.MapPost("/language", (HttpContext context, [FromForm] string culture, [FromForm] string? returnUrl, [FromQuery(Name = "returnUrl")] string? page, IConfiguration configuration) =>
        {
            if (All.Any(language => language.Culture == culture))
            {
                context.Response.Cookies.Append(CookieName(configuration), CookieRequestCultureProvider.MakeCookieValue(new RequestCulture(culture)), Kept(configuration));
            }

            return Results.LocalRedirect(LocalAddress.Of(returnUrl ?? page));
        }).AllowAnonymous();

    private static CookieOptions Kept(IConfiguration configuration) => new()
    {
        Path = "/",
        Secure = configuration.IsReachedByHttps(),
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        MaxAge = TimeSpan.FromDays(365),
        IsEssential = true,
    };

    // ICU begins the week of mt-MT on Sunday; the organisation's week begins on Monday.
    private static CultureInfo Culture(string name)
    {
        var culture = new CultureInfo(name);
        culture.DateTimeFormat.FirstDayOfWeek = DayOfWeek.Monday;
        return culture;
    }
}
