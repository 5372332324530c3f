using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using EasyEnclave.Actors.Nodes;
using EasyEnclave.Cli.Inputs;
using EasyEnclave.Cli.Server;
using EasyEnclave.Cli.Terminal;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Rest;

namespace EasyEnclave.Cli;

/// <summary><c>ee nodes</c>: who sells work at which price, and what they have at stake.</summary>
internal static class NodesCommands
{
    private const string Path = "v1/nodes";
    private const string None = "none";

    /// <summary>Builds the noun.</summary>
    public static Command Build(CommandTree tree)
    {
        var commands = new ServerCommands(tree, "nodes", "Registered nodes of a control plane: price, stake, and what their agents prove.");
        List(commands);
        Show(commands);
        Register(commands);
        RotateToken(commands);
        Slash(commands);
        return commands.Noun;
    }

    private static void List(ServerCommands commands)
    {
        var status = new Option<string>("--status") { Description = "Only with this status.", HelpName = "active|banned" };
        commands.Add(new Command("list", "List all nodes.") { status }, async (parsed, client, cancellationToken) =>
        {
            var filters = new Dictionary<string, string?>(StringComparer.Ordinal) { ["status"] = parsed.GetValue(status) };
            var (nodes, failure) = await Pages.ReadAllAsync(
                client, Path, filters, RestJson.Default.NodesPage, page => (page.Nodes, page.NextCursor), cancellationToken);
            return failure is null ? Listed(nodes) : failure.ToOutcome();
        });
    }

    private static void Show(ServerCommands commands)
    {
        var node = Node();
        commands.Add(new Command("show", "Show one node.") { node }, async (parsed, client, cancellationToken) =>
        {
            var answer = await client.GetAsync($"{Path}/{Uri.EscapeDataString(parsed.GetRequiredValue(node).Value)}", cancellationToken);
            if (!AnswerReader.TryRead(answer, RestJson.Default.NodeView, out var view, out var failure))
                return failure.ToOutcome();
            var json = JsonSerializer.SerializeToNode(view, RestJson.Default.NodeView)!.AsObject();
            return new Outcome(ExitCode.Accepted, json, new View(view.Status == "active" ? Tone.Good : Tone.Bad, $"{view.NodeId}: {view.Status}")
            {
                Sections = [new Section.Facts("", json)],
            });
        });
    }

    private static void Register(ServerCommands commands)
    {
        var node = Node();
        var price = MoneyArgument.OrNone("--price", "The price of a vCPU-hour.");
        var priceFrom = ArgumentText.Instant("--price-from", "From when on that price holds; default: at once.");
        var tier = new Option<string>("--tier") { Description = "How reliable it says it is.", HelpName = "premium|standard|economy|none" };
        tier.AcceptOnlyFromAmong([.. Enum.GetValues<StakeTier>().Select(StakeTiers.Text), None]);
        var stake = MoneyArgument.OrNone("--stake", "How much stake it shall have; what is less is paid in, what is more begins its way back.");
        var vcpus = new Option<int?>("--vcpus") { Description = "Its vCPUs.", HelpName = "N" };
        var memory = new Option<int?>("--memory-mib") { Description = "Its memory.", HelpName = "MIB" };
        var update = new Option<bool>("--update") { Description = "Change a node that is there; what is not named stays as it is." };
        var key = KeyedOrder.Key();
        commands.Add(
            new Command("register", "Register a node, or change one; a new one's token is shown this once.")
            {
                node, price, priceFrom, tier, stake, vcpus, memory, update, key,
            },
            (parsed, client, cancellationToken) =>
            {
                var name = parsed.GetRequiredValue(node).Value;
                var body = new JsonObject { ["node_id"] = name, ["allow_update"] = parsed.GetValue(update) };
                Put(body, "price_usd_per_vcpu_hour", parsed.GetValue(price));
                Put(body, "price_effective_at", parsed.GetValue(priceFrom) is { } from ? Instants.Text(from) : null);
                Put(body, "stake_tier", parsed.GetValue(tier));
                Put(body, "stake_amount_usd", parsed.GetValue(stake));
                if (parsed.GetValue(vcpus) is { } cpus)
                    body["vcpus"] = cpus;
                if (parsed.GetValue(memory) is { } mib)
                    body["memory_mib"] = mib;
                return KeyedOrder.SendAsync(client, $"{Path}/register", body, parsed.GetValue(key), $"Registered {name}", cancellationToken);
            });
    }

    private static void RotateToken(ServerCommands commands)
    {
        var node = Node();
        var key = KeyedOrder.Key();
        commands.Add(
            new Command("rotate-token", "Give a node a new token, shown this once; the old one ends at once.") { node, key },
            (parsed, client, cancellationToken) =>
            {
                var name = parsed.GetRequiredValue(node).Value;
                var body = new JsonObject { ["node_id"] = name, ["rotate_token"] = true };
                return KeyedOrder.SendAsync(client, $"{Path}/register", body, parsed.GetValue(key), $"New token of {name}", cancellationToken);
            });
    }

    private static void Slash(ServerCommands commands)
    {
        var node = Node();
        var kind = new Option<string>("--kind") { Description = "For downtime its tier's revenue; for fraud all, and a ban.", Required = true };
        kind.AcceptOnlyFromAmong([.. Enum.GetValues<SlashKind>().Select(SlashKinds.Text)]);
        var reason = new Option<string>("--reason") { Description = "Why, for the record.", HelpName = "TEXT", Required = true };
        var period = new Option<string>("--period") { Description = "The period it is about; default: what was settled last.", HelpName = "PERIOD" };
        var key = KeyedOrder.Key();
        commands.Add(new Command("slash", "Take stake of a node.") { node, kind, reason, period, key }, (parsed, client, cancellationToken) =>
        {
            var name = parsed.GetRequiredValue(node).Value;
            var body = new JsonObject
            {
                ["kind"] = parsed.GetValue(kind),
                ["reason"] = parsed.GetValue(reason),
                ["period"] = parsed.GetValue(period),
            };
            return KeyedOrder.SendAsync(
                client, $"{Path}/{Uri.EscapeDataString(name)}/slash", body, parsed.GetValue(key), $"Slashed {name}", cancellationToken);
        });
    }

    private static void Put(JsonObject body, string field, string? value)
    {
        if (value is not null)
            body[field] = value == None ? null : value;
    }

    private static Outcome Listed(IReadOnlyList<NodeView> nodes)
    {
        var json = new JsonObject
        {
            ["nodes"] = new JsonArray([.. nodes.Select(node => JsonSerializer.SerializeToNode(node, RestJson.Default.NodeView))]),
            ["next_cursor"] = null,
        };
        var rows = nodes.Select(node => (IReadOnlyList<string>)
        [
            node.NodeId.Value, node.Status, node.PriceUsdPerVcpuHour?.ToString() ?? "-", node.StakeTier ?? "-", $"{node.StakeAmountUsd}", $"{node.StakeUnbondingUsd}",
            node.Vcpus is { } vcpus ? $"{vcpus}" : "-", node.AttestationStatus, node.HealthStatus,
        ]);
        return new Outcome(ExitCode.Accepted, json, new View(Tone.Plain, nodes.Count == 1 ? "1 node" : $"{nodes.Count} nodes")
        {
            Sections = nodes.Count == 0
                ? []
                : [new Section.Table("", ["node", "status", "price", "tier", "stake", "unbonding", "vcpus", "attestation", "health"], [.. rows])],
        });
    }

    private static Argument<NodeId> Node() => ServerArguments.Id<NodeId>("NODE", "The node's id.");
}
