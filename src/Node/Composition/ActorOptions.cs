using EasyEnclave.Actors.Agents;
using EasyEnclave.Actors.Directory;
using EasyEnclave.Actors.Nodes;
using EasyEnclave.Actors.Proofs;
using EasyEnclave.Actors.Refusals;
using EasyEnclave.Actors.Store;
using EasyEnclave.Actors.Tunnels;
using EasyEnclave.Attestation.Policies;
using EasyEnclave.Edge.Tunnel;
using EasyEnclave.Node.Options;
using EasyEnclave.Protocol;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EasyEnclave.Node.Composition;

/// <summary>From the node's options to what agents' actors, their tunnels and the read model go by.</summary>
internal static class ActorOptions
{
    public static AgentServices Agents(IServiceProvider services, NodeOptions options, TimeProvider time) => new(
        new TunnelRules
        {
            RegisterDeadline = Limits.RegisterDeadline,
            AttestDeadline = options.AttestDeadline,
            AttestInterval = options.AttestInterval,
            HealthTimeout = options.HealthTimeout,
            RegistrationLifetime = options.RegistrationLifetime,
            RegistrationWarning = options.RegistrationWarning,
        },
        options.JoinOpen,
        services.GetRequiredService<AgentDirectory>(),
        services.GetRequiredService<StoreWriter>(),
        services.GetRequiredService<Prover>(),
        services.GetRequiredService<Reappraiser>(),
        services.GetRequiredService<RefusalLog>(),
        time,
        services.GetRequiredService<ILogger<AgentActor>>())
    {
        Nodes = services.GetRequiredService<NodeDirectory>(),
        ReservedApps = options.Names.Reserved,
    };

    public static DirectoryRules Directory(NodeOptions options) => new()
    {
        AttestationLifetime = options.AttestInterval + options.AttestDeadline,
        RegistrationLifetime = options.RegistrationLifetime,
        RegistrationWarning = options.RegistrationWarning,
        TrustRoots = Judging.Roots(options),
        FailsClosed = network => !options.Networks!.TryGetValue(network.Value, out NetworkPolicy? policy) || policy.SealedRequired,
    };

    public static TunnelOptions Tunnels(NodeOptions options) => new()
    {
        ResponseBodyBytes = options.ProxyBodyBytes,
        FrontKeys = options.FrontKeys,
        RequireClientCertificate = options.RaTls && options.RaTlsRequireClientCertificate,
    };
}
