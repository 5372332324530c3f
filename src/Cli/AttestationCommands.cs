using System.CommandLine;
using System.Text;
using EasyEnclave.Attestation;
using EasyEnclave.Attestation.Certificates;
using EasyEnclave.Attestation.Results;
using EasyEnclave.Attestation.Signing;
using EasyEnclave.Cli.Inputs;
using EasyEnclave.Cli.Platforms;
using EasyEnclave.Cli.Results;
using EasyEnclave.Cli.Server;
using EasyEnclave.Cli.Terminal;
using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Cli;

/// <summary><c>ee attestation</c>: signed results, fetched and checked; no token is needed.</summary>
internal static class AttestationCommands
{
    /// <summary>Builds the noun.</summary>
    public static Command Build(CommandTree tree)
    {
        var server = new ServerCommands(tree, "attestation", "Fetch what a control plane signed of an agent, and check it on this machine.");
        server.Noun.Add(Get(tree, server));
        server.Noun.Add(Verify(tree, server));
        return server.Noun;
    }

    private static Command Get(CommandTree tree, ServerCommands server)
    {
        var agent = ServerArguments.Id<AgentId>("AGENT", "The agent.");
        var nonce = new Option<string>("--nonce") { Description = "A nonce of yours, which the result repeats: 11 to 88 characters of base64url or hex." };
        var evidence = new Option<bool>("--evidence") { Description = "Fetch along what the result was made from, for 'ee attestation verify'." };
        var file = new Option<string>("--output", "-o") { Description = "Write the answer to a file.", HelpName = "FILE" };
        var command = new Command("get", "Fetch the signed result on an agent.") { agent, nonce, evidence, file };
        return tree.Bind(command, async (parsed, cancellationToken) =>
        {
            if (!server.TryOpen(parsed, out var client, out var fault))
                return fault;
            using (client)
            {
                var wishes = $"?evidence={(parsed.GetValue(evidence) ? "true" : "false")}"
                    + (parsed.GetValue(nonce) is { } own ? "&nonce=" + Uri.EscapeDataString(own) : "");
                var answer = await client.GetAsync($"v1/attestations/{Uri.EscapeDataString(parsed.GetRequiredValue(agent).Value)}{wishes}", cancellationToken);
                if (answer is ServerAnswer.Failed failed)
                    return failed.ToOutcome();
                return ResultReport.Fetched(((ServerAnswer.Done)answer).Body, parsed.GetValue(file));
            }
        });
    }

    private static Command Verify(CommandTree tree, ServerCommands server)
    {
        var file = new Argument<string>("FILE") { Description = "The result, with evidence or alone; - reads standard input." };
        var jwks = new Option<string>("--jwks") { Description = "The issuer's key set; else it is fetched from the server.", HelpName = "FILE" };
        var list = new Option<string>("--status-list") { Description = "The status list; where keys are fetched, it is fetched too.", HelpName = "FILE" };
        var at = ArgumentText.Instant("--at", "The instant at which the result is relied on; now when absent.");
        var platform = new Option<string>("--platform")
        {
            Description = "Trust this simulated platform's root instead of Intel's. Development only.",
            HelpName = "DIR",
        };
        var command = new Command("verify", "Check a signed result, and with evidence make its verdict again, byte for byte.") { file, jwks, list, at, platform };
        return tree.Bind(command, async (parsed, cancellationToken) =>
        {
            if (!FileInput.TryRead(tree.Shell, parsed.GetRequiredValue(file), ResultEnvelope.MaxBytes, out var content, out var fault))
                return fault;
            if (!ResultEnvelope.TryParse(content, out var envelope))
                return Outcome.Usage("file_invalid", $"{parsed.GetRequiredValue(file)} is neither a signed result nor one with its evidence.");
            var root = TrustRoot.Intel;
            if (parsed.GetValue(platform) is { } directory)
            {
                if (!PlatformInput.TryLoad(directory, out var simulated, out fault))
                    return fault;
                root = simulated.TrustRoot;
            }

            var (keys, token, unavailable) = parsed.GetValue(jwks) is { } path
                ? FromFile(tree.Shell, path)
                : await FromServerAsync(parsed, server, parsed.GetValue(list) is null, cancellationToken);
            if (unavailable is not null)
                return unavailable;
            if (parsed.GetValue(list) is { } listed)
            {
                if (!FileInput.TryRead(tree.Shell, listed, JsonWebSignature.MaxLength, out var bytes, out fault))
                    return fault;
                token = Encoding.Latin1.GetString(bytes);
            }

            var now = parsed.GetValue(at) ?? tree.Shell.Time.GetUtcNow();
            return ResultReport.Of(new ResultVerifier(new QuoteVerifier(root), keys!), envelope, token?.Trim(), now);
        });
    }

    private static (JsonWebKeySet? Keys, string? List, Outcome? Fault) FromFile(Shell shell, string path)
    {
        if (!FileInput.TryRead(shell, path, JsonWebKeySet.MaxBytes, out var bytes, out var fault))
            return (null, null, fault);
        return JsonWebKeySet.TryParse(bytes, out var keys)
            ? (keys, null, null)
            : (null, null, Outcome.Usage("jwks_invalid", $"{path} is no set of public keys for ES256."));
    }

    private static async Task<(JsonWebKeySet? Keys, string? List, Outcome? Fault)> FromServerAsync(
        ParseResult parsed, ServerCommands server, bool withList, CancellationToken cancellationToken)
    {
        if (!server.TryOpen(parsed, out var client, out var fault))
            return (null, null, fault);
        using (client)
        {
            var answer = await client.GetAsync(".well-known/jwks.json", cancellationToken);
            if (answer is ServerAnswer.Failed failed)
                return (null, null, failed.ToOutcome());
            if (!JsonWebKeySet.TryParse(((ServerAnswer.Done)answer).Body, out var keys))
                return (null, null, Outcome.Refused("jwks_invalid", "The server's answer is no set of public keys for ES256."));
            if (!withList)
                return (keys, null, null);
            answer = await client.GetAsync("v1/status-list", cancellationToken);
            return answer is ServerAnswer.Failed unlisted
                ? (null, null, unlisted.ToOutcome())
                : (keys, Encoding.Latin1.GetString(((ServerAnswer.Done)answer).Body), null);
        }
    }
}
