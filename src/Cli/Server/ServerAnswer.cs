using System.Text.Json.Nodes;
using EasyEnclave.Cli.Terminal;

namespace EasyEnclave.Cli.Server;

/// <summary>What came of asking a server.</summary>
internal abstract record ServerAnswer
{
    private ServerAnswer()
    {
    }

    /// <summary>It did what was asked.</summary>
    /// <param name="Body">The answer's bytes, possibly none.</param>
    public sealed record Done(byte[] Body) : ServerAnswer;

    /// <summary>It refused, or could not be asked.</summary>
    /// <param name="Code">The stable code: the server's, or one of ours for what lies before it.</param>
    /// <param name="Detail">What that means.</param>
    /// <param name="Status">The HTTP status, or null where there was no answer.</param>
    /// <param name="Field">The field at fault, if the server named one.</param>
    public sealed record Failed(string Code, string Detail, int? Status, string? Field) : ServerAnswer
    {
        /// <summary>The same as a command's outcome.</summary>
        public Outcome ToOutcome() =>
            Outcome.Fault(ExitCode.Refused, Code, Detail, new JsonObject { ["status"] = Status, ["field"] = Field });
    }
}
