using Microsoft.Extensions.Logging;

namespace EasyEnclave.Node.Composition;

internal sealed partial class NetworksWatch
{
    [LoggerMessage(6031, LogLevel.Information, "The file of networks has changed: {Count} networks are in force")]
    private partial void LogChanged(int count);

    [LoggerMessage(6032, LogLevel.Error, "The file of networks has changed and is not taken: {Faults}")]
    private partial void LogFaults(string faults);
}
