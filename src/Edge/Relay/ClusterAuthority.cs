using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace EasyEnclave.Edge.Relay;

/// <summary>The authority that all nodes of a cluster make from their common secret, so that none of them ever sends it.</summary>
/// <remarks>
/// Every node derives the same P-256 key by HKDF (RFC 5869) and signs a certificate for itself with it; a certificate that this key signed
/// was made by someone who knows the secret. It names a node and its incarnation, and whether those are alive the store says.
/// </remarks>
public sealed class ClusterAuthority : IDisposable
{
    /// <summary>Characters a secret has at least: 32 of base64 are 192 bits.</summary>
    public const int SecretLengthMin = 32;

    private static readonly X500DistinguishedName Subject = new("CN=easyenclave-cluster");

    // The order of the base point of P-256 (FIPS 186-5, appendix).
    private static readonly BigInteger Order = new(
        Convert.FromHexString("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551"), isUnsigned: true, isBigEndian: true);

    private readonly ECDsa _key;
    private readonly X509Certificate2 _root;

    /// <summary>Derives the authority of a secret.</summary>
    /// <param name="secret">The same on all nodes, at least <see cref="SecretLengthMin"/> characters.</param>
    public ClusterAuthority(string secret)
    {
        ArgumentNullException.ThrowIfNull(secret);
        ArgumentOutOfRangeException.ThrowIfLessThan(secret.Length, SecretLengthMin, nameof(secret));
        _key = Derive(secret);
        CertificateRequest request = new(Subject, _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        _root = request.CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(30), DateTimeOffset.UnixEpoch.AddYears(200));
    }

    /// <summary>Makes a certificate for a node, with a key of its own.</summary>
    /// <param name="identity">Whom it names.</param>
    /// <param name="now">The issuer's time; peers whose clocks are hours off still take it.</param>
    public X509Certificate2 Issue(PeerIdentity identity, DateTimeOffset now)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new(new X500DistinguishedName("CN=easyenclave-node"), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], false));
        SubjectAlternativeNameBuilder names = new();
        names.AddUri(identity.ToUri());
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 bare = request.Create(
            Subject, X509SignatureGenerator.CreateForECDsa(_key), now - Lifetime / 2, now + Lifetime, RandomNumberGenerator.GetBytes(16));
        using X509Certificate2 pair = bare.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(pair.Export(X509ContentType.Pkcs12), null);
    }

    /// <summary>How long a certificate is taken after it was made.</summary>
    public static TimeSpan Lifetime { get; } = TimeSpan.FromDays(2);

    /// <summary>Whom a certificate names, if this authority signed it and it is in time; null otherwise.</summary>
    /// <param name="certificate">As the peer showed it.</param>
    /// <param name="now">The judge's time.</param>
    public PeerIdentity? Judge(X509Certificate2 certificate, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        using X509Chain chain = new();
        chain.ChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
            VerificationTime = now.UtcDateTime,
            VerificationTimeIgnored = false,
        };
        chain.ChainPolicy.CustomTrustStore.Add(_root);
        return chain.Build(certificate) && chain.ChainElements.Count == 2 ? PeerIdentity.Of(certificate) : null;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _root.Dispose();
        _key.Dispose();
    }

    private static ECDsa Derive(string secret)
    {
        // 128 bits more than the order has make the remainder even (FIPS 186-5, A.2.1).
        byte[] wide = HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret), 48, info: "easyenclave-cluster-authority-v1"u8.ToArray());
        BigInteger d = (new BigInteger(wide, isUnsigned: true, isBigEndian: true) % (Order - BigInteger.One)) + BigInteger.One;
        byte[] scalar = new byte[32];
        byte[] bytes = d.ToByteArray(isUnsigned: true, isBigEndian: true);
        bytes.CopyTo(scalar, scalar.Length - bytes.Length);
        CryptographicOperations.ZeroMemory(wide);
        return ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = scalar });
    }
}
