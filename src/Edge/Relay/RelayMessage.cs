using EasyEnclave.Edge.Tunnel;

namespace EasyEnclave.Edge.Relay;

/// <summary>What one end of a relay stream has to say of an exchange: a word, or a frame that leaves in pieces.</summary>
internal sealed class RelayMessage : IDisposable
{
    private volatile bool _begun;
    private volatile bool _abandoned;

    private RelayMessage(RelayKind kind, RelayOutcome outcome, long exchange)
    {
        Kind = kind;
        Outcome = outcome;
        Exchange = exchange;
    }

    /// <summary>The kind of its first record.</summary>
    public RelayKind Kind { get; }

    /// <summary>Of an answer or a refusal.</summary>
    public RelayOutcome Outcome { get; }

    /// <summary>The asker's number of the exchange.</summary>
    public long Exchange { get; }

    /// <summary>Where an ask goes.</summary>
    public RelayAddress? Address { get; private init; }

    /// <summary>The frame; null for a word.</summary>
    public PooledBuffer? Frame { get; private init; }

    /// <summary>How many bytes of the frame are written; the outbox's own.</summary>
    public int Written { get; set; }

    /// <summary>True from the moment a byte of it may leave: from then on nobody else may be asked.</summary>
    public bool Begun => _begun;

    /// <summary>True when nobody wants it sent any more.</summary>
    public bool Abandoned => _abandoned;

    /// <summary>A frame for an agent; the message owns it.</summary>
    public static RelayMessage Ask(long exchange, RelayAddress address, PooledBuffer frame) =>
        new(RelayKind.Ask, RelayOutcome.None, exchange) { Address = address, Frame = frame };

    /// <summary>An agent's frame; the message owns it.</summary>
    public static RelayMessage Answer(long exchange, PooledBuffer frame) => new(RelayKind.Answer, RelayOutcome.Answered, exchange) { Frame = frame };

    /// <summary>Why there is no answer.</summary>
    public static RelayMessage Refusal(long exchange, RelayOutcome why) => new(RelayKind.Refusal, why, exchange);

    /// <summary>That nobody waits.</summary>
    public static RelayMessage GiveUp(long exchange) => new(RelayKind.GiveUp, RelayOutcome.None, exchange);

    /// <summary>That no asks are taken any more.</summary>
    public static RelayMessage Farewell() => new(RelayKind.Farewell, RelayOutcome.None, 0);

    /// <summary>Notes that it leaves.</summary>
    public void Begin() => _begun = true;

    /// <summary>Notes that nobody wants it sent.</summary>
    public void Abandon() => _abandoned = true;

    /// <inheritdoc />
    public void Dispose() => Frame?.Dispose();
}
