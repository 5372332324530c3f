using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EasyEnclave.Agent.Options;
using EasyEnclave.Agent.Tunnel;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Agent;

/// <summary>Which server an agent connects to, and which key it sees there.</summary>
public sealed class TunnelDialerTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task TheKeyOfTheServersCertificateIsSeenAtEveryConnection()
    {
        using X509Certificate2 certificate = Certificate();
        await using ScriptedControlPlane plane = await ScriptedControlPlane.StartAsync(certificate);
        TunnelDialer dialer = new(TestAgent.Options(plane.Url), _time, (_, seen, _, _) => seen?.GetCertHashString() == certificate.Thumbprint);
        string expected = Convert.ToHexStringLower(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()));

        for (int i = 0; i < 2; i++)
        {
            DialAnswer.Open open = Assert.IsType<DialAnswer.Open>(await dialer.DialAsync(CancellationToken.None));
            using WebSocket socket = open.Socket;
            Assert.Equal(expected, open.Keys.Server);
        }
    }

    [Fact]
    public async Task ACertificateNobodyTrustsEndsTheConnection()
    {
        using X509Certificate2 certificate = Certificate();
        await using ScriptedControlPlane plane = await ScriptedControlPlane.StartAsync(certificate);

        Assert.IsType<TunnelEnd.Lost>(await EndAsync(TestAgent.Options(plane.Url)));
        Assert.Equal(0, plane.Dialled);
    }

    [Fact]
    public async Task WithoutTlsThereIsNoKey()
    {
        await using ScriptedControlPlane plane = await ScriptedControlPlane.StartAsync();

        DialAnswer.Open open = Assert.IsType<DialAnswer.Open>(await new TunnelDialer(TestAgent.Options(plane.Url), _time).DialAsync(CancellationToken.None));

        using WebSocket socket = open.Socket;
        Assert.Equal("-", open.Keys.Server);
    }

    [Fact]
    public async Task ANameThatLeadsToAPrivateAddressIsNotDialled()
    {
        await using ScriptedControlPlane plane = await ScriptedControlPlane.StartAsync();
        AgentOptions options = TestAgent.Options(new Uri($"ws://localhost:{plane.Url.Port}/v1/tunnel"));

        TunnelEnd.Lost lost = Assert.IsType<TunnelEnd.Lost>(await EndAsync(options with { AllowPrivateControl = false }));

        Assert.Contains("EE_CONTROL_WS", lost.Detail, StringComparison.Ordinal);
        Assert.Equal(0, plane.Dialled);
        DialAnswer.Open open = Assert.IsType<DialAnswer.Open>(await new TunnelDialer(options, _time).DialAsync(CancellationToken.None));
        open.Socket.Dispose();
    }

    [Theory]
    [InlineData("17", 17)]
    [InlineData("Thu, 01 Jan 2026 00:00:30 GMT", 30)]
    [InlineData("Wed, 31 Dec 2025 23:59:00 GMT", 0)]
    [InlineData("soon", null)]
    [InlineData("-1", null)]
    [InlineData("99999999999999999999", null)]
    public async Task ARetryAfterIsReadInBothItsForms(string retryAfter, int? seconds)
    {
        await using ScriptedControlPlane plane = await ScriptedControlPlane.StartAsync();
        plane.Refuse = context =>
        {
            context.Response.StatusCode = 503;
            context.Response.Headers.RetryAfter = retryAfter;
            return true;
        };

        TunnelEnd.NotAdmitted end = Assert.IsType<TunnelEnd.NotAdmitted>(await EndAsync(TestAgent.Options(plane.Url)));

        Assert.Equal((503, seconds), (end.Status, (int?)end.RetryAfter?.TotalSeconds));
    }

    [Theory]
    [InlineData(301)]
    [InlineData(200)]
    [InlineData(404)]
    public async Task AnyOtherAnswerIsNoTunnelAndNoRedirectIsFollowed(int status)
    {
        await using ScriptedControlPlane plane = await ScriptedControlPlane.StartAsync();
        plane.Refuse = context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = "/elsewhere";
            return true;
        };

        Assert.Equal(status, Assert.IsType<TunnelEnd.NotAdmitted>(await EndAsync(TestAgent.Options(plane.Url))).Status);
        Assert.Equal(1, plane.Dialled);
    }

    [Fact]
    public async Task AServerThatNeverAnswersIsGivenUpOn()
    {
        TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using ScriptedControlPlane plane = await ScriptedControlPlane.StartAsync();
        plane.Refuse = static _ => true;
        plane.Silent = () =>
        {
            asked.SetResult();
            return release.Task;
        };

        Task<TunnelEnd> dialling = EndAsync(TestAgent.Options(plane.Url));
        await asked.Task.WaitAsync(ScriptedTunnel.Patience);
        _time.Advance(TimeSpan.FromSeconds(15));

        Assert.IsType<TunnelEnd.Lost>(await dialling.WaitAsync(ScriptedTunnel.Patience));
        release.SetResult();
    }

    private async Task<TunnelEnd> EndAsync(AgentOptions options) =>
        Assert.IsType<DialAnswer.Failed>(await new TunnelDialer(options, _time).DialAsync(CancellationToken.None)).End;

    private static X509Certificate2 Certificate()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=control.test", key, HashAlgorithmName.SHA256);
        using X509Certificate2 made = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }
}
