using Microsoft.Extensions.Logging;

namespace EasyEnclave.Actors.Agents;

public sealed partial class AgentActor
{
    private void LogAttested(string agent, string app, string network, long epoch) => Log.Attested(_services.Logger, agent, app, network, epoch);

    private void LogLeft(string agent, string app, string cause) => Log.Left(_services.Logger, agent, app, cause);

    private void LogRefused(string agent, string app, string reason, string prefix) => Log.Refused(_services.Logger, agent, app, reason, prefix);

    private void LogActingFailed(Exception exception, string agent) => Log.ActingFailed(_services.Logger, exception, agent);

    private static partial class Log
    {
        [LoggerMessage(1001, LogLevel.Information, "Agent {Agent} of app {App} attested in {Network}, epoch {Epoch}")]
        public static partial void Attested(ILogger logger, string agent, string app, string network, long epoch);

        [LoggerMessage(1002, LogLevel.Information, "Agent {Agent} of app {App} left: {Cause}")]
        public static partial void Left(ILogger logger, string agent, string app, string cause);

        [LoggerMessage(1003, LogLevel.Debug, "Refused agent {Agent} for app {App} from {Prefix}: {Reason}")]
        public static partial void Refused(ILogger logger, string agent, string app, string reason, string prefix);

        [LoggerMessage(1005, LogLevel.Error, "The tunnel of agent {Agent} ended by a fault of ours")]
        public static partial void ActingFailed(ILogger logger, Exception exception, string agent);
    }
}
