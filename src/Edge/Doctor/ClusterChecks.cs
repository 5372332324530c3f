using Microsoft.Extensions.DependencyInjection;

namespace EasyEnclave.Edge.Doctor;

/// <summary>The checks of a node that is one of several.</summary>
public static class ClusterChecks
{
    /// <summary>Registers them, over the host's sight of the cluster, its connections to the others and its feed.</summary>
    public static IServiceCollection AddClusterChecks(this IServiceCollection services)
    {
        services.AddSingleton<DoctorPeers>();
        services.AddSingleton<IDoctorCheck, MembersCheck>();
        services.AddSingleton<IDoctorCheck, AdvertiseCheck>();
        services.AddSingleton<IDoctorCheck, LagCheck>();
        return services;
    }
}
