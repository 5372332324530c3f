using System.Diagnostics.CodeAnalysis;

namespace EasyEnclave.Attestation.Quotes;

/// <summary>A TDX quote of version 4 or 5, taken apart under strict framing and not yet believed.</summary>
public sealed class Quote
{
    /// <summary>More than any quote with a PEM chain needs; the padded buffers seen in the field are 8,000 bytes.</summary>
    public const int MaxLength = 16 * 1024;

    internal Quote(ReadOnlyMemory<byte> canonical, int version, TdReport body, ReadOnlyMemory<byte> signed, SignatureSection signature)
    {
        Canonical = canonical;
        Version = version;
        Body = body;
        Signed = signed;
        Signature = signature;
    }

    /// <summary>The quote without the zero padding behind it: its one form for hashing, caching and keeping.</summary>
    public ReadOnlyMemory<byte> Canonical { get; }

    /// <summary>4 or 5.</summary>
    public int Version { get; }

    /// <summary>The TD report that is being quoted.</summary>
    public TdReport Body { get; }

    /// <summary>Everything behind the body: keys, signatures and the PCK chain.</summary>
    public SignatureSection Signature { get; }

    /// <summary>The 20 bytes of user data in the header; the first 16 name the quoting enclave's platform.</summary>
    public ReadOnlyMemory<byte> UserData => Canonical.Slice(28, 20);

    /// <summary>The bytes the attestation key signs: header, body descriptor (version 5) and body.</summary>
    internal ReadOnlyMemory<byte> Signed { get; }

    /// <summary>Takes a quote apart. The quote keeps a view of <paramref name="bytes"/>, which must not change afterwards.</summary>
    /// <param name="bytes">The quote, at most <see cref="MaxLength"/> bytes, with nothing but zeros behind it.</param>
    /// <param name="quote">The quote, or null.</param>
    /// <param name="failure">What is wrong with it, or <see cref="VerificationFailure.None"/>.</param>
    public static bool TryParse(ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out Quote? quote, out VerificationFailure failure)
    {
        failure = QuoteParser.Parse(bytes, out quote);
        return failure == VerificationFailure.None;
    }
}
