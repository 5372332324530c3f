using Microsoft.Extensions.Logging;

namespace EasyEnclave.Edge.Admin;

internal sealed partial class ActionLog
{
    [LoggerMessage(6502, LogLevel.Information, "{Actor} ordered {Action} of {Target}: {Outcome} ({Reason})")]
    private partial void LogOrdered(string actor, string action, string target, string outcome, string reason);
}
