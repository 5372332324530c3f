using EasyEnclave.Attestation.Collateral;

namespace EasyEnclave.Upstream.Collateral;

/// <summary>How old the collateral of one kind of platform is.</summary>
/// <param name="Fmspc">The platform's FMSPC.</param>
/// <param name="Ca">The CA of its PCK certificates.</param>
/// <param name="FetchedAt">When its oldest part was delivered; null when it is not whole, or proves no more.</param>
/// <param name="EndsAt">The earliest of its next-updates; null with <paramref name="FetchedAt"/>.</param>
public sealed record CollateralStanding(string Fmspc, PckCa Ca, DateTimeOffset? FetchedAt, DateTimeOffset? EndsAt);
