using EasyEnclave.Actors.Cluster;
using EasyEnclave.Actors.Directory;
using EasyEnclave.Actors.Store;
using EasyEnclave.Edge.Health;
using EasyEnclave.Edge.Problems;
using EasyEnclave.Edge.Relay;
using EasyEnclave.Protocol.Rest;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace EasyEnclave.Edge.Admin;

/// <summary><c>GET /v1/cluster</c>: the nodes there are, on one node one; and what an operator orders of them.</summary>
internal static class ClusterApi
{
    public static void MapCluster(this IEndpointRouteBuilder admin)
    {
        admin.MapGet("/cluster", List);
        admin.MapPost("/cluster/nodes/{id}/drain", (HttpContext context, string id) => OrderAsync(context, id, static (o, node, c) => o.DrainAsync(node, c)));
        admin.MapPost("/cluster/nodes/{id}/resume", (HttpContext context, string id) => OrderAsync(context, id, static (o, node, c) => o.ResumeAsync(node, c)));
        admin.MapPost("/cluster/nodes/{id}/leave", (HttpContext context, string id) => OrderAsync(context, id, static (o, node, c) => o.LeaveAsync(node, c)));
        admin.MapPost("/cluster/nodes/{id}/down", (HttpContext context, string id) => OrderAsync(context, id, static (o, node, c) => o.DownAsync(node, c)));
    }

    private static IResult List(HttpContext context, AgentDirectory directory, StoreWriter writer, NodeHealth health, NodeIdentity node) =>
        Page(context.RequestServices.GetService<IClusterSight>(), directory, writer, health, node);

    private static IResult Page(IClusterSight? sight, AgentDirectory directory, StoreWriter writer, NodeHealth health, NodeIdentity node)
    {
        List<MemberView> members = sight is null
            ? [Alone(directory, writer, health, node)]
            : [.. sight.Current.Nodes.Select(row => View(row, sight, directory, health))];
        return TypedResults.Json(new ClusterPage(node.Cluster, members, null), RestJson.Default.ClusterPage);
    }

    private static MemberView Alone(AgentDirectory directory, StoreWriter writer, NodeHealth health, NodeIdentity node) => new()
    {
        Node = node.Node,
        State = State(health),
        Version = node.Version,
        Incarnation = writer.Lease.Incarnation,
        Agents = directory.Agents.Count(agent => agent.Connected),
        HoldsLedger = true,
    };

    // Of itself a node knows more than its row says; of the others the rows are all there is.
    private static MemberView View(MemberRow row, IClusterSight sight, AgentDirectory directory, NodeHealth health) => new()
    {
        Node = row.Node,
        State = row.Incarnation == sight.Incarnation && health.Status != "ok" ? health.Status : row.State.ToString().ToLowerInvariant(),
        Version = row.Version,
        Incarnation = row.Incarnation,
        Agents = row.Live ? directory.Agents.Count(agent => agent.Connected && agent.State.Log == row.Node) : 0,
        Address = row.Address,
        HoldsLedger = sight.Current.Holder?.Incarnation == row.Incarnation,
        Reaches = row.Reaches,
        Head = row.Head,
        CoveredTo = row.CoveredTo,
    };

    private static string State(NodeHealth health) => health.Status == "ok" ? "active" : health.Status;

    private static async Task<IResult> OrderAsync(
        HttpContext context, string id, Func<MemberOrders, string, CancellationToken, ValueTask<MemberOrderOutcome>> order)
    {
        IServiceProvider services = context.RequestServices;
        if (services.GetService<MemberOrders>() is not { } orders || services.GetService<IClusterSight>() is not { } sight)
        {
            return ProblemResult.Of(409, "single_node", "This control plane is one node on a SQLite file: stop it with SIGTERM, which drains it first.");
        }

        MemberOrderOutcome outcome = await order(orders, id, context.RequestAborted).ConfigureAwait(false);
        if (outcome == MemberOrderOutcome.Done)
        {
            await sight.CatchUpAsync(context.RequestAborted).ConfigureAwait(false);
            return Page(
                sight,
                services.GetRequiredService<AgentDirectory>(),
                services.GetRequiredService<StoreWriter>(),
                services.GetRequiredService<NodeHealth>(),
                services.GetRequiredService<NodeIdentity>());
        }

        return outcome switch
        {
            MemberOrderOutcome.Unknown => ProblemResult.Of(404, "unknown_node", "No node of this name ever joined; see GET /v1/cluster."),
            MemberOrderOutcome.Dead => ProblemResult.Of(409, "node_dead", "The node is dead already; it comes back by starting it."),
            _ => ProblemResult.Of(409, "node_alive", "The node went on beating each time it was about to be declared dead; order it again."),
        };
    }
}
