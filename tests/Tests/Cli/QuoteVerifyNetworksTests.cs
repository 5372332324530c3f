using System.Text;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Cli;

/// <summary><c>ee quote verify --networks</c>: a server's own rules on a real quote, and the countdown of a grace.</summary>
public sealed class QuoteVerifyNetworksTests : IDisposable
{
    private const string Set = "v5-td15-outofdate-alibaba-2026";
    private readonly CliRun _cli = new();

    [RealQuotesFact]
    public async Task AGraceIsCountedAndEnds()
    {
        var file = _cli.Write("networks.json", Encoding.UTF8.GetBytes(
            """
            {"version":"1","networks":[{"name":"acme-1","sealed":true,"trust_roots":["intel"],"pinned_registers":["mrtd"],"tcb_statuses":["UpToDate"],
            "tcb_grace_days":{"OutOfDate":3650},"service_tds":["SERVICE"]}]}
            """.Replace("SERVICE", await ServiceTdAsync(), StringComparison.Ordinal)));

        var told = await VerifyAsync("--networks", file, "--network", "acme-1");

        Assert.Equal("accepted", told.GetProperty("code").GetString());
        Assert.Contains("grace for it ends at", told.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.InRange(told.GetProperty("tcb").GetProperty("grace_days_left").GetInt32(), 1, 3650);
        Assert.Equal(System.Text.Json.JsonValueKind.String, told.GetProperty("tcb").GetProperty("grace_until").ValueKind);
    }

    [RealQuotesFact]
    public async Task AFileWithAFaultAndANetworkThatIsNotThereAreWrongUsage()
    {
        var file = _cli.Write("networks.json", """{"version":"1","networks":[{"name":"acme-1"}]}"""u8.ToArray());
        var quote = RealQuotes.PathOf(Set, "quote.bin");

        Assert.Equal(2, await _cli.RunAsync("quote", "verify", quote, "--networks", file));
        Assert.Equal(2, await _cli.RunAsync("quote", "verify", quote, "--network", "acme-1"));
    }

    public void Dispose() => _cli.Dispose();

    private async Task<string> ServiceTdAsync() =>
        (await VerifyAsync()).GetProperty("td_report").GetProperty("mr_service_td").GetString()!;

    private Task<System.Text.Json.JsonElement> VerifyAsync(params string[] more) => _cli.JsonAsync(
        ["quote", "verify", RealQuotes.PathOf(Set, "quote.bin"), "--collateral", RealQuotes.PathOf(Set, "collateral.json"), "--at", "2026-03-05T10:50:03Z", .. more]);
}
