namespace EasyEnclave.Edge.Tunnel;

/// <summary>A request that was given to a tunnel and waits for its answer.</summary>
/// <param name="relayed">Whether whoever waits wants the agent's frame as it comes.</param>
internal sealed class Exchange(bool relayed)
{
    private readonly TaskCompletionSource<ExchangeAnswer> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether the answer is handed over unread.</summary>
    public bool Relayed => relayed;

    /// <summary>True from the moment its first byte may have left: from then on no other agent may be tried.</summary>
    public bool Sent { get; set; }

    /// <summary>What became of it.</summary>
    public Task<ExchangeAnswer> Answer => _answer.Task;

    /// <summary>Says what became of it; whoever took the exchange from the waiting ones does, once.</summary>
    public void Complete(ExchangeAnswer answer) => _answer.SetResult(answer);
}
