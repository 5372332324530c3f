using System.Collections.Frozen;
using System.Globalization;
using EasyEnclave.Upstream.Dns;

namespace EasyEnclave.Node.Options;

/// <summary>Reads the settings of names; every fault is told at once.</summary>
internal static class NamesSettings
{
    public static NamesOptions Read(SettingsReader settings)
    {
        bool onStart = settings.Flag("EE_DNS_UPDATE_ON_START");
        DnsTexts texts = new()
        {
            Token = settings.Text("CLOUDFLARE_API_TOKEN"),
            ApiUrl = settings.Text("CLOUDFLARE_API_URL", DnsTexts.DefaultApiUrl),
            Zone = settings.Text("CLOUDFLARE_ZONE"),
            ZoneId = settings.Text("CLOUDFLARE_ZONE_ID"),
            Ip = settings.Text("EE_DNS_IP"),
            Ipv6 = settings.Text("EE_DNS_IPV6"),
            AutoIp = settings.Flag("EE_DNS_AUTO_IP"),
            Proxied = settings.Flag("EE_DNS_PROXIED", otherwise: true),
            Ttl = settings.Number("EE_DNS_TTL", 1, 1, DnsOrderReader.TtlMax).ToString(CultureInfo.InvariantCulture),
            Hosts = settings.Text("EE_DNS_HOSTS"),
            ControlHost = settings.Text("EE_DNS_CONTROL_HOST", DnsTexts.DefaultControlHost),
            ControlDirectHost = settings.Text("EE_DNS_CONTROL_DIRECT_HOST", DnsTexts.DefaultControlDirectHost),
            AppWildcard = settings.Text("EE_DNS_APP_WILDCARD", DnsTexts.DefaultAppWildcard),
        };
        DnsOrderReader.TryRead(texts, NameOf, out DnsOrder? order, out IReadOnlyList<DnsInputFault> faults);
        foreach (DnsInputFault fault in faults.Where(fault => onStart || IsHost(fault.Field)))
        {
            settings.Fault(NameOf(fault.Field), fault.Remedy);
        }

        return new NamesOptions
        {
            Texts = texts,
            OnStart = onStart ? order : null,
            FailOnError = settings.Flag("EE_DNS_FAIL_ON_ERROR", otherwise: true),
            Reserved = DnsOrderReader.Labels(texts).ToFrozenSet(StringComparer.Ordinal),
        };
    }

    // Hosts reserve names whether or not they are set from here.
    private static bool IsHost(DnsField field) =>
        field is DnsField.Hosts or DnsField.ControlHost or DnsField.ControlDirectHost or DnsField.AppWildcard;

    private static string NameOf(DnsField field) => field switch
    {
        DnsField.Token => "CLOUDFLARE_API_TOKEN",
        DnsField.ApiUrl => "CLOUDFLARE_API_URL",
        DnsField.Zone => "CLOUDFLARE_ZONE",
        DnsField.ZoneId => "CLOUDFLARE_ZONE_ID",
        DnsField.Ip => "EE_DNS_IP",
        DnsField.Ipv6 => "EE_DNS_IPV6",
        DnsField.AutoIp => "EE_DNS_AUTO_IP",
        DnsField.Ttl => "EE_DNS_TTL",
        DnsField.Hosts => "EE_DNS_HOSTS",
        DnsField.ControlHost => "EE_DNS_CONTROL_HOST",
        DnsField.ControlDirectHost => "EE_DNS_CONTROL_DIRECT_HOST",
        DnsField.AppWildcard => "EE_DNS_APP_WILDCARD",
        _ => throw new ArgumentOutOfRangeException(nameof(field)),
    };
}
