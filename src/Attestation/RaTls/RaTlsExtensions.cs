using System.Formats.Asn1;
using EasyEnclave.Attestation.Certificates;

namespace EasyEnclave.Attestation.RaTls;

/// <summary>The extensions of a certificate that hold a quote.</summary>
/// <param name="Raw">The raw quote (1.3.6.1.4.1.57264.1.1); null where there is none.</param>
/// <param name="Evidence">Tagged evidence (2.23.133.5.4.9); null where there is none.</param>
/// <param name="Twice">Whether one of them stands twice.</param>
internal sealed record RaTlsExtensions(ReadOnlyMemory<byte>? Raw, ReadOnlyMemory<byte>? Evidence, bool Twice)
{
    private const int MaxExtensions = 32;

    /// <summary>Reads them; throws <see cref="AsnContentException"/> for an unknown one that is critical.</summary>
    public static RaTlsExtensions Read(AsnReader extensions)
    {
        ReadOnlyMemory<byte>? raw = null;
        ReadOnlyMemory<byte>? evidence = null;
        var twice = false;
        for (var count = 0; extensions.HasData; count++)
        {
            var (oid, critical, value) = X509Reader.ReadExtension(extensions);
            if (count == MaxExtensions)
                throw new AsnContentException("Too many extensions.");
            switch (oid)
            {
                case Oids.TlsQuote:
                    twice |= raw is not null;
                    raw = value;
                    break;
                case Oids.DiceEvidence:
                    twice |= evidence is not null;
                    evidence = value;
                    break;
                case Oids.BasicConstraints or Oids.KeyUsage or Oids.ExtendedKeyUsage or Oids.SubjectAlternativeName:
                    // They say what a certificate may be used for and by which names; here the quote alone says what it is.
                    break;
                default:
                    if (critical)
                        throw new AsnContentException("An unknown critical extension.");
                    break;
            }
        }

        return new RaTlsExtensions(raw, evidence, twice);
    }
}
