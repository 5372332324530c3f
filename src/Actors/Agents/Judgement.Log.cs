using Microsoft.Extensions.Logging;

namespace EasyEnclave.Actors.Agents;

internal sealed partial class Judgement
{
    [LoggerMessage(1004, LogLevel.Error, "Judging the proof of agent {Agent} failed by a fault of ours")]
    private static partial void JudgingFailed(ILogger logger, Exception exception, string agent);
}
