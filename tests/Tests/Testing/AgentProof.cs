using EasyEnclave.Attestation.Binding;
using EasyEnclave.Simulation;
using EasyEnclave.Simulation.Quotes;

namespace EasyEnclave.Tests.Testing;

/// <summary>How an answer to a challenge differs from the honest one.</summary>
internal sealed record AgentProof
{
    public static readonly AgentProof Honest = new();

    /// <summary>Changes what the quote binds.</summary>
    public Func<ChallengeBinding, ChallengeBinding> Binding { get; init; } = binding => binding;

    /// <summary>The nonce that is repeated; null for the one that was asked.</summary>
    public string? Nonce { get; init; }

    /// <summary>The claims that are sent; null for those that are bound.</summary>
    public Claims? Says { get; init; }

    /// <summary>The TD that is quoted; null for the script's.</summary>
    public SimulatedTd? Td { get; init; }

    /// <summary>How the quote is made; null for the script's machine.</summary>
    public QuoteOptions? Quote { get; init; }

    /// <summary>Who makes the quote; null for the trusted platform.</summary>
    public SimulatedPlatform? Platform { get; init; }

    /// <summary>Changes report data as a whole.</summary>
    public Func<byte[], byte[]> ReportData { get; init; } = data => data;
}
