using EasyEnclave.Actors.Proofs;
using EasyEnclave.Attestation;
using EasyEnclave.Attestation.Allowlists;
using EasyEnclave.Attestation.Caching;
using EasyEnclave.Attestation.Certificates;
using EasyEnclave.Attestation.Collateral;
using EasyEnclave.Attestation.Policies;
using EasyEnclave.Node.Development;
using EasyEnclave.Node.Options;
using EasyEnclave.Simulation;

namespace EasyEnclave.Node.Composition;

/// <summary>By what quotes are judged here: roots, collateral, networks, allowlists.</summary>
internal static class Judging
{
    /// <summary>The names of the roots trusted here.</summary>
    public static IReadOnlySet<string> Roots(NodeOptions options) =>
        options.Development ? new HashSet<string> { TrustRoot.IntelName, TrustRoot.DevelopmentName } : new HashSet<string> { TrustRoot.IntelName };

    /// <summary>The networks there are.</summary>
    public static IReadOnlyDictionary<string, NetworkPolicy> Networks(NodeOptions options) =>
        options.Networks ?? NetworksFile.BuiltIn(options.Development);

    /// <summary>How often a release of connected agents is asked of GitHub: without a token it answers 60 questions an hour.</summary>
    public static TimeSpan RemoteAllowlistInterval(NodeOptions options) =>
        options.GitHubToken is null ? TimeSpan.FromMinutes(30) : TimeSpan.FromMinutes(5);

    /// <summary>The judge.</summary>
    /// <param name="options">Checked options.</param>
    /// <param name="intel">Intel's collateral.</param>
    /// <param name="allowlists">The allowlists.</param>
    /// <param name="time">The clock.</param>
    public static Prover Prover(NodeOptions options, ICollateralSource intel, IAllowlistSource allowlists, TimeProvider time)
    {
        List<TrustAnchor> anchors = [new(new QuoteVerifier(TrustRoot.Intel, new VerificationCache()), intel)];
        if (options.DevelopmentPlatform is { } platformFolder)
        {
            // Nothing but this folder's own root is trusted besides Intel's, and only in this mode.
            SimulatedPlatform platform = SimulatedPlatform.LoadOrCreate(platformFolder, time.GetUtcNow());
            anchors.Add(new TrustAnchor(
                new QuoteVerifier(platform.TrustRoot, new VerificationCache()),
                new RehearsedCollateral(platformFolder, new SimulatedCollateralSource(platform, time))));
        }

        ProverOptions by = new() { Networks = Networks(options), Anchors = anchors, Development = options.Development };
        return new Prover(by, allowlists, new VerificationQueue(Environment.ProcessorCount), time);
    }
}
