using EasyEnclave.Attestation.Binding;
using EasyEnclave.Simulation.Quotes;
using EasyEnclave.Simulation.Releases;

namespace EasyEnclave.Tests.Testing;

/// <summary>Who a hand-driven agent says it is, what it runs, and on which machine.</summary>
internal sealed record AgentScript(string AgentId = "agent-1", string App = "hello")
{
    /// <summary>What the standard release measures to.</summary>
    public static readonly SimulatedTd StandardTd = SimulatedTd.From("release-1");

    /// <summary>What the standard release says of itself: the original's four claims.</summary>
    public static readonly Claims StandardClaims = SimulatedRelease.Claims("release-1", isSealed: false);

    public string Repo { get; init; } = "acme/hello";

    public string Tag { get; init; } = "v1.0.0";

    public string Network { get; init; } = "sandbox-1";

    public string? NodeId { get; init; }

    /// <summary>The token of its node, with which it proves to be on it; null to prove nothing.</summary>
    public string? NodeToken { get; init; }

    public SimulatedTd Td { get; init; } = StandardTd;

    public Claims Claims { get; init; } = StandardClaims;

    /// <summary>How its quotes differ from the platform's standard; null for not at all.</summary>
    public QuoteOptions? Machine { get; init; }

    /// <summary>The same on another machine of the same maker.</summary>
    public AgentScript On(string machine) => this with { Machine = QuoteOptions.OnMachine(machine) };
}
