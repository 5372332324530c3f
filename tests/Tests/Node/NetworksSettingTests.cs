using EasyEnclave.Attestation.Policies;
using EasyEnclave.Attestation.Tcb;
using EasyEnclave.Node.Options;

namespace EasyEnclave.Tests.Node;

/// <summary>The file that <c>EE_NETWORKS_FILE</c> names: taken whole, or every fault of it told among all others.</summary>
public sealed class NetworksSettingTests
{
    private const string Own = """{"name":"own-1","sealed":true,"trust_roots":["TRUST"],"pinned_registers":["mrtd"],"tcb_statuses":["UpToDate"]}""";

    [Fact]
    public void ItsNetworksStandBesideTheBuiltInOnes()
    {
        using SettingsFile file = new($$"""{"version":"1","networks":[{{Own.Replace("TRUST", "intel", StringComparison.Ordinal)}}]}""");

        NodeOptions options = Settings.Of(("EE_NETWORKS_FILE", file.Path)).Accepted();

        Assert.Equal(["forge-1", "own-1", "sandbox-1"], options.Networks!.Keys.Order());
        Assert.Equal([TcbStatus.UpToDate], options.Networks["own-1"].AcceptedStatuses);
        Assert.Same(NetworkPolicy.Forge1, options.Networks["forge-1"]);
    }

    [Fact]
    public void WithoutOneThereAreTheBuiltInOnes() => Assert.Null(new Settings().Accepted().Networks);

    [Fact]
    public void EveryFaultIsToldWithTheOthers()
    {
        using SettingsFile file = new("""{"version":"1","networks":[{"name":"forge-1","sealed":false,"tcb_statuses":["OutOfDate"]}]}""");

        IReadOnlyList<string> faults = Settings.Of(("EE_NETWORKS_FILE", file.Path), ("EE_CONTROL_PORT", "x")).Refused();

        Assert.Equal(3, faults.Count);
        Assert.Contains(faults, fault => fault.StartsWith("EE_NETWORKS_FILE: network forge-1: sealed: must stay true", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.StartsWith("EE_NETWORKS_FILE: network forge-1: tcb_statuses: ", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.StartsWith("EE_CONTROL_PORT: ", StringComparison.Ordinal));
    }

    [Fact]
    public void AFileThatIsNotThereOrTooLargeIsAFault()
    {
        using SettingsFile large = new(new string(' ', NetworksFile.MaxBytes + 1));

        Assert.Contains("not there", Assert.Single(Settings.Of(("EE_NETWORKS_FILE", "none.json")).Refused()), StringComparison.Ordinal);
        Assert.Contains("not there", Assert.Single(Settings.Of(("EE_NETWORKS_FILE", Path.GetTempPath())).Refused()), StringComparison.Ordinal);
        Assert.Contains("1 MiB", Assert.Single(Settings.Of(("EE_NETWORKS_FILE", large.Path)).Refused()), StringComparison.Ordinal);
    }

    [Fact]
    public void TheDevelopmentRootIsTakenInDevelopmentModeAlone()
    {
        using SettingsFile file = new($$"""{"version":"1","networks":[{{Own.Replace("TRUST", "development", StringComparison.Ordinal)}}]}""");
        Settings settings = Settings.Of(("EE_NETWORKS_FILE", file.Path));

        Assert.Contains("development mode alone", Assert.Single(settings.Refused()), StringComparison.Ordinal);
        Assert.Contains("own-1", settings.Accepted(verbPlatform: "platform").Networks!.Keys);
    }
}
