using System.Text.Json;
using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Tests.Protocol;

/// <summary>Each identifier's form: what is just inside it, and what is just outside.</summary>
public sealed class IdTests
{
    private static readonly string Hex32 = string.Concat(Enumerable.Repeat("0123456789abcdef", 2));
    private static readonly string Hex64 = Hex32 + Hex32;

    public static TheoryData<string, string, bool> Cases()
    {
        TheoryData<string, string, bool> cases = [];
        foreach (string kind in new[] { "agent", "node" })
        {
            Accept(cases, kind, "a", "A.b_c:d-9", "-", ".", "..", new string('x', 128));
            Refuse(cases, kind, "", " ", "a b", "a/b", "a\n", "ä", "a\0", new string('x', 129));
        }

        Accept(cases, "app", "a", "0", "a-b", "hello", "xn-a", "xn1--a", "a--b", "controls", "wwww", new string('x', 63));
        Refuse(cases, "app", "", "-a", "a-", "-", "A", "a.b", "a_b", "xn--a", "xn--", "control", "control-direct", "admin", "api", "www", "ä", "a\n", new string('x', 64));

        Accept(cases, "network", "forge-1", "a", "-", new string('x', 64));
        Refuse(cases, "network", "", "Forge-1", "forge_1", "forge.1", "forge 1", "forge-1\n", new string('x', 65));

        Accept(cases, "repo", "acme/hello", "a/b", "A-1/x.y_z-", "acme/.github", "acme/...", "0/0", new string('o', 100) + "/" + new string('n', 100));
        Refuse(
            cases, "repo", "", "acme", "acme/", "/hello", "/", "acme//hello", "acme/hello/x", "acme/.", "acme/..", "./hello", "../hello", "-acme/hello", "acme/he llo",
            "acme/hello\n", "äcme/hello", "acme\\hello", "acme/%2e", new string('o', 101) + "/n", "o/" + new string('n', 101));

        Accept(cases, "tag", "v1.0.0", "1", "release/2026.11", "v1.0.0-rc.1+build", "a@b", "feature/x@y", new string('t', 255));
        Refuse(
            cases, "tag", "", "v1..2", ".v1", "v1.", "v1/", "/v1", "a//b", "a/.b", ".", "..", "a/../b", "@", "a@{b", "v1.lock", "v1.lock/x", "v 1", "v~1", "v^1", "v:1",
            "v?1", "v*1", "v[1", "v\\1", "v\"1", "v\u007f", "v\n1", "vé", new string('t', 256));

        Accept(cases, "nonce", Hex64, new string('0', 64));
        Refuse(cases, "nonce", "", Hex64[1..], Hex64 + "0", Hex64.ToUpperInvariant(), Hex64[1..] + "g", Hex64[1..] + " ", "0x" + Hex64[2..]);

        Accept(cases, "request", Hex32, new string('f', 32));
        Refuse(cases, "request", "", Hex32[1..], Hex32 + "0", Hex32.ToUpperInvariant(), Hex32[1..] + "g");
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void AnIdExistsOnlyIfItsTextIsOfItsForm(string kind, string text, bool valid)
    {
        switch (kind)
        {
            case "agent":
                Check<AgentId>(text, valid);
                break;
            case "node":
                Check<NodeId>(text, valid);
                break;
            case "app":
                Check<AppName>(text, valid);
                break;
            case "network":
                Check<NetworkName>(text, valid);
                break;
            case "repo":
                Check<RepoName>(text, valid);
                break;
            case "tag":
                Check<ReleaseTag>(text, valid);
                break;
            case "nonce":
                Check<Nonce>(text, valid);
                break;
            default:
                Check<RequestId>(text, valid);
                break;
        }
    }

    [Fact]
    public void NoTextIsNoId()
    {
        Assert.False(AgentId.TryParse(null, out _));
        Assert.False(AppName.TryParse(null, out _));
        Assert.False(RepoName.TryParse(null, out _));
        Assert.False(Nonce.TryParse(null, out _));
    }

    [Fact]
    public void AnIdThatWasNeverParsedHasNoValueAndSaysSo()
    {
        Assert.Throws<InvalidOperationException>(() => default(AgentId).Value);
        Assert.Equal(string.Empty, default(AgentId).ToString());
        Assert.Equal(default, default(AgentId));
    }

    [Fact]
    public void ARepoIsAnOwnerAndAName()
    {
        RepoName repo = RepoName.Parse("acme/hello.world");

        Assert.Equal(("acme", "hello.world"), (repo.Owner, repo.Name));
    }

    [Fact]
    public void RandomIdsAreValidAndDiffer()
    {
        Assert.True(Nonce.TryParse(Nonce.New().Value, out _));
        Assert.True(RequestId.TryParse(RequestId.New().Value, out _));
        Assert.NotEqual(Nonce.New(), Nonce.New());
        Assert.NotEqual(RequestId.New(), RequestId.New());
    }

    [Theory]
    [InlineData("\"a b\"")]
    [InlineData("\"\"")]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("[\"a\"]")]
    [InlineData("\"\\ud800\"")]
    public void JsonThatIsNoIdIsAJsonFault(string json) => Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<AgentId>(json));

    [Fact]
    public void AnIdAsAPropertyNameIsReadBack()
    {
        Dictionary<AgentId, int> counts = new() { [AgentId.Parse("agent-1")] = 2 };

        string json = JsonSerializer.Serialize(counts);

        Assert.Equal("{\"agent-1\":2}", json);
        Assert.Equal(counts, JsonSerializer.Deserialize<Dictionary<AgentId, int>>(json));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Dictionary<AgentId, int>>("{\"a b\":2}"));
    }

    private static void Check<TId>(string text, bool valid)
        where TId : struct, IId<TId>
    {
        Assert.Equal(valid, TId.TryParse(text, out TId id));
        if (!valid)
        {
            Assert.Equal(default, id);
            Assert.Throws<FormatException>(() => TId.Parse(text));
            return;
        }

        Assert.Equal(text, id.Value);
        Assert.Equal(text, id.ToString());
        Assert.Equal(id, TId.Parse(text));
        Assert.Equal(id, JsonSerializer.Deserialize<TId>(JsonSerializer.Serialize(id)));
    }

    private static void Accept(TheoryData<string, string, bool> cases, string kind, params string[] texts) => Array.ForEach(texts, text => cases.Add(kind, text, true));

    private static void Refuse(TheoryData<string, string, bool> cases, string kind, params string[] texts) => Array.ForEach(texts, text => cases.Add(kind, text, false));
}
