using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Protocol.Rest;

/// <summary>A report of abuse.</summary>
public sealed record AbuseView
{
    /// <summary>Its name.</summary>
    public required string ReportId { get; init; }

    /// <summary>pending, authorized or denied.</summary>
    public required string Status { get; init; }

    /// <summary>The node.</summary>
    public required NodeId NodeId { get; init; }

    /// <summary>The first instant it speaks of.</summary>
    public required DateTimeOffset PeriodStart { get; init; }

    /// <summary>The first instant after them.</summary>
    public required DateTimeOffset PeriodEnd { get; init; }

    /// <summary>What happened.</summary>
    public required string Reason { get; init; }

    /// <summary>A remark on who saw it.</summary>
    public required string? ReportedBy { get; init; }

    /// <summary>Whose credential brought it.</summary>
    public required string Reporter { get; init; }

    /// <summary>When it came.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was decided; null while pending.</summary>
    public required DateTimeOffset? DecidedAt { get; init; }

    /// <summary>Whose credential decided; null while pending.</summary>
    public required string? AuthorizedBy { get; init; }

    /// <summary>Why it was decided so.</summary>
    public required string? DecisionReason { get; init; }

    /// <summary>none, due, done or short: whether payments are taken back.</summary>
    public required string Reversal { get; init; }
}
