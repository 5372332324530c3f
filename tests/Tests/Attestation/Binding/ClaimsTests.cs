using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using EasyEnclave.Attestation.Binding;

namespace EasyEnclave.Tests.Attestation.Binding;

public sealed class ClaimsTests
{
    private static readonly string Hash = new('a', 64);

    [Fact]
    public void TheOriginalsFourKeysGiveTheOriginalsText()
    {
        var claims = Read(Original());

        Assert.Equal($"agent_dir={Hash}\nagent_py={Hash}\nvm_image_id=img\nsealed=true", Text(claims));
        Assert.Equal(SHA256.HashData(claims.CanonicalText.Span), claims.Digest());
        Assert.True(claims.Sealed);
    }

    [Fact]
    public void AnyOtherSetGivesCanonicalJson()
    {
        Assert.Equal("""{"a":"x","b":true,"sealed":false}""", Text(Read("""{ "sealed": false, "b": true, "a": "x" }""")));
        Assert.Equal(
            $$"""{"agent_dir_sha256":"{{Hash}}","agent_py_sha256":"{{Hash}}","sealed":true}""",
            Text(Read($$"""{"agent_dir_sha256":"{{Hash}}","agent_py_sha256":"{{Hash}}","sealed":true}""")));
    }

    [Fact]
    public void CanonicalJsonEscapesAsRfc8785Does()
    {
        var text = Text(Read("""{"v":"\u0000\b\t\n\f\r\u001f \"\\\/\u007f\u20ac\ud83d\ude00é","sealed":true}"""));

        Assert.Equal("{\"sealed\":true,\"v\":\"\\u0000\\b\\t\\n\\f\\r\\u001f \\\"\\\\/\u007f€😀é\"}", text);
    }

    [Fact]
    public void EqualClaimsWrittenDifferentlyAreTheSame() =>
        Assert.Equal(Text(Read("""{"a":"A","sealed":true}""")), Text(Read("""{"sealed":true,"\u0061":"\u0041"}""")));

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"sealed":"true"}""")]
    [InlineData("""{"sealed":1}""")]
    [InlineData("""{"sealed":true,"a":1}""")]
    [InlineData("""{"sealed":true,"a":null}""")]
    [InlineData("""{"sealed":true,"a":["x"]}""")]
    [InlineData("""{"sealed":true,"a":{"b":"x"}}""")]
    [InlineData("""{"sealed":true,"sealed":true}""")]
    [InlineData("""{"sealed":true,"a":"x","\u0061":"x"}""")]
    [InlineData("""{"sealed":true,"":"x"}""")]
    [InlineData("""{"sealed":true,"A":"x"}""")]
    [InlineData("""{"sealed":true,"a-b":"x"}""")]
    [InlineData("""{"sealed":true,"é":"x"}""")]
    [InlineData("""{"sealed":true,"a":"\ud800"}""")]
    [InlineData("""{"sealed":true,"\ud800":"x"}""")]
    [InlineData("""{"sealed":true} {}""")]
    [InlineData("""{"sealed":true,}""")]
    [InlineData("""{"sealed":true/**/}""")]
    public void WhatIsNotAFlatObjectOfTextAndBooleansIsRefused(string json) => AssertRefused(json);

    [Fact]
    public void TheSameRulesHoldForPartsOfALooselyReadDocument()
    {
        using var document = JsonDocument.Parse("""{"sealed":true,"sealed":true}""");

        Assert.False(Claims.TryParse(document.RootElement, out _, out _));
    }

    [Theory]
    [InlineData(31, true)]
    [InlineData(32, false)]
    public void ThereAreAtMost32(int besidesSealed, bool accepted)
    {
        var members = string.Concat(Enumerable.Range(0, besidesSealed).Select(index => $"\"c{index}\":\"x\","));

        Assert.Equal(accepted, Claims.TryParse(Encoding.UTF8.GetBytes($$"""{{{members}}"sealed":true}"""), out _, out _));
    }

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void NamesHaveAtMost64Characters(int length, bool accepted) =>
        Assert.Equal(accepted, Claims.TryParse(Encoding.UTF8.GetBytes($$"""{"{{new string('n', length)}}":"x","sealed":true}"""), out _, out _));

    [Theory]
    [InlineData(4096, "x", true)]
    [InlineData(4097, "x", false)]
    [InlineData(1365, "€", true)]
    [InlineData(1366, "€", false)]
    public void TextIsBoundedInBytes(int count, string character, bool accepted)
    {
        var text = string.Concat(Enumerable.Repeat(character, count));

        Assert.Equal(accepted, Claims.TryParse(Encoding.UTF8.GetBytes($$"""{"a":"{{text}}","sealed":true}"""), out _, out _));
    }

    [Fact]
    public void TheOriginalsKeysWithOtherValuesAreRefusedRatherThanReadAsJson()
    {
        AssertRefused(Original(dir: Hash[1..]));
        AssertRefused(Original(dir: Hash.ToUpperInvariant()));
        AssertRefused(Original(py: Hash + "a"));
        AssertRefused(Original(image: ""));
        AssertRefused(Original(image: new string('i', 1025)));
        AssertRefused(Original(image: "a\\tb"));
        AssertRefused(Original(image: "a\\u007fb"));
        AssertRefused(Original(isSealed: "\"true\""));
        Assert.NotNull(Read(Original(image: new string('i', 1024))));
    }

    [Fact]
    public void AnImageIdMayHoldNewlinesAndStillNoTwoClaimsShareOneText()
    {
        var one = Read(Original(image: "a\\nsealed=true", isSealed: "false"));
        var other = Read(Original(image: "a", isSealed: "true"));

        Assert.NotEqual(Text(one), Text(other));
        Assert.False(one.Sealed);
    }

    [Fact]
    public void TheFirstDifferenceIsNamedByNameTypeAndValue()
    {
        var claims = Read("""{"a":"x","b":"true","sealed":true}""");

        Assert.Null(claims.FirstDifference(Read("""{"sealed":true,"b":"true","a":"x"}""")));
        Assert.Equal("a", claims.FirstDifference(Read("""{"a":"y","b":"true","sealed":true}""")));
        Assert.Equal("b", claims.FirstDifference(Read("""{"a":"x","b":true,"sealed":true}""")));
        Assert.Equal("sealed", claims.FirstDifference(Read("""{"a":"x","b":"true","sealed":false}""")));
        Assert.Equal("b", claims.FirstDifference(Read("""{"a":"x","sealed":true}""")));
        Assert.Equal("c", claims.FirstDifference(Read("""{"a":"x","b":"true","c":"x","sealed":true}""")));
    }

    [Fact]
    public void ClaimsMadeFromValuesAreTheClaimsReadBack()
    {
        Assert.True(Claims.TryCreate(
            [new("image", new ClaimValue.Text("é\n")), new("sealed", new ClaimValue.Truth(true))], out var made, out _));
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
            made.WriteTo(writer);

        Assert.True(Claims.TryParse(buffer.ToArray(), out var read, out _));
        Assert.Equal(made.Digest(), read.Digest());
        Assert.Null(made.FirstDifference(read));
        Assert.False(Claims.TryCreate([new("image", new ClaimValue.Text("x"))], out _, out _));
    }

    internal static Claims Read(string json)
    {
        Assert.True(Claims.TryParse(Encoding.UTF8.GetBytes(json), out var claims, out var fault), fault);
        return claims;
    }

    private static string Text(Claims claims) => Encoding.UTF8.GetString(claims.CanonicalText.Span);

    private static void AssertRefused(string json)
    {
        Assert.False(Claims.TryParse(Encoding.UTF8.GetBytes(json), out _, out var fault));
        Assert.NotEmpty(fault);
    }

    private static string Original(string? dir = null, string? py = null, string image = "img", string isSealed = "true") =>
        $$"""{"agent_dir_sha256":"{{dir ?? Hash}}","agent_py_sha256":"{{py ?? Hash}}","vm_image_id":"{{image}}","sealed":{{isSealed}}}""";
}
