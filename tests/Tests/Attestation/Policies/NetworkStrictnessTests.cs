using System.Text;
using EasyEnclave.Attestation.Policies;
using EasyEnclave.Attestation.Tcb;

namespace EasyEnclave.Tests.Attestation.Policies;

/// <summary>A network that everybody knows by its name cannot be weakened by a file, rule by rule, each beside what is still allowed.</summary>
public sealed class NetworkStrictnessTests
{
    [Theory]
    [InlineData("\"sealed\":false", "\"sealed\":true")]
    [InlineData("\"freshness\":\"channel\"", "\"freshness\":\"nonce\"")]
    [InlineData("\"pinned_registers\":[\"rtmr1\",\"rtmr2\"]", "\"pinned_registers\":[\"mrtd\",\"rtmr0\",\"rtmr1\",\"rtmr2\"]")]
    [InlineData("\"pinned_registers\":[]", "\"pinned_registers\":[\"mrtd\",\"rtmr1\",\"rtmr2\",\"mr_seam\"]")]
    [InlineData("\"stated_registers\":[\"rtmr0\"]", "\"stated_registers\":[\"rtmr0\"],\"pinned_registers\":[\"mrtd\",\"rtmr1\",\"rtmr2\",\"rtmr3\"]")]
    [InlineData("\"tcb_statuses\":[\"UpToDate\",\"ConfigurationNeeded\"]", "\"tcb_statuses\":[\"UpToDate\"]")]
    [InlineData("\"tcb_statuses\":[\"OutOfDate\"]", "\"tcb_statuses\":[\"SWHardeningNeeded\"]")]
    [InlineData("\"tcb_grace_days\":{\"OutOfDate\":1}", "\"tcb_grace_days\":{\"ConfigurationNeeded\":3650}")]
    [InlineData("\"tcb_grace_days\":{\"TDRelaunchAdvised\":1}", "\"tcb_grace_days\":{\"ConfigurationAndSWHardeningNeeded\":1}")]
    [InlineData("\"tcb_grace_days\":{\"OutOfDateConfigurationNeeded\":1}", "\"tcb_grace_days\":{\"SWHardeningNeeded\":9},\"tcb_statuses\":[\"UpToDate\"]")]
    [InlineData("\"td_attributes\":\"00010010000000c0\"", "\"td_attributes\":\"0000001000000000\"")]
    [InlineData("\"require_sept_ve_disable\":false", "\"require_sept_ve_disable\":true")]
    [InlineData("\"allow_migratable\":true", "\"allow_migratable\":false")]
    [InlineData("\"service_tds\":[\"MEASURED\"]", "\"service_tds\":[]")]
    [InlineData("\"trust_roots\":[\"development\"]", "\"trust_roots\":[\"intel\"]")]
    [InlineData(null, "\"firmware_mrtds\":[\"MEASURED\"]")]
    [InlineData(null, "\"mr_seams\":[\"MEASURED\"]")]
    [InlineData(null, "\"platforms\":\"first_use\"")]
    [InlineData(null, "\"platforms\":[\"0123456789abcdef0123456789abcdef\"]")]
    [InlineData(null, "\"min_tcb_evaluation_number\":19")]
    [InlineData(null, "\"xfam\":\"0300000000000000\"")]
    public void ForgeMayOnlyBecomeStricter(string? weaker, string stricter)
    {
        if (weaker is not null)
            Assert.Contains("forge-1", Assert.Single(Faults("forge-1", weaker)), StringComparison.Ordinal);
        Assert.Empty(Faults("forge-1", stricter));
    }

    [Theory]
    [InlineData("\"tcb_grace_days\":{\"TDRelaunchAdvised\":1}", "\"tcb_grace_days\":{\"OutOfDate\":1},\"tcb_statuses\":[\"UpToDate\"]")]
    [InlineData("\"freshness\":\"channel\"", "\"sealed\":true")]
    [InlineData("\"allow_migratable\":true", "\"pinned_registers\":[\"mrtd\"]")]
    public void SoMayTheSandbox(string weaker, string stricter)
    {
        Assert.Single(Faults("sandbox-1", weaker));
        Assert.Empty(Faults("sandbox-1", stricter));
    }

    [Fact]
    public void WhatIsNotSaidStaysAsItWas()
    {
        Assert.True(NetworksFile.TryRead(Text("forge-1", "\"tcb_grace_days\":{\"ConfigurationNeeded\":30}"), false, out var networks, out _));

        Assert.Equal(
            NetworkPolicy.Forge1 with { GraceDays = networks["forge-1"].GraceDays },
            networks["forge-1"]);
        Assert.Equal([KeyValuePair.Create(TcbStatus.ConfigurationNeeded, 30)], networks["forge-1"].GraceDays);
        Assert.Same(NetworksFile.BuiltIn(false)["forge-1"], NetworkPolicy.Forge1);
    }

    private static IReadOnlyList<string> Faults(string network, string members)
    {
        NetworksFile.TryRead(Text(network, members), development: false, out _, out var faults);

        // The development root is refused twice in production, for two reasons that are both true.
        return members.Contains("development", StringComparison.Ordinal) ? [.. faults.Take(1)] : faults;
    }

    private static byte[] Text(string network, string members) => Encoding.UTF8.GetBytes(
        $$"""{"version":"1","networks":[{"name":"{{network}}",{{members.Replace("MEASURED", new string('a', 96), StringComparison.Ordinal)}}}]}""");
}
