using EasyEnclave.Attestation.Binding;
using EasyEnclave.Attestation.Collateral;

namespace EasyEnclave.Attestation.Appraisals;

/// <summary>Everything a verdict on an agent is made from, as bytes that can be kept and judged again: with a policy and an instant it gives the same verdict.</summary>
public sealed record Evidence
{
    /// <summary>The quote in its canonical form (<see cref="Quotes.Quote.Canonical"/>).</summary>
    public required ReadOnlyMemory<byte> Quote { get; init; }

    /// <summary>The claims that the quote binds, as <see cref="Claims.ToDocument"/> writes them.</summary>
    public required ReadOnlyMemory<byte> Claims { get; init; }

    /// <summary>The collateral, as <see cref="CollateralBundle.ToDocument"/> writes it.</summary>
    public required ReadOnlyMemory<byte> Collateral { get; init; }

    /// <summary>The release's allowlist as published.</summary>
    public required ReadOnlyMemory<byte> Allowlist { get; init; }

    /// <summary>The release that the allowlist belongs to.</summary>
    public required string ReleaseTag { get; init; }
}
