using System.Text.Json.Nodes;
using EasyEnclave.Actors.Ledger;
using EasyEnclave.Actors.Ledger.Journal;
using EasyEnclave.Cli.Terminal;

namespace EasyEnclave.Cli;

/// <summary>What a journal file proves by itself.</summary>
internal static class JournalReport
{
    /// <summary>Checks a file; refused at the first thing that is wrong.</summary>
    public static Outcome Of(string path)
    {
        try
        {
            var fold = JournalFile.Verify(() => File.OpenRead(path));
            var json = new JsonObject
            {
                ["valid"] = true,
                ["seq"] = fold.Head.Seq,
                ["hash"] = JsonLists.Hex(fold.Head.Hash),
                ["accounts"] = fold.Accounts.Count,
                ["commands"] = fold.Commands,
                ["open_pending"] = fold.Open.Count,
            };
            return new Outcome(ExitCode.Accepted, json, new View(Tone.Good, $"{fold.Head.Seq} transfers, every one in its place")
            {
                Sections = [new Section.Facts("", json)],
            });
        }
        catch (JournalException fault)
        {
            return Outcome.Refused("journal_damaged", fault.Message);
        }
        catch (LedgerViolationException fault)
        {
            return Outcome.Fault(
                ExitCode.Refused, "ledger_violation", fault.Violation.Detail,
                new() { ["invariant"] = fault.Violation.Invariant.ToString(), ["seq"] = fault.Violation.Seq, ["account"] = fault.Violation.Account?.Value });
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return Outcome.Usage("file_unreadable", $"{path} cannot be read: {unreadable.Message}");
        }
    }
}
