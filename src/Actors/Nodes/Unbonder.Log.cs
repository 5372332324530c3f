using Microsoft.Extensions.Logging;

namespace EasyEnclave.Actors.Nodes;

public sealed partial class Unbonder
{
    [LoggerMessage(3101, LogLevel.Error, "Stake that is due could not be paid out; it is tried again in a second")]
    private partial void LogFailed(Exception exception);
}
