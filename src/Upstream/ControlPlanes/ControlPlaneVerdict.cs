using EasyEnclave.Attestation;
using EasyEnclave.Attestation.Allowlists;

namespace EasyEnclave.Upstream.ControlPlanes;

/// <summary>Whether a control plane's quote holds.</summary>
/// <param name="Refusal">The reason why not, in the words that agents' refusals have; null when it holds.</param>
/// <param name="Detail">More for people; null when the reason says it all.</param>
/// <param name="Verdict">What the verification found, as far as it came.</param>
/// <param name="Allowlist">The allowlist it was held against, as far as it came; null where none was given.</param>
public sealed record ControlPlaneVerdict(string? Refusal, string? Detail, Verdict? Verdict, Allowlist? Allowlist)
{
    /// <summary>True when it holds.</summary>
    public bool Accepted => Refusal is null;
}
