using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace EasyEnclave.Edge.Access;

/// <summary>The networks whose hosts may say on whose behalf they speak: <c>EE_TRUSTED_PROXIES</c>.</summary>
public sealed class TrustedProxies
{
    private readonly ImmutableArray<IPNetwork> _networks;

    private TrustedProxies(ImmutableArray<IPNetwork> networks) => _networks = networks;

    /// <summary>127.0.0.0/8 and ::1: what holds when nothing is configured.</summary>
    public static TrustedProxies Loopback { get; } =
        new([new IPNetwork(IPAddress.Parse("127.0.0.0"), 8), new IPNetwork(IPAddress.IPv6Loopback, 128)]);

    /// <summary>Nobody.</summary>
    public static TrustedProxies None { get; } = new([]);

    /// <summary>Reads a list of addresses, networks in CIDR form and the word <c>loopback</c>, separated by commas or spaces.</summary>
    /// <param name="text">The list; empty trusts nobody.</param>
    /// <param name="proxies">The networks, when true is returned.</param>
    /// <param name="fault">The first entry that is neither, when false is returned.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out TrustedProxies? proxies, [NotNullWhen(false)] out string? fault)
    {
        ImmutableArray<IPNetwork>.Builder networks = ImmutableArray.CreateBuilder<IPNetwork>();
        foreach (string entry in text.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (entry.Equals("loopback", StringComparison.OrdinalIgnoreCase))
            {
                networks.AddRange(Loopback._networks);
            }
            else if (TryNetwork(entry, out IPNetwork network))
            {
                networks.Add(network);
            }
            else
            {
                fault = entry;
                proxies = null;
                return false;
            }
        }

        fault = null;
        proxies = new TrustedProxies(networks.ToImmutable());
        return true;
    }

    /// <summary>Whether an address is one of theirs; an IPv4 address inside IPv6 counts as IPv4.</summary>
    public bool Contains(IPAddress address)
    {
        IPAddress plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        foreach (IPNetwork network in _networks)
        {
            if (network.Contains(plain))
            {
                return true;
            }
        }

        return false;
    }

    private static bool TryNetwork(string entry, out IPNetwork network)
    {
        int slash = entry.IndexOf('/');
        network = default;
        if (!AddressText.TryParse(slash < 0 ? entry : entry.AsSpan(0, slash), out IPAddress? address))
        {
            return false;
        }

        int bits = address.GetAddressBytes().Length * 8;
        int length = bits;
        if (slash >= 0 && !(int.TryParse(entry.AsSpan(slash + 1), out length) && length >= 0 && length <= bits))
        {
            return false;
        }

        network = new IPNetwork(AddressText.Mask(address, length), length);
        return true;
    }
}
