using System.CommandLine;
using EasyEnclave.Cli.Doctor;
using EasyEnclave.Cli.Server;

namespace EasyEnclave.Cli;

/// <summary><c>ee doctor</c>: what is wrong with a control plane, as its nodes and this machine see it.</summary>
internal static class DoctorCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Build(CommandTree tree)
    {
        var commands = new ServerCommands(
            tree,
            "doctor",
            "Look for what is wrong: the way to the server, its clock, store, certificates, collateral, allowlists, ports and tokens. Exit code 1 if anything failed.");
        var all = new Option<bool>("--all") { Description = "Ask every live node, through the one that is asked." };
        commands.Noun.Add(all);
        return commands.Bind(async (parsed, shell, address, cancellationToken) =>
            DoctorReport.Of(address.Url, await new DoctorVisit(shell, address).LookAsync(parsed.GetValue(all), cancellationToken)));
    }
}
