using EasyEnclave.Actors.Agents;
using EasyEnclave.Actors.Apps;
using EasyEnclave.Actors.Bans;
using EasyEnclave.Actors.Directory;
using EasyEnclave.Actors.Ledger;
using EasyEnclave.Actors.Nodes;
using EasyEnclave.Actors.Releases;
using EasyEnclave.Actors.Settlements;
using EasyEnclave.Actors.Store;
using EasyEnclave.Edge.Access;
using EasyEnclave.Edge.Admin;
using EasyEnclave.Edge.Doctor;
using EasyEnclave.Edge.Health;
using EasyEnclave.Edge.Ledger;
using EasyEnclave.Edge.Nodes;
using EasyEnclave.Edge.Problems;
using EasyEnclave.Edge.Resolve;
using EasyEnclave.Edge.Settlements;
using EasyEnclave.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace EasyEnclave.Edge;

/// <summary>The control listener's HTTP endpoints: health, resolve and what operators do.</summary>
public static class ControlApi
{
    /// <summary>Registers what the endpoints need beside what the host brings.</summary>
    /// <remarks>That is the store and its two writers, the directories, the feed, the sealing key and the rules of nodes.</remarks>
    public static IServiceCollection AddControlApi(this IServiceCollection services, ControlOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton(options.Node);
        services.AddSingleton(options.Access);
        services.AddSingleton(new AppEndpoints(options.PublicProxyUrl, options.AppDomains));
        services.AddSingleton(_ => new WatchSlots());
        services.AddSingleton(_ => new FollowSlots(Limits.EventFollowers));
        services.AddSingleton<AccessGate>();
        services.AddSingleton<Verdicts>();
        services.AddSingleton<NodeHealth>();
        services.AddSingleton<AgentActions>();
        services.AddSingleton<AppActions>();
        services.AddSingleton<BanActions>();
        services.AddSingleton<ActionLog>();
        services.AddSingleton<ActionServices>();
        services.AddSingleton<EventPages>();
        services.AddSingleton<EventFollow>();
        services.TryAddSingleton<IReleaseLists, NoReleaseLists>();
        services.TryAddSingleton(TrialRules.None);
        services.AddSingleton<AllowlistTrial>();
        services.AddSingleton<CommandsInFlight>();
        services.AddSingleton<LedgerCalls>();
        services.AddSingleton<LedgerAccounts>();
        services.AddSingleton<LinkedTransfers>();
        services.AddSingleton<NodeServices>();
        services.AddSingleton<NodeActions>();
        services.AddSingleton<NodeViews>();
        services.AddSingleton<INodeOffers, NodeOffers>();
        services.TryAddSingleton<IVerdictSigner, KeyedVerdicts>();
        services.AddSingleton<UsageDesk>();
        services.AddSingleton<Settler>();
        services.AddSingleton<AbuseDesk>();
        services.AddSingleton<Reversals>();
        services.AddSingleton<RouteBook>();
        services.AddSingleton<IRouteOffers>(provider => provider.GetRequiredService<RouteBook>());
        services.AddSingleton<IDoctorCheck, HealthCheck>();
        services.AddSingleton<IDoctorCheck, StoreCheck>();
        services.AddSingleton<IDoctorCheck, LedgerCheck>();
        services.AddSingleton<IDoctorCheck, AllowlistsCheck>();
        services.AddSingleton<IDoctorCheck, TokensCheck>();
        services.TryAddSingleton(ProxyDoor.None);
        services.AddSingleton<NodeDoctor>();
        services.TryAddSingleton<ILedgerStore>(provider => provider.GetRequiredService<IStore>());
        services.TryAddSingleton<ISettlementStore>(provider => provider.GetRequiredService<IStore>());
        return services;
    }

    /// <summary>Makes every failure of the endpoints behind it a problem with a code; goes before routing.</summary>
    public static IApplicationBuilder UseControlProblems(this IApplicationBuilder app) => app.UseMiddleware<ControlProblems>();

    /// <summary>Maps the endpoints.</summary>
    public static IEndpointRouteBuilder MapControlApi(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapHealth();
        endpoints.MapResolve();
        RouteGroupBuilder admin = endpoints.MapGroup("/v1").RequireToken(AccessRole.Admin);
        admin.MapApps();
        admin.MapAgents();
        admin.MapAgentActions();
        admin.MapEvents();
        admin.MapCluster();
        admin.MapDoctor();
        admin.MapAllowlists();
        admin.MapCredits();
        admin.MapAccounts();
        admin.MapLedger();
        admin.MapNodes();
        admin.MapReservations();
        admin.MapSettlements();
        admin.MapAbuseDecisions();
        admin.MapRoute();
        endpoints.MapGroup("/v1").RequireToken(AccessRole.Node).MapNodeRegistration();
        endpoints.MapGroup("/v1").RequireToken(AccessRole.Uptime).MapUsage();
        endpoints.MapGroup("/v1").RequireToken(AccessRole.Launcher).MapAbuseReports();
        return endpoints;
    }
}
