using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Edge.Access;

/// <summary>Who makes a request, once their token was checked.</summary>
/// <param name="Actor">Their name, as the audit writes it; also the credential that scopes their idempotency keys.</param>
/// <param name="Role">What their token is for.</param>
internal sealed record Caller(string Actor, AccessRole Role)
{
    /// <summary>What their token may be used on.</summary>
    public TokenScope Scope { get; init; } = TokenScope.Everything;

    /// <summary>The node whose token it is; null for every other.</summary>
    public NodeId? Node { get; init; }

    /// <summary>A node that acts by its own token. No other actor has a colon in its name.</summary>
    public static Caller Of(NodeId node) => new("node:" + node.Value, AccessRole.Node)
    {
        Node = node,
        Scope = TokenScope.Of([node], []),
    };
}
