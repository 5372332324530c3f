using System.Text;
using EasyEnclave.Attestation.Collateral;

namespace EasyEnclave.Tests.Attestation.Collateral;

public sealed class CollateralDocumentTests
{
    private static readonly string Signature = new('a', 128);

    [Fact]
    public void PartsThatAreAbsentStayNull()
    {
        var bundle = Read("""{"pck_crl":"3000","root_ca_crl":null,"something":1}""");

        Assert.Equal([0x30, 0x00], bundle!.PckCrl!.Value.ToArray());
        Assert.Null(bundle.RootCaCrl);
        Assert.Null(bundle.TcbInfo);
        Assert.Null(bundle.PckCrlIssuerChain);
    }

    [Fact]
    public void ABodyIsTheBytesOfItsString()
    {
        var bundle = Read($$"""{"tcb_info":"{\"a\": \"é\"}","tcb_info_signature":"{{Signature}}"}""");

        Assert.Equal("""{"a": "é"}""", Encoding.UTF8.GetString(bundle!.TcbInfo!.Body.Span));
    }

    [Theory]
    [MemberData(nameof(RealSet.Names), MemberType = typeof(RealSet))]
    public void WhatIsWrittenIsReadAsItWas(string set)
    {
        var document = RealSet.Load(set).Collateral.ToDocument();

        Assert.True(CollateralBundle.TryParseDocument(document, out var read));
        Assert.Equal(document, read.ToDocument());
        Assert.Equal(RealSet.Load(set).Collateral.TcbInfo!.Body.ToArray(), read.TcbInfo!.Body.ToArray());
        Assert.Equal(RealSet.Load(set).Collateral.PckCrl!.Value.ToArray(), read.PckCrl!.Value.ToArray());
    }

    public static TheoryData<string> Malformed => new()
    {
        "", "[]", "null", "{",
        """{"tcb_info":"{}"}""",
        $$"""{"tcb_info_signature":"{{Signature}}"}""",
        $$"""{"tcb_info":{},"tcb_info_signature":"{{Signature}}"}""",
        $$"""{"tcb_info":"{}","tcb_info_signature":"{{Signature}}0"}""",
        """{"pck_crl":"xyz"}""",
        """{"pck_crl":1}""",
        """{"pck_crl_issuer_chain":["x"]}""",
        """{"pck_crl":"3000","pck_crl":"3000"}""",
        """{"pck_crl":"\ud800"}""",
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public void APartThatIsThereMustBeReadable(string json) => Assert.Null(Read(json));

    [Fact]
    public void AnUnreadableFileIsNamed()
    {
        var contents = new Dictionary<CollateralPart, ReadOnlyMemory<byte>>
        {
            [CollateralPart.RootCaCrl] = new byte[] { 0x30, 0 },
            [CollateralPart.TcbInfo] = "{}"u8.ToArray(),
        };

        Assert.False(CollateralParts.TryAssemble(contents, out _, out var malformed));
        Assert.Equal(CollateralPart.TcbInfo, malformed);

        contents.Remove(CollateralPart.TcbInfo);
        Assert.True(CollateralParts.TryAssemble(contents, out var bundle, out _));
        Assert.Null(bundle.TcbInfo);
        Assert.NotNull(bundle.RootCaCrl);
    }

    private static CollateralBundle? Read(string json) =>
        CollateralBundle.TryParseDocument(Encoding.UTF8.GetBytes(json), out var bundle) ? bundle : null;
}
