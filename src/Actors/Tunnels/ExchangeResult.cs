using EasyEnclave.Protocol.Tunnel;

namespace EasyEnclave.Actors.Tunnels;

/// <summary>What became of a request that was given to a tunnel.</summary>
public abstract record ExchangeResult
{
    private ExchangeResult()
    {
    }

    /// <summary>The agent answered.</summary>
    public sealed record Answered(AgentFrame.ProxyResponse Response) : ExchangeResult;

    /// <summary>The agent's answer is wrong in one field.</summary>
    public sealed record Malformed(string Field) : ExchangeResult;

    /// <summary>The agent's answer is larger than is taken.</summary>
    public sealed record ResponseTooLarge : ExchangeResult;

    /// <summary>The request's frame is larger than a version 1 agent takes.</summary>
    public sealed record RequestTooLarge : ExchangeResult;

    /// <summary>The tunnel has as many requests in flight, or as many bytes, as it may; nothing was sent.</summary>
    public sealed record Busy : ExchangeResult;

    /// <summary>The tunnel ended.</summary>
    /// <param name="Reached">False when the request provably never left: another agent may be tried.</param>
    public sealed record Closed(bool Reached) : ExchangeResult;
}
