using System.CommandLine;
using System.Text.Json.Nodes;
using EasyEnclave.Cli.Inputs;
using EasyEnclave.Cli.Server;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Rest;

namespace EasyEnclave.Cli;

/// <summary><c>ee accounts</c>: what users do with their credits ahead of the work.</summary>
internal static class AccountsCommands
{
    /// <summary>Builds the noun.</summary>
    public static Command Build(CommandTree tree)
    {
        var commands = new ServerCommands(tree, "accounts", "Users' accounts of a control plane.");
        Reserve(commands);
        return commands.Noun;
    }

    private static void Reserve(ServerCommands commands)
    {
        var account = ServerArguments.Id<AccountId>("ACCOUNT", "The account that pays.");
        var node = ServerArguments.Id<NodeId>("NODE", "The node that works.");
        var vcpus = new Option<int>("--vcpus") { Description = "How many vCPUs over the whole period.", HelpName = "N", Required = true };
        var start = ArgumentText.Instant("--start", "The period's first instant, a whole hour.");
        start.Required = true;
        var end = ArgumentText.Instant("--end", "The first instant after it, a whole hour.");
        end.Required = true;
        var key = KeyedOrder.Key();
        commands.Add(
            new Command("reserve", "Lock credits for work to come.") { account, node, vcpus, start, end, key },
            (parsed, client, cancellationToken) =>
            {
                var (payer, worker) = (parsed.GetRequiredValue(account).Value, parsed.GetRequiredValue(node).Value);
                var body = new JsonObject
                {
                    ["account_id"] = payer,
                    ["node_id"] = worker,
                    ["vcpus"] = parsed.GetValue(vcpus),
                    ["period_start"] = Instants.Text(parsed.GetRequiredValue(start)!.Value),
                    ["period_end"] = Instants.Text(parsed.GetRequiredValue(end)!.Value),
                };
                return KeyedOrder.SendAsync(
                    client, "v1/reservations", body, parsed.GetValue(key), $"Reserved {parsed.GetValue(vcpus)} vCPUs of {worker} for {payer}", cancellationToken);
            });
    }
}
