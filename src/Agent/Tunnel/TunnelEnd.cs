namespace EasyEnclave.Agent.Tunnel;

/// <summary>Why a tunnel, or the attempt to open one, is over.</summary>
internal abstract record TunnelEnd
{
    private TunnelEnd()
    {
    }

    /// <summary>Whether this tunnel was attested at some time, so that the agent was welcome.</summary>
    public bool WasAttested { get; init; }

    /// <summary>The HTTP answer to the upgrade was another than 101.</summary>
    /// <param name="Status">That answer's status.</param>
    /// <param name="RetryAfter">How long it asked to wait; null when it did not.</param>
    public sealed record NotAdmitted(int Status, TimeSpan? RetryAfter) : TunnelEnd;

    /// <summary>The control plane refused this agent.</summary>
    /// <param name="Reason">The status reason it gave.</param>
    public sealed record Refused(string Reason) : TunnelEnd;

    /// <summary>Whoever answered is not the control plane this agent may speak to; it was told nothing.</summary>
    /// <param name="Reason">What its quote failed by.</param>
    /// <param name="Detail">More, for the log; null when the reason says it all.</param>
    public sealed record Distrusted(string Reason, string? Detail) : TunnelEnd;

    /// <summary>The control plane goes away and asks to connect elsewhere now.</summary>
    public sealed record Draining : TunnelEnd;

    /// <summary>No connection, or no longer one.</summary>
    /// <param name="Detail">What happened, for the log.</param>
    public sealed record Lost(string Detail) : TunnelEnd;

    /// <summary>The agent was asked to stop.</summary>
    public sealed record Stopped : TunnelEnd;
}
