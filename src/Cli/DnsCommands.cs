using System.CommandLine;
using EasyEnclave.Cli.Dns;
using EasyEnclave.Cli.Inputs;
using EasyEnclave.Cli.Terminal;
using EasyEnclave.Upstream.Dns;
using Microsoft.Extensions.Logging.Abstractions;

namespace EasyEnclave.Cli;

/// <summary><c>ee dns</c>: which addresses the control plane's names lead to, at Cloudflare.</summary>
internal sealed class DnsCommands
{
    private const string TokenVariable = "CLOUDFLARE_API_TOKEN";
    private const string ZoneVariable = "CLOUDFLARE_ZONE";
    private const string ZoneIdVariable = "CLOUDFLARE_ZONE_ID";
    private const string ApiUrlVariable = "CLOUDFLARE_API_URL";

    private readonly Shell _shell;
    private readonly Option<string> _ip = Text("--ip", "ADDRESS", "The IPv4 address names lead to; several with commas, or auto.");
    private readonly Option<string> _ipv6 = Text("--ipv6", "ADDRESS", "The IPv6 address names lead to; several with commas, or auto.");
    private readonly Option<bool> _autoIp = new("--auto-ip")
    {
        Description = "Without --ip: the IPv4 address this machine is reached by, as most of several servers on the internet say.",
    };

    private readonly Option<bool> _proxied = new("--proxied") { Description = "Cloudflare's proxy stands in front (the default)." };
    private readonly Option<bool> _dnsOnly = new("--dns-only") { Description = "No proxy: names lead to the addresses themselves." };
    private readonly Option<string> _ttl = Text("--ttl", "SECONDS", "Time to live of names that are not proxied; 1, the default, for automatic.");
    private readonly Option<string> _hosts = Text("--hosts", "HOST,...", "Only these hosts, in place of the three below.");
    private readonly Option<string> _control = Text(
        "--control-host", "HOST", $"The control plane's host. Default: {DnsTexts.DefaultControlHost}.");

    private readonly Option<string> _direct = Text(
        "--control-direct-host", "HOST", $"Its host that is never proxied, for agents. Default: {DnsTexts.DefaultControlDirectHost}.");

    private readonly Option<string> _apps = Text("--app-wildcard", "HOST", $"The hosts of apps. Default: {DnsTexts.DefaultAppWildcard}.");
    private readonly Option<string> _zone = Text("--zone", "NAME", $"The zone, as example.com; else {ZoneVariable}.");
    private readonly Option<string> _zoneId = Text("--zone-id", "ID", $"The zone's number at Cloudflare; else {ZoneIdVariable}.");
    private readonly Option<bool> _rehearse = new("--dry-run") { Description = "Says what would be done, and changes nothing." };

    private DnsCommands(Shell shell) => _shell = shell;

    /// <summary>Builds the noun.</summary>
    public static Command Build(CommandTree tree)
    {
        var dns = new DnsCommands(tree.Shell);
        var update = new Command(
            "update",
            $"Make the control plane's names lead to its addresses. The token is taken from {TokenVariable} (or {TokenVariable}_FILE) alone.")
        {
            dns._ip, dns._ipv6, dns._autoIp, dns._proxied, dns._dnsOnly, dns._ttl, dns._hosts, dns._control, dns._direct, dns._apps, dns._zone,
            dns._zoneId, dns._rehearse,
        };
        return new Command("dns", "Names of a control plane and its apps, at Cloudflare.") { tree.Bind(update, dns.UpdateAsync) };
    }

    private async Task<Outcome> UpdateAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_proxied) && parsed.GetValue(_dnsOnly))
            return Outcome.Usage("usage", "--proxied and --dns-only exclude each other; keep one of them.");
        if (!SecretInput.TryRead(_shell, TokenVariable, out var token, out var fault))
            return fault;
        if (!DnsOrderReader.TryRead(Texts(parsed, token), NameOf, out var order, out var faults))
            return Outcome.Usage(faults[0].Code, string.Join(' ', faults.Select(wrong => $"{NameOf(wrong.Field)} {wrong.Remedy}.")));
        var rehearse = parsed.GetValue(_rehearse);
        var update = new DnsUpdate(order, new DnsLimits(), _shell.Network, _shell.Time, NullLogger.Instance);
        return DnsOutcome.Of(await update.RunAsync(rehearse, cancellationToken), rehearse);
    }

    private DnsTexts Texts(ParseResult parsed, string? token) => new()
    {
        Token = token,
        ApiUrl = Unempty(_shell.Variable(ApiUrlVariable)),
        Zone = Unempty(parsed.GetValue(_zone)) ?? Unempty(_shell.Variable(ZoneVariable)),
        ZoneId = Unempty(parsed.GetValue(_zoneId)) ?? Unempty(_shell.Variable(ZoneIdVariable)),
        Ip = Unempty(parsed.GetValue(_ip)),
        Ipv6 = Unempty(parsed.GetValue(_ipv6)),
        AutoIp = parsed.GetValue(_autoIp),
        Proxied = !parsed.GetValue(_dnsOnly),
        Ttl = Unempty(parsed.GetValue(_ttl)),
        Hosts = Unempty(parsed.GetValue(_hosts)),
        ControlHost = Unempty(parsed.GetValue(_control)),
        ControlDirectHost = Unempty(parsed.GetValue(_direct)),
        AppWildcard = Unempty(parsed.GetValue(_apps)),
    };

    private static string NameOf(DnsField field) => field switch
    {
        DnsField.Token => TokenVariable,
        DnsField.ApiUrl => ApiUrlVariable,
        DnsField.Zone => "--zone",
        DnsField.ZoneId => "--zone-id",
        DnsField.Ip => "--ip",
        DnsField.Ipv6 => "--ipv6",
        DnsField.AutoIp => "--auto-ip",
        DnsField.Ttl => "--ttl",
        DnsField.Hosts => "--hosts",
        DnsField.ControlHost => "--control-host",
        DnsField.ControlDirectHost => "--control-direct-host",
        DnsField.AppWildcard => "--app-wildcard",
        _ => throw new ArgumentOutOfRangeException(nameof(field)),
    };

    private static Option<string> Text(string name, string help, string description) => new(name) { Description = description, HelpName = help };

    private static string? Unempty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
