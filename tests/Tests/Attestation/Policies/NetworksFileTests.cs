using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EasyEnclave.Attestation.Certificates;
using EasyEnclave.Attestation.Policies;
using EasyEnclave.Attestation.Tcb;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Attestation.Policies;

/// <summary>What a file of networks may say, and that nothing in it can mean less than it seems to.</summary>
public sealed class NetworksFileTests
{
    private const string Ppid = "0123456789abcdef0123456789abcdef";
    private static readonly string Measured = new('a', 96);

    [Fact]
    public void WithoutAFileThereAreTheTwoOfTheProtocol()
    {
        Assert.Equal(["forge-1", "sandbox-1"], NetworksFile.BuiltIn(development: false).Keys.Order());
        Assert.Same(NetworkPolicy.Forge1, NetworksFile.BuiltIn(development: true)["forge-1"]);
        Assert.Equal(2, Read("""{"version":"1","networks":[]}""").Count);
    }

    [Fact]
    public void EveryMemberIsTaken()
    {
        var policy = Read(File(Full(), own: false))["own-1"];

        Assert.True(policy.SealedRequired && policy.AllowMigratable && !policy.RequireSeptVeDisable);
        Assert.Equal([TrustRoot.IntelName], policy.TrustRoots);
        Assert.Equal(Freshness.Channel, policy.Freshness);
        Assert.Equal(["mrtd", "rtmr2"], policy.PinnedRegisters);
        Assert.Equal(["rtmr0"], policy.StatedRegisters);
        Assert.Equal([TcbStatus.UpToDate, TcbStatus.SWHardeningNeeded], policy.AcceptedStatuses.Order());
        Assert.Equal([(TcbStatus.OutOfDate, 90), (TcbStatus.TDRelaunchAdvised, 7)], policy.GraceDays.Select(pair => (pair.Key, pair.Value)).Order());
        Assert.Equal(19, policy.MinTcbEvaluationNumber);
        Assert.Equal(TdAttributeBits.Perfmon | TdAttributeBits.SeptVeDisable, policy.KnownAttributeBits);
        Assert.Equal(0x602e7UL, policy.AllowedXfamBits);
        Assert.Equal([Measured], policy.AllowedServiceTds);
        Assert.Equal([Measured], policy.AllowedMrSeams);
        Assert.Equal([Measured], policy.FirmwareMrtds);
        Assert.Equal([Ppid], policy.AllowedPlatforms);
        Assert.False(policy.PinsPlatformOnFirstUse);
    }

    [Fact]
    public void WhatANetworkOfOnesOwnDoesNotSayIsAsStrictAsCanBe()
    {
        var policy = Read(File([]))["own-1"];

        Assert.True(policy.RequireSeptVeDisable && !policy.AllowMigratable && !policy.PinsPlatformOnFirstUse);
        Assert.Equal(Freshness.Nonce, policy.Freshness);
        Assert.Empty(policy.AllowedServiceTds);
        Assert.Empty(policy.FirmwareMrtds);
        Assert.Empty(policy.GraceDays);
        Assert.Equal(TdAttributeBits.Known, policy.KnownAttributeBits);
        Assert.Null(policy.AllowedPlatforms);
    }

    [Theory]
    [InlineData("sealed", "1", "must be true or false", "false")]
    [InlineData("trust_roots", "[\"amd\"]", "entry 0 must be intel or development", "[\"intel\"]")]
    [InlineData("trust_roots", "[]", "names none", "[\"intel\"]")]
    [InlineData("trust_roots", "[\"intel\",\"intel\"]", "entry 1 stands there twice", "[\"intel\"]")]
    [InlineData("trust_roots", "[\"intel\",\"development\"]", "development mode alone", "[\"intel\"]")]
    [InlineData("freshness", "\"trust\"", "must be one of nonce, channel", "\"channel\"")]
    [InlineData("pinned_registers", "[\"rtmr4\"]", "entry 0 must be one of mrtd", "[\"rtmr3\"]")]
    [InlineData("pinned_registers", "\"mrtd\"", "must be a list", "[]")]
    [InlineData("stated_registers", "[null]", "entry 0", "[\"rtmr0\"]")]
    [InlineData("tcb_statuses", "[\"Revoked\"]", "Revoked can never be accepted", "[\"OutOfDate\"]")]
    [InlineData("tcb_statuses", "[\"UpToDate\",\"TcbNotSupported\"]", "TcbNotSupported can never be accepted", "[\"UpToDate\"]")]
    [InlineData("tcb_statuses", "[\"TDRelaunchAdvised\"]", "move it to tcb_grace_days", "[\"OutOfDateConfigurationNeeded\"]")]
    [InlineData("tcb_statuses", "[\"uptodate\"]", "as Intel spells it", "[\"UpToDate\"]")]
    [InlineData("tcb_statuses", "[\"0\"]", "as Intel spells it", "[\"UpToDate\"]")]
    [InlineData("tcb_statuses", "[\"77\"]", "as Intel spells it", "[\"UpToDate\"]")]
    [InlineData("tcb_statuses", "[]", "names none", "[\"UpToDate\"]")]
    [InlineData("tcb_grace_days", "{\"Revoked\":1}", "Revoked can never be accepted", "{\"TDRelaunchAdvised\":1}")]
    [InlineData("tcb_grace_days", "{\"TcbNotSupported\":1}", "TcbNotSupported can never be accepted", "{\"OutOfDate\":1}")]
    [InlineData("tcb_grace_days", "{\"Old\":1}", "Old is no TCB status", "{\"OutOfDate\":0}")]
    [InlineData("tcb_grace_days", "{\"OutOfDate\":-1}", "OutOfDate must be a whole number from 0 to 3650", "{\"OutOfDate\":3650}")]
    [InlineData("tcb_grace_days", "{\"OutOfDate\":3651}", "OutOfDate must be a whole number from 0 to 3650", "{\"OutOfDate\":3650}")]
    [InlineData("tcb_grace_days", "{\"OutOfDate\":1.5}", "OutOfDate must be a whole number", "{\"OutOfDate\":1}")]
    [InlineData("tcb_grace_days", "{\"UpToDate\":5}", "UpToDate is in tcb_statuses as well", "{}")]
    [InlineData("tcb_grace_days", "[]", "must be an object", "{}")]
    [InlineData("min_tcb_evaluation_number", "\"19\"", "must be a whole number", "19")]
    [InlineData("min_tcb_evaluation_number", "-1", "must be a whole number", "0")]
    [InlineData("min_tcb_evaluation_number", "4294967296", "must be a whole number", "4294967295")]
    [InlineData("td_attributes", "\"0x10000000\"", "16 lowercase hex digits", "\"0000001000000000\"")]
    [InlineData("td_attributes", "\"0000000000000080\"", "bit 28", "\"0000001000000080\"")]
    [InlineData("td_attributes", "\"000000F000000000\"", "16 lowercase hex digits", "\"000000f000000000\"")]
    [InlineData("xfam", "\"0100000000000000\"", "bits 0 and 1", "\"0300000000000000\"")]
    [InlineData("require_sept_ve_disable", "\"yes\"", "must be true or false", "false")]
    [InlineData("allow_migratable", "null", "must be true or false", "true")]
    [InlineData("service_tds", "[\"00\"]", "96 lowercase hex digits", "[]")]
    [InlineData("mr_seams", "[]", "is empty", null)]
    [InlineData("firmware_mrtds", "{}", "must be a list", "[]")]
    [InlineData("platforms", "\"some\"", "must be any or first_use, or a list", "\"first_use\"")]
    [InlineData("platforms", "[]", "is empty", "\"any\"")]
    [InlineData("platforms", "[\"0123456789ABCDEF0123456789ABCDEF\"]", "32 lowercase hex digits", "[\"0123456789abcdef0123456789abcdef\"]")]
    [InlineData("sealled", "true", "is no member of a network", null)]
    [InlineData("name", "\"Own\"", "must be an object with a name", "\"own-1\"")]
    public void AWrongMemberIsNamedWithARemedyAndItsNeighbourIsTaken(string member, string wrong, string says, string? right)
    {
        var fault = Assert.Single(Refused(File([(member, wrong)])));

        Assert.Contains(says, fault, StringComparison.Ordinal);
        Assert.Contains(member == "name" ? "networks[0]" : member, fault, StringComparison.Ordinal);
        Assert.True(fault.All(c => c is >= ' ' and <= '~'), "it holds what a line must not");
        if (right is not null)
            Read(File([(member, right)]));
    }

    [Theory]
    [InlineData("sealed")]
    [InlineData("trust_roots")]
    [InlineData("pinned_registers")]
    [InlineData("tcb_statuses")]
    public void ANetworkOfOnesOwnMustSayWhatMattersMost(string member)
    {
        var network = Own();
        network.Remove(member);

        Assert.Contains(Refused(Text(network)), fault => fault.StartsWith($"network own-1: {member}: is missing", StringComparison.Ordinal));
    }

    [Fact]
    public void AllFaultsAreToldAtOnce()
    {
        var faults = Refused("""
            {"version":"2","extra":1,"networks":[
              {"name":"forge-1","sealed":false,"allow_migratable":true},
              {"name":"own-1","sealed":"no","pinned_registers":[],"tcb_statuses":["Revoked"],"platfroms":[]},
              {"name":"own-1","sealed":true,"trust_roots":["intel"],"pinned_registers":[],"tcb_statuses":["UpToDate"]},
              7]}
            """);

        string[] expected =
        [
            "version", "extra", "network forge-1: sealed", "network forge-1: allow_migratable", "network own-1: trust_roots", "network own-1: sealed",
            "network own-1: tcb_statuses", "network own-1: platfroms", "network own-1", "networks[3]",
        ];
        Assert.Equal(expected, faults.Select(fault => expected.First(start => fault.StartsWith(start + ": ", StringComparison.Ordinal))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"version":"1"}""")]
    [InlineData("""{"networks":[]}""")]
    [InlineData("""{"version":1,"networks":[]}""")]
    [InlineData("""{"version":"1","version":"1","networks":[]}""")]
    [InlineData("""{"version":"1","networks":[],}""")]
    [InlineData("""{"version":"1","networks":[]} x""")]
    [InlineData("""{"version":"1","networks":{}}""")]
    [InlineData("""{"version":"1","networks":[],"\ud800":1}""")]
    public void WhatIsNoSuchFileIsRefused(string text) => Assert.NotEmpty(Refused(text));

    [Fact]
    public void AFileHasASizeANumberOfNetworksAndADepth()
    {
        string Many(int count) => $$"""{"version":"1","networks":[{{string.Join(',', Enumerable.Range(0, count).Select(i => Own($"own-{i}").ToJsonString()))}}]}""";

        Assert.Equal(66, Read(Many(64)).Count);
        Assert.Contains("at most 64", Assert.Single(Refused(Many(65))), StringComparison.Ordinal);
        Read(Many(1).PadRight(NetworksFile.MaxBytes));
        Refused(Many(1).PadRight(NetworksFile.MaxBytes + 1));
        Refused(new string('[', 100_000));
    }

    [Fact]
    public void ANameThatCannotBeShownIsNotShown()
    {
        var network = Own();
        network["a\u001b[31m\nb"] = 1;

        Assert.DoesNotContain('\n', Assert.Single(Refused(Text(network))));
    }

    [Fact]
    public void DevelopmentTakesItsRootInNetworksOfOnesOwnAlone()
    {
        var own = File([("trust_roots", "[\"development\"]")]);

        Assert.Equal([TrustRoot.DevelopmentName], Read(own, development: true)["own-1"].TrustRoots);
        Refused(own);
        Assert.All(new[] { true, false }, development => Refused("""{"version":"1","networks":[{"name":"forge-1","trust_roots":["intel","development"]}]}""", development));
        Refused("""{"version":"1","networks":[{"name":"sandbox-1","trust_roots":["intel","development"]}]}""");
        Read("""{"version":"1","networks":[{"name":"sandbox-1","trust_roots":["intel","development"]}]}""", development: true);
    }

    [Fact]
    public void TheSchemaAndTheReaderNameTheSameMembersAndTheExampleIsTaken()
    {
        string folder = Path.Combine(Repository.Root, "allowlist");
        using var schema = JsonDocument.Parse(System.IO.File.ReadAllBytes(Path.Combine(folder, "networks.schema.json")));
        var named = schema.RootElement.GetProperty("$defs").GetProperty("network").GetProperty("properties").EnumerateObject().Select(member => member.Name);

        Assert.Equal(named.Order(StringComparer.Ordinal), Full().Select(member => member.Name).Concat(["name"]).Order(StringComparer.Ordinal));
        Assert.Equal(3, Read(System.IO.File.ReadAllText(Path.Combine(folder, "examples", "networks.json"))).Count);
    }

    private static (string Name, string Value)[] Full() =>
    [
        ("sealed", "true"), ("trust_roots", "[\"intel\"]"), ("freshness", "\"channel\""), ("pinned_registers", "[\"rtmr2\",\"mrtd\"]"),
        ("stated_registers", "[\"rtmr0\"]"), ("tcb_statuses", "[\"SWHardeningNeeded\",\"UpToDate\"]"),
        ("tcb_grace_days", "{\"OutOfDate\":90,\"TDRelaunchAdvised\":7}"), ("min_tcb_evaluation_number", "19"),
        ("td_attributes", "\"0000001000000080\""), ("xfam", "\"e702060000000000\""), ("require_sept_ve_disable", "false"), ("allow_migratable", "true"),
        ("service_tds", $"[\"{Measured}\"]"), ("mr_seams", $"[\"{Measured}\"]"), ("platforms", $"[\"{Ppid}\"]"), ("firmware_mrtds", $"[\"{Measured}\"]"),
    ];

    private static JsonObject Own(string name = "own-1") => new()
    {
        ["name"] = name,
        ["sealed"] = false,
        ["trust_roots"] = new JsonArray("intel"),
        ["pinned_registers"] = new JsonArray(),
        ["tcb_statuses"] = new JsonArray("UpToDate"),
    };

    private static string File(IEnumerable<(string Name, string Value)> members, bool own = true)
    {
        var network = own ? Own() : new JsonObject { ["name"] = "own-1" };
        foreach (var (name, value) in members)
            network[name] = JsonNode.Parse(value);
        return Text(network);
    }

    private static string Text(JsonObject network) => $$"""{"version":"1","networks":[{{network.ToJsonString()}}]}""";

    private static IReadOnlyDictionary<string, NetworkPolicy> Read(string text, bool development = false)
    {
        var read = NetworksFile.TryRead(Encoding.UTF8.GetBytes(text), development, out var networks, out var faults);
        Assert.Equal("", string.Join('\n', faults));
        Assert.True(read);
        return networks;
    }

    private static IReadOnlyList<string> Refused(string text, bool development = false)
    {
        Assert.False(NetworksFile.TryRead(Encoding.UTF8.GetBytes(text), development, out var networks, out var faults));
        Assert.NotEmpty(faults);
        Assert.Equal(2, networks.Count);
        return faults;
    }
}
