using EasyEnclave.Agent.Options;
using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Tests.Agent;

public sealed class AgentOptionsReaderTests
{
    private static readonly Dictionary<string, string?> Good = new(StringComparer.Ordinal)
    {
        ["EE_CONTROL_WS"] = "wss://control.example.com/v1/tunnel",
        ["EE_REPO"] = "acme/hello",
        ["EE_RELEASE_TAG"] = "v1.0.0",
        ["EE_APP_NAME"] = "hello",
        ["EE_AGENT_ID"] = "agent-1",
        ["EE_BACKEND_URL"] = "http://127.0.0.1:8080",
        ["VM_IMAGE_ID"] = "image-1",
        ["PATH"] = "/bin",
    };

    [Fact]
    public void WhatMustBeSetIsEnoughAndTheRestHasDefaults()
    {
        AgentOptions options = Accepted();

        Assert.Equal("wss://control.example.com/v1/tunnel", options.ControlUrl.AbsoluteUri);
        Assert.Equal(("acme/hello", "v1.0.0", "hello", "forge-1"), (options.Repo.Value, options.ReleaseTag.Value, options.App.Value, options.Network.Value));
        Assert.Equal(("agent-1", "agent-1", null), (options.AgentId.Value, options.NodeId.Value, options.NodeToken));
        Assert.Equal(("/", 60, 5, 15), (options.HealthPath, options.HealthInterval.TotalSeconds, options.ReconnectDelay.TotalSeconds, options.BackendTimeout.TotalSeconds));
        Assert.Equal((10485760, QuoteProvider.Configfs, "/sys/kernel/config/tsm/report"), (options.MaxBodyBytes, options.QuoteProvider, options.TsmPath));
        Assert.False(options.Sealed || options.AllowPrivateControl);
    }

    [Fact]
    public void OfASecretIsShownOnlyThatItIsSet()
    {
        AgentOptions options = Accepted() with
        {
            NodeToken = "the-nodes-token",
            RaTls = new ControlTrust
            {
                Allowlist = new ControlAllowlist.OfRelease(RepoName.Parse("acme/control"), ReleaseTag.Parse("v1"), "list.json", "githubs-token"),
            },
        };

        Assert.DoesNotContain("s-token", options.ToString(), StringComparison.Ordinal);
        Assert.Contains("NodeToken = (set)", options.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("(set)", Accepted().ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void AllThatIsMissingIsToldAtOnce()
    {
        OptionsReading reading = AgentOptionsReader.Read(new Dictionary<string, string?> { ["EE_REPO"] = " " }, _ => null);

        Assert.Null(reading.Options);
        Assert.Equal(
            ["EE_CONTROL_WS", "EE_REPO", "EE_RELEASE_TAG", "EE_APP_NAME", "EE_AGENT_ID", "EE_BACKEND_URL", "VM_IMAGE_ID"], reading.Faults.Select(fault => fault.Variable));
        Assert.All(reading.Faults, fault => Assert.Contains("give ", fault.Remedy, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("EE_CONTROL_WS", "wss://control.example.com", "https://control.example.com")]
    [InlineData("EE_CONTROL_WS", "wss://control.example.com", "wss://user:pass@control.example.com")]
    [InlineData("EE_CONTROL_WS", "wss://control.example.com", "wss://control.example.com/#x")]
    [InlineData("EE_CONTROL_WS", "wss://control.example.com", "ws://control.example.com")]
    [InlineData("EE_CONTROL_WS", "wss://93.184.216.34", "wss://192.168.1.1")]
    [InlineData("EE_CONTROL_WS", "wss://93.184.216.34", "wss://127.0.0.1")]
    [InlineData("EE_CONTROL_WS", "wss://93.184.216.34", "wss://[::1]")]
    [InlineData("EE_CONTROL_WS", "wss://localhost.example.com", "wss://localhost")]
    [InlineData("EE_REPO", "acme/hello", "acme")]
    [InlineData("EE_RELEASE_TAG", "v1", "..")]
    [InlineData("EE_APP_NAME", "hello", "admin")]
    [InlineData("EE_NETWORK", "sandbox-1", "Sandbox")]
    [InlineData("EE_AGENT_ID", "a", "a b")]
    [InlineData("EE_NODE_ID", "n", "n/n")]
    [InlineData("EE_BACKEND_URL", "unix:/run/app.sock", "https://127.0.0.1")]
    [InlineData("EE_BACKEND_HEALTH_PATH", "/healthz?deep=1", "//host/healthz")]
    [InlineData("EE_HEALTH_INTERVAL_SEC", "1", "0")]
    [InlineData("EE_HEALTH_INTERVAL_SEC", "3600", "3601")]
    [InlineData("EE_RECONNECT_DELAY_SEC", "60", "61")]
    [InlineData("EE_RECONNECT_DELAY_SEC", "5", "5.5")]
    [InlineData("EE_PROXY_TIMEOUT_SEC", "1", "-1")]
    [InlineData("EE_PROXY_MAX_BODY_BYTES", "1024", "1023")]
    [InlineData("EE_QUOTE_PROVIDER", "configfs", "Simulated")]
    [InlineData("EE_DATA_CONNECTIONS", "8", "9")]
    [InlineData("EE_RATLS_ENABLED", "false", "maybe")]
    [InlineData("EE_CONTROL_ALLOWLIST_REQUIRED", "no", "on")]
    [InlineData("SEAL_VM", "yes", "maybe")]
    [InlineData("VM_IMAGE_ID", "image é", "image\u0007")]
    public void EachVariableHasItsRangeAndAFaultNamesIt(string name, string good, string bad)
    {
        Accepted((name, good));
        Assert.Equal([name], Faults((name, bad)));
    }

    [Fact]
    public void AnAddressWithoutAPathMeansTheTunnelsOwn() =>
        Assert.Equal("wss://control.example.com/v1/tunnel", Accepted(("EE_CONTROL_WS", "wss://control.example.com")).ControlUrl.AbsoluteUri);

    [Fact]
    public void PrivateAddressesAreTakenWhenAllowedAndPlainTextOnlyOnLoopback()
    {
        Accepted(("EE_CONTROL_WS", "wss://10.0.0.1/v1/tunnel"), ("EE_CONTROL_WS_ALLOW_PRIVATE", "true"));
        Accepted(("EE_CONTROL_WS", "ws://127.0.0.1:8088/v1/tunnel"), ("EE_CONTROL_WS_ALLOW_PRIVATE", "true"));
        Assert.Equal(["EE_CONTROL_WS"], Faults(("EE_CONTROL_WS", "ws://10.0.0.1/v1/tunnel"), ("EE_CONTROL_WS_ALLOW_PRIVATE", "true")));
    }

    [Fact]
    public void SimulatedQuotesNeedAPlatformAndAllowPrivateAddressesAndNeedNoImage()
    {
        Assert.Equal(["EE_DEV_PLATFORM"], Faults(("EE_QUOTE_PROVIDER", "simulated")));

        AgentOptions options = Accepted(
            ("EE_QUOTE_PROVIDER", "simulated"), ("EE_DEV_PLATFORM", "/platform"), ("EE_CONTROL_WS", "ws://localhost:8088"), ("VM_IMAGE_ID", null), ("NO_FILES", "1"));
        Assert.Equal((QuoteProvider.Simulated, "/platform"), (options.QuoteProvider, options.DevelopmentPlatform));
        Assert.Equal((true, "development"), (options.AllowPrivateControl, options.VmImageId));
        (string, string?)[] simulated = [("EE_QUOTE_PROVIDER", "simulated"), ("EE_DEV_PLATFORM", "/platform"), ("EE_CONTROL_WS", "ws://localhost")];
        Assert.Equal(["EE_CONTROL_WS"], Faults([.. simulated, ("EE_CONTROL_WS_ALLOW_PRIVATE", "no")]));
    }

    [Fact]
    public void ASealedMachineTakesNothingOfDevelopmentAndNoBackendElsewhere()
    {
        Assert.True(Accepted(("SEAL_VM", "1"), ("EE_BACKEND_URL", "http://[::1]:80")).Sealed);
        Accepted(("SEAL_VM", "1"), ("EE_BACKEND_URL", "unix:/run/app.sock"));
        Accepted(("EE_BACKEND_URL", "http://10.0.0.7:80"));
        Assert.Equal(["EE_BACKEND_URL"], Faults(("SEAL_VM", "1"), ("EE_BACKEND_URL", "http://10.0.0.7:80")));
        Assert.Equal(["EE_DEV_PLATFORM"], Faults(("SEAL_VM", "1"), ("EE_DEV_PLATFORM", "/platform")));
        Assert.Equal(["EE_DEV_PLATFORM", "EE_QUOTE_PROVIDER"], Faults(("SEAL_VM", "1"), ("EE_DEV_PLATFORM", "/platform"), ("EE_QUOTE_PROVIDER", "simulated")).Order());
    }

    [Fact]
    public void ANodeTokenComesFromTheVariableOrTheFileAndNotFromBoth()
    {
        Assert.Equal("s", Accepted(("EE_NODE_TOKEN", "s")).NodeToken);
        Assert.Equal("from /t", Accepted(("EE_NODE_TOKEN_FILE", "/t")).NodeToken);
        Assert.Equal(["EE_NODE_TOKEN_FILE"], Faults(("EE_NODE_TOKEN_FILE", "/absent")));
        Assert.Equal(["EE_NODE_TOKEN"], Faults(("EE_NODE_TOKEN", "s"), ("EE_NODE_TOKEN_FILE", "/t")));
    }

    [Fact]
    public void TheImageIsReadFromItsFileWhereTheVariableIsUnset() =>
        Assert.Equal("from /etc/easy-enclave/vm_image_id", Accepted(("VM_IMAGE_ID", "")).VmImageId);

    [Fact]
    public void AnUnknownSettingIsWarnedOf()
    {
        OptionsReading reading = Read(("EE_BACKEND_ULR", "x"), ("EE_UNSET", ""));

        Assert.NotNull(reading.Options);
        Assert.Equal(["EE_BACKEND_ULR means nothing to the agent"], reading.Warnings);
    }

    [Fact]
    public void SwitchesWinOverVariablesAndSecretsAreNoSwitches()
    {
        Dictionary<string, string?> variables = new(Good);

        Assert.Empty(CommandLine.Apply(["--agent-id", "agent-2", "--backend-url=unix:/a=b", "--seal-vm", "1"], variables));
        Assert.Equal(("agent-2", "unix:/a=b", "1"), (variables["EE_AGENT_ID"], variables["EE_BACKEND_URL"], variables["SEAL_VM"]));
        Assert.Equal(["--node-token", "--nonsense", "--agent-id"], CommandLine.Apply(["--node-token=s", "--nonsense", "--agent-id"], variables).Select(fault => fault.Variable));
        Assert.DoesNotContain("EE_NODE_TOKEN", variables);
    }

    [Fact]
    public void AttestedTlsWantsTheControlPlanesAllowlist()
    {
        (string, string?) on = ("EE_RATLS_ENABLED", "true");
        (string, string?)[] release = [on, ("EE_CONTROL_ALLOWLIST_REPO", "acme/control"), ("EE_CONTROL_ALLOWLIST_TAG", "v1")];

        Assert.Null(Accepted().RaTls);
        Assert.Equal(new ControlAllowlist.InFile("/list.json", null), Accepted(on, ("EE_CONTROL_ALLOWLIST_PATH", "/list.json")).RaTls!.Allowlist);
        Assert.Equal(
            new ControlAllowlist.OfRelease(
                RepoName.Parse("acme/control"), ReleaseTag.Parse("v1"), "control-plane-attestation-allowlist.json", "token"),
            Accepted([.. release, ("EE_CONTROL_ALLOWLIST_TOKEN", "token")]).RaTls!.Allowlist);
        Assert.Null(Accepted(on, ("EE_CONTROL_ALLOWLIST_REQUIRED", "false")).RaTls!.Allowlist);

        Assert.Equal(["EE_CONTROL_ALLOWLIST_PATH"], Faults(on));
        Assert.Equal(["EE_CONTROL_ALLOWLIST_TAG"], Faults(on, ("EE_CONTROL_ALLOWLIST_REPO", "acme/control")));
        Assert.Equal(["EE_CONTROL_ALLOWLIST_REPO"], Faults([.. release, ("EE_CONTROL_ALLOWLIST_PATH", "/list.json")]));
        Assert.Equal(
            ["EE_RATLS_ENABLED"],
            Faults([.. release, ("EE_CONTROL_WS", "ws://127.0.0.1:8088"), ("EE_CONTROL_WS_ALLOW_PRIVATE", "true")]));
        Assert.Equal(["EE_PCCS_URL"], Faults([.. release, ("EE_PCCS_URL", "http://pccs.example.com")]));
    }

    [Fact]
    public void WhatOnlyAttestedTlsCouldDoIsNotAskedForInVain()
    {
        Assert.Equal(["EE_CONTROL_ALLOWLIST_REQUIRED"], Faults(("EE_CONTROL_ALLOWLIST_REQUIRED", "true")));
        Assert.Equal(["EE_CONTROL_ALLOWLIST_PATH"], Faults(("EE_CONTROL_ALLOWLIST_PATH", "/list.json")));
    }

    private static AgentOptions Accepted(params (string Name, string? Value)[] changes)
    {
        OptionsReading reading = Read(changes);
        Assert.Empty(reading.Faults);
        return reading.Options!;
    }

    private static IEnumerable<string> Faults(params (string Name, string? Value)[] changes)
    {
        OptionsReading reading = Read(changes);
        Assert.Null(reading.Options);
        return reading.Faults.Select(fault => fault.Variable);
    }

    private static OptionsReading Read(params (string Name, string? Value)[] changes)
    {
        Dictionary<string, string?> variables = new(Good);
        foreach ((string name, string? value) in changes)
            variables[name] = value;
        return AgentOptionsReader.Read(variables, path => path == "/absent" || changes.Contains(("NO_FILES", "1")) ? null : $"from {path}\n");
    }
}
