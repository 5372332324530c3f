using System.Security.Cryptography;
using EasyEnclave.Attestation.Certificates;

namespace EasyEnclave.Tests.Attestation.Certificates;

/// <summary>The keys kept for verification: bounded, and safe for many threads.</summary>
public sealed class KeyRingTests
{
    private static readonly byte[] Message = [1, 2, 3];
    private readonly KeyRing _ring = new(2);

    [Fact]
    public void ASignatureOfTheKeyHoldsAndOfAnotherDoesNot()
    {
        var (point, signature) = Signed();
        var (_, other) = Signed();

        Assert.True(_ring.Verify(point, Message, signature));
        Assert.True(_ring.Verify(point, Message, signature));
        Assert.False(_ring.Verify(point, Message, other));
        Assert.False(_ring.Verify(point, [1, 2, 4], signature));
    }

    [Fact]
    public void NoMoreKeysAreKeptThanFitAndTheLastUsedStay()
    {
        var signed = Enumerable.Range(0, 5).Select(_ => Signed()).ToArray();
        foreach (var (point, signature) in signed.Concat(signed))
            Assert.True(_ring.Verify(point, Message, signature));

        Assert.Equal(2, _ring.Count);
    }

    [Theory]
    [InlineData(0, 64)]
    [InlineData(63, 64)]
    [InlineData(65, 64)]
    [InlineData(64, 0)]
    [InlineData(64, 63)]
    public void OtherLengthsAreRefused(int point, int signature) => Assert.False(_ring.Verify(new byte[point], Message, new byte[signature]));

    [Fact]
    public void APointOffTheCurveIsNoKeyAndIsNotKept()
    {
        var (point, signature) = Signed();
        point[63] ^= 1;

        Assert.False(_ring.Verify(point, Message, signature));
        Assert.Equal(0, _ring.Count);
    }

    [Fact]
    public void ManyThreadsMayUseOneKeyAtOnce()
    {
        var signed = Enumerable.Range(0, 3).Select(_ => Signed()).ToArray();
        var refused = 0;

        Parallel.For(0, 400, turn =>
        {
            var (point, signature) = signed[turn % signed.Length];
            if (!_ring.Verify(point, Message, signature))
                Interlocked.Increment(ref refused);
        });

        Assert.Equal(0, refused);
        Assert.Equal(2, _ring.Count);
    }

    private static (byte[] Point, byte[] Signature) Signed()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        return ([.. point.X!, .. point.Y!], key.SignData(Message, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
    }
}
