using Microsoft.Extensions.Logging;

namespace EasyEnclave.Actors.Cluster;

public sealed partial class SeatKeeper
{
    [LoggerMessage(3021, LogLevel.Information, "Node {Node} holds the ledger, incarnation {Incarnation}; it is checked before the first write")]
    private partial void LogTaken(string node, Guid incarnation);

    [LoggerMessage(3022, LogLevel.Information, "Node {Node} gave the ledger up")]
    private partial void LogGivenUp(string node);

    [LoggerMessage(3023, LogLevel.Warning, "Node {Node} no longer holds the ledger; {Holder} does")]
    private partial void LogLost(string node, string holder);
}
