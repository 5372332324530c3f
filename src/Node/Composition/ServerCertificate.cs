using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EasyEnclave.Node.Composition;

/// <summary>The listeners' TLS certificate from PEM files, read anew when they change; a renewal that cannot be read keeps the old one.</summary>
internal sealed class ServerCertificate
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    private readonly string _certificatePath;
    private readonly string _keyPath;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private Loaded _loaded;
    private DateTimeOffset _lookedAt;

    /// <summary>Reads the files.</summary>
    /// <exception cref="CryptographicException">They hold no certificate with its key.</exception>
    /// <exception cref="IOException">They cannot be read.</exception>
    public ServerCertificate(string certificatePath, string keyPath, TimeProvider time)
    {
        _certificatePath = certificatePath;
        _keyPath = keyPath;
        _time = time;
        _loaded = Load();
        _lookedAt = time.GetUtcNow();
    }

    /// <summary>The certificate to show now.</summary>
    public X509Certificate2 Current
    {
        get
        {
            Refresh();
            return _loaded.Certificate;
        }
    }

    /// <summary>The certificates to send behind it.</summary>
    public X509Certificate2Collection Chain => _loaded.Chain;

    /// <summary>Lowercase hex SHA-256 of its SubjectPublicKeyInfo.</summary>
    public string KeySha256 => _loaded.KeySha256;

    private void Refresh()
    {
        lock (_gate)
        {
            DateTimeOffset now = _time.GetUtcNow();
            if (now - _lookedAt < LookEvery)
            {
                return;
            }

            _lookedAt = now;
            if (Stamp() == _loaded.Stamp)
            {
                return;
            }

            try
            {
                _loaded = Load();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
            {
                // Half of a renewal is written: the old pair serves until both halves are there.
            }
        }
    }

    private Loaded Load()
    {
        (DateTime, DateTime) stamp = Stamp();
        using X509Certificate2 pair = X509Certificate2.CreateFromPemFile(_certificatePath, _keyPath);

        // Some key stores want the key in one piece with its certificate.
        X509Certificate2 certificate = X509CertificateLoader.LoadPkcs12(pair.Export(X509ContentType.Pkcs12), null);
        X509Certificate2Collection chain = [];
        chain.ImportFromPemFile(_certificatePath);
        chain.RemoveAt(0);
        return new Loaded(certificate, chain, Convert.ToHexStringLower(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo())), stamp);
    }

    private (DateTime Certificate, DateTime Key) Stamp() => (File.GetLastWriteTimeUtc(_certificatePath), File.GetLastWriteTimeUtc(_keyPath));

    private sealed record Loaded(X509Certificate2 Certificate, X509Certificate2Collection Chain, string KeySha256, (DateTime, DateTime) Stamp);
}
