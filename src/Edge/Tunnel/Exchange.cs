using EasyEnclave.Actors.Tunnels;

namespace EasyEnclave.Edge.Tunnel;

/// <summary>A request that was given to a tunnel and waits for its answer.</summary>
internal sealed class Exchange
{
    private readonly TaskCompletionSource<ExchangeResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>True from the moment its first byte may have left: from then on no other agent may be tried.</summary>
    public bool Sent { get; set; }

    /// <summary>What became of it.</summary>
    public Task<ExchangeResult> Result => _result.Task;

    /// <summary>Says what became of it; the first word counts.</summary>
    public void Complete(ExchangeResult result) => _result.TrySetResult(result);
}
