using Microsoft.Extensions.Logging;

namespace EasyEnclave.Edge.Problems;

internal sealed partial class ControlProblems
{
    [LoggerMessage(6501, LogLevel.Error, "A request failed by our fault: {Method} {Endpoint}")]
    private partial void LogFault(Exception fault, string method, string? endpoint);
}
