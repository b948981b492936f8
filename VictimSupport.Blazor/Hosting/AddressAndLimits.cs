using VictimSupport.Core.Data;

namespace VictimSupport.Blazor.Hosting;

/// <summary>Where the program listens and how much it accepts.</summary>
internal static class AddressAndLimits
{
    private const string DefaultAddress = "http://localhost:5080";

    public static void AddAddressAndLimits(this WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        var said = configuration["urls"] ?? configuration["http_ports"] ?? configuration["https_ports"];
        if (string.IsNullOrEmpty(said) && !configuration.GetSection("Kestrel:Endpoints").Exists())
        {
            builder.WebHost.UseUrls(DefaultAddress);
        }

        if (configuration["Web:PublicAddress"] is { Length: > 0 } address
            && !(Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri is { Scheme: "https" or "http", PathAndQuery: "/", Fragment: "", UserInfo: "" }))
        {
            throw new SettingException("Web:PublicAddress", $"'{address}' is not the address of a site.", "Write it whole, such as https://staff.example.org/, or leave it out when staff reach the program directly.");
        }

        builder.Services.AddOptions<WebOptions>().BindConfiguration("Web");
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 256 * 1024;
            kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        });
    }

    /// <summary>Whether visitors reach the program by https, directly or through a proxy: only then may cookies be <c>__Host-</c> and Secure.</summary>
    public static bool IsReachedByHttps(this IConfiguration configuration) =>
        configuration["Web:PublicAddress"]?.StartsWith("https://", StringComparison.OrdinalIgnoreCase)
        ?? configuration["urls"]?.Split(';').All(url => url.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
        ?? false;

    /// <summary>The name of a cookie of ours: bound to this host wherever the browser can enforce it.</summary>
    public static string CookieName(this IConfiguration configuration, string name) =>
        configuration.IsReachedByHttps() ? $"__Host-{name}" : name;
}

/// <summary>How the program is reached; section <c>Web</c>.</summary>
public sealed class WebOptions
{
    /// <summary>The address that staff type, when a proxy stands before the program; null where they reach it directly.</summary>
    public Uri? PublicAddress { get; set; }

    /// <summary>Addresses and networks of the proxies before the program, separated by commas; only their word about a visitor's address is taken.</summary>
    public string? KnownProxies { get; set; }
}
