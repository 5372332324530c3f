using EasyEnclave.Actors.Clock;
using EasyEnclave.Actors.Proofs;
using EasyEnclave.Actors.Releases;
using EasyEnclave.Actors.Store;
using EasyEnclave.Attestation.Allowlists;
using EasyEnclave.Attestation.Certificates;
using EasyEnclave.Attestation.Collateral;
using EasyEnclave.Node.Options;
using EasyEnclave.Upstream.Allowlists;
using EasyEnclave.Upstream.Collateral;
using EasyEnclave.Upstream.Http;
using EasyEnclave.Upstream.Keeping;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EasyEnclave.Node.Composition;

/// <summary>Where collateral and allowlists come from, and what of them outlives this process.</summary>
internal static class Sources
{
    /// <summary>Registers the sources, over the host's store and its writer.</summary>
    public static void AddSources(this IServiceCollection services, NodeOptions options, TrustedTime time)
    {
        services.AddSingleton<IUpstreamMemory>(provider =>
            new StoreMemory(provider.GetRequiredService<IStore>(), provider.GetRequiredService<StoreWriter>));
        services.AddSingleton(provider => Collateral(
            options, new CollateralKeeping(provider.GetRequiredService<IUpstreamMemory>(), time.NotBefore), time, provider.GetRequiredService<ILoggerFactory>()));
        if (options.GitHubApi is { } api)
        {
            services.AddSingleton(provider => new GitHubAllowlists(
                GitHub(options, api), provider.GetRequiredService<IUpstreamMemory>(), time, provider.GetRequiredService<ILogger<GitHubAllowlists>>()));
            services.AddSingleton<IReleaseLists>(provider => new ReleaseLists(
                provider.GetRequiredService<GitHubAllowlists>(),
                provider.GetRequiredService<StoreWriter>(),
                provider.GetRequiredService<ReappraisalRounds>(),
                time));
        }

        services.AddSingleton<IAllowlistSource>(provider =>
        {
            IAllowlistSource own = options.AllowlistDirectory is { } lists ? new AllowlistDirectory(lists, time) : new NoAllowlists();
            return provider.GetService<GitHubAllowlists>() is { } releases ? new AllowlistsInOrder(own, releases) : own;
        });
        services.AddSingleton(provider =>
        {
            Prover prover = provider.GetRequiredService<Prover>();
            return new TrialRules(prover.VerifierOf, prover.PolicyOf);
        });
    }

    /// <summary>What time is not before, by what the store holds of the log and of collateral.</summary>
    public static async ValueTask<DateTimeOffset> FloorAsync(IStore store, string log, CancellationToken cancellationToken)
    {
        DateTimeOffset head = await TrustedTime.FloorAsync(store, log, cancellationToken).ConfigureAwait(false);
        CollateralKeeping kept = new(new StoreMemory(store, () => throw new InvalidOperationException("Nothing is written here.")), _ => { });
        return await kept.NewestIssueAsync(cancellationToken).ConfigureAwait(false) is { } issued && issued > head ? issued : head;
    }

    private static ICollateralSource Collateral(NodeOptions options, CollateralKeeping keeping, TimeProvider time, ILoggerFactory logging) =>
        options.CollateralDirectory is { } folder
            ? new CollateralDirectory(folder, TrustRoot.Intel, keeping, time, logging.CreateLogger<CollateralDirectory>())
            : new PcsCollateralSource(
                options.PccsUrl is { } url ? PcsServer.Caching(url) : PcsServer.Intel,
                TrustRoot.Intel,
                keeping,
                new UpstreamLimits(),
                time,
                logging.CreateLogger<PcsCollateralSource>());

    private static GitHubOptions GitHub(NodeOptions options, Uri api) => new()
    {
        Api = api,
        Token = options.GitHubToken,
        AllowedOwners = options.AllowedOwners,
        Asset = options.AllowlistAsset,
        MaxStale = options.AllowlistMaxStale,
    };
}
