using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EasyEnclave.Agent.Quotes;
using EasyEnclave.Attestation;
using EasyEnclave.Attestation.Quotes;
using EasyEnclave.Attestation.RaTls;

namespace EasyEnclave.Agent.Control;

/// <summary>The agent's own certificate in attested TLS: a key of this process, which never leaves it, and a quote over it.</summary>
/// <remarks>Made when first dialling, and with a fresh key once half of its day is over: a tunnel goes on with the one it was opened with.</remarks>
internal sealed class AgentCertificate(IQuoteSource quotes, TimeProvider time)
{
    internal static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);

    private SslStreamCertificateContext? _current;
    private DateTimeOffset _renewAt = DateTimeOffset.MinValue;

    /// <summary>The certificate to show now; one caller at a time.</summary>
    /// <exception cref="IOException">There is no quote to put in it; the message says why.</exception>
    public async Task<SslStreamCertificateContext> CurrentAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (_current is { } current && now < _renewAt)
            return current;

        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        QuoteAnswer answer = await quotes.QuoteAsync(KeyReportData.Of(key.ExportSubjectPublicKeyInfo()), cancellationToken);
        if (answer is not QuoteAnswer.Quoted quoted)
            throw new IOException($"No quote for the client certificate: {(answer as QuoteAnswer.Failed)?.Detail}");
        if (!Quote.TryParse(quoted.Quote, out Quote? quote, out VerificationFailure failure))
            throw new IOException($"No quote for the client certificate: it is malformed ({VerificationFailures.Code(failure)})");

        using X509Certificate2 pair = RaTlsBuilder.Create(
            key, quote.Canonical.Span, "EasyEnclave Agent", now - RaTlsCertificate.ClockSkew, now + Lifetime);

        // Some key stores want the key in one piece with its certificate.
        X509Certificate2 whole = X509CertificateLoader.LoadPkcs12(pair.Export(X509ContentType.Pkcs12), null);
        _current = SslStreamCertificateContext.Create(whole, null, offline: true);
        _renewAt = now + (Lifetime / 2);
        return _current;
    }
}
