using EasyEnclave.Attestation.Allowlists;
using EasyEnclave.Attestation.Binding;
using EasyEnclave.Attestation.Policies;

namespace EasyEnclave.Attestation.Appraisals;

/// <summary>The rules that a release's allowlist and its network set for a verified quote: registers first, then claims, then sealed.</summary>
public static class ReleaseRules
{
    /// <summary>Judges a verified quote by its release's allowlist.</summary>
    /// <param name="verdict">Of a quote that <see cref="TdPolicy.Judge"/> let pass.</param>
    /// <param name="claims">The claims that the quote binds.</param>
    /// <param name="allowlist">The allowlist as published.</param>
    /// <param name="releaseTag">The release it was found at.</param>
    /// <param name="policy">The network's rules.</param>
    /// <returns>
    /// <c>allowlist_invalid</c>, <c>measurement_mismatch:&lt;name&gt;</c> or <c>sealed_required</c>; null if it may pass.
    /// </returns>
    /// <exception cref="ArgumentException">The verdict is not authentic.</exception>
    public static PolicyRefusal? Judge(
        Verdict verdict, Claims claims, ReadOnlyMemory<byte> allowlist, string releaseTag, NetworkPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(verdict);
        ArgumentNullException.ThrowIfNull(claims);
        ArgumentNullException.ThrowIfNull(policy);
        if (!verdict.Authentic)
            throw new ArgumentException("Only what is authentic is measured.", nameof(verdict));
        if (!Allowlist.TryParse(allowlist, releaseTag, out var list, out var fault))
            return new PolicyRefusal("allowlist_invalid", fault);
        if (list.CheckPins(policy) is { } unpinned)
            return new PolicyRefusal("allowlist_invalid", $"The network asks for a list that pins {unpinned}");
        if (list.Match(verdict.Quote!.Body, policy) is { } register)
            return new PolicyRefusal("measurement_mismatch:" + register);

        // Claims are the guest's own words: believed only now that what speaks them is what the release measures.
        if (list.MatchClaims(claims) is { } claim)
            return new PolicyRefusal("measurement_mismatch:" + claim);
        return policy.SealedRequired && !claims.Sealed ? new PolicyRefusal("sealed_required") : null;
    }
}
