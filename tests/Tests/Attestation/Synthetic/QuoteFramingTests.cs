using static EasyEnclave.Attestation.VerificationFailure;
using static EasyEnclave.Tests.Attestation.Synthetic.SyntheticPlatform;

namespace EasyEnclave.Tests.Attestation.Synthetic;

/// <summary>Header, lengths and tail of a quote: each rule with what lies just inside and just outside of it.</summary>
public sealed class QuoteFramingTests
{
    private const int MaxLength = 16 * 1024;

    private static readonly int Length = Platform.Quote(Td, ReportData).Length;

    private static readonly SyntheticCase[] All =
    [
        new("version 4"),
        new("version 5 with report 1.0") { Td = Td with { QuoteVersion = 5 } },
        new("version 5 with report 1.5") { Td = TdV5 },
        new("version 3", QuoteVersion) { Quote = Frame(f => f with { Version = 3 }) },
        new("version 6", QuoteVersion) { Quote = Frame(f => f with { Version = 6 }) },
        new("a body of version 4 called version 5", BodyType) { Quote = Frame(f => f with { Version = 5 }) },
        new("a P-384 attestation key", AttestationKeyType) { Quote = Frame(f => f with { AttestationKeyType = 3 }) },
        new("SGX", TeeType) { Quote = Frame(f => f with { TeeType = 0 }) },
        new("reserved bytes in use") { Quote = Frame(f => f with { Reserved = 0x00050003 }) },
        new("another QE vendor", QeVendor) { Quote = Frame(f => f with { VendorId = new byte[16] }) },
        new("body type SGX report", BodyType) { Td = TdV5, Quote = Frame(f => f with { BodyType = 1 }) },
        new("body type of the other report", BodyType) { Td = TdV5, Quote = Frame(f => f with { BodyType = 2 }) },
        new("body type 4", BodyType) { Td = TdV5, Quote = Frame(f => f with { BodyType = 4 }) },
        new("body size one more", BodyType) { Td = TdV5, Quote = Frame(f => f with { BodySize = 649 }) },
        new("body size one less", BodyType) { Td = TdV5, Quote = Frame(f => f with { BodySize = 647 }) },
        new("body size without end", BodyType) { Td = TdV5, Quote = Frame(f => f with { BodySize = uint.MaxValue }) },
        new("outer certification type 5", CertificationType) { Quote = Frame(f => f with { OuterType = 5 }) },
        new("outer certification type 7", CertificationType) { Quote = Frame(f => f with { OuterType = 7 }) },
        new("inner certification type 4, leaf alone", CertificationType) { Quote = Frame(f => f with { InnerType = 4 }) },
        new("inner certification type 3, encrypted PPID", CertificationType) { Quote = Frame(f => f with { InnerType = 3 }) },
        new("inner certification type 6", CertificationType) { Quote = Frame(f => f with { InnerType = 6 }) },
        new("signature data one byte longer than the quote", QuoteTruncated) { Quote = Frame(f => f with { SignatureLengthOff = 1 }) },
        new("signature data one byte longer, and zeros behind", Framing)
        {
            Quote = Frame(f => f with { SignatureLengthOff = 1, Trailing = new byte[70] }),
        },
        new("signature data one byte shorter", Framing) { Quote = Frame(f => f with { SignatureLengthOff = -1 }) },
        new("signature data of negative length", QuoteTruncated) { Quote = Frame(f => f with { SignatureLengthOff = int.MinValue }) },
        new("outer certification one byte longer", Framing) { Quote = Frame(f => f with { OuterLengthOff = 1 }) },
        new("outer certification one byte shorter", Framing) { Quote = Frame(f => f with { OuterLengthOff = -1 }) },
        new("authentication data one byte longer", Framing, CertificationType) { Quote = Frame(f => f with { AuthenticationLengthOff = 1 }) },
        new("authentication data one byte shorter", Framing, CertificationType) { Quote = Frame(f => f with { AuthenticationLengthOff = -1 }) },
        new("authentication data longer than all", Framing) { Quote = Frame(f => f with { AuthenticationLengthOff = 60_000 }) },
        new("inner certification one byte longer", Framing) { Quote = Frame(f => f with { InnerLengthOff = 1 }) },
        new("inner certification one byte shorter", Framing) { Quote = Frame(f => f with { InnerLengthOff = -1 }) },
        new("no authentication data") { Quote = Qe(q => q with { AuthenticationData = default }) },
        new("long authentication data") { Quote = Qe(q => q with { AuthenticationData = new byte[1000] }) },
        new("70 zeros behind") { Quote = Frame(f => f with { Trailing = new byte[70] }) },
        new("3065 zeros behind") { Td = TdV5, Quote = Frame(f => f with { Trailing = new byte[3065] }) },
        new("a one behind", TrailingBytes) { Quote = Frame(f => f with { Trailing = new byte[] { 1 } }) },
        new("a one behind zeros", TrailingBytes) { Quote = Frame(f => f with { Trailing = new byte[70].Append((byte)1).ToArray() }) },
        new("zeros up to 16 KiB") { Quote = Frame(f => f with { Trailing = new byte[MaxLength - Length] }) },
        new("zeros beyond 16 KiB", QuoteTooLarge) { Quote = Frame(f => f with { Trailing = new byte[MaxLength - Length + 1] }) },
        new("one byte short", QuoteTruncated) { Quote = new() { Bytes = quote => quote[..^1] } },
        new("the body alone", QuoteTruncated) { Quote = new() { Bytes = quote => quote[..632] } },
        new("the header alone", QuoteTruncated) { Quote = new() { Bytes = quote => quote[..48] } },
        new("nothing", QuoteTruncated) { Quote = new() { Bytes = _ => [] } },
        new("no signature data", Framing) { Quote = new() { Bytes = quote => [.. quote[..632], 0, 0, 0, 0] } },
    ];

    public static TheoryData<string> Cases => Names(All);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Rule(string name) => All.Single(@case => @case.Name == name).Check();

    [Fact]
    public void EveryTruncationIsRefusedWithoutAnException()
    {
        var quote = Platform.Quote(TdV5, ReportData);
        var collateral = Platform.IssueCollateral(Now);

        for (var length = 0; length < quote.Length; length += length < 1400 ? 1 : 97)
            Assert.Equal(QuoteTruncated, Assert.NotNull(Verify(quote[..length], collateral).Failure));
    }
}
