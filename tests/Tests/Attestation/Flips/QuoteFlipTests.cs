using EasyEnclave.Attestation;
using EasyEnclave.Attestation.Caching;
using EasyEnclave.Attestation.Certificates;
using EasyEnclave.Attestation.Collateral;
using EasyEnclave.Attestation.Quotes;
using static EasyEnclave.Tests.Attestation.Synthetic.SyntheticPlatform;

namespace EasyEnclave.Tests.Attestation.Flips;

/// <summary>No bit of a quote is outside of every check: not of its header, its reserved bytes, its lengths, nor of the text of its chain.</summary>
public sealed class QuoteFlipTests
{
    private const int ChainStart = 1258;
    private static readonly CollateralBundle Collateral = Platform.IssueCollateral(Now);
    private static readonly QuoteVerifier Warm = new(Platform.TrustRoot, new VerificationCache());
    private static readonly byte[] V4 = Platform.Quote(Td, ReportData);

    [Fact]
    public void EveryBitOfAQuoteCounts() => Assert.Empty(BitFlip.Accepted(V4, BitFlip.All(V4.Length), Verify));

    [Fact]
    public void EveryBitOfWhatVersion5HasElsewhereCounts()
    {
        var quote = Platform.Quote(TdV5, ReportData);

        Assert.Empty(BitFlip.Accepted(quote, BitFlip.All(ChainStart + 70), Verify));
    }

    [Fact]
    public void WhatIsKnownAlreadyChangesNoRefusal()
    {
        Assert.True(Verify(V4).Authentic);

        Assert.All(BitFlip.Every(487, V4.Length), bit =>
        {
            var flipped = BitFlip.Of(V4, bit);
            Assert.Equal(new QuoteVerifier(Platform.TrustRoot).Verify(flipped, Collateral, Now).Failure, Verify(flipped).Failure);
        });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void EveryBitOfACertificateInAQuoteCounts(int index)
    {
        Assert.True(Quote.TryParse(V4, out var quote, out _));
        Assert.True(Pem.TryDecode(quote.Signature.PckChainPem.Span, 3, out var certificates));
        var original = certificates[index];

        Assert.Empty(BitFlip.Accepted(original, BitFlip.All(original.Length), flipped => Verify(WithCertificate(certificates, index, flipped))));
    }

    /// <summary>The quote with another certificate of the same length in its chain.</summary>
    private static byte[] WithCertificate(byte[][] certificates, int index, byte[] replacement)
    {
        var chain = string.Concat(certificates.Select((certificate, place) =>
            System.Security.Cryptography.PemEncoding.WriteString("CERTIFICATE", place == index ? replacement : certificate) + "\n"));
        var quote = V4.ToArray();
        System.Text.Encoding.ASCII.GetBytes(chain).CopyTo(quote, ChainStart);
        return quote;
    }

    private static Verdict Verify(byte[] quote) => Warm.Verify(quote, Collateral, Now);
}
