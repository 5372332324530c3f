using System.Collections.Frozen;
using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Edge.Access;

/// <summary>The nodes and accounts a token may be used on; a kind of which none is named is not narrowed.</summary>
public sealed class TokenScope
{
    private readonly FrozenSet<string> _nodes;
    private readonly FrozenSet<string> _accounts;

    private TokenScope(FrozenSet<string> nodes, FrozenSet<string> accounts)
    {
        _nodes = nodes;
        _accounts = accounts;
    }

    /// <summary>No narrowing.</summary>
    public static TokenScope Everything { get; } = new([], []);

    /// <summary>Only these.</summary>
    public static TokenScope Of(IEnumerable<NodeId> nodes, IEnumerable<AccountId> accounts) => new(
        nodes.Select(node => node.Value).ToFrozenSet(StringComparer.Ordinal),
        accounts.Select(account => account.Value).ToFrozenSet(StringComparer.Ordinal));

    /// <summary>Whether it may be used on a node.</summary>
    public bool Takes(NodeId node) => _nodes.Count == 0 || _nodes.Contains(node.Value);

    /// <summary>Whether it may be used on an account.</summary>
    public bool Takes(AccountId account) => _accounts.Count == 0 || _accounts.Contains(account.Value);
}
