using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace EasyEnclave.Attestation.Collateral;

/// <summary>Puts a bundle together from the contents of files; reading them is the caller's.</summary>
public static class CollateralParts
{
    private const int MaxPemBytes = 32 * 1024;

    /// <summary>The parts and the names their files have.</summary>
    public static IReadOnlyDictionary<CollateralPart, string> FileNames { get; } = new Dictionary<CollateralPart, string>
    {
        [CollateralPart.TcbInfo] = "tcb_info.json",
        [CollateralPart.QeIdentity] = "qe_identity.json",
        [CollateralPart.RootCaCrl] = "root_ca_crl.der",
        [CollateralPart.PckCrl] = "pck_crl.der",
        [CollateralPart.TcbSigningChain] = "tcb_signing_chain.pem",
        [CollateralPart.PckCrlIssuerChain] = "pck_crl_issuer_chain.pem",
    };

    /// <summary>Makes a bundle of the parts that are there; an absent part stays null and is the verifier's to refuse.</summary>
    /// <param name="contents">What was read, by part.</param>
    /// <param name="bundle">The bundle, or null.</param>
    /// <param name="malformed">The part that cannot be read, if any.</param>
    public static bool TryAssemble(
        IReadOnlyDictionary<CollateralPart, ReadOnlyMemory<byte>> contents,
        [NotNullWhen(true)] out CollateralBundle? bundle,
        out CollateralPart? malformed)
    {
        var assembled = new CollateralBundle();
        bundle = null;
        malformed = null;
        foreach (var (part, content) in contents)
        {
            if (!TryAdd(ref assembled, part, content))
            {
                malformed = part;
                return false;
            }
        }

        bundle = assembled;
        return true;
    }

    private static bool TryAdd(ref CollateralBundle bundle, CollateralPart part, ReadOnlyMemory<byte> content)
    {
        switch (part)
        {
            case CollateralPart.TcbInfo when SignedDocumentParser.TryParseTcbInfo(content, out var document):
                bundle = bundle with { TcbInfo = document };
                return true;
            case CollateralPart.QeIdentity when SignedDocumentParser.TryParseQeIdentity(content, out var document):
                bundle = bundle with { QeIdentity = document };
                return true;
            case CollateralPart.RootCaCrl when CrlBytes.TryDecode(content.Span, out var der):
                bundle = bundle with { RootCaCrl = der };
                return true;
            case CollateralPart.PckCrl when CrlBytes.TryDecode(content.Span, out var der):
                bundle = bundle with { PckCrl = der };
                return true;
            case CollateralPart.TcbSigningChain when content.Length <= MaxPemBytes:
                var chain = Encoding.ASCII.GetString(content.Span);
                bundle = bundle with { TcbInfoIssuerChain = chain, QeIdentityIssuerChain = chain };
                return true;
            case CollateralPart.PckCrlIssuerChain when content.Length <= MaxPemBytes:
                bundle = bundle with { PckCrlIssuerChain = Encoding.ASCII.GetString(content.Span) };
                return true;
            default:
                return false;
        }
    }
}
