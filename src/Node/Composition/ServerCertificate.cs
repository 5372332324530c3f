using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EasyEnclave.Node.Composition;

/// <summary>The listeners' TLS certificate from PEM files, read anew when they change; a renewal that cannot be read keeps the old one.</summary>
internal sealed class ServerCertificate : IListenerCertificate
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

    /// <inheritdoc />
    public ShownCertificate Current
    {
        get
        {
            Refresh();
            return _loaded.Shown;
        }
    }

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

        X509Certificate2Collection chain = [];
        chain.ImportFromPemFile(_certificatePath);
        chain.RemoveAt(0);
        return new Loaded(ShownCertificate.Of(pair, chain), stamp);
    }

    private (DateTime Certificate, DateTime Key) Stamp() => (File.GetLastWriteTimeUtc(_certificatePath), File.GetLastWriteTimeUtc(_keyPath));

    private sealed record Loaded(ShownCertificate Shown, (DateTime, DateTime) Stamp);
}
