using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EasyEnclave.Actors.Tunnels;

/// <summary>The TLS client certificate of a connection: its key was proved by TLS, and nothing else in it is believed yet.</summary>
/// <param name="KeySha256">Lowercase hex SHA-256 of its SubjectPublicKeyInfo.</param>
/// <param name="Der">The certificate.</param>
public sealed record ClientCertificate(string KeySha256, ReadOnlyMemory<byte> Der)
{
    /// <summary>Takes what TLS saw.</summary>
    /// <returns>Null without a certificate, or where its key cannot be written down.</returns>
    public static ClientCertificate? Of(X509Certificate2? certificate)
    {
        try
        {
            return certificate is null ? null : new ClientCertificate(
                Convert.ToHexStringLower(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo())), certificate.RawData);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
