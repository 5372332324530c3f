using System.Text;
using EasyEnclave.Attestation;
using EasyEnclave.Attestation.Caching;
using EasyEnclave.Attestation.Collateral;
using static EasyEnclave.Tests.Attestation.Synthetic.SyntheticPlatform;

namespace EasyEnclave.Tests.Attestation.Flips;

/// <summary>No bit of any collateral is outside of every check, but for the case of a signature's hex digits.</summary>
public sealed class CollateralFlipTests
{
    private static readonly CollateralBundle Standard = Platform.IssueCollateral(Now);
    private static readonly Dictionary<CollateralPart, ReadOnlyMemory<byte>> Parts = CollateralFiles.Of(Standard);
    private static readonly QuoteVerifier Verifier = new(Platform.TrustRoot, new VerificationCache());
    private static readonly byte[] Quote = Platform.Quote(Td, ReportData);

    [Theory]
    [InlineData(CollateralPart.QeIdentity)]
    [InlineData(CollateralPart.RootCaCrl)]
    [InlineData(CollateralPart.PckCrl)]
    public void EveryBitOfAPartCounts(CollateralPart part) => Check(part, BitFlip.All);

    [Theory]
    [InlineData(CollateralPart.TcbInfo)]
    [InlineData(CollateralPart.TcbSigningChain)]
    [InlineData(CollateralPart.PckCrlIssuerChain)]
    public void EveryByteOfALongPartCounts(CollateralPart part) => Check(part, BitFlip.OnePerByte);

    [Fact]
    public void TheChainOfTheQeIdentityCountsOfItself()
    {
        var chain = Encoding.ASCII.GetBytes(Standard.QeIdentityIssuerChain!);

        Assert.Empty(BitFlip.Accepted(
            chain,
            BitFlip.OnePerByte(chain.Length),
            flipped => Verifier.Verify(Quote, Standard with { QeIdentityIssuerChain = Encoding.ASCII.GetString(flipped) }, Now)));
    }

    private static void Check(CollateralPart part, Func<int, IEnumerable<int>> choose)
    {
        var original = Parts[part].ToArray();
        var bits = choose(original.Length).ToHashSet();

        var accepted = BitFlip.Accepted(original, bits, flipped => Verify(part, flipped));

        Assert.Equal(CollateralFiles.IsAnswer(part) ? LetterCase.OfSignature(original).Where(bits.Contains) : [], accepted);
    }

    private static Verdict? Verify(CollateralPart part, byte[] content) =>
        CollateralParts.TryAssemble(new Dictionary<CollateralPart, ReadOnlyMemory<byte>>(Parts) { [part] = content }, out var bundle, out _)
            ? Verifier.Verify(Quote, bundle, Now)
            : null;
}
