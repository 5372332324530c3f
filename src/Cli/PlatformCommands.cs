using System.CommandLine;
using System.Text.Json.Nodes;
using EasyEnclave.Cli.Inputs;
using EasyEnclave.Cli.Platforms;
using EasyEnclave.Cli.Quotes;
using EasyEnclave.Cli.Terminal;
using EasyEnclave.Protocol.Rest;
using EasyEnclave.Simulation;

namespace EasyEnclave.Cli;

/// <summary><c>ee platform</c>: simulated platforms, for development without hardware.</summary>
internal static class PlatformCommands
{
    private const string NotHardware = "NOT HARDWARE: whoever can read this folder can forge every quote of this platform.";

    /// <summary>Builds the noun.</summary>
    public static Command Build(CommandTree tree) => new("platform", "Make simulated TDX platforms for development.")
    {
        New(tree),
        Collateral(tree),
    };

    private static Command New(CommandTree tree)
    {
        var directory = Directory("The folder to make it in; it may hold other things, but no platform yet.");
        return tree.Bind(new Command("new", "Make a platform: keys, certificates and identifiers of its own.") { directory }, parsed =>
        {
            var path = parsed.GetRequiredValue(directory);
            var platform = SimulatedPlatform.Create(tree.Shell.Time.GetUtcNow());
            try
            {
                platform.Save(path);
            }
            catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or ArgumentException)
            {
                return Outcome.Refused("platform_not_made", refused.Message);
            }

            return Report(path, platform);
        });
    }

    private static Command Collateral(CommandTree tree)
    {
        var directory = Directory("The platform's folder.");
        var output = new Option<string>("--out") { Description = "Where the collateral is written.", HelpName = "FILE", Required = true };
        var at = ArgumentText.Instant("--at", "The instant it is issued for; now when absent.");
        return tree.Bind(new Command("collateral", "Issue the platform's collateral, valid for 30 days.") { directory, output, at }, parsed =>
        {
            if (!PlatformInput.TryLoad(parsed.GetRequiredValue(directory), out var platform, out var fault))
                return fault;
            var path = parsed.GetRequiredValue(output);
            var bundle = platform.IssueCollateral(parsed.GetValue(at) ?? tree.Shell.Time.GetUtcNow());
            return FileOutput.TryWrite(path, CollateralText.Write(bundle)) ?? new Outcome(
                ExitCode.Accepted,
                new JsonObject { ["simulated"] = true, ["collateral"] = path, ["fmspc"] = platform.Fmspc },
                new View(Tone.Good, $"Wrote {path}"));
        });
    }

    private static Outcome Report(string path, SimulatedPlatform platform)
    {
        var json = new JsonObject
        {
            ["simulated"] = true,
            ["directory"] = path,
            ["trust_root"] = platform.TrustRoot.Name,
            ["fmspc"] = platform.Fmspc,
            ["ppid"] = JsonLists.Hex(platform.Ppid),
            ["platform_instance_id"] = JsonLists.Hex(platform.PlatformInstanceId),
            ["created_at"] = Instants.Text(platform.CreatedAt),
        };
        return new Outcome(ExitCode.Accepted, json, new View(Tone.Good, $"Made a simulated platform in {path}")
        {
            Warnings = [NotHardware],
            Sections = [new Section.Facts("Platform", json)],
        });
    }

    private static Argument<string> Directory(string description) => new("DIR") { Description = description };
}
