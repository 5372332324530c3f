using EasyEnclave.Attestation;

namespace EasyEnclave.Cli.Quotes;

/// <summary>A quote's verdict with the rules it was held against: all that is told of a verification.</summary>
internal sealed record Judgement
{
    /// <summary>What the verifier found.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary><c>accepted</c>, or the stable code of the first thing that refuses.</summary>
    public required string Code { get; init; }

    /// <summary>The code in a sentence.</summary>
    public required string Detail { get; init; }

    /// <summary>The network whose rules were applied.</summary>
    public required string Network { get; init; }

    /// <summary>The instant that was judged at.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>When the network's grace for the TCB status ends or ended; null where there is none.</summary>
    public DateTimeOffset? GraceUntil { get; init; }

    /// <summary>Whether the quote may pass.</summary>
    public bool Accepted => Code == "accepted";
}
