namespace EasyEnclave.Edge.Doctor;

/// <summary>How old the kept collateral of one kind of platform is.</summary>
/// <param name="Platform">The kind, as its FMSPC and CA.</param>
/// <param name="FetchedAt">When its oldest part was delivered; null when it is not whole, or proves no more.</param>
/// <param name="EndsAt">The earliest of its next-updates, after which it does not serve.</param>
public sealed record CollateralAge(string Platform, DateTimeOffset? FetchedAt, DateTimeOffset? EndsAt);
