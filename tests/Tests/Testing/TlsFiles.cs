using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EasyEnclave.Tests.Testing;

/// <summary>A certificate for loopback, made for one test, in the files an operator would name.</summary>
internal sealed class TlsFiles : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ee-tls-").FullName;

    public TlsFiles()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=localhost", key, HashAlgorithmName.SHA256);
        using X509Certificate2 made = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        File.WriteAllText(Certificate, made.ExportCertificatePem());
        File.WriteAllText(Key, key.ExportPkcs8PrivateKeyPem());
        Pair = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    public string Certificate => Path.Combine(_folder, "cert.pem");

    public string Key => Path.Combine(_folder, "key.pem");

    public X509Certificate2 Pair { get; }

    /// <summary>How agents name a certificate's key: lowercase hex SHA-256 of its SubjectPublicKeyInfo.</summary>
    public static string KeyOf(X509Certificate certificate)
    {
        using X509Certificate2 copy = new(certificate);
        return Convert.ToHexStringLower(SHA256.HashData(copy.PublicKey.ExportSubjectPublicKeyInfo()));
    }

    public void Dispose()
    {
        Pair.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
