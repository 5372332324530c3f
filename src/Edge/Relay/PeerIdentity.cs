using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;

namespace EasyEnclave.Edge.Relay;

/// <summary>Whom a certificate between nodes names.</summary>
/// <param name="Node">The node's name.</param>
/// <param name="Incarnation">Its incarnation; a later one of the same node is somebody else.</param>
public sealed record PeerIdentity(string Node, Guid Incarnation)
{
    private const string Scheme = "easyenclave-node";
    private const string AlternativeNames = "2.5.29.17";

    // uniformResourceIdentifier among the GeneralNames (RFC 5280, section 4.2.1.6).
    private static readonly Asn1Tag UriName = new(TagClass.ContextSpecific, 6);

    /// <summary>As it stands in a certificate.</summary>
    public Uri ToUri() => new($"{Scheme}://{Incarnation:D}/{Uri.EscapeDataString(Node)}");

    /// <summary>Reads a certificate; null where it does not name exactly one node.</summary>
    public static PeerIdentity? Of(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        X509Extension? names = certificate.Extensions.FirstOrDefault(extension => extension.Oid?.Value == AlternativeNames);
        try
        {
            AsnReader outer = new(names?.RawData ?? [], AsnEncodingRules.DER);
            AsnReader inner = outer.ReadSequence();
            string text = inner.ReadCharacterString(UniversalTagNumber.IA5String, UriName);
            inner.ThrowIfNotEmpty();
            return Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.Scheme == Scheme && Guid.TryParseExact(uri.Host, "D", out Guid incarnation)
                ? new PeerIdentity(Uri.UnescapeDataString(uri.AbsolutePath[1..]), incarnation)
                : null;
        }
        catch (AsnContentException)
        {
            return null;
        }
    }
}
