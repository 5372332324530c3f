using Microsoft.Extensions.Logging;

namespace EasyEnclave.Actors.Probes;

public sealed partial class Prober
{
    [LoggerMessage(3111, LogLevel.Information, "Agent {Agent} did not answer a probe: {Why}")]
    private partial void LogMissed(string agent, string why);

    [LoggerMessage(3112, LogLevel.Error, "The probes of a slot could not be planned")]
    private partial void LogNotPlanned(Exception exception);
}
