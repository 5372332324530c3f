using System.Numerics;
using System.Text;
using EasyEnclave.Attestation;
using EasyEnclave.Attestation.Quotes;
using EasyEnclave.Tests.Attestation.Synthetic;

namespace EasyEnclave.Tests.Attestation.RaTls;

/// <summary>One act of quoting has one name, whatever is done to its bytes; two have two.</summary>
public sealed class QuoteFingerprintTests
{
    private static readonly BigInteger Order = BigInteger.Parse(
        "0ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", System.Globalization.NumberStyles.HexNumber, null);

    private static byte[] Bytes => SyntheticPlatform.Platform.Quote(SyntheticPlatform.Td, SyntheticPlatform.ReportData);

    [Fact]
    public void TwoHonestQuotesOverTheSameReportDataDiffer() => Assert.NotEqual(Of(Bytes), Of(Bytes));

    [Fact]
    public void TheOtherSignatureThatIsAsValidMakesNoOtherQuote()
    {
        byte[] quote = Bytes;
        byte[] twin = WithOtherS(quote);

        Assert.NotEqual(quote, twin);
        Assert.True(new QuoteVerifier(SyntheticPlatform.Platform.TrustRoot).Authenticate(twin, SyntheticPlatform.Now).Succeeded);
        Assert.Equal(Of(quote), Of(twin));
        Assert.Equal(quote, WithOtherS(twin));
    }

    [Fact]
    public void ThePemTextIsNoPartOfIt()
    {
        byte[] quote = Bytes;
        string text = Encoding.Latin1.GetString(quote);
        int end = text.LastIndexOf("-----END CERTIFICATE-----", StringComparison.Ordinal) + "-----END CERTIFICATE-----".Length;
        byte[] otherEnd = [.. quote];
        Assert.Equal((byte)'\n', otherEnd[end]);
        otherEnd[end] = 0;

        Assert.Equal(Of(quote), Of(otherEnd));
        Assert.Equal(Of(quote), Of([.. quote, .. new byte[70]]));
    }

    [Fact]
    public void WhatIsSignedIsAPartOfIt()
    {
        byte[] quote = Bytes;
        byte[] other = [.. quote];
        other[600] ^= 1;

        Assert.NotEqual(Of(quote), Of(other));
    }

    // Version 4: the signature begins at 636, its s at 668.
    private static byte[] WithOtherS(byte[] quote)
    {
        byte[] twin = [.. quote];
        Span<byte> s = twin.AsSpan(668, 32);
        BigInteger other = Order - new BigInteger(s, isUnsigned: true, isBigEndian: true);
        byte[] bytes = other.ToByteArray(isUnsigned: true, isBigEndian: true);
        s.Clear();
        bytes.CopyTo(s[(32 - bytes.Length)..]);
        return twin;
    }

    private static string Of(byte[] bytes)
    {
        Assert.True(Quote.TryParse(bytes, out Quote? quote, out VerificationFailure failure), $"{failure}");
        return QuoteFingerprint.Of(quote);
    }
}
