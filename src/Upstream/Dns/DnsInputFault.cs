namespace EasyEnclave.Upstream.Dns;

/// <summary>Something an operator said that cannot be meant, or did not say.</summary>
/// <param name="Field">What it is about.</param>
/// <param name="Code">Stable, for programs: <c>zone_missing</c>, <c>ip_invalid</c>, and so on.</param>
/// <param name="Remedy">What to do, without the field's name and without a full stop.</param>
public sealed record DnsInputFault(DnsField Field, string Code, string Remedy);
