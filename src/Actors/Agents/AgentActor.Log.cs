using Microsoft.Extensions.Logging;

namespace EasyEnclave.Actors.Agents;

public sealed partial class AgentActor
{
    private void LogAttested(string agent, string app, string network, long epoch) => Log.Attested(_services.Logger, agent, app, network, epoch);

    private void LogLeft(string agent, string app, string cause) => Log.Left(_services.Logger, agent, app, cause);

    private void LogRefused(string agent, string app, string reason, string prefix) => Log.Refused(_services.Logger, agent, app, reason, prefix);

    private void LogJudgingFailed(Exception exception, string agent) => Log.JudgingFailed(_services.Logger, exception, agent);

    private static partial class Log
    {
        [LoggerMessage(1001, LogLevel.Information, "Agent {Agent} of app {App} attested in {Network}, epoch {Epoch}")]
        public static partial void Attested(ILogger logger, string agent, string app, string network, long epoch);

        [LoggerMessage(1002, LogLevel.Information, "Agent {Agent} of app {App} left: {Cause}")]
        public static partial void Left(ILogger logger, string agent, string app, string cause);

        [LoggerMessage(1003, LogLevel.Debug, "Refused agent {Agent} for app {App} from {Prefix}: {Reason}")]
        public static partial void Refused(ILogger logger, string agent, string app, string reason, string prefix);

        [LoggerMessage(1004, LogLevel.Error, "Judging the proof of agent {Agent} failed by a fault of ours")]
        public static partial void JudgingFailed(ILogger logger, Exception exception, string agent);
    }
}
