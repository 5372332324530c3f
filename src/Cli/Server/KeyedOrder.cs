using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using EasyEnclave.Cli.Terminal;

namespace EasyEnclave.Cli.Server;

/// <summary>Orders that move money: each has a key, so that one whose answer was lost can be sent again without being done twice.</summary>
internal static class KeyedOrder
{
    /// <summary>The switch for a key.</summary>
    public static Option<string> Key() => new("--key")
    {
        Description = "The order's idempotency key; sending it again with the same key does nothing more. Default: a new one, told in the answer.",
        HelpName = "KEY",
    };

    /// <summary>Sends an order and tells what came of it, with its key.</summary>
    /// <param name="client">The server.</param>
    /// <param name="path">Where to.</param>
    /// <param name="body">The order without its key.</param>
    /// <param name="key">The key; null for a new one.</param>
    /// <param name="headline">What it is, for people.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<Outcome> SendAsync(
        ControlClient client, string path, JsonObject body, string? key, string headline, CancellationToken cancellationToken)
    {
        var named = key ?? "ee-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        body["idempotency_key"] = named;
        var answer = await client.PostAsync(path, body, cancellationToken);
        if (answer is ServerAnswer.Failed failed)
        {
            // Without an answer, or with one of trouble, nobody knows here whether it was done.
            var unknown = failed.Status is null or >= 500;
            var detail = unknown ? $"{failed.Detail} Send it again with --key {named}: it is done once at most." : failed.Detail;
            return Outcome.Fault(
                ExitCode.Refused, failed.Code, detail, new() { ["status"] = failed.Status, ["field"] = failed.Field, ["idempotency_key"] = named });
        }

        var said = AnswerReader.Raw((ServerAnswer.Done)answer) as JsonObject ?? [];
        var json = said.DeepClone().AsObject();
        json["idempotency_key"] = named;
        return new Outcome(ExitCode.Accepted, json, new View(Tone.Good, headline) { Sections = [new Section.Facts("", json)] });
    }
}
