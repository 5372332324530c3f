using EasyEnclave.Attestation;
using EasyEnclave.Attestation.Caching;
using EasyEnclave.Attestation.Certificates;
using EasyEnclave.Attestation.Collateral;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Attestation.Flips;

/// <summary>The same of the real quotes and the real collateral: every byte of one set, a sample of each other one.</summary>
public sealed class RealFlipTests
{
    private const string Whole = "v4-uptodate-b0c06f-2025";
    private const int Step = 61;
    private static readonly QuoteVerifier Intel = new(TrustRoot.Intel, new VerificationCache());

    public static TheoryData<string> Sets => RealSet.Names;

    [RealQuotesTheory]
    [MemberData(nameof(Sets))]
    public void EveryBitOfTheQuoteCounts(string name)
    {
        var set = RealSet.Load(name);

        Assert.Empty(BitFlip.Accepted(set.Quote, Bits(name, set.Quote.Length), flipped => Intel.Verify(flipped, set.Collateral, set.Now)));
    }

    [RealQuotesTheory]
    [MemberData(nameof(Sets))]
    public void EveryBitOfItsCollateralCounts(string name)
    {
        var set = RealSet.Load(name);
        var parts = CollateralParts.FileNames.ToDictionary(file => file.Key, file => new ReadOnlyMemory<byte>(RealQuotes.Read(name, file.Value)));
        foreach (var (part, content) in parts)
        {
            var original = content.ToArray();
            var bits = Bits(name, original.Length).ToHashSet();

            var accepted = BitFlip.Accepted(original, bits, flipped =>
                CollateralParts.TryAssemble(new Dictionary<CollateralPart, ReadOnlyMemory<byte>>(parts) { [part] = flipped }, out var bundle, out _)
                    ? Intel.Verify(set.Quote, bundle, set.Now)
                    : null);

            Assert.Equal(CollateralFiles.IsAnswer(part) ? LetterCase.OfSignature(original).Where(bits.Contains) : [], accepted);
        }
    }

    private static IEnumerable<int> Bits(string name, int length) => name == Whole ? BitFlip.OnePerByte(length) : BitFlip.Every(Step, length);
}
