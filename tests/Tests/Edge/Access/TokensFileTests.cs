using EasyEnclave.Edge.Access;

namespace EasyEnclave.Tests.Edge.Access;

/// <summary>The file of named tokens.</summary>
public sealed class TokensFileTests
{
    private const string Digest = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"; // of "test"
    private const string Other = "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752"; // of "test2"

    [Fact]
    public void EachLineNamesWhoActsWithAToken()
    {
        IReadOnlyList<AccessToken> tokens = TokensFile.Parse(
            $"# operators\r\nalice {Digest.ToUpperInvariant()}\r\n\nmeter@site {Other} uptime\n", out IReadOnlyList<string> faults);

        Assert.Empty(faults);
        Assert.Equal([("alice", AccessRole.Admin), ("meter@site", AccessRole.Uptime)], tokens.Select(token => (token.Actor, token.Role)));
        Assert.Equal(("alice", AccessRole.Admin), Found(tokens, "test"));
        Assert.Equal(("meter@site", AccessRole.Uptime), Found(tokens, "test2"));
        Assert.Null(Found(tokens, "test3"));
    }

    [Theory]
    [InlineData("alice")]
    [InlineData("alice " + Digest + " root")]
    [InlineData("alice " + Digest + " admin more")]
    [InlineData("alice abcd")]
    [InlineData("alice " + Digest + "0")]
    [InlineData("al:ice " + Digest)]
    [InlineData("agent " + Digest)]
    [InlineData("System " + Digest)]
    [InlineData("admin " + Other)]
    [InlineData("Uptime " + Other + " uptime")]
    [InlineData("bob " + Other)]
    [InlineData("carol " + Digest)]
    public void AWrongLineIsToldByItsNumberAndNeverByItsDigest(string line)
    {
        IReadOnlyList<AccessToken> tokens = TokensFile.Parse($"bob {Digest}\n{line}", out IReadOnlyList<string> faults);

        Assert.Equal("bob", Assert.Single(tokens).Actor);
        Assert.StartsWith("line 2: ", Assert.Single(faults), StringComparison.Ordinal);
        Assert.DoesNotContain(Digest, faults[0], StringComparison.Ordinal);
    }

    [Fact]
    public void AllFaultsAreToldAtOnce()
    {
        TokensFile.Parse("one\ntwo\nthree", out IReadOnlyList<string> faults);

        Assert.Equal(3, faults.Count);
    }

    private static (string, AccessRole)? Found(IReadOnlyList<AccessToken> tokens, string token) =>
        new TokenCheck(tokens).Find(token) is { } caller ? (caller.Actor, caller.Role) : null;
}
