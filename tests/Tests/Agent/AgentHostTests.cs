using EasyEnclave.Agent.Options;
using EasyEnclave.Agent.Quotes;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Tunnel;
using EasyEnclave.Simulation;
using EasyEnclave.Tests.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace EasyEnclave.Tests.Agent;

/// <summary>The agent with the quote sources its options name.</summary>
public sealed class AgentHostTests
{
    [Fact]
    public async Task ASimulatedPlatformsQuotesAreOverTheReportDataAndTheReleasesDomain()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("ee-platform-");
        try
        {
            SimulatedPlatform.LoadOrCreate(folder.FullName, TimeProvider.System.GetUtcNow());
            await using ScriptedControlPlane plane = await ScriptedControlPlane.StartAsync();
            AgentOptions options = TestAgent.Options(plane.Url) with { QuoteProvider = QuoteProvider.Simulated, DevelopmentPlatform = folder.FullName };
            using CancellationTokenSource stop = new();
            Task run = EasyEnclave.Agent.AgentHost.RunAsync(options, TimeProvider.System, NullLoggerFactory.Instance, quotes: null, stop.Token);

            (_, AgentFrame.AttestResponse response) = await (await plane.AcceptAsync()).AttestAsync(Nonce.New());
            await stop.CancelAsync();
            plane.HangUp();
            await run;

            // A TD quote 4 holds its report after a header of 48 bytes: MRTD at 136 in it, report data at 520.
            Assert.Equal(SimulatedQuoteSource.TdOf(options).Mrtd.ToArray(), response.Quote.Slice(48 + 136, 48).ToArray());
            Assert.Equal(response.ReportData, Convert.ToHexStringLower(response.Quote.Slice(48 + 520, 64).Span));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task WithoutHardwareTheChallengeStaysUnansweredAndTheAgentGoesOn()
    {
        await using TestBackend backend = await TestBackend.StartAsync(_ => Task.CompletedTask);
        await using ScriptedControlPlane plane = await ScriptedControlPlane.StartAsync();
        using ConfigfsQuoteSource none = new(new TsmFolder("/nonexistent/tsm"), TimeProvider.System);
        await using TestAgent agent = new(plane, TestAgent.Options(plane.Url, backend.Address), new ManualTime(), none);
        ScriptedTunnel tunnel = await plane.AcceptAsync();
        await tunnel.ReceiveAsync<AgentFrame.Register>();

        await tunnel.SendAsync(new ControlFrame.AttestRequest(Nonce.New(), 30, "register"));
        await tunnel.SendAsync(new ControlFrame.ProxyRequest(RequestId.New(), "GET", "/", [], ReadOnlyMemory<byte>.Empty));

        Assert.IsType<AgentFrame.ProxyResponse>(await tunnel.ReceiveAsync());
    }
}
