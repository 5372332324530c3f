using Microsoft.Extensions.Logging;

namespace EasyEnclave.Actors.Ledger;

internal sealed partial class LedgerTenure
{
    [LoggerMessage(3001, LogLevel.Error, "A commit of {Entries} ledger entries failed; their callers are told to come back")]
    private partial void LogAppendFailed(Exception exception, int entries);

    [LoggerMessage(3002, LogLevel.Critical, "The ledger was taken by another holder; this process writes it no more")]
    private partial void LogFenced();

    [LoggerMessage(3003, LogLevel.Critical, "The ledger is frozen, since {Invariant} does not hold at transfer {Seq}, account {Account}: {Detail}")]
    private partial void LogFrozen(LedgerInvariant invariant, long? seq, string? account, string detail);

    [LoggerMessage(3004, LogLevel.Information, "The ledger was checked whole: {Transfers} transfers in {Milliseconds:0} ms")]
    private partial void LogChecked(long transfers, double milliseconds);

    [LoggerMessage(3005, LogLevel.Error, "The ledger could not be checked; it is tried again in 5 seconds")]
    private partial void LogCheckFailed(Exception exception);
}
