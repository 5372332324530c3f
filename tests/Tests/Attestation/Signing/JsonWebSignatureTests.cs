using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using EasyEnclave.Attestation.Signing;
using FsCheck;
using FsCheck.Fluent;

namespace EasyEnclave.Tests.Attestation.Signing;

/// <summary>One form of signed text is taken, and its nearest neighbours are not.</summary>
public sealed class JsonWebSignatureTests : IDisposable
{
    private const string Type = "eat+jwt";

    private static readonly byte[] Payload = """{"sub":"agent-1"}"""u8.ToArray();

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly VerificationKey _public;
    private readonly JsonWebKeySet _keys;

    public JsonWebSignatureTests()
    {
        _public = Half(_key);
        _keys = new JsonWebKeySet([_public]);
    }

    public static TheoryData<string> Headers =>
    [
        """{"alg":"ES256","kid":"KID","typ":"eat+jwt","jku":"https://example.org/keys"}""",
        """{"alg":"ES256","kid":"KID","typ":"eat+jwt","jwk":JWK}""",
        """{"alg":"ES256","kid":"KID","typ":"eat+jwt","x5u":"https://example.org/chain"}""",
        """{"alg":"ES256","kid":"KID","typ":"eat+jwt","x5c":[]}""",
        """{"alg":"ES256","kid":"KID","typ":"eat+jwt","crit":["b64"],"b64":false}""",
        """{"alg":"ES256","kid":"KID","typ":"eat+jwt","cty":"JWT"}""",
        """{"alg":"ES256","kid":"KID"}""",
        """{"alg":"ES256","typ":"eat+jwt"}""",
        """{"alg":"ES256","alg":"ES256","kid":"KID","typ":"eat+jwt"}""",
        """{"alg":"ES256","kid":["KID"],"typ":"eat+jwt"}""",
        """{"alg":"ES256","kid":"KID","typ":"eat+jwt"} x""",
        """["ES256"]""",
        "",
    ];

    [Fact]
    public void WhatWasSignedIsRead()
    {
        Assert.Equal(SignatureFault.None, JsonWebSignature.Read(Token(), Type, _keys, out var payload));
        Assert.Equal(Payload, payload);
    }

    [Theory]
    [MemberData(nameof(Headers))]
    public void AHeaderThatSaysMoreOrLessIsRefusedThoughItIsSigned(string header) =>
        Assert.Equal(SignatureFault.HeaderRefused, Read(Signed(header)));

    [Theory]
    [InlineData("none")]
    [InlineData("HS256")]
    [InlineData("ES384")]
    [InlineData("es256")]
    public void AnotherAlgorithmIsRefused(string algorithm) =>
        Assert.Equal(SignatureFault.AlgorithmRefused, Read(Signed($$"""{"alg":"{{algorithm}}","kid":"KID","typ":"eat+jwt"}""")));

    [Fact]
    public void ATokenMacedWithThePublicKeyIsRefused()
    {
        var message = Message("""{"alg":"HS256","kid":"KID","typ":"eat+jwt"}""");
        var mac = HMACSHA256.HashData(_public.Point.Span, Encoding.ASCII.GetBytes(message));
        Assert.NotEqual(SignatureFault.None, Read($"{message}.{Base64Url.EncodeToString(mac)}"));
        Assert.NotEqual(SignatureFault.None, Read($"{message}.{Base64Url.EncodeToString([.. mac, .. mac])}"));
    }

    [Fact]
    public void ATokenWithoutASignatureIsRefused() =>
        Assert.Equal(SignatureFault.Malformed, Read(Message("""{"alg":"none","kid":"KID","typ":"eat+jwt"}""") + "."));

    [Fact]
    public void ATokenOfAnotherKindIsRefused() =>
        Assert.Equal(SignatureFault.WrongType, JsonWebSignature.Read(Token(), "ee-status+jwt", _keys, out _));

    [Fact]
    public void AKeyThatIsNotTheIssuersIsRefused()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.Equal(SignatureFault.UnknownKey, JsonWebSignature.Read(Token(), Type, new JsonWebKeySet([Half(other)]), out _));
        Assert.Equal(SignatureFault.BadSignature, Read(JsonWebSignature.Write(_public.KeyId, Type, Payload, message => Sign(other, message))));
    }

    [Fact]
    public void EveryOtherSpellingIsMalformed()
    {
        var token = Token();
        string[] spellings = [token + ".", "." + token, token + "=", token + " ", " " + token, token.Replace('.', ','), token + ".AA", token[..^1], token + "A", "", ".", ".."];
        Assert.All(spellings, spelling => Assert.Equal(SignatureFault.Malformed, Read(spelling)));
        Assert.Equal(SignatureFault.Malformed, Read(new string('A', JsonWebSignature.MaxLength + 1)));
    }

    [Fact]
    public void ASignatureInDerIsRefused()
    {
        var message = Message("""{"alg":"ES256","kid":"KID","typ":"eat+jwt"}""");
        var der = _key.SignData(Encoding.ASCII.GetBytes(message), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        Assert.Equal(SignatureFault.Malformed, Read($"{message}.{Base64Url.EncodeToString(der)}"));
    }

    [Fact]
    public void NoSingleBitOfATokenCanBeTurned()
    {
        var token = Encoding.ASCII.GetBytes(Token());
        for (var bit = 0; bit < 8 * token.Length; bit++)
        {
            token[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.NotEqual(SignatureFault.None, Read(Encoding.Latin1.GetString(token)));
            token[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void AnyPayloadComesBackByteForByte() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes =>
            JsonWebSignature.Read(JsonWebSignature.Write(_public.KeyId, Type, bytes, message => Sign(_key, message)), Type, _keys, out var payload)
                == SignatureFault.None && payload.AsSpan().SequenceEqual(bytes)).Check(Config.QuickThrowOnFailure.WithReplay(20261122, 3));

    [Fact]
    public void AnyTextIsAnsweredAndNeverThrownAt() =>
        Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), text => Read(text.Get) != SignatureFault.None)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(500).WithReplay(20261122, 5));

    public void Dispose() => _key.Dispose();

    private static VerificationKey Half(ECDsa key)
    {
        var q = key.ExportParameters(includePrivateParameters: false).Q;
        Assert.True(VerificationKey.TryCreate([.. q.X!, .. q.Y!], out var half));
        return half;
    }

    private static byte[] Sign(ECDsa key, byte[] message) => key.SignData(message, HashAlgorithmName.SHA256);

    private SignatureFault Read(string token) => JsonWebSignature.Read(token, Type, _keys, out _);

    private string Token() => JsonWebSignature.Write(_public.KeyId, Type, Payload, message => Sign(_key, message));

    private string Signed(string header)
    {
        var message = Message(header);
        return $"{message}.{Base64Url.EncodeToString(Sign(_key, Encoding.ASCII.GetBytes(message)))}";
    }

    private string Message(string header)
    {
        var jwk = Encoding.UTF8.GetString(_keys.ToDocument())["{\"keys\":[".Length..^2];
        var text = header.Replace("KID", _public.KeyId, StringComparison.Ordinal).Replace("JWK", jwk, StringComparison.Ordinal);
        return $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text))}.{Base64Url.EncodeToString(Payload)}";
    }
}
