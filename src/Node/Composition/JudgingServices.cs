using EasyEnclave.Actors.Directory;
using EasyEnclave.Actors.Proofs;
using EasyEnclave.Actors.Store;
using EasyEnclave.Attestation.Allowlists;
using EasyEnclave.Attestation.Collateral;
using EasyEnclave.Node.Options;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EasyEnclave.Node.Composition;

/// <summary>Puts the judges among the services: of answers, of kept evidence, and what notices that evidence is to be judged again.</summary>
internal static class JudgingServices
{
    public static void AddJudging(this IServiceCollection services, NodeOptions options, IStore store, AgentDirectory directory, TimeProvider time)
    {
        services.AddSingleton(provider => Judging.Prover(
            options, provider.GetRequiredService<ICollateralSource>(), provider.GetRequiredService<IAllowlistSource>(), time));
        services.AddSingleton(provider => provider.GetRequiredService<Prover>().ReappraiserOver(store));
        services.AddSingleton(provider => new ReappraisalRounds(
            directory,
            provider.GetRequiredService<Reappraiser>(),
            Judging.RemoteAllowlistInterval(options),
            time,
            provider.GetRequiredService<ILogger<ReappraisalRounds>>()));
        if (options is { NetworksFile: { } file, Networks: LiveNetworks networks })
        {
            services.AddSingleton(provider => new NetworksWatch(
                file,
                options.Development,
                networks,
                provider.GetRequiredService<ReappraisalRounds>().Signal,
                time,
                provider.GetRequiredService<ILogger<NetworksWatch>>()));
        }
    }

    /// <summary>Begins to look for what changes, once agents can come.</summary>
    public static void StartJudging(this IServiceProvider services)
    {
        services.GetRequiredService<ReappraisalRounds>();
        services.GetService<NetworksWatch>();
    }
}
