using System.Text;
using EasyEnclave.Attestation.Collateral;

namespace EasyEnclave.Tests.Attestation.Collateral;

public sealed class SignedDocumentParserTests
{
    private static readonly string Signature = string.Concat(Enumerable.Repeat("0aF1", 32));

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"a":{"b":[1,{"c":"}"}]},"d":"\"}"}""")]
    [InlineData("{ \"a\" :\t1.50,\r\n\"b\": \"\\u0041\" }")]
    public void TheBodyIsCutOutByteForByte(string body)
    {
        var document = Read($$"""{"tcbInfo":{{body}},"signature":"{{Signature}}"}""");

        Assert.Equal(body, Encoding.UTF8.GetString(document!.Body.Span));
        Assert.Equal(Convert.FromHexString(Signature), document.Signature.ToArray());
    }

    [Fact]
    public void WhiteSpaceAroundTheBodyIsNotPartOfIt()
    {
        var document = Read($$"""  { "signature" : "{{Signature}}" , "tcbInfo" :  {"a":1}  }  """);

        Assert.Equal("""{"a":1}""", Encoding.UTF8.GetString(document!.Body.Span));
    }

    [Fact]
    public void EachKindHasItsOwnName()
    {
        var answer = Encoding.UTF8.GetBytes($$"""{"enclaveIdentity":{},"signature":"{{Signature}}"}""");

        Assert.True(SignedDocumentParser.TryParseQeIdentity(answer, out _));
        Assert.False(SignedDocumentParser.TryParseTcbInfo(answer, out _));
    }

    public static TheoryData<string> Malformed => new()
    {
        "",
        "{}",
        "[]",
        "null",
        """{"tcbInfo":{}}""",
        $$"""{"signature":"{{Signature}}"}""",
        $$"""{"tcbInfo":{},"signature":"{{Signature}}"} x""",
        $$"""{"tcbInfo":{},"signature":"{{Signature}}"}{}""",
        $$"""{"tcbInfo":{},"signature":"{{Signature}}","more":1}""",
        $$"""{"tcbInfo":{},"tcbInfo":{},"signature":"{{Signature}}"}""",
        $$"""{"tcbInfo":{},"signature":"{{Signature}}","signature":"{{Signature}}"}""",
        $$"""{"tcbInfo":[],"signature":"{{Signature}}"}""",
        $$"""{"tcbInfo":"{}","signature":"{{Signature}}"}""",
        $$"""{"tcbInfo":{},"signature":"{{Signature[1..]}}"}""",
        $$"""{"tcbInfo":{},"signature":"{{Signature}}00"}""",
        $$"""{"tcbInfo":{},"signature":"{{Signature[1..]}}g"}""",
        $$"""{"tcbInfo":{},"signature":null}""",
        $$"""{"tcbInfo":{"a":1,"signature":"{{Signature}}"}""",
        $$"""{"tcbInfo":{{new string('[', 40)}}""",
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public void WhatIsNotExactlyABodyAndASignatureIsRefused(string answer) => Assert.Null(Read(answer));

    private static SignedDocument? Read(string answer) =>
        SignedDocumentParser.TryParseTcbInfo(Encoding.UTF8.GetBytes(answer), out var document) ? document : null;
}
