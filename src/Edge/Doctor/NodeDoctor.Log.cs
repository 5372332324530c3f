using Microsoft.Extensions.Logging;

namespace EasyEnclave.Edge.Doctor;

internal sealed partial class NodeDoctor
{
    [LoggerMessage(6521, LogLevel.Warning, "The check {Check} failed")]
    private partial void LogBroken(Exception fault, string check);
}
