using System.Security.Cryptography;
using System.Text;
using EasyEnclave.Attestation.Collateral;

namespace EasyEnclave.Tests.Attestation.Collateral;

public sealed class CrlBytesTests
{
    private static readonly byte[] Der = [0x30, 0x03, 0x02, 0x01, 0x07];

    [Fact]
    public void DerIsTakenAsItIs() => Assert.Equal(Der, Decode(Der));

    [Theory]
    [InlineData("3003020107")]
    [InlineData("3003020107\n")]
    public void HexTextOfDerIsDecoded(string text) => Assert.Equal(Der, Decode(text));

    [Fact]
    public void PemIsDecoded() => Assert.Equal(Der, Decode(PemEncoding.WriteString("X509 CRL", Der) + "\n"));

    [Fact]
    public void PemOfSomethingElseIsRefused() => Assert.Null(Decode(PemEncoding.WriteString("CERTIFICATE", Der)));

    [Theory]
    [InlineData("")]
    [InlineData("300302010")]
    [InlineData("30030201zz")]
    [InlineData("-----BEGIN X509 CRL-----\nMAMC\n")]
    [InlineData("\n")]
    public void AnythingElseIsRefused(string text) => Assert.Null(Decode(text));

    [Fact]
    public void TextBesideThePemIsRefused()
    {
        var pem = PemEncoding.WriteString("X509 CRL", Der);

        Assert.Null(Decode(pem + "\nx"));
        Assert.Null(Decode("x\n" + pem));
    }

    [Fact]
    public void WhatIsTooLargeIsRefused()
    {
        var large = new byte[1024 * 1024 + 1];
        large[0] = 0x30;

        Assert.Null(Decode(large));
        Assert.NotNull(Decode(large[..^1]));
    }

    private static byte[]? Decode(string text) => Decode(Encoding.ASCII.GetBytes(text));

    private static byte[]? Decode(byte[] content) => CrlBytes.TryDecode(content, out var der) ? der : null;
}
