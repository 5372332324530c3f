using Microsoft.Extensions.Logging;

namespace EasyEnclave.Edge.Relay;

public sealed partial class Forwarding
{
    [LoggerMessage(4301, LogLevel.Warning, "Node {Node} could not be reached for {Method} {Path}; told again once it answers, or each minute: {Fault}")]
    private partial void LogUnreached(string node, string method, string path, string fault);

    [LoggerMessage(4302, LogLevel.Warning, "Node {Node} has not been reached for {Seconds:F0} s, with {Failures} calls: {Fault}")]
    private partial void LogStaysUnreached(string node, int failures, double seconds, string fault);

    [LoggerMessage(4303, LogLevel.Information, "Node {Node} answers calls again, after {Failures} that did not reach it in {Seconds:F0} s")]
    private partial void LogReached(string node, int failures, double seconds);
}
