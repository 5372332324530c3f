using EasyEnclave.Actors.Cluster;
using EasyEnclave.Actors.Directory;
using EasyEnclave.Actors.Operators;
using EasyEnclave.Actors.Store;
using EasyEnclave.Edge.Access;
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
    private static readonly ActionRequest NoReason = new(Reason: null);

    public static void MapCluster(this IEndpointRouteBuilder admin)
    {
        admin.MapGet("/cluster", List);
        Order(admin, "drain", static (orders, node, cancellationToken) => orders.DrainAsync(node, cancellationToken));
        Order(admin, "resume", static (orders, node, cancellationToken) => orders.ResumeAsync(node, cancellationToken));
        Order(admin, "leave", static (orders, node, cancellationToken) => orders.LeaveAsync(node, cancellationToken));
        Order(admin, "down", static (orders, node, cancellationToken) => orders.DownAsync(node, cancellationToken));
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

    private static void Order(
        IEndpointRouteBuilder admin, string action, Func<MemberOrders, string, CancellationToken, ValueTask<MemberOrderOutcome>> order) =>
        admin.MapPost("/cluster/nodes/{id}/" + action, (HttpContext context, string id, ActionLog log) => OrderAsync(context, id, action, order, log));

    private static async Task<IResult> OrderAsync(
        HttpContext context, string id, string action, Func<MemberOrders, string, CancellationToken, ValueTask<MemberOrderOutcome>> order, ActionLog log)
    {
        AdminBody<ActionRequest> body = await AdminBody<ActionRequest>.ReadAsync(context.Request, NoReason, context.RequestAborted).ConfigureAwait(false);
        if ((body.Problem ?? Reasons.Check(body.Value!.Reason, required: false)) is { } problem)
        {
            return problem;
        }

        IServiceProvider services = context.RequestServices;
        if (services.GetService<MemberOrders>() is not { } orders || services.GetService<IClusterSight>() is not { } sight)
        {
            return ProblemResult.Of(409, "single_node", "This control plane is one node on a SQLite file: stop it with SIGTERM, which drains it first.");
        }

        ActionOutcome outcome = await GiveAsync(order, orders, id, context.RequestAborted).ConfigureAwait(false);

        // What is no node's name is nobody's to write into a log.
        string target = sight.Current.Find(id) is { } known ? "node " + known.Node : "an unknown node";
        log.Note(action, target, new OperatorOrder(context.Caller().Actor, body.Value!.Reason ?? string.Empty), outcome);
        if (!outcome.Holds)
        {
            return Refused(context, outcome);
        }

        await sight.CatchUpAsync(context.RequestAborted).ConfigureAwait(false);
        return Page(
            sight,
            services.GetRequiredService<AgentDirectory>(),
            services.GetRequiredService<StoreWriter>(),
            services.GetRequiredService<NodeHealth>(),
            services.GetRequiredService<NodeIdentity>());
    }

    private static async ValueTask<ActionOutcome> GiveAsync(
        Func<MemberOrders, string, CancellationToken, ValueTask<MemberOrderOutcome>> order, MemberOrders orders, string id, CancellationToken cancellationToken)
    {
        try
        {
            return await order(orders, id, cancellationToken).ConfigureAwait(false) switch
            {
                MemberOrderOutcome.Done => ActionOutcome.Done,
                MemberOrderOutcome.Unknown => ActionOutcome.Unknown("unknown_node"),
                MemberOrderOutcome.Dead => ActionOutcome.Conflict("node_dead"),
                _ => ActionOutcome.Conflict("node_alive"),
            };
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The store's edge: whatever its driver throws means that nothing is known, and that the order is to be given again.
            return ActionOutcome.Unavailable;
        }
    }

    private static ProblemResult Refused(HttpContext context, ActionOutcome outcome) => outcome.Code switch
    {
        "unknown_node" => ProblemResult.Of(404, "unknown_node", "No node of this name ever joined; see GET /v1/cluster."),
        "node_dead" => ProblemResult.Of(409, "node_dead", "The node is dead already; it comes back by starting it."),
        "node_alive" => ProblemResult.Of(409, "node_alive", "The node went on beating each time it was about to be declared dead; order it again."),
        _ => ActionAnswers.Problem(context, outcome)!,
    };
}
