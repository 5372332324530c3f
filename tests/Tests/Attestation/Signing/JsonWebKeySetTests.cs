using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using EasyEnclave.Attestation.Signing;

namespace EasyEnclave.Tests.Attestation.Signing;

/// <summary>Key sets are read as strictly as what they verify.</summary>
public sealed class JsonWebKeySetTests
{
    // The key of RFC 7515, appendix A.3, with the thumbprint that RFC 7638 gives for it.
    private const string X = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU";
    private const string Y = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0";

    [Fact]
    public void AKeyOfTheStandardsExampleIsReadAndChecksItsSignature()
    {
        Assert.True(Read($$"""{"kty":"EC","crv":"P-256","x":"{{X}}","y":"{{Y}}"}""", out var set));
        const string message = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
        const string signature = "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
        Assert.True(set!.Keys[0].Verify(Encoding.ASCII.GetBytes(message), Base64Url.DecodeFromChars(signature)));
        Assert.False(set.Keys[0].Verify(Encoding.ASCII.GetBytes(message + "A"), Base64Url.DecodeFromChars(signature)));
    }

    [Fact]
    public void TheThumbprintIsTheHashOfTheRequiredMembersInTheirOrder()
    {
        Assert.True(Read($$"""{"y":"{{Y}}","kty":"EC","x":"{{X}}","crv":"P-256"}""", out var set));
        var members = $$"""{"crv":"P-256","kty":"EC","x":"{{X}}","y":"{{Y}}"}""";
        Assert.Equal(Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(members))), set!.Keys[0].KeyId);
    }

    [Theory]
    [InlineData("""{"kty":"RSA","crv":"P-256","x":"X","y":"Y"}""")]
    [InlineData("""{"kty":"EC","crv":"P-384","x":"X","y":"Y"}""")]
    [InlineData("""{"kty":"EC","crv":"P-256","x":"X"}""")]
    [InlineData("""{"kty":"EC","crv":"P-256","x":"Y","y":"X"}""")]
    [InlineData("""{"kty":"EC","crv":"P-256","x":"X=","y":"Y"}""")]
    [InlineData("""{"kty":"EC","crv":"P-256","x":"AAX","y":"Y"}""")]
    [InlineData("""{"kty":"EC","crv":"P-256","x":"X","y":"Y","d":"X"}""")]
    [InlineData("""{"kty":"EC","crv":"P-256","x":"X","y":"Y","alg":"ES384"}""")]
    [InlineData("""{"kty":"EC","crv":"P-256","x":"X","y":"Y","use":"enc"}""")]
    [InlineData("""{"kty":"EC","crv":"P-256","x":"X","y":"Y","kid":"another"}""")]
    [InlineData("""{"kty":"oct","k":"AAAA"}""")]
    [InlineData("7")]
    public void AKeyOfAnotherKindRefusesTheSet(string jwk) =>
        Assert.False(Read(
            jwk.Replace("\"X", "\"" + X, StringComparison.Ordinal).Replace("\"AAX", "\"AA" + X, StringComparison.Ordinal)
                .Replace("\"Y", "\"" + Y, StringComparison.Ordinal),
            out _));

    [Fact]
    public void ASetIsWrittenAsItIsRead()
    {
        Assert.True(Read($$"""{"kty":"EC","crv":"P-256","x":"{{X}}","y":"{{Y}}"}""", out var set));
        Assert.True(JsonWebKeySet.TryParse(set!.ToDocument(), out var again));
        Assert.Equal(set.ToDocument(), again.ToDocument());
        Assert.Same(again.Keys[0], again.Find(set.Keys[0].KeyId));
        Assert.Null(again.Find("another"));
    }

    private static bool Read(string jwk, out JsonWebKeySet? set) =>
        JsonWebKeySet.TryParse(Encoding.UTF8.GetBytes($$"""{"keys":[{{jwk}}]}"""), out set);
}
