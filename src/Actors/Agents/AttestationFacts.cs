using System.Text.Json.Serialization;
using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Actors.Agents;

/// <summary>What one valid attestation proved.</summary>
public sealed record AttestationFacts
{
    /// <summary>When it was verified.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The release whose allowlist it matched.</summary>
    public required ReleaseTag ReleaseTag { get; init; }

    /// <summary>The machine the agent says it runs on; bound by the quote, proved only for registered nodes.</summary>
    public required NodeId Node { get; init; }

    /// <summary><c>intel</c> or <c>development</c>.</summary>
    public required string TrustRoot { get; init; }

    /// <summary>The platform's PPID in lowercase hex.</summary>
    public required string Platform { get; init; }

    /// <summary>The platform's family, model and stepping: 12 uppercase hex digits.</summary>
    public required string Fmspc { get; init; }

    /// <summary>The converged TCB status, in Intel's words.</summary>
    public required string TcbStatus { get; init; }

    /// <summary>Intel's advisories that apply.</summary>
    public required IReadOnlyList<string> Advisories { get; init; }

    /// <summary>The oldest date among platform, module and QE level; null when no level names one.</summary>
    public required DateTimeOffset? TcbDate { get; init; }

    /// <summary>Whether the matched and bound claims say that nobody can log in.</summary>
    public required bool Sealed { get; init; }

    /// <summary><c>nonce</c> or <c>channel</c>.</summary>
    public required string Freshness { get; init; }

    /// <summary>SHA-256 over MRTD and RTMR0 to RTMR3, lowercase hex.</summary>
    public required string Measurement { get; init; }

    /// <summary>SHA-256 of the allowlist matched, lowercase hex.</summary>
    public required string AllowlistSha256 { get; init; }

    /// <summary>SHA-256 of the quote in its canonical form, lowercase hex.</summary>
    public required string QuoteSha256 { get; init; }

    /// <summary>When the first of the collateral's documents ends.</summary>
    public required DateTimeOffset CollateralUntil { get; init; }

    /// <summary>SHA-256 of the client certificate's key, lowercase hex; null without one.</summary>
    public required string? ClientKey { get; init; }

    /// <summary>True when the agent proved that it knows the token of <see cref="Node"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool NodeProved { get; init; }

    /// <summary>The instant it was judged at: that of the attestation, or of the latest look at its evidence since; null in rows of before version 0.2.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? AppraisedAt { get; init; }

    /// <summary>SHA-256 of the claims' document, lowercase hex; null in rows of before version 0.2.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ClaimsSha256 { get; init; }

    /// <summary>SHA-256 of the collateral's document, lowercase hex; null in rows of before version 0.2.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? CollateralSha256 { get; init; }

    /// <summary>SHA-256 of the network policy's document, lowercase hex; null in rows of before version 0.2.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? PolicySha256 { get; init; }

    /// <summary>Until when the allowlist counts without being confirmed by its source; null where it needs no confirmation.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? AllowlistUntil { get; init; }

    /// <summary>The CA of the PCK certificate, <c>platform</c> or <c>processor</c>; with the FMSPC it names the collateral.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? PckCa { get; init; }

    /// <summary>Why the platform has that TCB status, and what would mend it; null where nothing is wrong.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TcbDetail { get; init; }

    /// <summary>The first instant at which the network takes that TCB status no more; null where it has no such end.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? GraceUntil { get; init; }

    /// <summary>What the quote's binding names besides the agent; null where the channel was proved and not a challenge.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ChallengeFacts? Challenge { get; init; }

    /// <summary>The first instant at which these facts no longer follow from their evidence: the collateral's end, or that of a grace.</summary>
    public DateTimeOffset EndsAt()
    {
        // A document still counts at its next update, and the store keeps whole microseconds.
        DateTimeOffset collateral = CollateralUntil < DateTimeOffset.MaxValue.AddDays(-1) ? CollateralUntil.AddMicroseconds(1) : CollateralUntil;
        return GraceUntil is { } grace && grace < collateral ? grace : collateral;
    }
}
