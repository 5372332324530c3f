using System.Security.Cryptography;
using EasyEnclave.Actors.Keys;

namespace EasyEnclave.Tests.Actors.Keys;

/// <summary>A sealed secret opens under its own key, purpose and name, and nowhere else.</summary>
public sealed class SealingKeyTests : IDisposable
{
    private static readonly byte[] Secret = RandomNumberGenerator.GetBytes(32);

    private readonly SealingKey _key = new(RandomNumberGenerator.GetBytes(32));

    [Fact]
    public void WhatWasSealedOpens() => Assert.Equal(Secret, _key.Open("signing_key", "a", _key.Seal("signing_key", "a", Secret)));

    [Fact]
    public void AnotherPurposeNameOrKeyDoesNotOpenIt()
    {
        byte[] box = _key.Seal("signing_key", "a", Secret);
        using SealingKey other = new(RandomNumberGenerator.GetBytes(32));
        Assert.Null(_key.Open("node_token", "a", box));
        Assert.Null(_key.Open("signing_key", "b", box));
        Assert.Null(other.Open("signing_key", "a", box));
    }

    [Fact]
    public void NoBitOfItCanBeTurned()
    {
        byte[] box = _key.Seal("signing_key", "a", Secret);
        for (int bit = 0; bit < 8 * box.Length; bit++)
        {
            box[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Null(_key.Open("signing_key", "a", box));
            box[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        Assert.Null(_key.Open("signing_key", "a", box.AsSpan(1)));
        Assert.Null(_key.Open("signing_key", "a", []));
    }

    [Fact]
    public void TheSameSecretIsNeverSealedTheSameWayTwice() => Assert.NotEqual(_key.Seal("p", "a", Secret), _key.Seal("p", "a", Secret));

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public void AKeyHasThirtyTwoBytes(int length) => Assert.Throws<ArgumentException>(() => new SealingKey(new byte[length]));

    public void Dispose() => _key.Dispose();
}
