using System.Formats.Asn1;
using System.Security.Cryptography;
using EasyEnclave.Attestation.Certificates;
using EasyEnclave.Attestation.Quotes;

namespace EasyEnclave.Attestation.RaTls;

/// <summary>Reads an RA-TLS certificate: strict DER, cheap steps first, its one signature last.</summary>
internal static class RaTlsReader
{
    // Tag 60000 and its array, two lengths, and the claims.
    private const int EvidenceOverhead = 64;

    private static readonly Asn1Tag VersionTag = new(TagClass.ContextSpecific, 0, isConstructed: true);
    private static readonly Asn1Tag ExtensionsTag = new(TagClass.ContextSpecific, 3, isConstructed: true);

    public static RaTlsFailure Read(ReadOnlyMemory<byte> der, out RaTlsCertificate? certificate)
    {
        certificate = null;
        if (der.Length > RaTlsCertificate.MaxLength)
            return RaTlsFailure.TooLarge;
        try
        {
            var (parts, failure) = ReadParts(der);
            return parts is null ? failure : Judge(parts, out certificate);
        }
        catch (AsnContentException)
        {
            return RaTlsFailure.Malformed;
        }
    }

    private static RaTlsFailure Judge(Parts parts, out RaTlsCertificate? certificate)
    {
        certificate = null;
        var failure = OneQuote(parts, out var bytes);
        if (failure != RaTlsFailure.None)
            return failure;
        if (!Quote.TryParse(bytes, out var quote, out _))
            return RaTlsFailure.QuoteMalformed;
        if (!KeyReportData.Binds(quote.Body.ReportData.Span, parts.Key.Span))
            return RaTlsFailure.KeyNotBound;
        if (!IsSelfSigned(parts))
            return RaTlsFailure.SelfSignature;

        certificate = new RaTlsCertificate
        {
            SubjectPublicKeyInfo = parts.Key,
            KeySha256 = Convert.ToHexStringLower(SHA256.HashData(parts.Key.Span)),
            NotBefore = parts.NotBefore,
            NotAfter = parts.NotAfter,
            Quote = quote,
        };
        return RaTlsFailure.None;
    }

    private static (Parts? Parts, RaTlsFailure Failure) ReadParts(ReadOnlyMemory<byte> der)
    {
        var outer = new AsnReader(der, AsnEncodingRules.DER);
        var signed = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        var tbs = signed.PeekEncodedValue();
        var body = signed.ReadSequence();
        var algorithmFits = IsEcdsaWithSha256(signed);
        var signature = signed.ReadBitString(out var unusedBits);
        signed.ThrowIfNotEmpty();

        ReadVersion(body);
        X509Reader.ReadSerial(body);
        algorithmFits &= IsEcdsaWithSha256(body);
        body.ReadSequence(); // The issuer's name proves nothing, and neither does the subject's.
        var validity = body.ReadSequence();
        var notBefore = X509Reader.ReadTime(validity);
        var notAfter = X509Reader.ReadTime(validity);
        validity.ThrowIfNotEmpty();
        body.ReadSequence();
        var key = body.PeekEncodedValue();
        var point = ReadPoint(body);
        var wrapped = body.ReadSequence(ExtensionsTag);
        body.ThrowIfNotEmpty();
        var extensions = RaTlsExtensions.Read(wrapped.ReadSequence());
        wrapped.ThrowIfNotEmpty();

        if (!algorithmFits)
            return (null, RaTlsFailure.SignatureAlgorithm);
        return point is not { } xy
            ? (null, RaTlsFailure.KeyType)
            : (new Parts(tbs, X509Reader.ReadSignatureValue(signature, unusedBits), notBefore, notAfter, key, xy, extensions), RaTlsFailure.None);
    }

    private static void ReadVersion(AsnReader body)
    {
        var version = body.ReadSequence(VersionTag);
        if (!version.TryReadInt32(out var number) || number != 2)
            throw new AsnContentException("Not an X.509 v3 certificate.");
        version.ThrowIfNotEmpty();
    }

    private static bool IsEcdsaWithSha256(AsnReader reader)
    {
        var algorithm = reader.ReadSequence();
        return algorithm.ReadObjectIdentifier() == Oids.EcdsaWithSha256 && !algorithm.HasData;
    }

    /// <summary>The key as x‖y; null for one that is not of P-256, or compressed.</summary>
    private static ReadOnlyMemory<byte>? ReadPoint(AsnReader body)
    {
        var info = body.ReadSequence();
        var algorithm = info.ReadSequence();
        var point = info.ReadBitString(out var unusedBits);
        info.ThrowIfNotEmpty();
        if (algorithm.ReadObjectIdentifier() != Oids.EcPublicKey || !algorithm.HasData
            || algorithm.PeekTag() != Asn1Tag.ObjectIdentifier || algorithm.ReadObjectIdentifier() != Oids.Prime256v1 || algorithm.HasData
            || unusedBits != 0 || point.Length != P256.PointLength || point[0] != 0x04)
        {
            return default(ReadOnlyMemory<byte>?);
        }

        return point.AsMemory(1);
    }

    private static RaTlsFailure OneQuote(Parts parts, out ReadOnlyMemory<byte> quote)
    {
        quote = default;
        var extensions = parts.Extensions;
        if (extensions.Twice)
            return RaTlsFailure.QuoteTwice;
        if (extensions.Raw?.Length > Quote.MaxLength || extensions.Evidence?.Length > Quote.MaxLength + EvidenceOverhead)
            return RaTlsFailure.QuoteTooLarge;

        ReadOnlyMemory<byte>? tagged = null;
        if (extensions.Evidence is { } evidence)
        {
            if (!DiceEvidence.TryRead(evidence, parts.Key.Span, out var inside))
                return RaTlsFailure.EvidenceMalformed;
            tagged = inside;
        }

        if (extensions.Raw is { } raw && tagged is { } other && !raw.Span.SequenceEqual(other.Span))
            return RaTlsFailure.QuotesDiffer;
        if ((extensions.Raw ?? tagged) is not { } one)
            return RaTlsFailure.QuoteMissing;
        quote = one;
        return RaTlsFailure.None;
    }

    private static bool IsSelfSigned(Parts parts)
    {
        try
        {
            using var key = ECDsa.Create(new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                Q = new ECPoint { X = parts.Point[..P256.ScalarLength].ToArray(), Y = parts.Point[P256.ScalarLength..].ToArray() },
            });
            return key.VerifyData(parts.Signed.Span, parts.Signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
        catch (CryptographicException)
        {
            // Coordinates that are no point of the curve.
            return false;
        }
    }

    private sealed record Parts(
        ReadOnlyMemory<byte> Signed,
        byte[] Signature,
        DateTimeOffset NotBefore,
        DateTimeOffset NotAfter,
        ReadOnlyMemory<byte> Key,
        ReadOnlyMemory<byte> Point,
        RaTlsExtensions Extensions);
}
