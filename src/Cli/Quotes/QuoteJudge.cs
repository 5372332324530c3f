using EasyEnclave.Attestation;
using EasyEnclave.Attestation.Certificates;
using EasyEnclave.Attestation.Policies;
using EasyEnclave.Cli.Inputs;

namespace EasyEnclave.Cli.Quotes;

/// <summary>Verifies a quote and holds it against a network's rules, without claims, allowlist and freshness: a file has no challenge.</summary>
internal static class QuoteJudge
{
    private const string NoCollateral =
        "No collateral was given: --collateral FILE|DIR names what Intel says of this platform. Without it nothing shows "
        + "whether its keys were withdrawn or its firmware is old.";

    /// <summary>The networks that can be named.</summary>
    public static string[] Networks { get; } = [NetworkPolicy.Forge1Name, NetworkPolicy.Sandbox1Name];

    /// <summary>Judges a quote.</summary>
    /// <param name="quote">Its bytes.</param>
    /// <param name="collateral">What was read; what cannot be read has been told before.</param>
    /// <param name="root">The one root to trust.</param>
    /// <param name="network">One of <see cref="Networks"/>.</param>
    /// <param name="at">The instant to judge at.</param>
    public static Judgement Judge(byte[] quote, CollateralReading collateral, TrustRoot root, string network, DateTimeOffset at)
    {
        var bundle = (collateral as CollateralReading.Read)?.Bundle;
        var verdict = new QuoteVerifier(root).Verify(quote, bundle, at);
        var refusal = TdPolicy.Judge(verdict, PolicyOf(network, root));
        var judgement = new Judgement
        {
            Verdict = verdict,
            Code = refusal?.Reason ?? "accepted",
            Detail = refusal is null ? Acceptance(network, root) : Explanation.Of(verdict, refusal.Reason, network),
            Network = network,
            At = at,
        };
        if (verdict.Failure != VerificationFailure.CollateralMissing)
            return judgement;
        return collateral switch
        {
            CollateralReading.Malformed malformed => judgement with { Code = "collateral_malformed", Detail = malformed.Detail },
            CollateralReading.Read read => judgement with { Detail = $"Missing: {string.Join(", ", CollateralInput.Missing(read.Bundle))}." },
            _ => judgement with { Detail = NoCollateral },
        };
    }

    private static string Acceptance(string network, TrustRoot root) => root.Name == TrustRoot.DevelopmentName
        ? $"Authentic to the simulated platform that was named, and within the rules of {network} but for the root: no production server takes this."
        : $"Authentic, and within the rules of {network}.";

    // Whoever names a simulated platform asks to trust it, and for its quotes the other rules still count.
    private static NetworkPolicy PolicyOf(string network, TrustRoot root)
    {
        var policy = network == NetworkPolicy.Forge1Name ? NetworkPolicy.Forge1 : NetworkPolicy.Sandbox1(development: false);
        return policy with { TrustRoots = new HashSet<string>(StringComparer.Ordinal) { root.Name } };
    }
}
