using Microsoft.Extensions.Logging;

namespace EasyEnclave.Edge.Relay;

public sealed partial class Forwarding
{
    [LoggerMessage(4301, LogLevel.Warning, "Node {Node} could not be reached for {Method} {Path}")]
    private partial void LogUnreached(Exception broken, string node, string method, string path);
}
