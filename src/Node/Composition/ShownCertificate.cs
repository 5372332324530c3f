using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EasyEnclave.Node.Composition;

/// <summary>A certificate as a listener shows it: with its key, and with those sent behind it.</summary>
/// <param name="Context">What TLS works with.</param>
/// <param name="KeySha256">Lowercase hex SHA-256 of its SubjectPublicKeyInfo.</param>
internal sealed record ShownCertificate(SslStreamCertificateContext Context, string KeySha256)
{
    /// <summary>Takes a certificate with its key.</summary>
    /// <param name="pair">Both.</param>
    /// <param name="chain">What is sent behind it.</param>
    public static ShownCertificate Of(X509Certificate2 pair, X509Certificate2Collection chain)
    {
        // Some key stores want the key in one piece with its certificate.
        X509Certificate2 whole = X509CertificateLoader.LoadPkcs12(pair.Export(X509ContentType.Pkcs12), null);
        return new ShownCertificate(
            SslStreamCertificateContext.Create(whole, chain, offline: true),
            Convert.ToHexStringLower(SHA256.HashData(whole.PublicKey.ExportSubjectPublicKeyInfo())));
    }
}
