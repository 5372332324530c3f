using System.Buffers.Binary;

namespace EasyEnclave.Attestation.Quotes;

/// <summary>The framing of a quote (Intel TDX DCAP quote format, versions 4 and 5): every length is checked before it is used.</summary>
internal static class QuoteParser
{
    private const int HeaderLength = 48;
    private const int BodyDescriptorLength = 6;
    private const ushort EcdsaP256 = 2;
    private const uint TeeTdx = 0x81;

    // QE vendor 939A7233-F79C-4CA9-940A-0DB3957F0607: Intel.
    private static ReadOnlySpan<byte> IntelQeVendor =>
        [0x93, 0x9a, 0x72, 0x33, 0xf7, 0x9c, 0x4c, 0xa9, 0x94, 0x0a, 0x0d, 0xb3, 0x95, 0x7f, 0x06, 0x07];

    public static VerificationFailure Parse(ReadOnlyMemory<byte> quote, out Quote? parsed)
    {
        parsed = null;
        if (quote.Length > Quote.MaxLength)
            return VerificationFailure.QuoteTooLarge;

        var failure = ReadHeader(quote.Span, out var version);
        if (failure != VerificationFailure.None)
            return failure;

        failure = ReadBodyExtent(quote.Span, version, out var bodyStart, out var bodyLength);
        if (failure != VerificationFailure.None)
            return failure;

        var bodyEnd = bodyStart + bodyLength;
        if (quote.Length < bodyEnd + sizeof(uint))
            return VerificationFailure.QuoteTruncated;

        var declared = BinaryPrimitives.ReadUInt32LittleEndian(quote.Span[bodyEnd..]);
        var rest = quote[(bodyEnd + sizeof(uint))..];
        if (declared > rest.Length)
            return VerificationFailure.QuoteTruncated;

        failure = SignatureSectionParser.Parse(rest[..(int)declared], out var signature);
        if (failure != VerificationFailure.None)
            return failure;

        // Quote providers hand out fixed buffers, so real quotes are followed by zeros. No signature covers what is
        // there: anything else is refused, and the zeros are cut so that a quote has one form.
        if (rest.Span[(int)declared..].ContainsAnyExcept((byte)0))
            return VerificationFailure.TrailingBytes;

        parsed = new Quote(
            quote[..(bodyEnd + sizeof(uint) + (int)declared)],
            version,
            new TdReport(quote.Slice(bodyStart, bodyLength)),
            quote[..bodyEnd],
            signature!);
        return VerificationFailure.None;
    }

    private static VerificationFailure ReadHeader(ReadOnlySpan<byte> quote, out int version)
    {
        version = 0;
        if (quote.Length < HeaderLength)
            return VerificationFailure.QuoteTruncated;

        version = BinaryPrimitives.ReadUInt16LittleEndian(quote);
        if (version is not (4 or 5))
            return VerificationFailure.QuoteVersion;
        if (BinaryPrimitives.ReadUInt16LittleEndian(quote[2..]) != EcdsaP256)
            return VerificationFailure.AttestationKeyType;
        if (BinaryPrimitives.ReadUInt32LittleEndian(quote[4..]) != TeeTdx)
            return VerificationFailure.TeeType;

        // Bytes 8 to 11 are reserved and signed; nothing is read from them, so nothing is demanded of them.
        return quote.Slice(12, 16).SequenceEqual(IntelQeVendor) ? VerificationFailure.None : VerificationFailure.QeVendor;
    }

    private static VerificationFailure ReadBodyExtent(ReadOnlySpan<byte> quote, int version, out int start, out int length)
    {
        start = HeaderLength;
        length = TdReport.Length10;
        if (version == 4)
            return VerificationFailure.None;

        start = HeaderLength + BodyDescriptorLength;
        if (quote.Length < start)
            return VerificationFailure.QuoteTruncated;

        var type = BinaryPrimitives.ReadUInt16LittleEndian(quote[HeaderLength..]);
        var size = BinaryPrimitives.ReadUInt32LittleEndian(quote[(HeaderLength + 2)..]);
        switch (type)
        {
            case 2 when size == TdReport.Length10:
                length = TdReport.Length10;
                return VerificationFailure.None;
            case 3 when size == TdReport.Length15:
                length = TdReport.Length15;
                return VerificationFailure.None;
            default:
                return VerificationFailure.BodyType;
        }
    }
}
