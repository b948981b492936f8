using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.Identity;
using VictimSupport.Core.Security;

namespace VictimSupport.Blazor.Hosting;

/// <summary>Sign-in by cookie: nobody reaches a page or a circuit without one, unless the page says otherwise.</summary>
internal static class SignInCookies
{
    /// <summary>How long a sign-in lives unused; kept alive by the page while somebody works (<c>alive.js</c>).</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromMinutes(15);

    /// <summary>How long a sign-in lives at most.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(8);

    public static void AddSignIn(this WebApplicationBuilder builder)
    {
        var secure = builder.Configuration.IsReachedByHttps() ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
        builder.Services.AddAuthentication(IdentityConstants.ApplicationScheme).AddCookie(IdentityConstants.ApplicationScheme, cookie =>
        {
            cookie.Cookie.Name = builder.Configuration.CookieName("session");
            cookie.Cookie.HttpOnly = true;
            cookie.Cookie.SameSite = SameSiteMode.Lax;
            cookie.Cookie.SecurePolicy = secure;
            cookie.ExpireTimeSpan = Idle;
            cookie.SlidingExpiration = true;
            cookie.LoginPath = "/account/sign-in";
            cookie.LogoutPath = "/account/sign-out";
            cookie.AccessDeniedPath = "/account/not-allowed";
            cookie.ReturnUrlParameter = "returnUrl";
            cookie.Events.OnSigningIn = NoteBeginning;
            cookie.Events.OnValidatePrincipal = EndWhatIsOver;
        });
        builder.Services.AddAntiforgery(antiforgery =>
        {
            antiforgery.Cookie.Name = builder.Configuration.CookieName("form");
            antiforgery.Cookie.SameSite = SameSiteMode.Strict;
            antiforgery.Cookie.SecurePolicy = secure;
            // SafeAnswers says DENY.
            antiforgery.SuppressXFrameOptionsHeader = true;
        });
        builder.Services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        builder.Services.AddCascadingAuthenticationState();
        builder.Services.AddScoped<LastActivity>();
        builder.Services.AddScoped<CircuitHandler>(services => services.GetRequiredService<LastActivity>());
        builder.Services.AddScoped<AuthenticationStateProvider, CurrentSignIn>();
    }

    public static void UseSignIn(this WebApplication app)
    {
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
    }

    /// <summary>Ends a sign-in, and keeps one alive while somebody works.</summary>
    public static void MapSignOut(this WebApplication app)
    {
        app.MapPost("/account/sign-out", async (HttpContext context) =>
        {
            await context.SignOutAsync(IdentityConstants.ApplicationScheme);
            return Results.LocalRedirect("/account/signed-out");
        }).WithMetadata(new RequireAntiforgeryTokenAttribute());
        // The cookie's own sliding does the work: a visit in its second half renews it.
        app.MapGet("/account/alive", () => Results.NoContent());
    }

    /// <summary>Whether a sign-in is younger than <see cref="Longest"/> and its account and session still stand with the same roles.</summary>
    public static async Task<bool> StandsAsync(ClaimsPrincipal visitor, ActiveAccounts accounts, TimeProvider time, CancellationToken cancellationToken)
    {
        if (visitor.ToActor() is not { } actor
            || !long.TryParse(visitor.FindFirstValue(BeginningClaim), CultureInfo.InvariantCulture, out var began)
            || time.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(began) > Longest)
        {
            return false;
        }

        return await accounts.CurrentAsync(actor, cancellationToken) is { } current && current.Roles == actor.Roles;
    }

    private const string BeginningClaim = "victimsupport/began";

    private static Task NoteBeginning(CookieSigningInContext context)
    {
        if (context.Principal?.Identity is ClaimsIdentity identity && !identity.HasClaim(claim => claim.Type == BeginningClaim))
        {
            var now = context.HttpContext.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
            identity.AddClaim(new Claim(BeginningClaim, now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)));
        }

        return Task.CompletedTask;
    }

    private static async Task EndWhatIsOver(CookieValidatePrincipalContext context)
    {
        var services = context.HttpContext.RequestServices;
        var stands = context.Principal is { } visitor
            && await StandsAsync(visitor, services.GetRequiredService<ActiveAccounts>(), services.GetRequiredService<TimeProvider>(), context.HttpContext.RequestAborted);
        if (!stands)
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(context.Scheme.Name);
        }
    }
}
