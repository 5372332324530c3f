using Microsoft.Extensions.Logging;

namespace EasyEnclave.Actors.Agents;

internal sealed partial class Reviewer
{
    [LoggerMessage(1006, LogLevel.Error, "Judging the kept evidence of agent {Agent} again failed by a fault of ours")]
    private static partial void ReviewFailed(ILogger logger, Exception exception, string agent);
}
