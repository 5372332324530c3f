using EasyEnclave.Node;

namespace EasyEnclave.Tests.Node;

/// <summary>The verb <c>health</c> finds the server by the settings the server was started with.</summary>
public sealed class HealthTargetTests
{
    [Theory]
    [InlineData(null, null, "http://127.0.0.1:8088/health/ready")]
    [InlineData("0.0.0.0", "9000", "http://127.0.0.1:9000/health/ready")]
    [InlineData("::", null, "http://[::1]:8088/health/ready")]
    [InlineData("10.1.2.3", "80", "http://10.1.2.3/health/ready")]
    public void AWildcardIsAskedOnLoopbackAndAnAddressAsItIs(string? bind, string? port, string expected) =>
        Assert.Equal(expected, HealthTarget.FromSettings(Settings.Of(("EE_CONTROL_BIND", bind), ("EE_CONTROL_PORT", port)).Read())?.AbsoluteUri);

    [Theory]
    [InlineData("http://0.0.0.0:8088/", "http://127.0.0.1:8088/")]
    [InlineData("https://[::]:8088/", "https://[::1]:8088/")]
    [InlineData("http://10.1.2.3:8088/", "http://10.1.2.3:8088/")]
    [InlineData("http://localhost:8088/", "http://localhost:8088/")]
    public void TheDemonstrationsAgentFindsAListenerOfAllAddressesOnLoopback(string listener, string expected) =>
        Assert.Equal(expected, OwnAddress.Reachable(new Uri(listener)).AbsoluteUri);

    [Theory]
    [InlineData("EE_TLS_CERT", "/etc/easyenclave/tls.pem", "https")]
    [InlineData("EE_RATLS_ENABLED", "true", "https")]
    [InlineData("EE_RATLS_ENABLED", "false", "http")]
    public void TlsIsSpokenWhereTheListenerSpeaksIt(string variable, string value, string scheme) =>
        Assert.Equal(scheme, HealthTarget.FromSettings(Settings.Of((variable, value)).Read())?.Scheme);

    [Fact]
    public void ADrawnPortIsToldWithTheRemedy()
    {
        var settings = Settings.Of(("EE_CONTROL_PORT", "0")).Read();

        Assert.Null(HealthTarget.FromSettings(settings));
        Assert.Contains("health http://127.0.0.1:PORT", Assert.Single(settings.Faults));
    }

    [Fact]
    public void EverySettingItAsksForIsOneOfTheServers() =>
        Assert.Equal(4, EasyEnclave.Node.Options.KnownSettings.All.Count(setting => HealthTarget.AsksFor(setting.Variable)));

    [Theory]
    [InlineData("http://127.0.0.1:8088", "http://127.0.0.1:8088/health/ready")]
    [InlineData("https://control.example.com/", "https://control.example.com/health/ready")]
    [InlineData("http://127.0.0.1:8088/health/live", "http://127.0.0.1:8088/health/live")]
    [InlineData("ftp://127.0.0.1", null)]
    [InlineData("http://user:secret@127.0.0.1", null)]
    [InlineData("127.0.0.1:8088", null)]
    public void AUrlWithoutAPathMeansReadiness(string text, string? expected) => Assert.Equal(expected, HealthTarget.FromText(text)?.AbsoluteUri);
}
