using Microsoft.Extensions.Logging;

namespace EasyEnclave.Actors.Proofs;

public sealed partial class ReappraisalRounds
{
    [LoggerMessage(2001, LogLevel.Error, "Looking whether agents are to be judged again failed by a fault of ours")]
    private partial void LogRoundFailed(Exception exception);
}
