using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using EasyEnclave.Upstream.Http;

namespace EasyEnclave.Upstream.Dns;

/// <summary>Reads what an operator says into an order, and tells all that is wrong with it at once.</summary>
public sealed class DnsOrderReader
{
    /// <summary>The longest time to live that Cloudflare takes, in seconds.</summary>
    public const int TtlMax = 86_400;

    private const string Auto = "auto";
    private const int TtlMin = 30;
    private const int AddressesMax = 16;
    private const int HostsMax = 64;
    private const int TokenLength = 1024;
    private const int ZoneIdLength = 64;

    // Nobody has these (RFC 5737, 3849 and 9637), and every example is written with them: whoever gives one is trying this out.
    private static readonly IPNetwork[] Examples =
        [.. new[] { "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32", "3fff::/20" }.Select(IPNetwork.Parse)];

    private readonly List<DnsInputFault> _faults = [];
    private readonly DnsTexts _texts;
    private readonly Func<DnsField, string> _nameOf;

    private DnsOrderReader(DnsTexts texts, Func<DnsField, string> nameOf)
    {
        _texts = texts;
        _nameOf = nameOf;
    }

    /// <summary>Reads an order; false when there are faults.</summary>
    /// <param name="texts">What was written.</param>
    /// <param name="nameOf">How operators write a field at this door.</param>
    /// <param name="order">The order.</param>
    /// <param name="faults">What is wrong.</param>
    public static bool TryRead(
        DnsTexts texts, Func<DnsField, string> nameOf, [NotNullWhen(true)] out DnsOrder? order, out IReadOnlyList<DnsInputFault> faults)
    {
        ArgumentNullException.ThrowIfNull(texts);
        DnsOrderReader reader = new(texts, nameOf);
        DnsOrder read = reader.Read();
        faults = reader._faults;
        order = faults.Count == 0 ? read : null;
        return order is not null;
    }

    /// <summary>First labels of the hosts that are named, which no app may be called; what is no host is left out.</summary>
    public static IEnumerable<string> Labels(DnsTexts texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        foreach (string text in new[] { texts.ControlHost, texts.ControlDirectHost, texts.AppWildcard }.OfType<string>().Concat(Items(texts.Hosts)))
        {
            if (DnsHost.TryParse(text, out DnsHost host) && host.FirstLabel is { } label)
            {
                yield return label;
            }
        }
    }

    private DnsOrder Read()
    {
        string token = Token();
        string? zone = Zone();
        DnsHost direct = Host(DnsField.ControlDirectHost, _texts.ControlDirectHost ?? DnsTexts.DefaultControlDirectHost);
        DnsHost control = Host(DnsField.ControlHost, _texts.ControlHost ?? DnsTexts.DefaultControlHost);
        DnsHost apps = Host(DnsField.AppWildcard, _texts.AppWildcard ?? DnsTexts.DefaultAppWildcard);
        DnsOrder order = new()
        {
            Token = token,
            Api = Api(),
            Zone = zone,
            ZoneId = ZoneId(),
            IPv4 = Addresses(DnsField.Ip, _texts.Ip, AddressFamily.InterNetwork, _texts.AutoIp),
            IPv6 = Addresses(DnsField.Ipv6, _texts.Ipv6, AddressFamily.InterNetworkV6, ask: false),
            Direct = direct,
            Hosts = _texts.Hosts is null ? [control, direct, apps] : Named(_texts.Hosts),
            Proxied = _texts.Proxied,
            Ttl = Ttl(),
        };
        if (_texts.Ip is null && _texts.Ipv6 is null && !_texts.AutoIp)
        {
            Fault(DnsField.Ip, "ip_missing",
                $"is missing: give the address that names shall lead to here, or in {_nameOf(DnsField.Ipv6)}, or have it found by {_nameOf(DnsField.AutoIp)}");
        }

        return order;
    }

    private string Token()
    {
        string token = _texts.Token ?? string.Empty;
        if (token.Length == 0)
        {
            Fault(DnsField.Token, "token_missing",
                "is not set: it holds an API token of Cloudflare's with the rights Zone Read and DNS Edit for the zone (_FILE behind its name takes a file with it)");
        }
        else if (token.Length > TokenLength || !token.All(c => c is > ' ' and < '\x7F'))
        {
            Fault(DnsField.Token, "token_invalid", "must be a token as Cloudflare gives it, without blanks; check for a pasted line break");
        }

        return token;
    }

    private Uri Api()
    {
        if (Uri.TryCreate((_texts.ApiUrl ?? DnsTexts.DefaultApiUrl).TrimEnd('/') + "/", UriKind.Absolute, out Uri? api)
            && (api.Scheme == Uri.UriSchemeHttps || (api.Scheme == Uri.UriSchemeHttp && api.IsLoopback))
            && api.UserInfo.Length == 0 && api.Query.Length == 0 && api.Fragment.Length == 0)
        {
            return api;
        }

        Fault(DnsField.ApiUrl, "api_url_invalid", "must be an https URL (http to this machine alone) without a user name and without a query");
        return new Uri(DnsTexts.DefaultApiUrl + "/");
    }

    private string? Zone()
    {
        string? zone = _texts.Zone?.Trim().TrimEnd('.').ToLowerInvariant();
        if (string.IsNullOrEmpty(zone))
        {
            if (_texts.ZoneId is null)
            {
                Fault(DnsField.Zone, "zone_missing", $"is missing: name the zone at Cloudflare, for example example.com, or give its number in {_nameOf(DnsField.ZoneId)}");
            }

            return null;
        }

        if (!DnsHost.IsZone(zone))
        {
            Fault(DnsField.Zone, "zone_invalid", "must be the name of a zone, for example example.com");
        }

        return zone;
    }

    private string? ZoneId()
    {
        if (_texts.ZoneId is { } id && (id.Length is 0 or > ZoneIdLength || !id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')))
        {
            Fault(DnsField.ZoneId, "zone_id_invalid", $"must be the zone's number as its overview at Cloudflare shows it; its name goes in {_nameOf(DnsField.Zone)}");
        }

        return _texts.ZoneId;
    }

    private AddressWish Addresses(DnsField field, string? text, AddressFamily family, bool ask)
    {
        string[] items = Items(text);
        if (text is null)
        {
            return ask ? new AddressWish([], Ask: true) : AddressWish.None;
        }

        if (items is [var word] && string.Equals(word, Auto, StringComparison.OrdinalIgnoreCase))
        {
            return new AddressWish([], Ask: true);
        }

        if (items.Length is 0 or > AddressesMax)
        {
            Fault(field, CodeOf(field), $"must be 1 to {AddressesMax} addresses separated by commas, or {Auto}");
        }

        List<IPAddress> addresses = [];
        foreach (string item in items.Take(AddressesMax))
        {
            if (WrongWith(item, family, out IPAddress? address) is { } remedy)
            {
                Fault(field, CodeOf(field), remedy);
            }
            else if (!addresses.Contains(address!))
            {
                addresses.Add(address!);
            }
        }

        return new AddressWish(addresses, Ask: false);
    }

    // "1", "010.0.0.1" and "fe80::1%eth0" are addresses to the parser, and mistakes where a record is to be made of them.
    private string? WrongWith(string text, AddressFamily family, out IPAddress? address)
    {
        bool four = family == AddressFamily.InterNetwork;
        string form = four ? "an IPv4 address, for example 8.8.4.4" : "an IPv6 address, for example 2001:4860:4860::8844";
        if (!IPAddress.TryParse(text, out address) || text.AsSpan().ContainsAny('%', '[') || (!text.Contains(':') && address.ToString() != text))
        {
            return "must be " + form;
        }

        if (address.AddressFamily != family || address.IsIPv4MappedToIPv6)
        {
            return $"must be {form}; the other kind goes in {_nameOf(four ? DnsField.Ipv6 : DnsField.Ip)}";
        }

        IPAddress given = address;
        return PublicAddress.Is(given) || Examples.Any(network => network.Contains(given))
            ? null
            : $"must be an address of the internet, and {given} is private, local or reserved: give the public one, as this machine is reached from outside";
    }

    private List<DnsHost> Named(string text)
    {
        string[] items = Items(text);
        if (items.Length is 0 or > HostsMax)
        {
            Fault(DnsField.Hosts, "hosts_invalid", $"must be 1 to {HostsMax} hosts separated by commas");
        }

        return [.. items.Take(HostsMax).Select(item => Host(DnsField.Hosts, item)).Distinct()];
    }

    private DnsHost Host(DnsField field, string text)
    {
        string? zone = _texts.Zone?.Trim().TrimEnd('.').ToLowerInvariant();
        if (!DnsHost.TryParse(text, out DnsHost host))
        {
            Fault(field, "host_invalid", "must be a host in the zone, for example control, *.app or @; names in other scripts are written in their xn-- form");
        }
        else if (!string.IsNullOrEmpty(zone) && host.In(zone) is null)
        {
            Fault(field, "host_invalid", $"must be a host in the zone {zone}; a dot at its end says that nothing is to be added");
        }

        return host;
    }

    private int Ttl()
    {
        if (_texts.Ttl is null)
        {
            return 1;
        }

        if (int.TryParse(_texts.Ttl, NumberStyles.None, CultureInfo.InvariantCulture, out int ttl) && ttl is 1 or (>= TtlMin and <= TtlMax))
        {
            return ttl;
        }

        Fault(DnsField.Ttl, "ttl_invalid", $"must be 1 for automatic, or {TtlMin} to {TtlMax} seconds");
        return 1;
    }

    private static string[] Items(string? text) => text?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static string CodeOf(DnsField field) => field == DnsField.Ip ? "ip_invalid" : "ipv6_invalid";

    private void Fault(DnsField field, string code, string remedy) => _faults.Add(new DnsInputFault(field, code, remedy));
}
