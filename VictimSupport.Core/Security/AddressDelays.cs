using System.Net;
using System.Net.Sockets;

namespace VictimSupport.Core.Security;

/// <summary>Makes an address wait for a growing while after many wrong sign-ins; kept in memory only and forgotten after an hour.</summary>
public sealed class AddressDelays(TimeProvider time)
{
    // An office shares one address: colleagues' slips must not lock each other out.
    private const int FreeTries = 20;
    private const int LongestMinutes = 15;
    private const int MostAddresses = 10_000;
    private static readonly TimeSpan Memory = TimeSpan.FromHours(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, Failures> _failures = [];

    /// <summary>How many whole minutes an address still waits; 0 when it may try. This machine (a proxy stands for everybody) and null never wait.</summary>
    public int MinutesLeft(IPAddress? address)
    {
        lock (_lock)
        {
            return KeyOf(address) is { } key && _failures.TryGetValue(key, out var failures)
                ? Math.Max(0, (int)Math.Ceiling((failures.Until - time.GetUtcNow()).TotalMinutes))
                : 0;
        }
    }

    /// <summary>Counts a wrong sign-in.</summary>
    public void Failed(IPAddress? address)
    {
        if (KeyOf(address) is not { } key)
        {
            return;
        }

        lock (_lock)
        {
            var now = time.GetUtcNow();
            if (_failures.Count >= MostAddresses)
            {
                foreach (var old in _failures.OrderBy(entry => entry.Value.Last).Take(MostAddresses / 10).Select(entry => entry.Key).ToList())
                {
                    _failures.Remove(old);
                }
            }

            var count = _failures.TryGetValue(key, out var known) && now - known.Last < Memory ? known.Count + 1 : 1;
            var wait = count < FreeTries ? 0 : Math.Min(LongestMinutes, 1 << Math.Min(count - FreeTries, 4));
            _failures[key] = new Failures(count, now, now.AddMinutes(wait));
        }
    }

    // A house has 2^64 addresses of IPv6: they count as one.
    private static IPAddress? KeyOf(IPAddress? address)
    {
        if (address is null || IPAddress.IsLoopback(address))
        {
            return null;
        }

        if (address.IsIPv4MappedToIPv6 || address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address.MapToIPv4();
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }

    private sealed record Failures(int Count, DateTimeOffset Last, DateTimeOffset Until);
}
