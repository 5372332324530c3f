using EasyEnclave.Actors.Directory;
using EasyEnclave.Actors.Store;
using EasyEnclave.Edge.Health;
using EasyEnclave.Protocol.Rest;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EasyEnclave.Edge.Admin;

/// <summary><c>GET /v1/cluster</c>: the nodes there are; on one node, one.</summary>
internal static class ClusterApi
{
    public static void MapCluster(this IEndpointRouteBuilder admin) => admin.MapGet("/cluster", List);

    private static IResult List(AgentDirectory directory, StoreWriter writer, NodeHealth health, NodeIdentity node)
    {
        MemberView self = new()
        {
            Node = node.Node,
            State = health.Status == "ok" ? "active" : health.Status,
            Version = node.Version,
            Incarnation = writer.Lease.Incarnation,
            Agents = directory.Agents.Count(agent => agent.Connected),
        };
        return TypedResults.Json(new ClusterPage(node.Cluster, [self], null), RestJson.Default.ClusterPage);
    }
}
