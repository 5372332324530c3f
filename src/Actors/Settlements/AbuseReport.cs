using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;

namespace EasyEnclave.Actors.Settlements;

/// <summary>A report that a node was abused or abusive in a span of time, and what was decided of it, once.</summary>
public sealed record AbuseReport
{
    /// <summary>Its name: 32 lowercase hex digits.</summary>
    public required string Id { get; init; }

    /// <summary>Which node.</summary>
    public required NodeId Node { get; init; }

    /// <summary>When, as a period; periods that touch it fail once it is authorized.</summary>
    public required Period Period { get; init; }

    /// <summary>What happened, in the reporter's words.</summary>
    public required string Reason { get; init; }

    /// <summary>A remark on who saw it; proves nothing.</summary>
    public required string? ReportedBy { get; init; }

    /// <summary>Whose credential brought it.</summary>
    public required string Reporter { get; init; }

    /// <summary>When it came.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What became of it.</summary>
    public AbuseState State { get; init; }

    /// <summary>When it was decided; null while pending.</summary>
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>Who decided, by their credential.</summary>
    public string? DecidedBy { get; init; }

    /// <summary>Why.</summary>
    public string? DecisionReason { get; init; }

    /// <summary>Whether payments are taken back.</summary>
    public AbuseReversal Reversal { get; init; }
}
