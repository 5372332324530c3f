using System.Buffers.Binary;
using System.Security.Cryptography;
using EasyEnclave.Actors.Directory;
using EasyEnclave.Actors.Settlements;
using EasyEnclave.Actors.Store;
using EasyEnclave.Actors.Tunnels;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Tunnel;
using Microsoft.Extensions.Logging;

namespace EasyEnclave.Actors.Probes;

/// <summary>Asks the agents of nodes that are being paid whether they answer: <c>HEAD /</c> through the tunnel, once in each health slot.</summary>
/// <remarks>Who is paid is not the only witness of its own health. Any well-formed answer counts; none is written as a miss of its instant.</remarks>
public sealed partial class Prober : IAsyncDisposable
{
    private const int AtOnce = 256;
    private const string Miss = "health_miss";
    private const string Ended = "the tunnel ended without an answer";

    private readonly AgentDirectory _directory;
    private readonly ISettlementStore _store;
    private readonly StoreWriter _writer;
    private readonly TimeSpan _slot;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;
    private readonly ILogger<Prober> _logger;
    private readonly SemaphoreSlim _places = new(AtOnce, AtOnce);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _loop;
    private int _disposed;

    /// <summary>Starts.</summary>
    /// <param name="directory">Who is connected here.</param>
    /// <param name="store">Which nodes are being paid.</param>
    /// <param name="writer">Where misses go.</param>
    /// <param name="slot">The length of a health slot.</param>
    /// <param name="timeout">How long an answer may take (<c>EE_PROXY_TIMEOUT_SEC</c>).</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where misses are told.</param>
    public Prober(
        AgentDirectory directory,
        ISettlementStore store,
        StoreWriter writer,
        TimeSpan slot,
        TimeSpan timeout,
        TimeProvider time,
        ILogger<Prober> logger)
    {
        _directory = directory;
        _store = store;
        _writer = writer;
        _slot = slot;
        _timeout = timeout;
        _time = time;
        _logger = logger;
        _loop = RunAsync();
    }

    /// <summary>Stops, without a word on probes that are on their way.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await _stopping.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        _stopping.Dispose();
        _places.Dispose();
    }

    private async Task RunAsync()
    {
        await Task.Yield();
        List<Task> slots = [];
        try
        {
            while (true)
            {
                DateTimeOffset start = ProbePlan.SlotOf(_time.GetUtcNow(), _slot);
                slots.RemoveAll(slot => slot.IsCompleted);
                slots.AddRange(await PlanAsync(start).ConfigureAwait(false));
                await WaitAsync(start + _slot).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping: the normal end.
        }

        await Task.WhenAll(slots).ConfigureAwait(false);
    }

    /// <summary>Draws an instant of the slot for each agent whose node is being paid now; those that are over already are not made up for.</summary>
    private async Task<IReadOnlyList<Task>> PlanAsync(DateTimeOffset start)
    {
        try
        {
            HashSet<NodeId> serving = [.. await _store.ReadServingAsync(_time.GetUtcNow(), _stopping.Token).ConfigureAwait(false)];
            return serving.Count == 0
                ? []
                : [.. _directory.Agents
                    .Where(agent => agent.State.SpeaksForNode && serving.Contains(agent.State.Attestation.Node))
                    .Select(agent => (agent.State.Id, At: ProbePlan.InstantIn(start, _slot, Draw())))
                    .Where(probe => probe.At >= _time.GetUtcNow())
                    .Select(probe => ProbeAsync(probe.Id, probe.At))];
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The store's edge: a slot without probes proves nothing against anybody.
            LogNotPlanned(e);
            return [];
        }
    }

    private async Task ProbeAsync(AgentId agent, DateTimeOffset at)
    {
        try
        {
            await WaitAsync(at).ConfigureAwait(false);
            await _places.WaitAsync(_stopping.Token).ConfigureAwait(false);
            try
            {
                if (await AskAsync(agent).ConfigureAwait(false) is { } why)
                {
                    LogMissed(agent.Value, why);
                    await WriteAsync(agent, at, why).ConfigureAwait(false);
                }
            }
            finally
            {
                _places.Release();
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping: what the probe would have said is ours to have lost.
        }
    }

    /// <summary>Why an agent gave no answer; null when it did, or when there was nobody to ask: that is missed by its session's end.</summary>
    private async ValueTask<string?> AskAsync(AgentId agent)
    {
        ITunnel? asked = null;
        while (_directory.Find(agent) is { Connected: true, Here: true, Live: { Tunnel: var tunnel } } && tunnel != asked)
        {
            // A tunnel that gave way to a newer one of the same agent owes nothing; the newer one is asked in its stead.
            asked = tunnel;
            string? why = await AskAsync(tunnel).ConfigureAwait(false);
            if (why != Ended)
            {
                return why;
            }
        }

        // Nor does one whose agent has gone on to another node, which asks it itself.
        return asked is null || _directory.Find(agent) is { Connected: true, Here: false } ? null : Ended;
    }

    private async ValueTask<string?> AskAsync(ITunnel tunnel)
    {
        using CancellationTokenSource deadline = new(_timeout, _time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, _stopping.Token);
        try
        {
            ControlFrame.ProxyRequest probe = new(RequestId.New(), "HEAD", "/", [new EnvelopeHeader("Accept-Encoding", "identity")], ReadOnlyMemory<byte>.Empty);
            return await tunnel.ExchangeAsync(probe, either.Token).ConfigureAwait(false) switch
            {
                ExchangeResult.Answered or ExchangeResult.Busy or ExchangeResult.Closed { Reached: false } => null,
                ExchangeResult.Closed => Ended,
                _ => "the answer is not well-formed",
            };
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !_stopping.IsCancellationRequested)
        {
            return "no answer in time";
        }
    }

    private async ValueTask WriteAsync(AgentId agent, DateTimeOffset at, string why)
    {
        WriteEntry entry = WriteEntry.Of(new RowChange.OpenException(agent, at, Miss, why), new RowChange.CloseExceptions(agent, Miss, at));
        while (await _writer.WriteAsync(entry).ConfigureAwait(false) == WriteOutcome.Unavailable)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), _time, _stopping.Token).ConfigureAwait(false);
        }
    }

    private async Task WaitAsync(DateTimeOffset until)
    {
        TimeSpan left = until - _time.GetUtcNow();
        if (left > TimeSpan.Zero)
        {
            await Task.Delay(left, _time, _stopping.Token).ConfigureAwait(false);
        }

        _stopping.Token.ThrowIfCancellationRequested();
    }

    private static uint Draw()
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        RandomNumberGenerator.Fill(bytes);
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }
}
