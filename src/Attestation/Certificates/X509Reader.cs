using System.Formats.Asn1;

namespace EasyEnclave.Attestation.Certificates;

/// <summary>The pieces of DER that certificates and CRLs share. Faults surface as <see cref="AsnContentException"/>.</summary>
internal static class X509Reader
{
    private const int MaxSerialOctets = 20;

    /// <summary>Splits SIGNED{…} into the signed bytes, their reader and the raw signature; both algorithms must be ecdsa-with-SHA256.</summary>
    public static (ReadOnlyMemory<byte> Tbs, AsnReader Body, byte[] Signature) ReadSigned(ReadOnlyMemory<byte> der)
    {
        var outer = new AsnReader(der, AsnEncodingRules.DER);
        var signed = outer.ReadSequence();
        outer.ThrowIfNotEmpty();

        var tbs = signed.PeekEncodedValue();
        var body = signed.ReadSequence();
        ReadSignatureAlgorithm(signed);
        var signature = ReadSignatureValue(signed.ReadBitString(out var unusedBits), unusedBits);
        signed.ThrowIfNotEmpty();
        return (tbs, body, signature);
    }

    public static void ReadSignatureAlgorithm(AsnReader reader)
    {
        var algorithm = reader.ReadSequence();
        if (algorithm.ReadObjectIdentifier() != Oids.EcdsaWithSha256)
            throw new AsnContentException("Another signature algorithm than ecdsa-with-SHA256.");
        algorithm.ThrowIfNotEmpty();
    }

    /// <summary>A serial number as lowercase hex without leading zero octets; a positive integer of at most 20 octets.</summary>
    public static string ReadSerial(AsnReader reader)
    {
        var octets = reader.ReadIntegerBytes().Span;
        if ((octets[0] & 0x80) != 0)
            throw new AsnContentException("A negative serial number.");
        octets = octets.TrimStart((byte)0);
        if (octets.Length is 0 or > MaxSerialOctets)
            throw new AsnContentException("A serial number that is zero or too long.");
        return Convert.ToHexStringLower(octets);
    }

    public static DateTimeOffset ReadTime(AsnReader reader)
    {
        var time = reader.PeekTag() == Asn1Tag.UtcTime ? reader.ReadUtcTime() : reader.ReadGeneralizedTime();
        return time.Ticks % TimeSpan.TicksPerSecond == 0 ? time : throw new AsnContentException("A time with fractions of a second.");
    }

    /// <summary>Reads one Extension; the caller refuses what it does not know if it is critical.</summary>
    public static (string Oid, bool Critical, ReadOnlyMemory<byte> Value) ReadExtension(AsnReader extensions)
    {
        var extension = extensions.ReadSequence();
        var oid = extension.ReadObjectIdentifier();
        var critical = extension.PeekTag() == Asn1Tag.Boolean && extension.ReadBoolean();
        var value = extension.ReadOctetString();
        extension.ThrowIfNotEmpty();
        return (oid, critical, value);
    }

    /// <summary>A signature as r‖s, from the DER inside of a bit string.</summary>
    public static byte[] ReadSignatureValue(ReadOnlyMemory<byte> der, int unusedBits)
    {
        if (unusedBits != 0)
            throw new AsnContentException("A signature that is no whole number of octets.");

        var outer = new AsnReader(der, AsnEncodingRules.DER);
        var pair = outer.ReadSequence();
        outer.ThrowIfNotEmpty();

        var raw = new byte[P256.PairLength];
        ReadScalar(pair, raw.AsSpan(0, P256.ScalarLength));
        ReadScalar(pair, raw.AsSpan(P256.ScalarLength));
        pair.ThrowIfNotEmpty();
        return raw;
    }

    private static void ReadScalar(AsnReader reader, Span<byte> destination)
    {
        var octets = reader.ReadIntegerBytes().Span;
        if ((octets[0] & 0x80) != 0)
            throw new AsnContentException("A negative number in a signature.");
        octets = octets.TrimStart((byte)0);
        if (octets.Length > destination.Length)
            throw new AsnContentException("A number in a signature that is too long for P-256.");
        octets.CopyTo(destination[^octets.Length..]);
    }
}
