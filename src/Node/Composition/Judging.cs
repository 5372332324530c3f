using EasyEnclave.Actors.Proofs;
using EasyEnclave.Attestation;
using EasyEnclave.Attestation.Allowlists;
using EasyEnclave.Attestation.Caching;
using EasyEnclave.Attestation.Certificates;
using EasyEnclave.Attestation.Collateral;
using EasyEnclave.Attestation.Policies;
using EasyEnclave.Node.Options;
using EasyEnclave.Simulation;
using EasyEnclave.Upstream.Allowlists;
using EasyEnclave.Upstream.Collateral;
using EasyEnclave.Upstream.Http;
using Microsoft.Extensions.Logging;

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

    /// <summary>Where Intel's collateral comes from: a directory, a caching service, or Intel.</summary>
    public static ICollateralSource Collateral(NodeOptions options, TimeProvider time, ILoggerFactory logging) =>
        options.CollateralDirectory is { } folder ? new CollateralDirectory(folder, time) : new PcsCollateralSource(
            options.PccsUrl is { } url ? PcsServer.Caching(url) : PcsServer.Intel,
            TrustRoot.Intel,
            new UpstreamLimits(),
            time,
            logging.CreateLogger<PcsCollateralSource>());

    /// <summary>Where allowlists come from: a directory, and for what it does not hold GitHub.</summary>
    public static IAllowlistSource Allowlists(NodeOptions options, TimeProvider time, ILoggerFactory logging)
    {
        IAllowlistSource own = options.AllowlistDirectory is { } lists ? new AllowlistDirectory(lists, time) : new NoAllowlists();
        if (options.GitHubApi is not { } api)
        {
            return own;
        }

        GitHubOptions by = new()
        {
            Api = api,
            Token = options.GitHubToken,
            AllowedOwners = options.AllowedOwners,
            Asset = options.AllowlistAsset,
            MaxStale = options.AllowlistMaxStale,
        };
        return new AllowlistsInOrder(own, new GitHubAllowlists(by, time, logging.CreateLogger<GitHubAllowlists>()));
    }

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
                new QuoteVerifier(platform.TrustRoot, new VerificationCache()), new SimulatedCollateralSource(platform, time)));
        }

        ProverOptions by = new() { Networks = Networks(options), Anchors = anchors, Development = options.Development };
        return new Prover(by, allowlists, new VerificationQueue(Environment.ProcessorCount), time);
    }
}
