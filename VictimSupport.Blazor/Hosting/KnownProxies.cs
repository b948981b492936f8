using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using VictimSupport.Core.Data;
using IPNetwork = System.Net.IPNetwork;

namespace VictimSupport.Blazor.Hosting;

/// <summary>Takes a visitor's address and scheme from the proxies that the settings name, and from nobody else.</summary>
internal static class KnownProxies
{
    private const string Setting = "Web:KnownProxies";

    public static void AddKnownProxies(this WebApplicationBuilder builder)
    {
        var known = Parse(builder.Configuration[Setting], isBehindProxy: !string.IsNullOrWhiteSpace(builder.Configuration["Web:PublicAddress"]));
        builder.Services.Configure<ForwardedHeadersOptions>(options =>
        {
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            foreach (var network in known)
            {
                options.KnownIPNetworks.Add(network);
            }

            options.ForwardedHeaders = known.Count == 0 ? ForwardedHeaders.None : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            // A chain of known proxies is followed to the first address that is not one; what a visitor wrote before it is never reached.
            options.ForwardLimit = null;
        });
    }

    public static void UseKnownProxies(this WebApplication app) => app.UseForwardedHeaders();

    /// <summary>The networks of the setting; this machine's own when it is left out and a proxy stands before the program.</summary>
    internal static IReadOnlyList<IPNetwork> Parse(string? value, bool isBehindProxy)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            return isBehindProxy ? [IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("::1/128")] : [];
        }

        return [.. value.Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(One)];
    }

    private static IPNetwork One(string entry)
    {
        if (entry.Contains('/', StringComparison.Ordinal) ? IPNetwork.TryParse(entry, out var network) : TryHost(entry, out network))
        {
            return network.PrefixLength == 0
                ? throw new SettingException(Setting, $"\"{entry}\" is everybody.", "Name the proxy's own address, for example 10.0.0.5, so that visitors cannot invent theirs.")
                : network;
        }

        throw new SettingException(Setting, $"\"{entry}\" is no address or network.", "Write addresses or networks separated by commas, for example 10.0.0.5, 10.1.0.0/16.");
    }

    private static bool TryHost(string entry, out IPNetwork network)
    {
        // "10" would be read as 0.0.0.10: an address is written whole.
        var isWhole = IPAddress.TryParse(entry, out var address) && (entry.Contains(':', StringComparison.Ordinal) || entry.Count(character => character == '.') == 3);
        network = isWhole ? new IPNetwork(address!, address!.GetAddressBytes().Length * 8) : default;
        return isWhole;
    }
}
