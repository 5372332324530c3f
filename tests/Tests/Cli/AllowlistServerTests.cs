using System.Net;
using System.Text.Json;

namespace EasyEnclave.Tests.Cli;

/// <summary>The verbs of <c>ee allowlist</c> that ask a server.</summary>
public sealed class AllowlistServerTests : IDisposable
{
    private const string Changed = """
        {"allowlists":[{"repo":"acme/hello","release_tag":"v1.0.0","state":"changed","origin":"github:1/2/3","sha256":"aa",
        "pinned_at":"2026-11-22T05:30:47Z","fetched_at":null,"candidate":{"origin":"github:1/2/4","sha256":"bb","seen_at":null}}],"next_cursor":null}
        """;

    private readonly CliRun _cli = new();
    private readonly ScriptedServer _server = new();

    public AllowlistServerTests()
    {
        _cli.Network = _server;
        _cli.Variables["EE_ADMIN_TOKEN"] = "correct-horse";
    }

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task AListThatChangedIsShownWithBothHashes()
    {
        _server.Answers(HttpStatusCode.OK, Changed).Answers(HttpStatusCode.OK, Changed);

        Assert.Equal(0, await _cli.RunAsync("allowlist", "list", "--state", "changed"));
        Assert.Contains("1 changed", _cli.Output, StringComparison.Ordinal);
        JsonElement told = await _cli.JsonAsync("allowlist", "list", "--repo", "Acme/Hello");

        Assert.Equal("bb", told.GetProperty("allowlists")[0].GetProperty("candidate").GetProperty("sha256").GetString());
        Assert.Equal(
            ["GET http://127.0.0.1:8088/v1/allowlists?state=changed", "GET http://127.0.0.1:8088/v1/allowlists?repo=acme%2Fhello"], _server.Asked);
    }

    [Fact]
    public async Task AcceptNamesTheNewListAndTheReason()
    {
        _server.Answers(HttpStatusCode.OK, """{"repo":"acme/hello"}""");

        Assert.Equal(0, await _cli.RunAsync("allowlist", "accept", "acme/hello", "v1.0.0", "--sha256", "bb", "--reason", "rebuilt"));

        Assert.Equal("POST http://127.0.0.1:8088/v1/allowlists/accept", Assert.Single(_server.Asked));
        Assert.Equal("""{"repo":"acme/hello","release_tag":"v1.0.0","sha256":"bb","reason":"rebuilt"}""", _server.Bodies[0]);
    }

    [Theory]
    [InlineData("allowlist", "accept", "acme/hello", "v1.0.0", "--reason", "blind")]
    [InlineData("allowlist", "accept", "acme/hello", "v1.0.0", "--sha256", "bb")]
    [InlineData("allowlist", "accept", "acme", "v1.0.0", "--sha256", "bb", "--reason", "x")]
    [InlineData("allowlist", "dry-run", "-", "--repo", "acme/hello")]
    public async Task WhatIsMissingIsWrongUsageAndNotSent(params string[] args)
    {
        Assert.Equal(2, await _cli.RunAsync(args));
        Assert.Empty(_server.Asked);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    public async Task ADryRunFailsIfOneAgentWould(int failing, int exitCode)
    {
        _server.Answers(HttpStatusCode.OK, $$"""
            {"sha256":"aa","passing":1,"failing":{{failing}},"agents":[{"agent_id":"agent-1","app_name":"hello","network":"forge-1",
            "passes":{{(failing == 0 ? "true" : "false")}},"reason":"measurement_mismatch:rtmr1","detail":null}]}
            """);
        _cli.Input = "a list"u8.ToArray();

        Assert.Equal(exitCode, await _cli.RunAsync("allowlist", "dry-run", "-", "--repo", "acme/hello", "--tag", "v1.0.0"));

        Assert.Contains("agent-1", _cli.Output, StringComparison.Ordinal);
        Assert.Equal("""{"repo":"acme/hello","release_tag":"v1.0.0","allowlist_b64":"YSBsaXN0"}""", _server.Bodies[0]);
    }
}
