using System.Collections.Concurrent;
using System.Security.Cryptography;
using EasyEnclave.Actors.Keys;
using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Actors.Nodes;

/// <summary>All registered nodes in memory: what tokens, proofs, prices and lists are looked up in.</summary>
public sealed class NodeDirectory
{
    private const string Purpose = "node_token";

    private readonly ConcurrentDictionary<NodeId, NodeEntry> _nodes = new();

    // By a keyed hash of the token's hash: how long a lookup takes says nothing to who does not know the key.
    private readonly ConcurrentDictionary<string, NodeId> _tokens = new(StringComparer.Ordinal);
    private readonly byte[] _lookup = RandomNumberGenerator.GetBytes(32);
    private readonly Lock _gate = new();

    /// <summary>All of them, in no order.</summary>
    public IEnumerable<NodeEntry> All => _nodes.Values;

    /// <summary>How many there are.</summary>
    public int Count => _nodes.Count;

    /// <summary>A node; null when nobody registered it.</summary>
    public NodeEntry? Find(NodeId node) => _nodes.GetValueOrDefault(node);

    /// <summary>Whose token has this hash; null for nobody's, and for one that has ended.</summary>
    public NodeId? FindByToken(ReadOnlySpan<byte> tokenHash, DateTimeOffset now) =>
        _tokens.TryGetValue(Key(tokenHash), out NodeId node)
        && Find(node) is { } entry
        && CryptographicOperations.FixedTimeEquals(entry.TokenHash.Span, tokenHash)
        && entry.State.TokenHolds(now)
            ? node
            : null;

    /// <summary>What an agent that answered a challenge has to do with the node it names.</summary>
    /// <param name="node">The node it names.</param>
    /// <param name="nonce">The challenge.</param>
    /// <param name="proof">What it sent as proof.</param>
    /// <param name="byChannel">Whether the network's agents prove their channel, and so cannot prove their node.</param>
    /// <param name="now">When.</param>
    public NodeStanding Judge(NodeId node, Nonce nonce, string? proof, bool byChannel, DateTimeOffset now) => Find(node) switch
    {
        null => NodeStanding.Unregistered,
        _ when byChannel && proof is null => NodeStanding.NeedsApproval,
        { TokenHash.IsEmpty: false } entry when entry.State.TokenHolds(now) && NodeProof.Holds(entry.TokenHash.Span, nonce, proof) => NodeStanding.Proved,
        _ => NodeStanding.Refused,
    };

    /// <summary>Seals a token's hash for a node's row.</summary>
    public static byte[] Seal(SealingKey key, NodeId node, ReadOnlySpan<byte> tokenHash) => key.Seal(Purpose, node.Value, tokenHash);

    /// <summary>Takes over rows, at the start or after a commit; one that is older than what is known changes nothing.</summary>
    public void Load(IEnumerable<NodeState> states, SealingKey key)
    {
        foreach (NodeState state in states)
        {
            Apply(state, key);
        }
    }

    /// <summary>Takes over a row; one that is older than what is known changes nothing.</summary>
    public void Apply(NodeState state, SealingKey key)
    {
        lock (_gate)
        {
            NodeEntry? known = Find(state.Id);
            if (known is not null && known.State.Version >= state.Version)
            {
                return;
            }

            byte[] hash = key.Open(Purpose, state.Id.Value, state.SealedToken.Span) ?? [];
            _nodes[state.Id] = new NodeEntry(state, hash);
            if (hash.Length > 0)
            {
                _tokens[Key(hash)] = state.Id;
            }

            if (known is { TokenHash.IsEmpty: false } && !known.TokenHash.Span.SequenceEqual(hash))
            {
                _tokens.TryRemove(Key(known.TokenHash.Span), out _);
            }
        }
    }

    private string Key(ReadOnlySpan<byte> tokenHash) => Convert.ToHexStringLower(HMACSHA256.HashData(_lookup, tokenHash));
}
