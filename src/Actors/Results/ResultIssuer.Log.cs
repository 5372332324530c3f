using Microsoft.Extensions.Logging;

namespace EasyEnclave.Actors.Results;

public sealed partial class ResultIssuer
{
    [LoggerMessage(2030, LogLevel.Error, "The kept evidence of agent {Agent} does not pass any more at the instant it was judged at: {Reason}; no result is signed")]
    private partial void LogRefused(string agent, string reason);
}
