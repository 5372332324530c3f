using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Protocol.Tunnel;

/// <summary>What an agent says on its tunnel (protocol, section 1).</summary>
public abstract record AgentFrame
{
    private AgentFrame()
    {
    }

    /// <summary>Who the agent says it is and which release it runs.</summary>
    public sealed record Register(
        RepoName Repo, ReleaseTag ReleaseTag, AppName App, NetworkName Network, AgentId AgentId, NodeId NodeId, int TunnelVersion) : AgentFrame;

    /// <summary>The answer to a challenge.</summary>
    /// <param name="Nonce">The challenge's value as the agent repeats it, whatever it is.</param>
    /// <param name="Quote">The hardware quote.</param>
    /// <param name="ReportData">What the agent says the quote binds; informative, null when absent.</param>
    /// <param name="Measurements">The agent's claims, the JSON object's exact bytes.</param>
    /// <param name="NodeProof">Hex proof of the node token, only for a registered node.</param>
    public sealed record AttestResponse(
        string Nonce, ReadOnlyMemory<byte> Quote, string? ReportData, ReadOnlyMemory<byte> Measurements, string? NodeProof) : AgentFrame;

    /// <summary>Whether the backend behind the agent is well.</summary>
    public sealed record Health(bool Pass) : AgentFrame;

    /// <summary>The backend's answer to a proxied request.</summary>
    public sealed record ProxyResponse(RequestId RequestId, int Status, IReadOnlyList<EnvelopeHeader> Headers, ReadOnlyMemory<byte> Body) : AgentFrame;

    /// <summary>An answer that names its request and is wrong in one field, so that the caller need not wait for its deadline.</summary>
    public sealed record MalformedResponse(RequestId RequestId, string Field) : AgentFrame;
}
