using Microsoft.Extensions.Options;

namespace VictimSupport.Blazor.Hosting;

/// <summary>What every answer carries so that a browser keeps nothing, runs nothing foreign and shows us inside no other page.</summary>
internal static class SafeAnswers
{
    // style-src 'unsafe-inline': MudBlazor positions its popovers and writes its theme with style attributes and a style element.
    // connect-src 'self' covers the WebSocket of the circuit (same origin).
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
        "form-action 'self'; base-uri 'self'; frame-ancestors 'none'; object-src 'none'";

    public static void UseSafeAnswers(this WebApplication app)
    {
        if (!app.Environment.IsDevelopment())
        {
            app.UseExceptionHandler("/error", createScopeForErrors: true);
        }

        if (app.Configuration.IsReachedByHttps())
        {
            app.UseHsts();
        }

        app.Use(AddHeaders);
        app.Use(RefuseForeignOrigins);
        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
    }

    private static Task AddHeaders(HttpContext context, RequestDelegate next)
    {
        context.Response.OnStarting(static state =>
        {
            var response = ((HttpContext)state).Response;
            var headers = response.Headers;
            headers.ContentSecurityPolicy = ContentSecurityPolicy;
            headers.XContentTypeOptions = "nosniff";
            headers.XFrameOptions = "DENY";
            headers["Referrer-Policy"] = "same-origin";
            headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), browsing-topics=()";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            headers["Cross-Origin-Resource-Policy"] = "same-origin";
            headers["X-Robots-Tag"] = "noindex, nofollow";
            if (!IsStyleOrScript(response.ContentType))
            {
                headers.CacheControl = "no-store";
            }

            return Task.CompletedTask;
        }, context);
        return next(context);
    }

    private static bool IsStyleOrScript(string? contentType) =>
        contentType is not null && (contentType.StartsWith("text/css", StringComparison.Ordinal) || contentType.Contains("javascript", StringComparison.Ordinal)
            || contentType.StartsWith("font/", StringComparison.Ordinal) || contentType.StartsWith("image/", StringComparison.Ordinal));

    /// <summary>A page of another site may neither open a circuit nor post a form with our cookies.</summary>
    private static Task RefuseForeignOrigins(HttpContext context, RequestDelegate next)
    {
        var origin = context.Request.Headers.Origin.ToString();
        if (origin.Length == 0 || HttpMethods.IsHead(context.Request.Method))
        {
            return next(context);
        }

        var own = context.RequestServices.GetRequiredService<IOptions<WebOptions>>().Value.PublicAddress?.GetLeftPart(UriPartial.Authority)
            ?? $"{context.Request.Scheme}://{context.Request.Host}";
        if (string.Equals(origin, own, StringComparison.OrdinalIgnoreCase))
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }
}
