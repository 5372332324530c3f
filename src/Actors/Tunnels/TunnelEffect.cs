using EasyEnclave.Actors.Directory;
using EasyEnclave.Protocol.Tunnel;

namespace EasyEnclave.Actors.Tunnels;

/// <summary>What is to be done for a tunnel, in the order given.</summary>
public abstract record TunnelEffect
{
    private TunnelEffect()
    {
    }

    /// <summary>Send a frame.</summary>
    public sealed record Send(ControlFrame Frame) : TunnelEffect;

    /// <summary>Judge a proof; its result comes back as an input.</summary>
    /// <param name="Who">Whose.</param>
    /// <param name="Challenge">What was asked.</param>
    /// <param name="Response">What was answered.</param>
    /// <param name="Held">The epoch it renews; null for the first proof of a tunnel.</param>
    public sealed record Judge(AgentFrame.Register Who, Challenge Challenge, AgentFrame.AttestResponse Response, long? Held) : TunnelEffect;

    /// <summary>Judge the evidence that is kept of it again; the result comes back as an input.</summary>
    public sealed record Review(long Epoch) : TunnelEffect;

    /// <summary>Show the tunnel to routing.</summary>
    public sealed record Show(long Epoch, DateTimeOffset NextCheckAt) : TunnelEffect;

    /// <summary>Tell routing when the next check comes.</summary>
    public sealed record ShowNextCheck(long Epoch, DateTimeOffset At) : TunnelEffect;

    /// <summary>Tell routing how the backend is, and keep the change as evidence.</summary>
    /// <param name="Epoch">Whose.</param>
    /// <param name="Health">How it is.</param>
    /// <param name="Kind">The kind of exception that begins, or null when all exceptions of health end.</param>
    /// <param name="Changed">Whether it was otherwise before.</param>
    public sealed record ShowHealth(long Epoch, HealthStatus Health, string? Kind, bool Changed) : TunnelEffect;

    /// <summary>Count a refusal.</summary>
    public sealed record CountRefusal(string Reason) : TunnelEffect;

    /// <summary>Write that an attested agent's new proof was refused.</summary>
    /// <param name="Epoch">Whose.</param>
    /// <param name="Reason">The wire reason.</param>
    /// <param name="Detail">More for people; null when the reason says it all.</param>
    public sealed record WriteRefusal(long Epoch, string Reason, string? Detail = null) : TunnelEffect;

    /// <summary>Write that an attested agent's tunnel ended.</summary>
    public sealed record WriteEnd(long Epoch, string Cause) : TunnelEffect;

    /// <summary>Close the socket; always before the end is written, since the store may be slow and an end must not wait for it.</summary>
    public sealed record Close(TunnelClose Code) : TunnelEffect;
}
