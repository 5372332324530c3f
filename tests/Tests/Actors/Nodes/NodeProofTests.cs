using EasyEnclave.Actors.Keys;
using EasyEnclave.Actors.Nodes;
using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Tests.Actors.Nodes;

/// <summary>The proof that an agent is on a registered node.</summary>
public sealed class NodeProofTests
{
    private const string Token = "een_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    private static readonly Nonce Challenge = Nonce.Parse("00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff");
    private static readonly NodeId Node = NodeId.Parse("n1");
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void ItIsAnHmacOfTheChallengeUnderTheTokensHash()
    {
        byte[] hash = NodeToken.Hash(Token);
        string proof = Convert.ToHexStringLower(
            System.Security.Cryptography.HMACSHA256.HashData(hash, System.Text.Encoding.ASCII.GetBytes(Challenge.Value)));
        Assert.True(NodeProof.Holds(hash, Challenge, proof));
        Assert.True(NodeProof.Holds(hash, Challenge, proof.ToUpperInvariant()));
        Assert.False(NodeProof.Holds(NodeToken.Hash("another"), Challenge, proof));
        Assert.False(NodeProof.Holds(hash, Nonce.Parse(new string('0', 64)), proof));
        foreach (string? wrong in (string?[])[null, "", proof[..^1], proof + "0", proof[..^1] + "g", (proof[0] == '0' ? "1" : "0") + proof[1..]])
            Assert.False(NodeProof.Holds(hash, Challenge, wrong));
    }

    [Fact]
    public void OnlyARegisteredNodeIsToBeProved()
    {
        NodeDirectory nodes = Registered(expiresAt: null);
        string proof = Proof(NodeToken.Hash(Token));
        Assert.Equal(NodeStanding.Unregistered, nodes.Judge(NodeId.Parse("n2"), Challenge, null, byChannel: false, Now));
        Assert.Equal(NodeStanding.Proved, nodes.Judge(Node, Challenge, proof, byChannel: false, Now));
        Assert.Equal(NodeStanding.Refused, nodes.Judge(Node, Challenge, null, byChannel: false, Now));
        Assert.Equal(NodeStanding.Refused, nodes.Judge(Node, Challenge, Proof(NodeToken.Hash("x")), byChannel: false, Now));
        Assert.Equal(NodeStanding.NeedsApproval, nodes.Judge(Node, Challenge, null, byChannel: true, Now));
        Assert.Equal(NodeStanding.Refused, nodes.Judge(Node, Challenge, Proof(NodeToken.Hash("x")), byChannel: true, Now));
    }

    [Fact]
    public void ATokenThatHasEndedProvesNothingAndOpensNothing()
    {
        NodeDirectory nodes = Registered(Now);
        Assert.Equal(NodeStanding.Proved, nodes.Judge(Node, Challenge, Proof(NodeToken.Hash(Token)), byChannel: false, Now.AddTicks(-1)));
        Assert.Equal(NodeStanding.Refused, nodes.Judge(Node, Challenge, Proof(NodeToken.Hash(Token)), byChannel: false, Now));
        Assert.Equal(Node, nodes.FindByToken(NodeToken.Hash(Token), Now.AddTicks(-1)));
        Assert.Null(nodes.FindByToken(NodeToken.Hash(Token), Now));
    }

    [Fact]
    public void UnderAnotherKeyFileNoTokenIsTaken()
    {
        byte[] other = new byte[SealingKey.Length];
        other[0] = 1;
        using SealingKey key = new(new byte[SealingKey.Length]);
        using SealingKey wrong = new(other);
        NodeDirectory nodes = new();
        nodes.Load([Row(key, null)], wrong);
        Assert.Null(nodes.FindByToken(NodeToken.Hash(Token), Now));
        Assert.Equal(NodeStanding.Refused, nodes.Judge(Node, Challenge, Proof(NodeToken.Hash(Token)), byChannel: false, Now));
    }

    [Fact]
    public void AnOlderRowChangesNothing()
    {
        using SealingKey key = new(new byte[SealingKey.Length]);
        NodeDirectory nodes = new();
        nodes.Apply(Row(key, null) with { Version = 2, Vcpus = 2 }, key);
        nodes.Apply(Row(key, null) with { Version = 1, Vcpus = 1 }, key);
        Assert.Equal(2, nodes.Find(Node)!.State.Vcpus);
    }

    private static NodeDirectory Registered(DateTimeOffset? expiresAt)
    {
        using SealingKey key = new(new byte[SealingKey.Length]);
        NodeDirectory nodes = new();
        nodes.Apply(Row(key, expiresAt), key);
        return nodes;
    }

    private static NodeState Row(SealingKey key, DateTimeOffset? expiresAt) => new()
    {
        Id = Node,
        SealedToken = NodeDirectory.Seal(key, Node, NodeToken.Hash(Token)),
        TokenIssuedAt = Now.AddDays(-1),
        TokenExpiresAt = expiresAt,
        CreatedAt = Now.AddDays(-1),
        UpdatedAt = Now.AddDays(-1),
        Version = 1,
    };

    private static string Proof(byte[] hash) => Convert.ToHexStringLower(
        System.Security.Cryptography.HMACSHA256.HashData(hash, System.Text.Encoding.ASCII.GetBytes(Challenge.Value)));
}
