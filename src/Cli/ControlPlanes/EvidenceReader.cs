using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using EasyEnclave.Attestation.Binding;
using EasyEnclave.Attestation.Signing;
using EasyEnclave.Cli.Terminal;
using EasyEnclave.Protocol.Rest;

namespace EasyEnclave.Cli.ControlPlanes;

/// <summary>Asks a control plane for its quote and its keys, over one connection whose TLS key it looks at.</summary>
/// <remarks>No certificate is refused here: whether its key is the control plane's is what the quote says.</remarks>
internal sealed class EvidenceReader : IDisposable
{
    private const int MaxAnswerBytes = 512 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly HttpClient _http;
    private readonly TimeProvider _time;
    private readonly List<byte[]> _certificates = [];

    /// <summary>Prepares to ask; nothing is sent yet.</summary>
    public EvidenceReader(Shell shell, Uri server)
    {
        _time = shell.Time;
        var handler = shell.Network(server);
        if (handler is SocketsHttpHandler sockets)
        {
            sockets.MaxConnectionsPerServer = 1;
            sockets.SslOptions.AllowTlsResume = false;
            sockets.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) => Note(certificate);
        }

        _http = new HttpClient(handler)
        {
            BaseAddress = server,
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = MaxAnswerBytes,
            DefaultRequestVersion = HttpVersion.Version11,
        };
    }

    /// <summary>Asks.</summary>
    /// <returns>What was shown, or why there is nothing to judge.</returns>
    public async Task<(ServerEvidence? Evidence, Outcome? Fault)> ReadAsync(CancellationToken cancellationToken)
    {
        var nonce = RandomNumberGenerator.GetHexString(64, lowercase: true);
        using var deadline = new CancellationTokenSource(Patience, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            using var quote = await _http.GetAsync($"v1/attestation?nonce={nonce}", both.Token);
            if (!quote.IsSuccessStatusCode)
                return (null, await RefusedAsync(quote, both.Token));
            using var keys = await _http.GetAsync(".well-known/jwks.json", both.Token);
            if (!keys.IsSuccessStatusCode)
                return (null, await RefusedAsync(keys, both.Token));
            return Read(nonce, await quote.Content.ReadAsByteArrayAsync(both.Token), await keys.Content.ReadAsByteArrayAsync(both.Token));
        }
        catch (HttpRequestException unreachable)
        {
            return (null, Outcome.Refused("server_unreachable", $"{_http.BaseAddress} cannot be reached: {unreachable.Message}"));
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            return (null, Outcome.Refused("server_timeout", $"No answer within {Patience.TotalSeconds} s."));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private (ServerEvidence? Evidence, Outcome? Fault) Read(string nonce, byte[] quote, byte[] keys)
    {
        // Two answers over two keys could be of two servers.
        if (_certificates.Count > 1)
            return (null, Outcome.Refused("connection_lost", "The server closed the connection between two questions; ask again."));
        OwnAttestationAnswer? answer = null;
        try
        {
            answer = JsonSerializer.Deserialize(quote, RestJson.Default.OwnAttestationAnswer);
        }
        catch (JsonException)
        {
            // Told below, without repeating what it was.
        }

        if (answer is null || !IsWellFormed(answer) || !JsonWebKeySet.TryParse(keys, out var set))
            return (null, Outcome.Refused("answer_malformed", "The server's answer is not one of this protocol."));
        return (new ServerEvidence
        {
            Nonce = nonce,
            Answer = answer,
            Keys = set,
            TlsKey = _certificates.Count == 0 ? ChallengeBinding.NoKey : KeyOf(_certificates[0]),
            Certificate = _certificates.FirstOrDefault() ?? [],
        }, null);
    }

    // A null in JSON reaches members that have none in the protocol.
    private static bool IsWellFormed(OwnAttestationAnswer answer) =>
        answer is { Quote: not null, JwksThumbprint.Length: > 0, TlsSpki: { } key }
        && (key == ChallengeBinding.NoKey || (key.Length == 64 && key.All(char.IsAsciiHexDigitLower)));

    private bool Note(X509Certificate? certificate)
    {
        if (certificate is not null)
            _certificates.Add(certificate.GetRawCertData());
        return certificate is not null;
    }

    private static string KeyOf(byte[] der)
    {
        using var certificate = X509CertificateLoader.LoadCertificate(der);
        return Convert.ToHexStringLower(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()));
    }

    private static async Task<Outcome> RefusedAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        try
        {
            if (JsonSerializer.Deserialize(await response.Content.ReadAsByteArrayAsync(cancellationToken), RestJson.Default.Problem) is { } problem)
                return Outcome.Refused(problem.Error, problem.Detail ?? problem.Title);
        }
        catch (JsonException)
        {
            // Something in front of the server answered, in words of its own that are not repeated here.
        }

        return Outcome.Refused($"http_{status}", $"The server answered {status}, and not with a problem of this protocol.");
    }
}
