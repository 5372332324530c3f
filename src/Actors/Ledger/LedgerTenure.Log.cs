using EasyEnclave.Actors.Telemetry;
using Microsoft.Extensions.Logging;

namespace EasyEnclave.Actors.Ledger;

internal sealed partial class LedgerTenure
{
    [LoggerMessage(3001, LogLevel.Error, "A commit of {Entries} ledger entries failed, its callers are told to come back; told again once it works, or each minute: {Fault}")]
    private partial void LogAppendFailed(Exception? bug, int entries, string fault);

    [LoggerMessage(3006, LogLevel.Error, "The ledger's commits have failed for {Seconds:F0} s, {Failures} of them: {Fault}")]
    private partial void LogAppendFails(int failures, double seconds, string fault);

    [LoggerMessage(3007, LogLevel.Warning, "The ledger's commits go through again, after {Failures} that failed in {Seconds:F0} s")]
    private partial void LogAppends(int failures, double seconds);

    private void Tell(FaultNews news, Exception? fault, int entries)
    {
        switch (news.Turn)
        {
            case FaultTurn.Began:
                LogAppendFailed(FaultSpell.Bug(fault!), entries, FaultSpell.Line(fault!));
                break;
            case FaultTurn.Lasts:
                LogAppendFails(news.Failures, news.Seconds, FaultSpell.Line(fault!));
                break;
            case FaultTurn.Ended:
                LogAppends(news.Failures, news.Seconds);
                break;
        }
    }

    [LoggerMessage(3002, LogLevel.Critical, "The ledger was taken by another holder; this process writes it no more")]
    private partial void LogFenced();

    [LoggerMessage(3003, LogLevel.Critical, "The ledger is frozen, since {Invariant} does not hold at transfer {Seq}, account {Account}: {Detail}")]
    private partial void LogFrozen(LedgerInvariant invariant, long? seq, string? account, string detail);

    [LoggerMessage(3004, LogLevel.Information, "The ledger was checked whole: {Transfers} transfers in {Milliseconds:0} ms")]
    private partial void LogChecked(long transfers, double milliseconds);

    [LoggerMessage(3005, LogLevel.Error, "The ledger could not be checked; it is tried again in 5 seconds")]
    private partial void LogCheckFailed(Exception exception);
}
