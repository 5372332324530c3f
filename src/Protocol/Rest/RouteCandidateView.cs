using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;

namespace EasyEnclave.Protocol.Rest;

/// <summary>An agent that a request may go to, or not, and why.</summary>
public sealed record RouteCandidateView
{
    /// <summary>The agent.</summary>
    public required AgentId AgentId { get; init; }

    /// <summary>The node it names.</summary>
    public required NodeId NodeId { get; init; }

    /// <summary>Whether requests may go to it.</summary>
    public required bool Eligible { get; init; }

    /// <summary><c>best</c>, <c>higher_price</c>, <c>busier</c>, <c>no_price</c>, or its status where it is not eligible.</summary>
    public required string Reason { get; init; }

    /// <summary>Its node's price; null without one.</summary>
    public Usd? PriceUsdPerVcpuHour { get; init; }

    /// <summary>The price as routing compares it; null without one.</summary>
    public Usd? EffectivePriceUsd { get; init; }

    /// <summary>How far it is trusted, in thousandths; null without a price.</summary>
    public int? Trust { get; init; }

    /// <summary>The part of it that its attestation makes.</summary>
    public int? TrustAttestation { get; init; }

    /// <summary>The part of it that its node's failed periods make.</summary>
    public int? TrustHealth { get; init; }

    /// <summary>The part of it that reports of abuse make.</summary>
    public int? TrustAbuse { get; init; }

    /// <summary>Requests that wait for an answer of it.</summary>
    public required int InFlight { get; init; }
}
