using EasyEnclave.Actors.Ledger;

namespace EasyEnclave.Actors.Settlements;

/// <summary>What became of a report of abuse, or of a decision on one.</summary>
public abstract record AbuseOutcome
{
    private AbuseOutcome()
    {
    }

    /// <summary>It stands as the report says.</summary>
    public sealed record Done(AbuseReport Report) : AbuseOutcome;

    /// <summary>The node is not registered.</summary>
    public sealed record NodeNotFound : AbuseOutcome;

    /// <summary>The span it speaks of has not begun.</summary>
    public sealed record NotStarted : AbuseOutcome;

    /// <summary>There is no such report.</summary>
    public sealed record ReportNotFound : AbuseOutcome;

    /// <summary>It was decided otherwise before; the first decision stands.</summary>
    public sealed record AlreadyDecided(AbuseReport Report) : AbuseOutcome;

    /// <summary>The ledger did not take it.</summary>
    public sealed record NotWritten(LedgerOutcome Outcome) : AbuseOutcome;
}
