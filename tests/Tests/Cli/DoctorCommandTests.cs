using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text.Json;
using EasyEnclave.Cli.Doctor;
using EasyEnclave.Protocol.Rest;

namespace EasyEnclave.Tests.Cli;

/// <summary><c>ee doctor</c>.</summary>
public sealed class DoctorCommandTests : IDisposable
{
    private readonly CliRun _cli = new();
    private readonly ScriptedServer _server = new();
    private readonly List<string> _dialled = [];

    public DoctorCommandTests()
    {
        _cli.Variables["EE_ADMIN_TOKEN"] = "a-token-of-the-tests";
        _cli.Network = _server;
        _cli.Dial = to =>
        {
            _dialled.Add($"{to.Host}:{to.Port}");
            return Task.FromResult<Stream>(new MemoryStream());
        };
    }

    public void Dispose()
    {
        _cli.Dispose();
        _server.Dispose();
    }

    [Fact]
    public async Task WhereNothingFailedItEndsWithZero()
    {
        Says(new DoctorFinding("store", "ok", "It answers.", null));

        JsonElement told = await _cli.JsonAsync("doctor");

        Assert.Equal((0, true, 0), (_cli.ExitCode, told.GetProperty("healthy").GetBoolean(), told.GetProperty("failed").GetInt32()));
        Assert.Equal(["this machine", "node-1"], told.GetProperty("nodes").EnumerateArray().Select(node => node.GetProperty("node").GetString()));
        Assert.Equal(["reach", "token", "clock", "proxy"], Checks(told));
        Assert.Equal("127.0.0.1:9090", Assert.Single(_dialled));
        Assert.Equal("GET http://127.0.0.1:8088/v1/doctor", Assert.Single(_server.Asked));
    }

    [Fact]
    public async Task OneFailureEndsWithOneAndShowsTheRemedy()
    {
        Says(new DoctorFinding("store", "fail", "It is gone.", "Bring it back."), new DoctorFinding("tokens", "warn", "Shared.", "Make your own."));

        Assert.Equal(1, await _cli.RunAsync("doctor", "--all"));

        Assert.StartsWith("1 failed, 1 to look at\n", _cli.Output, StringComparison.Ordinal);
        Assert.Contains("-> Bring it back.", _cli.Output, StringComparison.Ordinal);
        Assert.Equal("GET http://127.0.0.1:8088/v1/doctor?all=true", Assert.Single(_server.Asked));
    }

    [Fact]
    public async Task AWarningAloneIsNoFailure()
    {
        Says(new DoctorFinding("tokens", "warn", "Shared.", "Make your own."));

        Assert.Equal(0, await _cli.RunAsync("doctor"));
        Assert.StartsWith("nothing failed, 1 to look at\n", _cli.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AProxyPortThatIsShutIsAFailure()
    {
        _cli.Dial = _ => throw new SocketException((int)SocketError.ConnectionRefused);
        Says(new DoctorFinding("store", "ok", "It answers.", null));

        JsonElement told = await _cli.JsonAsync("doctor");

        Assert.Equal(1, _cli.ExitCode);
        Assert.Equal("fail", Statuses(told)["proxy"]);
    }

    [Fact]
    public async Task ThePublicProxyUrlGoesBeforeThePort()
    {
        Says(node => node with { PublicProxyUrl = new Uri("https://app.example.com") }, new DoctorFinding("store", "ok", "It answers.", null));

        await _cli.RunAsync("doctor");

        Assert.Equal("app.example.com:443", Assert.Single(_dialled));
    }

    [Fact]
    public async Task ATokenThatIsNotTakenIsAFinding()
    {
        _server.Answers(HttpStatusCode.Unauthorized, """{"error":"invalid_token","title":"Unauthorized","status":401,"detail":"The token is not one that is taken here."}""");

        JsonElement told = await _cli.JsonAsync("doctor");

        Assert.Equal(1, _cli.ExitCode);
        Assert.Equal(("ok", "fail"), (Statuses(told)["reach"], Statuses(told)["token"]));
    }

    [Fact]
    public async Task AServerThatCannotBeReachedIsAFinding()
    {
        _server.Breaks();

        JsonElement told = await _cli.JsonAsync("doctor");

        Assert.Equal((1, "fail"), (_cli.ExitCode, Statuses(told)["reach"]));
    }

    [Fact]
    public async Task WithoutTlsNoHandshakeIsMadeAndWithItOneIs()
    {
        Says(new DoctorFinding("store", "ok", "It answers.", null));

        JsonElement told = await _cli.JsonAsync("doctor", "--server", "https://control.example:8443");

        Assert.Equal("control.example:8443", _dialled[0]);
        Assert.Equal("fail", Statuses(told)["tls"]); // nobody shakes hands here
    }

    [Theory]
    [InlineData(0, "ok")]
    [InlineData(5, "ok")] // the answer took as long
    [InlineData(8, "warn")]
    [InlineData(-1, "ok")]
    [InlineData(-3, "warn")]
    public void ClocksAreComparedButForTheWay(int aheadSeconds, string status) =>
        Assert.Equal(status, DoctorVisit.Clock(CliRun.Now + TimeSpan.FromSeconds(aheadSeconds), CliRun.Now, TimeSpan.FromSeconds(5)).Status);

    [Theory]
    [InlineData(-80, 10, SslPolicyErrors.None, "warn")] // ten days are left of ninety
    [InlineData(-60, 30, SslPolicyErrors.None, "ok")]
    [InlineData(-90, -1, SslPolicyErrors.RemoteCertificateChainErrors, "fail")]
    [InlineData(1, 90, SslPolicyErrors.RemoteCertificateChainErrors, "fail")]
    [InlineData(-60, 30, SslPolicyErrors.RemoteCertificateNameMismatch, "fail")]
    [InlineData(-60, 30, SslPolicyErrors.RemoteCertificateChainErrors, "fail")]
    [InlineData(-60, 30, SslPolicyErrors.RemoteCertificateNotAvailable, "fail")]
    public void ACertificateIsJudged(int fromDays, int untilDays, SslPolicyErrors faults, string status) => Assert.Equal(
        status, TlsLook.Judge(CliRun.Now + TimeSpan.FromDays(fromDays), CliRun.Now + TimeSpan.FromDays(untilDays), faults, CliRun.Now).Status);

    private void Says(params DoctorFinding[] findings) => Says(node => node, findings);

    private void Says(Func<DoctorNode, DoctorNode> change, params DoctorFinding[] findings)
    {
        DoctorNode node = change(new DoctorNode { Node = "node-1", Version = "1.0.0", At = CliRun.Now, ProxyPort = 9090, Findings = findings });
        _server.Answers(HttpStatusCode.OK, JsonSerializer.Serialize(new DoctorAnswer([node]), RestJson.Default.DoctorAnswer));
    }

    private static IEnumerable<string?> Checks(JsonElement told) =>
        told.GetProperty("nodes")[0].GetProperty("findings").EnumerateArray().Select(found => found.GetProperty("check").GetString());

    private static Dictionary<string, string> Statuses(JsonElement told) => told.GetProperty("nodes")[0].GetProperty("findings").EnumerateArray()
        .ToDictionary(found => found.GetProperty("check").GetString()!, found => found.GetProperty("status").GetString()!);
}
