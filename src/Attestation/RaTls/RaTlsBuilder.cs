using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EasyEnclave.Attestation.Certificates;

namespace EasyEnclave.Attestation.RaTls;

/// <summary>Makes RA-TLS certificates: one for a key and a quote over <see cref="KeyReportData"/> of it, in both of its extensions.</summary>
public static class RaTlsBuilder
{
    private const int SerialLength = 16;

    /// <summary>A self-signed certificate, with its key.</summary>
    /// <param name="key">A P-256 key.</param>
    /// <param name="quote">The quote, without the padding behind it.</param>
    /// <param name="commonName">The subject's name, for people; nobody may rely on it.</param>
    /// <param name="notBefore">Begin of its lifetime, in whole seconds as it is written.</param>
    /// <param name="notAfter">End of its lifetime.</param>
    public static X509Certificate2 Create(
        ECDsa key, ReadOnlySpan<byte> quote, string commonName, DateTimeOffset notBefore, DateTimeOffset notAfter)
    {
        ArgumentNullException.ThrowIfNull(key);
        var request = new CertificateRequest(new X500DistinguishedName($"CN={commonName}"), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509Extension(new Oid(Oids.TlsQuote), quote, critical: false));
        request.CertificateExtensions.Add(new X509Extension(
            new Oid(Oids.DiceEvidence), DiceEvidence.Write(quote, key.ExportSubjectPublicKeyInfo()), critical: false));

        var serial = RandomNumberGenerator.GetBytes(SerialLength);
        serial[0] = (byte)((serial[0] & 0x7f) | 0x40);
        using var bare = request.Create(request.SubjectName, X509SignatureGenerator.CreateForECDsa(key), notBefore, notAfter, serial);
        return bare.CopyWithPrivateKey(key);
    }
}
