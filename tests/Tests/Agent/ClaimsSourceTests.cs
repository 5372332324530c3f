using System.Security.Cryptography;
using System.Text;
using EasyEnclave.Agent;
using EasyEnclave.Agent.Claims;
using EasyEnclave.Agent.Options;
using EasyEnclave.Attestation.Binding;
using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Tests.Agent;

public sealed class ClaimsSourceTests
{
    private static readonly AgentOptions Options = TestAgent.Options(new Uri("wss://control.example.com/v1/tunnel"));

    [Fact]
    public void TheClaimsAreTheProgramTheConfigurationTheImageAndTheSeal()
    {
        EasyEnclave.Attestation.Binding.Claims claims = ClaimsSource.Of(Options with { Sealed = true });

        Assert.Equal(new ClaimValue.Text(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(typeof(AgentHost).Assembly.Location)))), claims.Members["agent_sha256"]);
        Assert.Equal(new ClaimValue.Text(ClaimsSource.ConfigSha256(Options with { Sealed = true })), claims.Members["config_sha256"]);
        Assert.Equal(new ClaimValue.Text("image-1"), claims.Members["vm_image_id"]);
        Assert.True(claims.Sealed);
    }

    [Fact]
    public void TheConfigurationIsHashedAsSortedLinesAnybodyCanMake()
    {
        string text = ClaimsSource.ConfigText(Options);

        Assert.Equal(text.Split('\n').Order(StringComparer.Ordinal), text.Split('\n'));
        Assert.Contains("EE_CONTROL_WS=wss://control.example.com/v1/tunnel", text.Split('\n'));
        Assert.Contains("SEAL_VM=false", text.Split('\n'));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))), ClaimsSource.ConfigSha256(Options));
    }

    [Fact]
    public void AnotherBackendIsAnotherConfigurationAndAnotherMachineOrSecretIsNot()
    {
        string hash = ClaimsSource.ConfigSha256(Options);

        Assert.NotEqual(hash, ClaimsSource.ConfigSha256(Options with { Backend = new BackendAddress.Http("127.0.0.1", 2) }));
        Assert.NotEqual(hash, ClaimsSource.ConfigSha256(Options with { ControlUrl = new Uri("wss://other.example.com/v1/tunnel") }));
        Assert.Equal(hash, ClaimsSource.ConfigSha256(Options with { AgentId = AgentId.Parse("agent-2"), NodeId = NodeId.Parse("n"), NodeToken = "secret" }));
    }

    [Fact]
    public void WhichControlPlaneIsTrustedIsConfigurationToo()
    {
        ControlAllowlist file = new ControlAllowlist.InFile("/list.json", null);
        ControlAllowlist release = new ControlAllowlist.OfRelease(RepoName.Parse("acme/control"), ReleaseTag.Parse("v1"), "list.json", "secret");

        string[] hashes =
        [
            ClaimsSource.ConfigSha256(Options),
            ClaimsSource.ConfigSha256(Options with { RaTls = new ControlTrust() }),
            ClaimsSource.ConfigSha256(Options with { RaTls = new ControlTrust { Allowlist = file } }),
            ClaimsSource.ConfigSha256(Options with { RaTls = new ControlTrust { Allowlist = release } }),
        ];

        Assert.Equal(hashes.Length, hashes.Distinct().Count());
        Assert.DoesNotContain("secret", ClaimsSource.ConfigText(Options with { RaTls = new ControlTrust { Allowlist = release } }), StringComparison.Ordinal);
    }
}
