using Microsoft.Extensions.Logging;

namespace EasyEnclave.Actors.Settlements;

public sealed partial class SettlementClock
{
    [LoggerMessage(3121, LogLevel.Error, "A round of settlements failed; the next one takes it up again")]
    private partial void LogRoundFailed(Exception exception);

    [LoggerMessage(3122, LogLevel.Warning, "Period {Period} of node {Node} could not be settled now: {Outcome}")]
    private partial void LogNotSettled(string node, string period, string outcome);

    [LoggerMessage(3123, LogLevel.Warning, "Period {Period} of node {Node} is halted: this control plane was away for too long to judge it")]
    private partial void LogHalted(string node, string period);
}
