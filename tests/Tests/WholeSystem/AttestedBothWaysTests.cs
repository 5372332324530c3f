using EasyEnclave.Agent;
using EasyEnclave.Agent.Claims;
using EasyEnclave.Agent.Options;
using EasyEnclave.Agent.Quotes;
using EasyEnclave.Node.Composition;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Simulation.Quotes;
using EasyEnclave.Simulation.Releases;
using EasyEnclave.Tests.Agent;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.WholeSystem;

/// <summary>The agent and the control plane, each attested to the other before a word is said.</summary>
public sealed class AttestedBothWaysTests
{
    [Theory]
    [InlineData(OwnQuotes.DevelopmentTd, true)]
    [InlineData("another", false)]
    public async Task AnAgentServesTheControlPlaneItsAllowlistNames(string td, bool serves)
    {
        await using TestNetwork network = await TestNetwork.StartEmptyAsync(options => options with { RaTls = true }, new MemoryStore());
        string list = Path.GetTempFileName();
        File.WriteAllBytes(
            list, SimulatedRelease.Allowlist(SimulatedTd.From(td), SimulatedRelease.Claims("control-plane", isSealed: true), "v1", network.Time.Now));
        AgentOptions options = TestAgent.Options(network.TunnelUrl) with
        {
            QuoteProvider = QuoteProvider.Simulated,
            DevelopmentPlatform = TestNetwork.PlatformFolder,
            RaTls = new ControlTrust { Allowlist = new ControlAllowlist.InFile(list, null) },
        };
        network.Publish(
            new AgentScript(), SimulatedRelease.Allowlist(SimulatedQuoteSource.TdOf(options), ClaimsSource.Of(options), "v1.0.0", network.Time.Now));
        using CancellationTokenSource stop = new();
        using RecordedLogs records = new();
        Task running = AgentHost.RunAsync(options, network.Time, records, null, stop.Token);

        if (serves)
        {
            await Until.TrueAsync(() => network.Plane.Directory.Find(AgentId.Parse("agent-1")) is { Connected: true });
            Assert.NotNull(network.Plane.Directory.Find(AgentId.Parse("agent-1"))!.State.Attestation.ClientKey);
        }
        else
        {
            await Until.TrueAsync(() => records.Lines.Any(line => line.Contains("measurement_mismatch:mrtd", StringComparison.Ordinal)));
            Assert.Null(network.Plane.Directory.Find(AgentId.Parse("agent-1")));
        }

        await stop.CancelAsync();
        await running;
        File.Delete(list);
    }
}
