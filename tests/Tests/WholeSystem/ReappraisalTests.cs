using System.Text;
using System.Text.Json;
using EasyEnclave.Attestation.Collateral;
using EasyEnclave.Attestation.Policies;
using EasyEnclave.Attestation.Tcb;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Simulation.Collateral;
using EasyEnclave.Simulation.Releases;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.WholeSystem;

/// <summary>What agents were judged by changes under them: over sockets, in seconds, and long before their next attestation.</summary>
public sealed class ReappraisalTests : IDisposable
{
    private static readonly AgentScript Strict = new() { Network = "strict-1" };
    private readonly string _platform = Directory.CreateTempSubdirectory("ee-reappraisal-").FullName;

    public void Dispose() => Directory.Delete(_platform, recursive: true);

    [Fact]
    public async Task ATcbRecoveryClosesWhoseNetworkDoesNotTakeItAndTheOthersServeOn()
    {
        await using TestNetwork network = await StartAsync();
        FakeAgent agent = await network.AttestAsync(Strict);
        DateTimeOffset attested = (await network.ResolveAsync("steady")).GetProperty("last_attested_at").GetDateTimeOffset();

        Serve(TestNetwork.Platform.IssueCollateral(network.Time.Now, CollateralOptions.ForStatus(TcbStatus.OutOfDate)));
        await network.PassAsync(TimeSpan.FromSeconds(60), () => agent.HasFrame);

        JsonElement told = await agent.ReceiveAsync("status");
        Assert.Equal(("invalid", "tcb_rejected:OutOfDate"), (told.GetProperty("state").GetString(), told.GetProperty("reason").GetString()));
        string detail = told.GetProperty("detail").GetString()!;
        Assert.Equal(1008, (await agent.EndAsync()).Code);
        Assert.Equal(1, await network.CountedAsync("tcb_rejected:OutOfDate"));
        await network.UndisturbedAsync();
        await network.StandsAsync("hello", "disconnected");
        await network.PassAsync(TimeSpan.Zero, () => network.Plane.Directory.Find(AgentId.Parse("steady-1"))!.State.Attestation.TcbStatus == "OutOfDate");
        JsonElement steady = await network.ResolveAsync("steady");
        Assert.Equal(("OutOfDate", attested), (steady.GetProperty("tcb_status").GetString(), steady.GetProperty("last_attested_at").GetDateTimeOffset()));

        // The same words wherever they are asked for.
        JsonElement view = await GetAsync(network, "/v1/agents/agent-1");
        Assert.Equal(("tcb_rejected:OutOfDate", detail), (view.GetProperty("last_reason").GetString(), view.GetProperty("last_detail").GetString()));
        JsonElement[] events = [.. (await GetAsync(network, "/v1/events?limit=100")).GetProperty("events").EnumerateArray()];
        JsonElement refused = Assert.Single(events, happened => happened.GetProperty("type").GetString() == "agent.attestation_refused");
        Assert.Equal(detail, refused.GetProperty("data").GetProperty("detail").GetString());
        Assert.Contains(events, happened => happened.GetProperty("type").GetString() == "agent.reappraised" && happened.GetProperty("stream").GetString() == "agent/steady-1");
        Assert.StartsWith("OutOfDate: ", (await GetAsync(network, "/v1/agents/steady-1")).GetProperty("tcb_detail").GetString());
    }

    [Fact]
    public async Task AnAllowlistThatAdmitsItNoMoreClosesAnAgentAndOneThatStillDoesLeavesItInPeace()
    {
        await using TestNetwork network = await StartAsync();
        AgentScript other = new("agent-2", "second") { Repo = "acme/second" };
        network.Publish(other);
        AgentScript third = new("agent-3", "third") { Repo = "acme/third" };
        network.Publish(third);
        FakeAgent agent = await network.AttestAsync(third);
        FakeAgent second = await network.AttestAsync(other);

        network.Publish(agent.Script, SimulatedRelease.Allowlist(
            agent.Script.Td with { Rtmr1 = new byte[48] }, agent.Script.Claims, agent.Script.Tag, network.Time.Now.AddDays(1)));
        network.Publish(other, SimulatedRelease.Allowlist(other.Td, other.Claims, other.Tag, network.Time.Now.AddDays(1)));
        await network.PassAsync(TimeSpan.FromSeconds(60), () => agent.HasFrame);

        await network.RefusedAsync(agent, "measurement_mismatch:rtmr1");
        Assert.False(second.Ended);
        await network.StandsAsync("second", "active");
    }

    [Fact]
    public async Task CollateralThatIsDamagedClosesNobody()
    {
        await using TestNetwork network = await StartAsync();
        FakeAgent agent = await network.AttestAsync(Strict);

        Serve(TestNetwork.Platform.IssueCollateral(network.Time.Now) with { PckCrlIssuerChain = "-----BEGIN" });
        for (int i = 0; i < 3; i++)
        {
            await agent.SayHealthAsync("pass");
            network.Time.Advance(TimeSpan.FromSeconds(45));
        }

        await network.UndisturbedAsync();
        Assert.False(agent.Ended);
    }

    private async Task<TestNetwork> StartAsync()
    {
        TestNetwork.Platform.Save(_platform);
        byte[] file = Encoding.UTF8.GetBytes(
            """
            {"version":"1","networks":[{"name":"strict-1","sealed":false,"trust_roots":["development"],"pinned_registers":[],"tcb_statuses":["UpToDate"]}]}
            """);
        Assert.True(NetworksFile.TryRead(file, development: true, out IReadOnlyDictionary<string, NetworkPolicy> networks, out _));
        return await TestNetwork.StartAsync(options => options with { Networks = networks, DevelopmentPlatform = _platform });
    }

    /// <summary>Puts collateral where the server reads it, whole at once.</summary>
    private void Serve(CollateralBundle bundle)
    {
        string made = Directory.CreateDirectory(Path.Combine(_platform, "made")).FullName;
        foreach ((CollateralPart part, string name) in CollateralParts.FileNames)
            File.WriteAllBytes(Path.Combine(made, name), Bytes(part, bundle));
        Directory.Move(made, Path.Combine(_platform, "collateral"));
    }

    private static byte[] Bytes(CollateralPart part, CollateralBundle bundle) => part switch
    {
        CollateralPart.TcbInfo => Signed("tcbInfo", bundle.TcbInfo!),
        CollateralPart.QeIdentity => Signed("enclaveIdentity", bundle.QeIdentity!),
        CollateralPart.RootCaCrl => bundle.RootCaCrl!.Value.ToArray(),
        CollateralPart.PckCrl => bundle.PckCrl!.Value.ToArray(),
        CollateralPart.TcbSigningChain => Encoding.ASCII.GetBytes(bundle.TcbInfoIssuerChain!),
        _ => Encoding.ASCII.GetBytes(bundle.PckCrlIssuerChain!),
    };

    private static byte[] Signed(string name, SignedDocument document) => Encoding.UTF8.GetBytes(
        $$"""{"{{name}}":{{Encoding.UTF8.GetString(document.Body.Span)}},"signature":"{{Convert.ToHexStringLower(document.Signature.Span)}}"}""");

    private static async Task<JsonElement> GetAsync(TestNetwork network, string path) =>
        JsonElement.Parse(await network.Admin.GetStringAsync(new Uri(network.Plane.ControlUrl, path)));
}
