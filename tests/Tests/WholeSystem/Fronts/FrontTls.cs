using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.WholeSystem.Fronts;

/// <summary>The certificate all fronts of the tests show, in the forms that each of them reads.</summary>
internal sealed class FrontTls
{
    private readonly X509Certificate2 _certificate;

    public FrontTls(string folder)
    {
        Folder = Path.Combine(folder, "tls");
        Directory.CreateDirectory(Folder);
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=front", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName("*.app.example.com");
        names.AddDnsName("control.example.com");
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        _certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(30));

        string pem = _certificate.ExportCertificatePem() + "\n";
        string keyPem = key.ExportPkcs8PrivateKeyPem() + "\n";
        File.WriteAllText(Chain, pem);
        File.WriteAllText(Path.Combine(Folder, "privkey.pem"), keyPem);
        Directory.CreateDirectory(Together);
        File.WriteAllText(Path.Combine(Together, "front.pem"), pem + keyPem);
    }

    /// <summary>The folder with <c>fullchain.pem</c> and <c>privkey.pem</c>.</summary>
    public string Folder { get; }

    /// <summary>The folder with <c>front.pem</c>, which holds both.</summary>
    public string Together => Path.Combine(Folder, "together");

    /// <summary>The certificate alone, which is its own authority.</summary>
    public string Chain => Path.Combine(Folder, "fullchain.pem");

    /// <summary>What agents bind: the value of <c>EE_TLS_FRONT_SPKI</c>.</summary>
    public string KeySha256 => TlsFiles.KeyOf(_certificate);

    /// <summary>Takes this certificate and no other, for the name that was asked for.</summary>
    public bool Trusts(X509Certificate? shown, SslPolicyErrors errors) =>
        shown is not null && shown.GetRawCertData().AsSpan().SequenceEqual(_certificate.RawData) && !errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch);
}
