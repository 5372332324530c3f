using System.Text.Json;
using EasyEnclave.Simulation;
using EasyEnclave.Simulation.Collateral;
using EasyEnclave.Tests.Upstream;
using EasyEnclave.Tests.Upstream.Collateral;

namespace EasyEnclave.Tests.Cli;

/// <summary>Collateral fetched from a service for one quote.</summary>
public sealed class QuoteVerifyFetchTests : IDisposable
{
    private readonly CliRun _cli = new();

    public void Dispose() => _cli.Dispose();

    [Theory]
    [InlineData("standard", false)]
    [InlineData("early", true)]
    public async Task TheChannelThatIsNamedIsAskedAndItsStatusTold(string channel, bool early)
    {
        await using UpstreamServer server = await StartAsync();

        JsonElement told = await _cli.JsonAsync([.. Verify(server), "--channel", channel]);

        Assert.Equal((0, "UpToDate"), (_cli.ExitCode, told.GetProperty("tcb_status").GetString()));
        Assert.Equal(early ? 2 : 0, server.Asked.Count(asked => asked.Contains("update=early", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task WhatCameIsKeptForLater()
    {
        await using UpstreamServer server = await StartAsync();

        Assert.Equal(0, await _cli.RunAsync([.. Verify(server), "--collateral-out", _cli.PathOf("collateral.json")]));

        Assert.Equal(0, await _cli.RunAsync(
            "quote", "verify", _cli.PathOf("quote"), "--platform", _cli.PathOf("platform"), "--collateral", _cli.PathOf("collateral.json")));
    }

    [Fact]
    public async Task NobodyIsAskedAboutAForgery()
    {
        await using UpstreamServer server = await StartAsync();
        byte[] quote = await File.ReadAllBytesAsync(_cli.PathOf("quote"));
        quote[200] ^= 1;
        _cli.Write("quote", quote);

        JsonElement told = await _cli.JsonAsync(Verify(server));

        Assert.Equal((1, "quote_invalid:quote_signature"), (_cli.ExitCode, told.GetProperty("code").GetString()));
        Assert.Empty(server.Asked);
    }

    [Fact]
    public async Task AServiceThatKnowsNothingIsTold()
    {
        await using UpstreamServer server = await StartAsync();
        server.Say("/tcb", 404);

        JsonElement told = await _cli.JsonAsync(Verify(server));

        Assert.Equal((1, "collateral_unavailable"), (_cli.ExitCode, told.GetProperty("error").GetString()));
    }

    [Theory]
    [InlineData("--fetch", "--collateral", "x")]
    [InlineData("--channel", "early")]
    [InlineData("--pccs", "https://pccs.example")]
    [InlineData("--fetch", "--pccs", "no url")]
    [InlineData("--fetch", "--channel", "late")]
    public async Task SwitchesThatContradictAreWrongUsage(params string[] more) =>
        Assert.Equal(2, await _cli.RunAsync(["quote", "verify", _cli.Write("quote", [1]), .. more]));

    private async Task<UpstreamServer> StartAsync()
    {
        await _cli.RunAsync("platform", "new", _cli.PathOf("platform"));
        await _cli.RunAsync(
            "quote", "simulate", "--platform", _cli.PathOf("platform"), "--report-data", "00", "--out", _cli.PathOf("quote"));
        SimulatedPlatform platform = SimulatedPlatform.Load(_cli.PathOf("platform"));
        PcsScript script = new() { Bundle = ca => platform.IssueCollateral(_cli.Time.Now, new CollateralOptions { Ca = ca }) };
        UpstreamServer server = await UpstreamServer.StartAsync();
        server.Answer = script.AnswerAsync;
        return server;
    }

    private string[] Verify(UpstreamServer server) =>
        ["quote", "verify", _cli.PathOf("quote"), "--platform", _cli.PathOf("platform"), "--fetch", "--pccs", server.Url.ToString()];
}
