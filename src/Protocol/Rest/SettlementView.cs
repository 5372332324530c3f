using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;

namespace EasyEnclave.Protocol.Rest;

/// <summary>A node's period, and what was decided of it.</summary>
public sealed record SettlementView
{
    /// <summary>The node.</summary>
    public required NodeId NodeId { get; init; }

    /// <summary>The period as a path names it.</summary>
    public required string Period { get; init; }

    /// <summary>Its first instant.</summary>
    public required DateTimeOffset PeriodStart { get; init; }

    /// <summary>The first instant after it.</summary>
    public required DateTimeOffset PeriodEnd { get; init; }

    /// <summary>open, closing, halted, settled or failed.</summary>
    public required string State { get; init; }

    /// <summary>When something happens by itself; null once it is final.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>The price of one vCPU-hour that it was opened at.</summary>
    public Usd? PriceUsdPerVcpuHour { get; init; }

    /// <summary>pass, fail or halt; null while it is open.</summary>
    public string? Verdict { get; init; }

    /// <summary>Whether the node is paid; null while nothing was decided.</summary>
    public bool? Eligible { get; init; }

    /// <summary>Why not.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];

    /// <summary>How many accounts' usage is paid.</summary>
    public int Settled { get; init; }

    /// <summary>How many accounts get back what they locked.</summary>
    public int Failed { get; init; }

    /// <summary>What the node is paid; null while nothing was decided.</summary>
    public Usd? PaidUsd { get; init; }

    /// <summary>What goes back; null while nothing was decided.</summary>
    public Usd? RefundedUsd { get; init; }

    /// <summary>The slots of each agent; null while nothing was decided.</summary>
    public IReadOnlyList<EvidenceView>? Evidence { get; init; }

    /// <summary>The signed verdict with all its facts (a compact JWS); null in lists, and while nothing was decided.</summary>
    public string? Document { get; init; }
}
