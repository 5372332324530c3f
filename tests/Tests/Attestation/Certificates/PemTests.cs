using System.Text;
using EasyEnclave.Attestation.Certificates;

namespace EasyEnclave.Tests.Attestation.Certificates;

public sealed class PemTests
{
    private const string Begin = "-----BEGIN CERTIFICATE-----\n";
    private const string End = "-----END CERTIFICATE-----\n";

    private static readonly string Line = new('A', 64);

    [Fact]
    public void LinesOf64CharactersAndAShorterLastOneDecode() =>
        Assert.Equal(new byte[51], Decode($"{Begin}{Line}\nAAAA\n{End}"));

    [Fact]
    public void TheLastLineMayBeFull() => Assert.Equal(new byte[48], Decode($"{Begin}{Line}\n{End}"));

    [Theory]
    [InlineData("\n", true)]
    [InlineData("", true)]
    [InlineData("\n\0", true)]
    [InlineData("\0", true)]
    [InlineData("\n\n", false)]
    [InlineData("\r\n", false)]
    [InlineData("\n\0\0", false)]
    [InlineData("\n\n\n", false)]
    [InlineData("\n ", false)]
    [InlineData(" ", false)]
    [InlineData("\nx", false)]
    [InlineData("-", false)]
    public void OnlyANulMayFollow(string tail, bool accepted) =>
        Assert.Equal(accepted, Decode($"{Begin}AAAA\n{End.TrimEnd()}{tail}") is not null);

    [Fact]
    public void LinesEndInLineFeedsAlone()
    {
        var pem = $"{Begin}{Line}\nAAAA\n{End}";

        Assert.NotNull(Decode(pem));
        Assert.Null(Decode(pem.Replace("\n", "\r\n", StringComparison.Ordinal)));
        Assert.All(
            Enumerable.Range(0, pem.Length).Where(place => pem[place] == '\n'),
            place => Assert.Null(Decode(pem.Insert(place, "\r"))));
    }

    [Theory]
    [InlineData("QUI=")]
    [InlineData("QQ==")]
    public void PaddingDecodes(string text) => Assert.NotNull(Decode($"{Begin}{text}\n{End}"));

    [Theory]
    [InlineData("QUJ=")]
    [InlineData("QR==")]
    [InlineData("QUI")]
    [InlineData("QQ=")]
    [InlineData("QU I=")]
    [InlineData("QUI=A")]
    [InlineData("=QUI")]
    [InlineData("QU-_")]
    [InlineData(" QUI=")]
    [InlineData("QUI= ")]
    [InlineData("")]
    public void Base64ThatSaysTheSameInAnotherWayIsRefused(string text) => Assert.Null(Decode($"{Begin}{text}\n{End}"));

    [Fact]
    public void LinesOfOtherLengthsAreRefused()
    {
        Assert.Null(Decode($"{Begin}AAAA\nAAAA\n{End}"));
        Assert.Null(Decode($"{Begin}{Line}AAAA\n{End}"));
        Assert.Null(Decode($"{Begin}{Line}\n\n{End}"));
    }

    [Theory]
    [InlineData("-----BEGIN CERTIFICATE-----AAAA\n-----END CERTIFICATE-----\n")]
    [InlineData("----BEGIN CERTIFICATE----\nAAAA\n----END CERTIFICATE----\n")]
    [InlineData("-----BEGIN certificate-----\nAAAA\n-----END certificate-----\n")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END X509 CRL-----\n")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n")]
    [InlineData("-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\nAAAA")]
    [InlineData("\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")]
    [InlineData("")]
    public void OtherFramesAreRefused(string pem) => Assert.Null(Decode(pem));

    [Fact]
    public void OneMoreOrOneLessThanExpectedIsRefused()
    {
        var one = Encoding.ASCII.GetBytes($"{Begin}AAAA\n{End}");

        Assert.True(Pem.TryDecode([.. one, .. one], 2, out _));
        Assert.False(Pem.TryDecode([.. one, .. one], 1, out _));
        Assert.False(Pem.TryDecode([.. one, .. one], 3, out _));
        Assert.False(Pem.TryDecode([.. one, (byte)'\n', .. one], 2, out _));
    }

    private static byte[]? Decode(string pem) => Pem.TryDecode(Encoding.ASCII.GetBytes(pem), 1, out var certificates) ? certificates[0] : null;
}
