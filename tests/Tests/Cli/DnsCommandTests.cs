using System.Text.Json;
using EasyEnclave.Tests.Upstream.Dns;

namespace EasyEnclave.Tests.Cli;

public sealed class DnsCommandTests : IDisposable
{
    private readonly CliRun _cli = new() { Network = new SourcesHandler(("api.ipify.org", "8.8.4.4"), ("checkip.amazonaws.com", "8.8.4.4"), ("1.1.1.1", "ip=9.9.9.9")) };

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task EachRecordIsALineAndASecondRunSaysUnchanged()
    {
        await using CloudflareHost host = await HostAsync();

        Assert.Equal(0, await _cli.RunAsync("dns", "update", "--zone", "example.com", "--ip", "8.8.4.4"));
        Assert.Equal(
            """
            example.com: 3 created, 0 updated, 0 unchanged

            created A control.example.com -> 8.8.4.4 (proxied)
            created A control-direct.example.com -> 8.8.4.4 (DNS only)
            created A *.app.example.com -> 8.8.4.4 (proxied)

            """,
            _cli.Output);

        Assert.Equal(0, await _cli.RunAsync("dns", "update", "--zone", "example.com", "--ip", "8.8.4.4"));
        Assert.StartsWith("example.com: 0 created, 0 updated, 3 unchanged", _cli.Output, StringComparison.Ordinal);
        Assert.Contains("unchanged A *.app.example.com -> 8.8.4.4 (proxied)", _cli.Output, StringComparison.Ordinal);
        Assert.Empty(_cli.Error);
    }

    [Fact]
    public async Task EverySwitchOfTheOriginalIsTaken()
    {
        await using CloudflareHost host = await HostAsync();

        Assert.Equal(0, await _cli.RunAsync(
            "dns", "update", "--zone", "example.com", "--zone-id", CloudflareHost.ZoneId, "--ip", "8.8.4.4", "--ipv6", "2606:50c0:8000::154", "--dns-only", "--ttl", "120",
            "--control-host", "panel", "--control-direct-host", "direct", "--app-wildcard", "*.apps"));
        Assert.Equal(
            [
                "A panel.example.com 8.8.4.4 ttl 120", "AAAA panel.example.com 2606:50c0:8000::154 ttl 120", "A direct.example.com 8.8.4.4 ttl 120",
                "AAAA direct.example.com 2606:50c0:8000::154 ttl 120", "A *.apps.example.com 8.8.4.4 ttl 120", "AAAA *.apps.example.com 2606:50c0:8000::154 ttl 120",
            ],
            host.Records);
        Assert.Equal(0, await _cli.RunAsync("dns", "update", "--zone", "example.com", "--auto-ip", "--proxied", "--hosts", "one,two"));
        Assert.Equal(["A one.example.com 8.8.4.4 proxied", "A two.example.com 8.8.4.4 proxied"], host.Records.Skip(6));
    }

    [Fact]
    public async Task ARehearsalChangesNothing()
    {
        await using CloudflareHost host = await HostAsync();

        Assert.Equal(0, await _cli.RunAsync("dns", "update", "--zone", "example.com", "--auto-ip", "--dry-run"));

        Assert.Contains("would create A control.example.com -> 8.8.4.4 (proxied)", _cli.Output, StringComparison.Ordinal);
        Assert.Contains("2 of 3 sources", _cli.Output, StringComparison.Ordinal);
        Assert.Empty(host.Writes);
    }

    [Fact]
    public async Task ProgramsReadOneObject()
    {
        await using CloudflareHost host = await HostAsync();
        host.Put("A", "control.example.com", "1.1.1.1");

        JsonElement json = await _cli.JsonAsync("dns", "update", "--zone", "example.com", "--ip", "8.8.4.4");

        Assert.Equal(["zone", "dry_run", "created", "updated", "unchanged", "left", "records", "notes"], json.EnumerateObject().Select(member => member.Name));
        Assert.Equal((2, 1), (json.GetProperty("created").GetInt32(), json.GetProperty("updated").GetInt32()));
        JsonElement record = json.GetProperty("records")[0];
        Assert.Equal(["action", "type", "name", "content", "proxied", "ttl", "was"], record.EnumerateObject().Select(member => member.Name));
        Assert.Equal(("updated", "1.1.1.1"), (record.GetProperty("action").GetString(), record.GetProperty("was").GetProperty("content").GetString()));
    }

    [Fact]
    public async Task AFailureIsOneLineAndWhatWasDoneBefore()
    {
        await using CloudflareHost host = await HostAsync();
        host.Quota = 1;

        Assert.Equal(1, await _cli.RunAsync("dns", "update", "--zone", "example.com", "--ip", "8.8.4.4"));
        Assert.StartsWith("record_quota: The zone holds no more records: The record quota has been exceeded (81045).", _cli.Error, StringComparison.Ordinal);
        Assert.Contains("created A control.example.com -> 8.8.4.4 (proxied)", _cli.Error, StringComparison.Ordinal);

        JsonElement json = await _cli.JsonAsync("dns", "update", "--zone", "example.com", "--ip", "8.8.4.4");
        Assert.Equal((1, "record_quota", 1), (_cli.ExitCode, json.GetProperty("error").GetString(), json.GetProperty("unchanged").GetInt32()));
    }

    [Fact]
    public async Task AWrongTokenIsToldAndNotShown()
    {
        await using CloudflareHost host = await HostAsync();
        _cli.Variables["CLOUDFLARE_API_TOKEN"] = "another-token-of-somebody";

        Assert.Equal(1, await _cli.RunAsync("dns", "update", "--zone", "example.com", "--ip", "8.8.4.4"));
        Assert.StartsWith("token_refused: ", _cli.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("another-token-of-somebody", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TokenAndZoneComeFromTheEnvironmentToo()
    {
        await using CloudflareHost host = await HostAsync();
        _cli.Variables.Remove("CLOUDFLARE_API_TOKEN");
        _cli.Variables["CLOUDFLARE_API_TOKEN_FILE"] = _cli.Write("token", System.Text.Encoding.ASCII.GetBytes(CloudflareHost.Token + "\n"));
        _cli.Variables["CLOUDFLARE_ZONE"] = "example.com";

        Assert.Equal(0, await _cli.RunAsync("dns", "update", "--ip", "8.8.4.4"));
        _cli.Variables.Remove("CLOUDFLARE_ZONE");
        _cli.Variables["CLOUDFLARE_ZONE_ID"] = CloudflareHost.ZoneId;
        Assert.Equal(0, await _cli.RunAsync("dns", "update", "--ip", "8.8.4.4"));
    }

    [Theory]
    [InlineData("", "ip_missing: --ip is missing")]
    [InlineData("--ip 10.0.0.1", "ip_invalid: --ip must be an address of the internet, and 10.0.0.1 is private")]
    [InlineData("--ip 127.0.0.1", "ip_invalid: ")]
    [InlineData("--ip localhost", "ip_invalid: --ip must be an IPv4 address")]
    [InlineData("--ipv6 ::1", "ipv6_invalid: --ipv6 ")]
    [InlineData("--ip 8.8.4.4 --ttl 2", "ttl_invalid: --ttl must be 1 for automatic")]
    [InlineData("--ip 8.8.4.4 --ttl soon", "ttl_invalid: ")]
    [InlineData("--ip 8.8.4.4 --proxied --dns-only", "usage: --proxied and --dns-only exclude each other")]
    [InlineData("--ip 8.8.4.4 --control-host a_b/c", "host_invalid: --control-host ")]
    [InlineData("--ip 8.8.4.4 --zone com", "zone_invalid: --zone ")]
    [InlineData("--ip 8.8.4.4 --zone-id example.com", "zone_id_invalid: --zone-id ")]
    [InlineData("--ip 8.8.4.4 --api-token x", "usage: ")]
    [InlineData("--ip", "usage: ")]
    public async Task WhatIsMissingOrWrongIsToldBeforeAnybodyIsAsked(string line, string told)
    {
        await using CloudflareHost host = await HostAsync();
        _cli.Variables["CLOUDFLARE_ZONE"] = "example.com";

        Assert.Equal(2, await _cli.RunAsync(["dns", "update", .. line.Split(' ', StringSplitOptions.RemoveEmptyEntries)]));
        Assert.StartsWith(told, _cli.Error, StringComparison.Ordinal);
        Assert.Empty(host.Api.Asked);
    }

    [Fact]
    public async Task AllThatIsMissingIsToldAtOnce()
    {
        Assert.Equal(2, await _cli.RunAsync("dns", "update"));

        Assert.StartsWith("token_missing: CLOUDFLARE_API_TOKEN is not set", _cli.Error, StringComparison.Ordinal);
        Assert.Contains("--zone is missing", _cli.Error, StringComparison.Ordinal);
        Assert.Contains("--ip is missing", _cli.Error, StringComparison.Ordinal);
    }

    private async Task<CloudflareHost> HostAsync()
    {
        CloudflareHost host = await CloudflareHost.StartAsync();
        _cli.Variables["CLOUDFLARE_API_TOKEN"] = CloudflareHost.Token;
        _cli.Variables["CLOUDFLARE_API_URL"] = host.Url;
        return host;
    }
}
